import { createHmac } from 'node:crypto';
import { conferenceName } from '../../callbacks.ts';
import type { CarrierRecording } from '../../clients/twilio.ts';
import { parseCarrierPrice } from '../../rules/calls/cost.ts';
import { currentKey, isEqualText, parseKeys } from '../../secrets.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { callById } from '../../../sql/calls/progress.ts';
import {
  lacksRecording,
  markRecordingsDeleted,
  recordingBySid,
  signedRecordingBySid,
  type RecordingFields,
  recordingToDelete,
  setRecordingDeleted,
  upsertRecording,
} from '../../../sql/calls/recordings.ts';
import { schedulePricePoll } from './costs.ts';
import type { CallRow } from '../../../sql/calls/calls.ts';
import type { RecordingMedia, RecordingFormat } from '../../clients/twilio-recording-media.ts';
import type { Config } from '../../config.ts';
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { type Actor, authorize } from '../accounts/access.ts';

/**
 * Fetches the recordings of a call from the carrier if the carrier's report about the recordings was lost. Does nothing
 * if a recording is complete already, or if the call needs no recording.
 */
export async function reconcileRecordings(ctx: Context, callId: number): Promise<void> {
  const call = (await lacksRecording(ctx.sql, callId)) ? await callById(ctx.sql, callId) : undefined;
  if (!call) return;
  const { carrier } = ctx;
  const recordings = call.callSid ? await carrier.listRecordings(call.callSid) : [];
  // The carrier lists the recording of a conference under the leg that entered first. The id of the conference may be
  // unknown here, because only a report contains the id. So the conference is looked up by name.
  for (const conferenceSid of await carrier.listConferenceSids(conferenceName(call.uuid)))
    recordings.push(...(await carrier.listConferenceRecordings(conferenceSid)));
  await transaction(ctx, async (tx) => {
    for (const recording of recordings) await storeRecording(tx, call, recordingFields(recording));
  });
}

function recordingFields(recording: CarrierRecording): RecordingFields {
  const status = recording.status === 'paused' || recording.status === 'stopped' ? 'processing' : recording.status;
  return {
    recordingSid: recording.sid,
    status,
    mediaUrl: recording.mediaUrl,
    duration: Number(recording.duration ?? 0),
    channels: recording.channels,
    source: recording.source,
    price: parseCarrierPrice(recording.price) ?? null,
  };
}

/** Applies the carrier's report about a recording. */
export async function applyRecordingReport(tx: Tx, call: CallRow, params: Record<string, string>): Promise<void> {
  if (!params.RecordingSid) return;
  await storeRecording(tx, call, {
    recordingSid: params.RecordingSid,
    status: params.RecordingStatus === 'absent' ? 'absent' : 'completed',
    mediaUrl: params.RecordingUrl ?? null,
    duration: Number(params.RecordingDuration ?? 0),
    channels: Number(params.RecordingChannels ?? 1),
    source: params.RecordingSource ?? null,
    price: null,
  });
}

/** Stores a recording. If the data of the call's person was erased, the late recording is deleted, too. */
async function storeRecording(tx: Tx, call: CallRow, recording: RecordingFields): Promise<void> {
  if (await upsertRecording(tx.sql, call, recording)) await schedulePricePoll(tx, call.id);
  if (call.erased) await deleteRecordingsOfCalls(tx, call.tenantId, [call.id]);
}

/**
 * Deletes the recordings of calls. Users cannot hear them any more when the transaction commits. A job for each recording
 * deletes the audio at the carrier.
 *
 * @returns the number of recordings
 */
export async function deleteRecordingsOfCalls(tx: Tx, tenantId: number, callIds: number[]): Promise<number> {
  const ids = await markRecordingsDeleted(tx.sql, tenantId, callIds);
  for (const id of ids) await tx.enqueue('recording.delete', { recordingId: id }, { deduplicationKey: String(id) });
  return ids.length;
}

/** Deletes the audio of a recording at the carrier. Does nothing if the carrier has deleted the audio before. */
export async function deleteRecording(ctx: Context, recordingId: number): Promise<void> {
  const recording = await recordingToDelete(ctx.sql, recordingId);
  if (!recording) return;
  await ctx.carrier.deleteRecording(recording.recordingSid);
  await setRecordingDeleted(ctx.sql, recordingId);
}

type BaseUrl = Pick<Config, 'publicBaseUrl'>;

/** A signed address is valid for one to two hours. Milliseconds of product time. */
const SIGNED_MS = 3_600_000;

/**
 * Returns the URL on our own server for the audio of a recording. Users cannot open the URL of the carrier, because the
 * URL needs the credentials of the carrier account.
 */
export function recordingMediaUrl({ publicBaseUrl }: BaseUrl, recordingSid: string): string {
  return `${publicBaseUrl}/api/twilio/recordings/${recordingSid}/media`;
}

/**
 * Returns the address under which a player without a credential gets the audio, such as the audio element of a page. The
 * address expires. It ends at a full hour, so that repeated responses show the same address.
 */
export function signedMediaUrl({ config, clock }: Pick<Context, 'config' | 'clock'>, recordingSid: string): string {
  const expires = ((Math.ceil(clock.nowMs() / SIGNED_MS) + 1) * SIGNED_MS) / 1_000;
  const signature = signMediaUrl(currentKey(config.jwtSecret)[1], recordingSid, expires);
  return `${recordingMediaUrl(config, recordingSid)}?expires=${expires}&signature=${signature}`;
}

function signMediaUrl(key: string, recordingSid: string, expires: number): string {
  return createHmac('sha256', key).update(`recording media|${recordingSid}|${expires}`).digest('base64url');
}

/** Returns the address of the audio for a user who sees the call, like {@link recordingMediaUrlOfCall}, but signed. */
export function signedMediaUrlOfCall(
  ctx: Pick<Context, 'config' | 'clock'>,
  { recordingSid, recordingUrl }: { recordingSid: string | null; recordingUrl: string | null },
): string | null {
  return recordingSid === null || recordingUrl === null ? recordingUrl : signedMediaUrl(ctx, recordingSid);
}

/**
 * Returns the URL of the recording of a call. If the id of the recording is unknown, the stored URL of the recording is
 * returned.
 */
export function recordingMediaUrlOfCall(
  base: BaseUrl,
  { recordingSid, recordingUrl }: { recordingSid: string | null; recordingUrl: string | null },
): string | null {
  return recordingSid === null || recordingUrl === null ? recordingUrl : recordingMediaUrl(base, recordingSid);
}

/**
 * Whether a URL is an address of the recording that a response of ours has shown. A signed address is another one each
 * hour, so a client that sends a call back as it read it may send an older one.
 */
export function isOwnMediaUrl(base: BaseUrl, recordingSid: string | null, url: string): boolean {
  return recordingSid !== null && url.split('?')[0] === recordingMediaUrl(base, recordingSid);
}

type MediaOptions = { format: RecordingFormat; range?: string | undefined; signal: AbortSignal };

/**
 * Streams the audio of a recording to a client with a signed address.
 *
 * @throws DomainError `forbidden` if the address has expired or was not signed by us
 */
export async function streamSignedRecording(
  ctx: Context,
  recordingSid: string,
  { expires, signature }: { expires: number; signature: string },
  options: MediaOptions,
): Promise<RecordingMedia> {
  const keys = [...parseKeys(ctx.config.jwtSecret).values()];
  const isSigned = keys.some((key) => isEqualText(signature, signMediaUrl(key, recordingSid, expires)));
  if (!isSigned || expires * 1_000 <= ctx.clock.nowMs())
    throw new DomainError(
      'forbidden',
      'This address has expired or was changed. Get the call again for a new address.',
    );
  return streamMedia(ctx, requireFound(await signedRecordingBySid(ctx.sql, recordingSid), 'Recording'), options);
}

/**
 * Streams the audio of a recording to a user who may see the call. The URL of the carrier cannot be given to users,
 * because all tenants share one carrier account.
 *
 * @throws DomainError `not_found` if the recording is unknown or was deleted
 * @throws DomainError `conflict` while the recording is not ready
 * @throws DomainError `unavailable` if the carrier does not answer
 */
export async function streamRecording(
  ctx: Context,
  actor: Actor,
  recordingSid: string,
  options: MediaOptions,
): Promise<RecordingMedia> {
  const scope = authorize(actor, 'calls.read');
  return streamMedia(ctx, requireFound(await recordingBySid(ctx.sql, scope, recordingSid), 'Recording'), options);
}

async function streamMedia(
  ctx: Context,
  { recordingSid, status }: Pick<RecordingFields, 'recordingSid' | 'status'>,
  options: MediaOptions,
): Promise<RecordingMedia> {
  if (status === 'deleted') throw new DomainError('not_found', 'The recording was deleted.');
  if (status === 'in-progress' || status === 'processing')
    throw new DomainError('conflict', 'The recording is not ready. Try again after the call.');
  const media = await ctx.carrier.recordingMedia.stream(recordingSid, options).catch((error: unknown) => {
    if (options.signal.aborted) throw error;
    ctx.log.warn({ err: error, recordingSid }, 'recording could not be read from the carrier');
    throw new DomainError('unavailable', 'The carrier did not answer. Try again in a few seconds.');
  });
  return requireFound(media, 'Audio of the recording');
}
