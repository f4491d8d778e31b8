/** Conferences in which the called person and the agent talk, and the time at which the conversation began. */
import { listLegsOfCall } from '../../../sql/calls/agent-legs.ts';
import type { CallRow } from '../../../sql/calls/calls.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import { type ParkedLegRow, updateLegProgress } from '../../../sql/calls/legs.ts';
import { lockUnconnectedCall, updateConferenceOfCall } from '../../../sql/calls/parked-legs.ts';
import { lockCallBySid, updateCallProgress } from '../../../sql/calls/progress.ts';
import type { DialingCampaign } from '../../../sql/campaigns/dialing-campaign.ts';
import { callbacks, conferenceName } from '../../callbacks.ts';
import type { Context } from '../../context.ts';
import { isPlacedByUs } from '../../rules/calls/duration.ts';
import type { ConferenceSettings } from '../../rules/calls/twiml.ts';
import { isConnectedLate } from '../../rules/compliance/abandonment.ts';
import { emitCallUpdate } from '../../live-events.ts';
import type { Tx } from '../../transaction.ts';
import { findDialingCampaign } from '../campaigns/dialing-campaign.ts';
import { recordPacingEvent } from '../pacing/pacing-events.ts';
import { correctEndedCall } from './end.ts';

type ConferenceReport = { params: Record<string, string>; at: Date };

/** Returns the settings of the conference in which the called person waits until the agent picks up. */
export function conferenceForCall(ctx: Context, call: CallRow, campaign: DialingCampaign): ConferenceSettings {
  return {
    name: conferenceName(call.uuid),
    statusCallback: callbacks.conference(ctx.config, call.uuid),
    recordingCallback: campaign.recordCalls ? callbacks.recording(ctx.config, call.uuid) : undefined,
  };
}

/**
 * Applies a carrier's report about the conference of a call. The conversation begins when the conference starts or when
 * the agent's leg joins the conference.
 */
export async function applyConferenceReport(tx: Tx, call: CallRow, report: ConferenceReport): Promise<void> {
  const { params, at } = report;
  const { ConferenceSid, StatusCallbackEvent } = params;
  await insertCallEvent(tx.sql, call, conferenceEvent(report));
  await updateCallProgress(tx.sql, call.id, { conferenceSid: ConferenceSid });
  if (StatusCallbackEvent === 'conference-start' || (await isAgentJoining(tx, call, params)))
    await recordConnection(tx, call, at);
  await correctEndedCall(tx, call);
}

/** Returns the event of the call log about a carrier's report about a conference. */
export function conferenceEvent({ params: { ConferenceSid, StatusCallbackEvent, CallSid }, at }: ConferenceReport) {
  return {
    event: (StatusCallbackEvent ?? 'conference').replaceAll('-', '_'),
    message: `Conference: ${StatusCallbackEvent ?? 'event'}`,
    metadata: {},
    sourceKey: `${ConferenceSid}-${StatusCallbackEvent}-${CallSid ?? ''}`,
    occurredAt: at,
  };
}

/**
 * Stores that agent and person hear each other since `at`, and tells the pacer whether they were connected in time. An
 * agent who enters the conference after the person hung up is alone there, so such an agent is not connected.
 *
 * While a machine detection still listens, the pacer is not told that a person was served: a machine does not count as
 * an answered call. `applyMachineDetection` or the end of the call tells the pacer.
 */
export async function recordConnection(tx: Tx, call: CallRow, at: Date): Promise<void> {
  if (call.endTime !== null && at >= call.endTime) return;
  if (call.connectedAt !== null && at >= call.connectedAt) return;
  const connected = await updateCallProgress(tx.sql, call.id, { connectedAt: at });
  if (call.live) emitCallUpdate(tx, call, { status: 'in-progress', connectedAt: at });
  if (call.connectedAt !== null || call.abandonedAt !== null || !isPlacedByUs(call)) return;
  const isLate = connected !== undefined && isConnectedLate(connected);
  if (!isLate && call.answeredBy === null && (await detectsWhileConnected(tx, call))) return;
  await recordPacingEvent(tx, call.campaignId, {
    kind: isLate ? 'abandoned' : 'served',
    atSeconds: at.getTime() / 1000,
  });
}

/**
 * Tells the pacer that a person was served, after the machine detection has reported a person, or after the call has
 * ended without a report. Does nothing if the pacer was told at the connection.
 *
 * @param call the call before the report
 */
export async function recordServed(tx: Tx, call: CallRow, at: Date): Promise<void> {
  if (call.connectedAt === null || call.answeredBy !== null || call.abandonedAt !== null || isConnectedLate(call))
    return;
  if (!isPlacedByUs(call) || !(await detectsWhileConnected(tx, call))) return;
  await recordPacingEvent(tx, call.campaignId, { kind: 'served', atSeconds: at.getTime() / 1000 });
}

async function detectsWhileConnected({ sql }: Tx, { campaignId }: CallRow): Promise<boolean> {
  const campaign = campaignId === null ? undefined : await findDialingCampaign(sql, campaignId);
  return campaign !== undefined && campaign.amdEnabled && campaign.amdMode === 'async';
}

async function isAgentJoining(tx: Tx, call: CallRow, params: ConferenceReport['params']): Promise<boolean> {
  if (params.StatusCallbackEvent !== 'participant-join' || params.CallSid === call.callSid) return false;
  const legs = await listLegsOfCall(tx.sql, call.id);
  return legs.some((leg) => leg.callSid !== null && leg.callSid === params.CallSid);
}

/**
 * Applies a carrier's report about the conference of a parked agent. The conversation of a call begins when the person
 * and the agent are both in the conference. If the agent left before, the carrier opens another conference for the
 * person under the same name. So the ids of the conferences must be equal.
 */
export async function applyParkedConferenceReport(
  tx: Tx,
  leg: ParkedLegRow,
  { params, at }: ConferenceReport,
): Promise<void> {
  const { StatusCallbackEvent, CallSid, ConferenceSid } = params;
  if (StatusCallbackEvent !== 'participant-join' || !CallSid) return;
  if (CallSid === leg.callSid) {
    await updateLegProgress(tx.sql, leg.id, { conferenceSid: ConferenceSid });
    const waiting = ConferenceSid && (await lockUnconnectedCall(tx.sql, leg.agentId, ConferenceSid));
    if (waiting) await recordConnection(tx, waiting, at);
    return;
  }
  const call = await lockCallBySid(tx.sql, CallSid);
  if (call?.agentId !== leg.agentId) return;
  await updateConferenceOfCall(tx.sql, call.id, ConferenceSid);
  if (leg.conferenceSid === null || leg.conferenceSid === ConferenceSid) await recordConnection(tx, call, at);
  await correctEndedCall(tx, call);
}
