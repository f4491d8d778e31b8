import type { RecordingMedia, RecordingFormat } from '../../clients/twilio-recording-media.ts';
import type { Config } from '../../config.ts';
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { recordingBySid } from '../../../sql/calls/recordings.ts';
import { type Actor, authorize } from '../accounts/access.ts';

type BaseUrl = Pick<Config, 'publicBaseUrl'>;

/** Our own URL for the audio of a recording. The carrier's URL needs the credentials of the carrier account. */
export function recordingMediaUrl({ publicBaseUrl }: BaseUrl, recordingSid: string): string {
  return `${publicBaseUrl}/api/twilio/recordings/${recordingSid}/media`;
}

/** The URL of a call's recording. A recording that we know by its URL only keeps that URL. */
export function recordingMediaUrlOfCall(
  base: BaseUrl,
  { recordingSid, recordingUrl }: { recordingSid: string | null; recordingUrl: string | null },
): string | null {
  return recordingSid === null || recordingUrl === null ? recordingUrl : recordingMediaUrl(base, recordingSid);
}

/**
 * Streams the audio of a recording to a user who may see its call. All tenants share the carrier account, so the carrier's URL cannot
 * be given out.
 *
 * @throws DomainError `not_found`, also when the carrier has deleted the recording; `conflict` while the recording is not ready;
 *   `unavailable` when the carrier does not answer
 */
export async function streamRecording(
  ctx: Context,
  actor: Actor,
  recordingSid: string,
  options: { format: RecordingFormat; range?: string | undefined; signal: AbortSignal },
): Promise<RecordingMedia> {
  const scope = authorize(actor, 'calls.read');
  const { status } = requireFound(await recordingBySid(ctx.sql, scope, recordingSid), 'Recording');
  if (status === 'in-progress' || status === 'processing')
    throw new DomainError('conflict', 'The recording is not ready. Try again after the call.');
  const media = await ctx.carrier.recordingMedia.stream(recordingSid, options).catch((error: unknown) => {
    if (options.signal.aborted) throw error;
    ctx.log.warn({ err: error, recordingSid }, 'recording could not be read from the carrier');
    throw new DomainError('unavailable', 'The carrier did not answer. Try again in a few seconds.');
  });
  return requireFound(media, 'Audio of the recording');
}
