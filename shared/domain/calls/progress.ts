/** Applies what the carrier reports about calls. Reports arrive late, twice and out of order: see `sql/call-progress.ts`. */
import { z } from 'zod';
import type { Context } from '../../context.ts';
import type { Payload } from '../../jobs.ts';
import { transaction, type Tx } from '../../transaction.ts';
import {
  type CallRow,
  CARRIER_STATUSES,
  type CarrierStatus,
  insertCallEvent,
  isCarrierEnd,
} from '../../../sql/calls/calls.ts';
import { lockCall, lockCallBySid, lockCallByUuid, recordProgress, reviseOutcome } from '../../../sql/calls/progress.ts';
import { type LegRow, legsOfCall, lockLegByUuid, recordLegProgress } from '../../../sql/calls/agent-legs.ts';
import { type AgentLineRow, lockLineByUuid, recordLineProgress } from '../../../sql/calls/parked-legs.ts';
import { upsertRecording } from '../../../sql/calls/recordings.ts';
import { keepRecordingUrl } from '../../../sql/routing/inbound.ts';
import { endLeg, inferBridge } from './agent-legs.ts';
import { endLine } from './parked-legs.ts';
import { machineHeard, optOutByKey } from './answer.ts';
import { countOutcome, dispositionAt, endCall, expectRecording, notBefore, talkTimeOf } from './end.ts';
import { awaitMissingPrices, awaitPrice } from './costs.ts';

const uuid = z.uuid();
const carrierStatus = z.enum(CARRIER_STATUSES);

const callSeconds = z
  .string()
  .regex(/^\d{1,9}$/)
  .transform(Number);

/** The carrier's times are cut to whole seconds: a report that comes within that second tells the moment more finely. */
const PROMPT_MS = 1_000;

type Report = Payload<'call.event'>;

export async function applyReport(ctx: Context, report: Report): Promise<void> {
  await transaction(ctx, async (tx) => {
    if (report.lineUuid !== undefined) return applyLineReport(tx, report);
    const call = await callOf(tx, report);
    if (!call) return ctx.log.warn({ source: report.source, callId: report.callUuid }, 'report on an unknown call');
    await applyCallReport(ctx, tx, call, report);
    if (!call.live) await awaitMissingPrices(tx, call.id);
  });
}

async function applyCallReport(ctx: Context, tx: Tx, call: CallRow, report: Report): Promise<void> {
  switch (report.source) {
    case 'status':
      return report.legUuid ? applyLegStatus(tx, call, report) : applyStatus(ctx, tx, call, report);
    case 'amd':
      await machineHeard(tx, call, report.params.AnsweredBy ?? 'unknown');
      return revise(tx, call);
    case 'conference':
      return applyConference(tx, call, report);
    case 'recording':
      return applyRecording(tx, call, report);
    case 'opt-out':
      return optOutByKey(tx, call);
    case 'line-status':
    case 'line-conference':
      return undefined;
  }
}

/** Calls that come in are reported by the carrier's own id alone: our numbers' settings know no call. */
async function callOf({ sql }: Tx, { callUuid, legUuid, params }: Report): Promise<CallRow | undefined> {
  if (callUuid === undefined && legUuid === undefined && params.CallSid) return lockCallBySid(sql, params.CallSid);
  return uuid.safeParse(callUuid).success ? lockCallByUuid(sql, callUuid!) : undefined;
}

async function applyStatus(ctx: Context, tx: Tx, call: CallRow, report: Report): Promise<void> {
  const { CallSid, CallStatus, AnsweredBy, SequenceNumber, SipResponseCode } = report.params;
  const status = carrierStatus.safeParse(CallStatus);
  if (!status.success || !CallSid) return;
  if (call.callSid !== null && call.callSid !== CallSid) {
    ctx.log.error({ callId: call.uuid, CallSid }, 'a second carrier call reports for one attempt');
    await insertCallEvent(tx.sql, call, {
      event: 'double_dial',
      message: 'Another carrier call reported for this one',
    });
    return;
  }
  const at = momentOf(report);
  await insertCallEvent(tx.sql, call, {
    event: `call_${status.data.replace('-', '_')}`,
    message: `The carrier reports: ${status.data}`,
    metadata: { sequence: SequenceNumber ?? null, sip: SipResponseCode ?? null },
    sourceKey: `${CallSid}-${status.data}`,
    occurredAt: at,
  });
  const ended = isCarrierEnd(status.data);
  const answeredSeconds = answeredSecondsOf(status.data, report);
  const bridgeTime = call.live ? callersBridge(call, at, answeredSeconds) : undefined;
  await recordProgress(tx.sql, call.id, {
    callSid: CallSid,
    answeredBy: AnsweredBy,
    ringingAt: status.data === 'ringing' ? at : undefined,
    answerTime: bridgeTime ?? answerTimeOf(call, status.data, at, answeredSeconds),
    bridgeTime,
    hangupCause: ended && SipResponseCode ? `sip_${SipResponseCode}` : undefined,
    // Terminal statuses are set by the ending itself, which runs once.
    status: ended ? undefined : status.data,
  });
  if (report.params.RecordingUrl) await keepRecordingUrl(tx.sql, call.id, report.params.RecordingUrl);
  // A call that was given up for lost has taken place after all: it has its price.
  if (!call.live && call.callSid === null) await awaitPrice(tx, call.id);
  if (!ended || !call.live) return revise(tx, call);
  await inferBridge(tx.sql, call, at);
  await endCall(tx, call.id, { status: status.data, endTime: at, answeredSeconds });
}

/** The carrier counts from the answer, and says nothing or 0 of a call that nobody answered. */
function answeredSecondsOf(status: CarrierStatus, { params }: Report): number | undefined {
  if (!isCarrierEnd(status)) return undefined;
  const told = callSeconds.safeParse(params.CallDuration);
  if (told.success) return told.data;
  return status === 'completed' ? undefined : 0;
}

/** A completed call tells when it was answered, even if that report was lost or comes later. */
function answerTimeOf(
  { answerTime, startTime }: Pick<CallRow, 'answerTime' | 'startTime'>,
  status: CarrierStatus,
  at: Date,
  answeredSeconds = 0,
): Date | undefined {
  if (status === 'in-progress') return at;
  return status === 'completed' && answerTime === null && answeredSeconds > 0
    ? notBefore(startTime, new Date(at.getTime() - answeredSeconds * 1000))
    : undefined;
}

/**
 * Callers are answered in the moment in which whoever is dialled for them is. So the end of their call tells of a conversation
 * before its own result comes; what they heard from us instead would be counted alike, so that result is waited for all the same.
 */
function callersBridge(
  { direction, forwardedTo, startTime }: CallRow,
  at: Date,
  answeredSeconds = 0,
): Date | undefined {
  if (direction !== 'inbound' || forwardedTo === null || answeredSeconds === 0) return undefined;
  return notBefore(startTime, new Date(at.getTime() - answeredSeconds * 1000));
}

async function applyLegStatus(tx: Tx, call: CallRow, report: Report): Promise<void> {
  const status = carrierStatus.safeParse(report.params.CallStatus);
  const leg = uuid.safeParse(report.legUuid).success ? await lockLegByUuid(tx.sql, report.legUuid!) : undefined;
  if (!leg || leg.callId !== call.id || !status.success) return;
  const at = momentOf(report);
  const duration = answeredSecondsOf(status.data, report);
  const answerTime = answerTimeOf(leg, status.data, at, duration);
  await recordLegProgress(tx.sql, leg.id, { callSid: report.params.CallSid, answerTime });
  if (isCarrierEnd(status.data)) return endLeg(tx, leg, { status: status.data, endTime: at, duration });
  await recordLegProgress(tx.sql, leg.id, { status: status.data });
}

/** An agent's parked phone: its line's life, and who joins it. */
async function applyLineReport(tx: Tx, report: Report): Promise<void> {
  const line = uuid.safeParse(report.lineUuid).success ? await lockLineByUuid(tx.sql, report.lineUuid!) : undefined;
  if (!line) return;
  if (report.source === 'line-conference') return applyJoin(tx, line, report);
  const status = carrierStatus.safeParse(report.params.CallStatus);
  if (!status.success) return;
  const at = momentOf(report);
  await recordLineProgress(tx.sql, line.id, { callSid: report.params.CallSid });
  if (isCarrierEnd(status.data)) {
    const duration = answeredSecondsOf(status.data, report);
    return endLine(tx, line, { status: status.data, endTime: at, duration });
  }
  // Open means that TwiML has put the phone into its conference, so only that answer opens a line.
  if (status.data !== 'in-progress') await recordLineProgress(tx.sql, line.id, { status: status.data });
}

async function applyJoin(tx: Tx, line: AgentLineRow, report: Report): Promise<void> {
  const { StatusCallbackEvent, CallSid } = report.params;
  if (StatusCallbackEvent !== 'participant-join' || !CallSid || CallSid === line.callSid) return;
  const call = await lockCallBySid(tx.sql, CallSid);
  if (call?.agentId !== line.agentId) return;
  await recordProgress(tx.sql, call.id, { bridgeTime: momentOf(report), conferenceSid: report.params.ConferenceSid });
  await revise(tx, call);
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
  const isNew = await upsertRecording(tx.sql, call, {
    recordingSid: params.RecordingSid,
    status: params.RecordingStatus === 'absent' ? 'absent' : 'completed',
    mediaUrl: params.RecordingUrl ?? null,
    duration: Number(params.RecordingDuration ?? 0),
    channels: Number(params.RecordingChannels ?? 1),
    source: params.RecordingSource ?? null,
    price: null,
  });
  if (isNew) await awaitPrice(tx, call.id);
}

/** A late report may tell that an ended call went otherwise than it seemed; what follows from it is planned again. */
async function revise(tx: Tx, before: CallRow): Promise<void> {
  if (before.live) return;
  const call = await lockCall(tx.sql, before.id);
  if (!call?.endTime) return;
  const disposition = dispositionAt(call, call.status, call.endTime);
  const bridgedAfterAll = before.bridgeTime === null && call.bridgeTime !== null;
  if (disposition === call.disposition && !bridgedAfterAll) return;
  await countOutcome(tx.sql, call, call.endTime, disposition);
  const { endTime, duration } = call;
  const talkTime = talkTimeOf(call, { disposition, endTime, duration: duration ?? 0 });
  await reviseOutcome(tx.sql, call.id, { disposition, talkTime });
  await tx.enqueue('retry.schedule', { callId: call.id });
  if (bridgedAfterAll) await expectRecording(tx, call);
}

/** When it happened: the carrier's own time, or the arrival when that is finer. */
function momentOf({ params, receivedAtMs }: Report): Date {
  const stamped = Date.parse(params.Timestamp ?? '');
  if (Number.isNaN(stamped)) return new Date(receivedAtMs);
  const delayMs = receivedAtMs - stamped;
  return new Date(delayMs >= 0 && delayMs < PROMPT_MS ? receivedAtMs : stamped);
}
