import type { RecordingMedia, RecordingFormat } from '../../clients/twilio-recording-media.ts';
import type { Config } from '../../config.ts';
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { recordingBySid } from '../../../sql/calls/recordings.ts';
import { type Actor, authorize } from '../accounts/access.ts';

type Here = Pick<Config, 'publicBaseUrl'>;

/** Where a recording is heard: here, by those who may see its call. The carrier's own address is for its account alone. */
export const recordingMediaUrl = ({ publicBaseUrl }: Here, recordingSid: string): string =>
  `${publicBaseUrl}/api/twilio/recordings/${recordingSid}/media`;

type Recorded = { recordingSid: string | null; recordingUrl: string | null };

/** The same for a call: of those that others carried, the address we were told. */
export const recordingMediaUrlOfCall = (here: Here, { recordingSid, recordingUrl }: Recorded): string | null =>
  recordingSid === null || recordingUrl === null ? recordingUrl : recordingMediaUrl(here, recordingSid);

/**
 * Begins to read what was recorded, for whoever may see the call. Read through here, since the carrier gives it to its
 * account alone, and that account is everybody's.
 *
 * @throws DomainError `not_found`, also when the carrier has deleted it; `conflict` while it is not ready
 */
export async function streamRecording(
  ctx: Context,
  actor: Actor,
  recordingSid: string,
  asked: { format: RecordingFormat; range?: string | undefined; signal: AbortSignal },
): Promise<RecordingMedia> {
  const scope = authorize(actor, 'calls.read');
  const { status } = requireFound(await recordingBySid(ctx.sql, scope, recordingSid), 'Recording');
  if (status === 'in-progress' || status === 'processing')
    throw new DomainError('conflict', 'The recording is not ready. Try again after the call.');
  const sound = await ctx.carrier.recordingMedia.stream(recordingSid, asked).catch((error: unknown) => {
    if (asked.signal.aborted) throw error;
    ctx.log.warn({ err: error, recordingSid }, 'no sound from the carrier');
    throw new DomainError('unavailable', 'The carrier did not answer. Try again in a few seconds.');
  });
  return requireFound(sound, 'Sound of the recording');
}
