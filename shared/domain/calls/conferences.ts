/** Conferences in which the called person and the agent talk, and the time at which the conversation began. */
import { listLegsOfCall } from '../../../sql/calls/agent-legs.ts';
import type { CallRow } from '../../../sql/calls/calls.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import type { ParkedLegRow } from '../../../sql/calls/legs.ts';
import { lockCall, lockCallBySid, updateCallProgress } from '../../../sql/calls/progress.ts';
import type { DialingCampaign } from '../../../sql/campaigns/dialing-campaign.ts';
import { callbacks, conferenceName } from '../../callbacks.ts';
import type { Context } from '../../context.ts';
import { isPlacedByUs } from '../../rules/calls/duration.ts';
import type { ConferenceSettings } from '../../rules/calls/twiml.ts';
import { isConnectedLate } from '../../rules/compliance/abandonment.ts';
import type { Tx } from '../../transaction.ts';
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
export async function applyConferenceReport(tx: Tx, call: CallRow, { params, at }: ConferenceReport): Promise<void> {
  const { ConferenceSid, StatusCallbackEvent, CallSid } = params;
  await insertCallEvent(tx.sql, call, {
    event: (StatusCallbackEvent ?? 'conference').replaceAll('-', '_'),
    message: `Conference: ${StatusCallbackEvent ?? 'event'}`,
    sourceKey: `${ConferenceSid}-${StatusCallbackEvent}-${CallSid ?? ''}`,
    occurredAt: at,
  });
  await updateCallProgress(tx.sql, call.id, { conferenceSid: ConferenceSid });
  if (StatusCallbackEvent === 'conference-start' || (await isAgentJoining(tx, call, params)))
    await recordConnection(tx, call, at);
  await correctEndedCall(tx, call);
}

/**
 * Stores that agent and person hear each other since `at`, and tells the pacer whether they were connected in time. An
 * agent who enters the conference after the person hung up is alone there, so such an agent is not connected.
 */
export async function recordConnection(tx: Tx, call: CallRow, at: Date): Promise<void> {
  if (call.endTime !== null && at >= call.endTime) return;
  await updateCallProgress(tx.sql, call.id, { connectedAt: at });
  if (call.connectedAt !== null || call.abandonedAt !== null || !isPlacedByUs(call)) return;
  const connected = await lockCall(tx.sql, call.id);
  const kind = connected && isConnectedLate(connected) ? 'abandoned' : 'served';
  await recordPacingEvent(tx, call.campaignId, { kind, atSeconds: at.getTime() / 1000 });
}

async function isAgentJoining(tx: Tx, call: CallRow, params: ConferenceReport['params']): Promise<boolean> {
  if (params.StatusCallbackEvent !== 'participant-join') return false;
  const legs = await listLegsOfCall(tx.sql, call.id);
  return legs.some((leg) => leg.callSid !== null && leg.callSid === params.CallSid);
}

/**
 * Applies a carrier's report about the conference of a parked agent. The conversation of a call begins when the call
 * joins this conference.
 */
export async function applyParkedConferenceReport(
  tx: Tx,
  leg: ParkedLegRow,
  { params, at }: ConferenceReport,
): Promise<void> {
  const { StatusCallbackEvent, CallSid, ConferenceSid } = params;
  if (StatusCallbackEvent !== 'participant-join' || !CallSid || CallSid === leg.callSid) return;
  const call = await lockCallBySid(tx.sql, CallSid);
  if (call?.agentId !== leg.agentId) return;
  await updateCallProgress(tx.sql, call.id, { conferenceSid: ConferenceSid });
  await recordConnection(tx, call, at);
  await correctEndedCall(tx, call);
}
