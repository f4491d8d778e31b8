/** Applies what the carrier reports about calls. Reports arrive late, twice and out of order: see `sql/call-progress.ts`. */
import { z } from 'zod';
import type { Context } from '../context.ts';
import type { Payload } from '../jobs.ts';
import { dispositionOf } from '../rules/disposition.ts';
import { transaction, type Tx } from '../transaction.ts';
import { type CallRow, type CallStatus, insertCallEvent } from '../../sql/calls.ts';
import {
  type LegRow,
  legsOfCall,
  lockCall,
  lockCallByUuid,
  lockLegByUuid,
  recordLegProgress,
  recordProgress,
  reviseDisposition,
} from '../../sql/call-progress.ts';
import { upsertRecording } from '../../sql/recordings.ts';
import { endLeg } from './agent-legs.ts';
import { machineHeard } from './answering.ts';
import { endCall } from './call-end.ts';

const uuid = z.uuid();
const carrierStatus = z.enum([
  'queued',
  'initiated',
  'ringing',
  'in-progress',
  'completed',
  'busy',
  'no-answer',
  'failed',
  'canceled',
]);
const terminal: ReadonlySet<string> = new Set(['completed', 'busy', 'no-answer', 'failed', 'canceled']);

/** The carrier's times have whole seconds; a report that comes this promptly tells the moment more finely itself. */
const PROMPT_MS = 2_000;

type Report = Payload<'call.event'>;

export async function applyReport(ctx: Context, report: Report): Promise<void> {
  await transaction(ctx, async (tx) => {
    const call = uuid.safeParse(report.callUuid).success ? await lockCallByUuid(tx.sql, report.callUuid!) : undefined;
    if (!call) return ctx.log.warn({ source: report.source, callId: report.callUuid }, 'report on an unknown call');
    switch (report.source) {
      case 'status':
        return report.legUuid ? applyLegStatus(tx, call, report) : applyStatus(ctx, tx, call, report);
      case 'amd':
        return machineHeard(tx, call, report.params.AnsweredBy ?? 'unknown');
      case 'conference':
        return applyConference(tx, call, report);
      case 'recording':
        return applyRecording(tx, call, report);
    }
  });
}

async function applyStatus(ctx: Context, tx: Tx, call: CallRow, report: Report): Promise<void> {
  const { CallSid, CallStatus, AnsweredBy, SequenceNumber, SipResponseCode } = report.params;
  const status = carrierStatus.safeParse(CallStatus);
  if (!status.success || !CallSid) return;
  if (call.callSid !== null && call.callSid !== CallSid) {
    ctx.log.error({ callId: call.uuid, CallSid }, 'a second carrier call reports for one attempt');
    return insertCallEvent(tx.sql, call, { event: 'double_dial', message: 'Another carrier call reported for this one' });
  }
  const at = momentOf(report);
  await insertCallEvent(tx.sql, call, {
    event: `call_${status.data.replace('-', '_')}`,
    message: `The carrier reports: ${status.data}`,
    metadata: { sequence: SequenceNumber ?? null, sip: SipResponseCode ?? null },
    sourceKey: `${CallSid}-${status.data}`,
    occurredAt: at,
  });
  const ended = terminal.has(status.data);
  await recordProgress(tx.sql, call.id, {
    callSid: CallSid,
    answeredBy: AnsweredBy,
    ringingAt: status.data === 'ringing' ? at : undefined,
    answerTime: answerTimeOf(call, status.data, at, report.params.CallDuration),
    // Terminal statuses are set by the ending itself, which runs once.
    status: ended ? undefined : status.data,
  });
  if (!ended) return revise(tx, call);
  await bridgeFromLegs(tx, call, at);
  const hangupCause = SipResponseCode ? `sip_${SipResponseCode}` : undefined;
  await endCall(tx, call.id, { status: status.data, endTime: at, hangupCause });
}

/** A completed call tells when it was answered, even if that report was lost or comes later. */
function answerTimeOf(
  call: CallRow,
  status: CallStatus,
  at: Date,
  durationSeconds: string | undefined,
): Date | undefined {
  if (status === 'in-progress') return at;
  const seconds = Number(durationSeconds ?? 0);
  return status === 'completed' && call.answerTime === null && seconds > 0 ? new Date(at.getTime() - seconds * 1000) : undefined;
}

/** How long an agent hears the whisper before they are put through, at most. */
const WHISPER_MS_MAX = 10_000;

/**
 * When no report of the conference came through, an agent whose phone was answered well before the end was talking: their
 * leg's TwiML does nothing else.
 */
async function bridgeFromLegs(tx: Tx, call: CallRow, endTime: Date): Promise<void> {
  if (call.bridgeTime) return;
  const answered = (await legsOfCall(tx.sql, call.id)).findLast((leg) => leg.answerTime !== null);
  if (!answered?.answerTime || endTime.getTime() - answered.answerTime.getTime() < WHISPER_MS_MAX) return;
  await recordProgress(tx.sql, call.id, { bridgeTime: answered.answerTime });
}

async function applyLegStatus(tx: Tx, call: CallRow, report: Report): Promise<void> {
  const status = carrierStatus.safeParse(report.params.CallStatus);
  const leg = uuid.safeParse(report.legUuid).success ? await lockLegByUuid(tx.sql, report.legUuid!) : undefined;
  if (!leg || leg.callId !== call.id || !status.success) return;
  const at = momentOf(report);
  await recordLegProgress(tx.sql, leg.id, { callSid: report.params.CallSid });
  if (terminal.has(status.data)) {
    const duration = Number(report.params.CallDuration ?? 0);
    return endLeg(tx, leg.id, { status: status.data, endTime: at, duration });
  }
  await recordLegProgress(tx.sql, leg.id, {
    status: status.data,
    answerTime: status.data === 'in-progress' ? at : undefined,
  });
}

async function applyConference(tx: Tx, call: CallRow, report: Report): Promise<void> {
  const { ConferenceSid, StatusCallbackEvent, CallSid } = report.params;
  const at = momentOf(report);
  await insertCallEvent(tx.sql, call, {
    event: (StatusCallbackEvent ?? 'conference').replaceAll('-', '_'),
    message: `Conference: ${StatusCallbackEvent ?? 'event'}`,
    sourceKey: `${ConferenceSid}-${StatusCallbackEvent}-${CallSid ?? ''}`,
    occurredAt: at,
  });
  const bridged = StatusCallbackEvent === 'conference-start' || (await isAgentJoining(tx, call, report));
  await recordProgress(tx.sql, call.id, { conferenceSid: ConferenceSid, bridgeTime: bridged ? at : undefined });
  await revise(tx, call);
}

async function isAgentJoining(tx: Tx, call: CallRow, { params }: Report): Promise<boolean> {
  if (params.StatusCallbackEvent !== 'participant-join') return false;
  const legs: LegRow[] = await legsOfCall(tx.sql, call.id);
  return legs.some((leg) => leg.callSid !== null && leg.callSid === params.CallSid);
}

async function applyRecording(tx: Tx, call: CallRow, { params }: Report): Promise<void> {
  if (!params.RecordingSid) return;
  await upsertRecording(tx.sql, call, {
    recordingSid: params.RecordingSid,
    status: params.RecordingStatus === 'absent' ? 'absent' : 'completed',
    mediaUrl: params.RecordingUrl ?? null,
    duration: Number(params.RecordingDuration ?? 0),
    channels: Number(params.RecordingChannels ?? 1),
    source: params.RecordingSource ?? null,
    price: null,
  });
  await tx.enqueue('cost.reconcile', { callId: call.id }, { once: `recorded-${call.id}`, delayMs: 10_000 });
}

/** A late report may tell that an ended call went otherwise than it seemed; what follows from it is planned again. */
async function revise(tx: Tx, before: CallRow): Promise<void> {
  if (before.live) return;
  const call = await lockCall(tx.sql, before.id);
  if (!call?.endTime) return;
  const disposition = dispositionOf({
    status: call.status,
    answeredBy: call.answeredBy,
    answeredAtMs: call.answerTime?.getTime() ?? null,
    bridgedAtMs: call.bridgeTime?.getTime() ?? null,
    abandonedAtMs: call.abandonedAt?.getTime() ?? null,
    endedAtMs: call.endTime.getTime(),
  });
  if (disposition === call.disposition) return;
  await reviseDisposition(tx.sql, call.id, disposition);
  await tx.enqueue('retry.schedule', { callId: call.id }, { once: `revised-${call.id}` });
}

/** When it happened: the carrier's own time, or the arrival when that is finer. */
function momentOf({ params, receivedAtMs }: Report): Date {
  const stamped = Date.parse(params.Timestamp ?? '');
  if (Number.isNaN(stamped)) return new Date(receivedAtMs);
  const delayMs = receivedAtMs - stamped;
  return new Date(delayMs >= 0 && delayMs < PROMPT_MS ? receivedAtMs : stamped);
}
