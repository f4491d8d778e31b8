import { conferenceName } from '../../callbacks.ts';
import type { CarrierRecording } from '../../clients/twilio.ts';
import type { Context } from '../../context.ts';
import { parseCarrierPrice } from '../../rules/calls/cost.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { callById } from '../../../sql/calls/progress.ts';
import { lacksRecording, type RecordingFields, upsertRecording } from '../../../sql/calls/recordings.ts';
import { schedulePricePoll } from './costs.ts';
import type { CallRow } from '../../../sql/calls/calls.ts';

/**
 * Fetches the recordings of a call when the carrier's report about them was lost. Does nothing once a recording is complete, or when
 * the call has none.
 */
export async function reconcileRecordings(ctx: Context, callId: number): Promise<void> {
  const call = await callById(ctx.sql, callId);
  if (!call || !(await lacksRecording(ctx.sql, callId))) return;
  const { carrier } = ctx;
  const recordings = call.callSid ? await carrier.listRecordings(call.callSid) : [];
  // The carrier lists the recording of a conference with the leg that entered first, and we know the conference's id from a report only.
  for (const conferenceSid of await carrier.listConferenceSids(conferenceName(call.uuid)))
    recordings.push(...(await carrier.listConferenceRecordings(conferenceSid)));
  await transaction(ctx, async (tx) => {
    for (const recording of recordings)
      if (await upsertRecording(tx.sql, call, recordingFields(recording))) await schedulePricePoll(tx, callId);
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
  const isNew = await upsertRecording(tx.sql, call, {
    recordingSid: params.RecordingSid,
    status: params.RecordingStatus === 'absent' ? 'absent' : 'completed',
    mediaUrl: params.RecordingUrl ?? null,
    duration: Number(params.RecordingDuration ?? 0),
    channels: Number(params.RecordingChannels ?? 1),
    source: params.RecordingSource ?? null,
    price: null,
  });
  if (isNew) await schedulePricePoll(tx, call.id);
}
