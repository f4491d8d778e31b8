/**
 * Applies the callbacks of the carrier about calls and legs: status, machine detection, conferences, recordings and the
 * opt-out key. Callbacks may arrive late, twice and in any order. `sql/calls/progress.ts` explains why the order does
 * not matter.
 */
import { z } from 'zod';
import type { Context } from '../../context.ts';
import type { Payload } from '../../jobs.ts';
import { isAnsweringMachine } from '../../rules/calls/answering-machine.ts';
import { answeredSecondsOf, answerTimeOf, reportedAt } from '../../rules/calls/report-times.ts';
import { CARRIER_STATUSES, type CarrierStatus, isEndStatus } from '../../rules/calls/status.ts';
import { emitCallUpdate } from '../../live-events.ts';
import { emitAfterCommit, transaction, type Tx } from '../../transaction.ts';
import type { CallRow } from '../../../sql/calls/calls.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import {
  applyLiveLegReport,
  isAgentLeg,
  isGuestLeg,
  isParkedLeg,
  type LegRow,
  lockLegByUuid,
  type ParkedLegRow,
  updateLegProgress,
} from '../../../sql/calls/legs.ts';
import {
  applyLiveReport,
  type CallProgress,
  lockCallBySid,
  lockCallByUuid,
  lockCallOfReport,
  lockLoggedCallBySid,
  updateCallProgress,
} from '../../../sql/calls/progress.ts';
import { setReportedRecordingUrl } from '../../../sql/calls/recordings.ts';
import { endAgentLeg, inferConnection } from './agent-legs.ts';
import { applyMachineDetection } from './answering-machine.ts';
import { applyConferenceReport, applyParkedConferenceReport, conferenceEvent, recordServed } from './conferences.ts';
import { scheduleMissingPricePoll, schedulePricePoll } from './costs.ts';
import { correctEndedCall, endCall } from './end.ts';
import { endGuestLeg } from './guest-legs.ts';
import { applyOptOutKey } from './opt-out.ts';
import { endParkedLeg } from './parked-legs.ts';
import { applyRecordingReport } from './recordings.ts';

const uuid = z.uuid();
const carrierStatus = z.enum(CARRIER_STATUSES);

/** A callback of the carrier, with the time of the reported event. */
type Report = Payload<'call.event'> & { at: Date };

/** A status callback whose required parameters are checked. */
type StatusReport = Report & { status: CarrierStatus; callSid: string };

/**
 * Applies one callback of the carrier, in one statement if it only adds to what is known about a live call, otherwise in
 * one transaction.
 *
 * @returns false if the callback is about an unknown call
 */
export async function applyReport(ctx: Context, payload: Payload<'call.event'>): Promise<boolean> {
  const report = { ...payload, at: reportedAt(payload) };
  if (await applyInOneStatement(ctx, report)) return true;
  return transaction(ctx, async (tx) => {
    if (report.parkedLegUuid !== undefined) {
      await applyParkedLegReport(tx, report);
      return true;
    }
    const call = await lockReportedCall(tx, report);
    if (!call) return false;
    await applyCallReport(ctx, tx, call, report);
    if (!call.live) await scheduleMissingPricePoll(tx, call);
    return true;
  });
}

/** The conference events that change nothing but the event log. */
const LOGGED_CONFERENCE_EVENTS = ['participant-leave', 'conference-end'];

/**
 * Applies a report that decides nothing: a phone rings or was answered, or a participant leaves a conference.
 *
 * @returns false if the report was not applied, because it may decide something or is not about a live call
 */
async function applyInOneStatement(ctx: Context, report: Report): Promise<boolean> {
  const { source, callUuid, legUuid, params, at } = report;
  const { CallSid: callSid, StatusCallbackEvent = '' } = params;
  if (!uuid.safeParse(callUuid).success) return false;
  if (source === 'conference') {
    // The agent's entry may begin the conversation. The called person's entry decides nothing.
    const isOfPerson = StatusCallbackEvent === 'participant-join';
    if (!isOfPerson && !LOGGED_CONFERENCE_EVENTS.includes(StatusCallbackEvent)) return false;
    const progress = { conferenceSid: params.ConferenceSid };
    const about = { callUuid: callUuid!, callSid, of: isOfPerson ? 'known call' : 'call or leg' } as const;
    return (await applyLiveReport(ctx.sql, about, progress, conferenceEvent(report))) !== undefined;
  }
  const status = carrierStatus.safeParse(params.CallStatus).data;
  if (source !== 'status' || !status || isEndStatus(status) || !callSid || params.RecordingUrl) return false;
  if (legUuid !== undefined) {
    const answerTime = status === 'in-progress' ? at : undefined;
    const about = { callUuid: callUuid!, legUuid, callSid };
    return uuid.safeParse(legUuid).success && applyLiveLegReport(ctx.sql, about, { callSid, status, answerTime });
  }
  const about = { callUuid: callUuid!, callSid, of: 'call' } as const;
  const statusReport = { ...report, status, callSid };
  const before = await applyLiveReport(ctx.sql, about, progressOf(statusReport), statusEvent(statusReport));
  if (!before) return false;
  await emitAfterCommit(ctx, (tx) => emitCallUpdate(tx, before, { status }));
  return true;
}

/**
 * Locks and returns the call that a callback is about. The webhook URL of a phone number is the same for all calls to
 * the number. So a callback about an inbound call contains only the carrier's id of the call.
 */
async function lockReportedCall(
  { sql }: Tx,
  { source, callUuid, legUuid, params }: Report,
): Promise<CallRow | undefined> {
  const { CallSid, From, To } = params;
  if (callUuid === undefined && legUuid === undefined && CallSid)
    return (
      (await lockCallBySid(sql, CallSid)) ??
      lockLoggedCallBySid(
        sql,
        CallSid,
        [From, To].flatMap((number) => number ?? []),
      )
    );
  if (!uuid.safeParse(callUuid).success) return undefined;
  if (source === 'conference' || source === 'recording') return lockCallOfReport(sql, callUuid!, params.CallSid);
  // A status report is compared with the carrier's id later. A second carrier call for one attempt is an error that an
  // operator must learn about.
  return lockCallByUuid(sql, callUuid!, source === 'status' ? undefined : params.CallSid);
}

async function applyCallReport(ctx: Context, tx: Tx, call: CallRow, report: Report): Promise<void> {
  switch (report.source) {
    case 'status':
      return report.legUuid ? applyAgentLegStatus(tx, call, report) : applyCallStatus(ctx, tx, call, report);
    case 'amd':
      await applyMachineDetection(tx, call, report.params);
      return correctEndedCall(tx, call);
    case 'conference':
      return applyConferenceReport(tx, call, report);
    case 'recording':
      return applyRecordingReport(tx, call, report.params);
    case 'opt-out':
      return applyOptOutKey(tx, call, report.at);
    case 'parked-leg-status':
    case 'parked-leg-conference':
      return undefined;
  }
}

async function applyCallStatus(ctx: Context, tx: Tx, call: CallRow, report: Report): Promise<void> {
  const { CallSid: callSid, CallStatus } = report.params;
  const parsed = carrierStatus.safeParse(CallStatus);
  if (!parsed.success || !callSid) return;
  if (call.callSid !== null && call.callSid !== callSid) return logDoubleDial(ctx, tx, call, callSid);
  const status = parsed.data;
  const answeredSeconds = answeredSecondsOf(status, report.params.CallDuration);
  await insertCallEvent(tx.sql, call, statusEvent({ ...report, status, callSid }));
  await updateReportedProgress(tx, call, { ...report, status, callSid }, answeredSeconds);
  // If the call was given up as lost and took place nevertheless, the carrier charges a price for the call.
  if (!call.live && call.callSid === null) await schedulePricePoll(tx, call.id);
  if (!isEndStatus(status) || !call.live) return correctEndedCall(tx, call);
  await inferConnection(tx, call, report.at);
  if (!isAnsweringMachine(report.params.AnsweredBy ?? null)) await recordServed(tx, call, report.at);
  await endCall(tx, call.id, { status, endTime: report.at, answeredSeconds });
}

/**
 * Reports that the carrier placed two calls for one attempt. This platform must place each call at most once, so an
 * operator must learn about the error.
 */
async function logDoubleDial(ctx: Context, tx: Tx, call: CallRow, callSid: string): Promise<void> {
  ctx.log.error({ callId: call.uuid, callSid }, 'callback of a second carrier call for one attempt, ignored');
  await insertCallEvent(tx.sql, call, {
    event: 'double_dial',
    message: 'A second carrier call sent a callback for this call',
  });
}

const statusEvent = ({ status, callSid, params, at }: StatusReport) => ({
  event: `call_${status.replace('-', '_')}`,
  message: `The carrier reports: ${status}`,
  metadata: { sequence: params.SequenceNumber ?? null, sip: params.SipResponseCode ?? null },
  sourceKey: `${callSid}-${status}`,
  occurredAt: at,
});

/** What a report about a call in progress adds to the call. */
const progressOf = ({ status, callSid, params, at }: StatusReport): CallProgress => ({
  callSid,
  answeredBy: params.AnsweredBy,
  ringingAt: status === 'ringing' ? at : undefined,
  answerTime: status === 'in-progress' ? at : undefined,
  status,
});

async function updateReportedProgress(
  tx: Tx,
  call: CallRow,
  report: StatusReport,
  answeredSeconds: number | undefined,
): Promise<void> {
  const { status, params, at } = report;
  const hasEnded = isEndStatus(status);
  await updateCallProgress(tx.sql, call.id, {
    ...progressOf(report),
    answerTime: answerTimeOf(call, status, at, answeredSeconds),
    hangupCause: hasEnded && params.SipResponseCode ? `sip_${params.SipResponseCode}` : undefined,
    // The end status is set by `endCall`, once.
    status: hasEnded ? undefined : status,
  });
  if (call.live) emitCallUpdate(tx, call, hasEnded ? {} : { status });
  if (params.RecordingUrl) await setReportedRecordingUrl(tx.sql, call.id, params.RecordingUrl);
}

/** Whether a signed report that names a leg is about another carrier call. A tenant may have made up the URL. */
function isOfOtherCarrierCall({ callSid }: Pick<LegRow, 'callSid'>, params: Report['params']): boolean {
  return callSid !== null && callSid !== params.CallSid;
}

async function applyAgentLegStatus(tx: Tx, call: CallRow, { legUuid, params, at }: Report): Promise<void> {
  const status = carrierStatus.safeParse(params.CallStatus);
  const leg = uuid.safeParse(legUuid).success ? await lockLegByUuid(tx.sql, legUuid!) : undefined;
  if (!leg || leg.callId !== call.id || !status.success || !(isAgentLeg(leg) || isGuestLeg(leg))) return;
  if (isOfOtherCarrierCall(leg, params)) return;
  const duration = answeredSecondsOf(status.data, params.CallDuration);
  const answerTime = answerTimeOf(leg, status.data, at, duration);
  const hasEnded = isEndStatus(status.data);
  const progress = { callSid: params.CallSid, answerTime, ...(hasEnded ? {} : { status: status.data }) };
  await updateLegProgress(tx.sql, leg.id, progress);
  const end = { status: status.data, endTime: at, duration };
  if (hasEnded) await (isGuestLeg(leg) ? endGuestLeg(tx, leg, end) : endAgentLeg(tx, leg, end));
}

async function applyParkedLegReport(tx: Tx, report: Report): Promise<void> {
  const { parkedLegUuid } = report;
  const leg = uuid.safeParse(parkedLegUuid).success ? await lockLegByUuid(tx.sql, parkedLegUuid!) : undefined;
  if (!leg || !isParkedLeg(leg)) return;
  if (report.source === 'parked-leg-conference') return applyParkedConferenceReport(tx, leg, report);
  return applyParkedLegStatus(tx, leg, report);
}

async function applyParkedLegStatus(tx: Tx, leg: ParkedLegRow, { params, at }: Report): Promise<void> {
  const status = carrierStatus.safeParse(params.CallStatus);
  if (!status.success || isOfOtherCarrierCall(leg, params)) return;
  await updateLegProgress(tx.sql, leg.id, { callSid: params.CallSid });
  if (isEndStatus(status.data)) {
    const duration = answeredSecondsOf(status.data, params.CallDuration);
    return endParkedLeg(tx, leg, { status: status.data, endTime: at, duration });
  }
  // A call may join a parked leg once the status of the leg is `in-progress`. Only `answerParkedLeg` sets this status,
  // when the agent's phone enters the conference.
  if (status.data !== 'in-progress') await updateLegProgress(tx.sql, leg.id, { status: status.data });
}
