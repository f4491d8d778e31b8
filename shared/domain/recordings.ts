import type { CarrierRecording } from '../clients/twilio.ts';
import type { Context } from '../context.ts';
import { priceOf } from '../rules/money.ts';
import { nextPollMs } from '../rules/polling.ts';
import { transaction } from '../transaction.ts';
import { lockCall } from '../../sql/call-progress.ts';
import { type RecordingFields, recordingsOfCall, upsertRecording } from '../../sql/recordings.ts';

/**
 * Fetches what was recorded of a call, for when the carrier's report about it never came. Looks again until a recording
 * is complete or none can be expected any more.
 */
export async function reconcileRecordings(ctx: Context, callId: number, poll: number): Promise<void> {
  const call = await lockCall(ctx.sql, callId);
  if (!call || call.live) return;
  const ofCall = call.callSid ? await ctx.carrier.recordingsOf(call.callSid) : [];
  const ofConference = call.conferenceSid ? await ctx.carrier.recordingsOfConference(call.conferenceSid) : [];
  await transaction(ctx, async ({ sql, enqueue }) => {
    for (const recording of [...ofCall, ...ofConference]) await upsertRecording(sql, call, fieldsOf(recording));
    const known = await recordingsOfCall(sql, callId);
    const settled = known.some(({ status }) => status === 'completed' || status === 'absent' || status === 'deleted');
    const delayMs = nextPollMs(poll + 1);
    if (settled) return enqueue('cost.reconcile', { callId }, { once: `recorded-${callId}` });
    if (delayMs === undefined) return;
    await enqueue('recording.reconcile', { callId, poll: poll + 1 }, { id: `${callId}-${poll + 1}`, delayMs });
  });
}

function fieldsOf(recording: CarrierRecording): RecordingFields {
  const status = recording.status === 'paused' || recording.status === 'stopped' ? 'processing' : recording.status;
  return {
    recordingSid: recording.sid,
    status,
    mediaUrl: recording.mediaUrl,
    duration: Number(recording.duration ?? 0),
    channels: recording.channels,
    source: recording.source,
    price: priceOf(recording.price) ?? null,
  };
}
