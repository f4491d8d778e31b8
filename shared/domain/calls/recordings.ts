import { conferenceName } from '../../callbacks.ts';
import type { CarrierRecording } from '../../clients/twilio.ts';
import type { Context } from '../../context.ts';
import { priceOf } from '../../rules/values/money.ts';
import { transaction } from '../../transaction.ts';
import { callById } from '../../../sql/calls/progress.ts';
import { lacksRecording, type RecordingFields, upsertRecording } from '../../../sql/calls/recordings.ts';
import { awaitPrice } from './costs.ts';

/**
 * Fetches what was recorded of a call, for when the carrier's report about it never came. Does nothing once a recording is
 * complete, or where none is to be expected.
 */
export async function reconcileRecordings(ctx: Context, callId: number): Promise<void> {
  const call = await callById(ctx.sql, callId);
  if (!call || !(await lacksRecording(ctx.sql, callId))) return;
  const { carrier } = ctx;
  const found = call.callSid ? await carrier.recordingsOf(call.callSid) : [];
  // A conference's recording belongs to whichever leg entered first, and its own id is known from a report only.
  for (const conferenceSid of await carrier.conferencesNamed(conferenceName(call.uuid)))
    found.push(...(await carrier.recordingsOfConference(conferenceSid)));
  await transaction(ctx, async (tx) => {
    for (const recording of found)
      if (await upsertRecording(tx.sql, call, fieldsOf(recording))) await awaitPrice(tx, callId);
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
