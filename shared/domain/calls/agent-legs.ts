/** An agent's leg of a call: choosing the agent who gets the call, ringing the agent's phone, and ending the leg. */
import { callbacks } from '../../callbacks.ts';
import type { Context } from '../../context.ts';
import { isAnsweringMachine } from '../../rules/calls/answering-machine.ts';
import type { CallStatus } from '../../rules/calls/status.ts';
import { ABANDON_AFTER_MS } from '../../rules/compliance/abandonment.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { releaseAgent, reserveAgent, setIdleAgentAway } from '../../../sql/agents/availability.ts';
import {
  assignAgentToCall,
  cancelReservedLegs,
  insertAgentLeg,
  listLegsOfCall,
  unassignAgentFromCall,
} from '../../../sql/calls/agent-legs.ts';
import type { CallRow } from '../../../sql/calls/calls.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import {
  type AgentLegRow,
  claimLeg,
  isAgentLeg,
  lockLeg,
  releaseLegClaim,
  updateLegProgress,
} from '../../../sql/calls/legs.ts';
import { findOpenParkedLeg } from '../../../sql/calls/parked-legs.ts';
import { callById, lockCall } from '../../../sql/calls/progress.ts';
import type { DialingCampaign } from '../../../sql/campaigns/dialing-campaign.ts';
import { databaseNow } from '../../../sql/clock.ts';
import { leadDetails } from '../../../sql/leads/leads.ts';
import { emitAgentStatus } from '../agents/agents.ts';
import { findDialingCampaign } from '../campaigns/dialing-campaign.ts';
import { sharedCallerIds } from '../numbers/grants.ts';
import { admitToCarrier, CALL_SECONDS_MAX, placeClaimed } from './claims.ts';
import { recordConnection } from './conferences.ts';
import { scheduleMissingPricePoll } from './costs.ts';
import { outlastedWhisper } from './whisper.ts';

/**
 * If an agent leg ends with one of these statuses, the agent did not pick up. The set does not contain `canceled` and
 * `lost`, because the agent does not cause these two statuses.
 */
const UNANSWERED_STATUSES: ReadonlySet<CallStatus> = new Set<CallStatus>(['busy', 'no-answer', 'failed']);

/**
 * How long an agent's phone rings while the called person waits. If the agent does not answer in time, the call goes to
 * the next agent.
 */
const AGENT_RING_SECONDS_MAX = 15;

/**
 * Assigns the longest-idle free agent to a waiting call. If the campaign does not park its agents, a job then rings the
 * phone of the agent. Agents who already had a leg of the same call are excluded.
 *
 * @returns the call with its agent; undefined if no agent is free, or if the tenant is not active any more
 */
export async function assignAgent(tx: Tx, call: CallRow, campaign: DialingCampaign): Promise<CallRow | undefined> {
  if (campaign.tenantStatus !== 'active') return undefined;
  const tried = call.agentReservedAt === null ? [] : await listLegsOfCall(tx.sql, call.id);
  const agent = await reserveAgent(tx.sql, {
    tenantId: call.tenantId,
    groupId: campaign.agentGroupId,
    skills: campaign.requiredSkills,
    timezone: campaign.timezone,
    parked: campaign.agentLegs === 'parked',
    excludedIds: tried.flatMap((leg) => leg.agentId ?? []),
  });
  if (!agent) return undefined;
  const assigned = await assignAgentToCall(tx.sql, call.id, agent.id);
  await emitAgentStatus(tx, call.tenantId, agent.id);
  await insertCallEvent(tx.sql, call, {
    event: 'agent_reserved',
    message: 'An agent was reserved',
    metadata: { agentId: agent.uuid },
  });
  // A parked agent needs no new phone call, because the called person joins the conference in which the agent already
  // waits. The same is true for an agent with a parked leg of another campaign.
  if (campaign.agentLegs === 'on_demand' && !(await findOpenParkedLeg(tx.sql, agent.id))) {
    const leg = await insertAgentLeg(tx.sql, call, agent);
    await tx.enqueue('agent.ring', { legId: leg.id }, { id: String(leg.id), isSwept: true });
  }
  await emitIncomingCall(tx, call, agent.id);
  return assigned;
}

/** Emits the live event that shows the lead of the call to the agent. */
export async function emitIncomingCall(tx: Tx, call: CallRow, agentId: number): Promise<void> {
  const lead = call.leadId === null ? undefined : await leadDetails(tx.sql, call.tenantId, call.leadId);
  tx.emit({
    tenantId: call.tenantId,
    event: 'incoming:call',
    agentId,
    data: {
      callId: call.uuid,
      leadId: lead?.uuid ?? null,
      first_name: lead?.firstName ?? null,
      last_name: lead?.lastName ?? null,
      phone: call.toNumber,
      notes: lead?.notes ?? null,
    },
  });
}

/**
 * Stores the connection of a call if the reports about the conference were lost. An agent whose leg lasted longer than
 * the whisper was connected with the called person. So was a parked agent, unless the person hung up at once.
 */
export async function inferConnection(tx: Tx, call: CallRow, endTime: Date): Promise<void> {
  const { sql } = tx;
  if (call.connectedAt || call.abandonedAt || !call.answerTime || isAnsweringMachine(call.answeredBy)) return;
  // A parked agent is on the phone before the call is assigned. In preview mode the agent is on the phone even before
  // the called person answers.
  const isParked = call.agentId !== null && (await findOpenParkedLeg(sql, call.agentId)) !== undefined;
  if (isParked && call.agentReservedAt) {
    const connectedAt = call.agentReservedAt > call.answerTime ? call.agentReservedAt : call.answerTime;
    if (endTime.getTime() - connectedAt.getTime() < ABANDON_AFTER_MS) return;
    return recordConnection(tx, call, connectedAt);
  }
  const talked = (await listLegsOfCall(sql, call.id)).findLast((leg) => outlastedWhisper(leg, endTime));
  if (talked?.answerTime) await recordConnection(tx, call, talked.answerTime);
}

/** Rings the agent's phone, at most once for a leg. */
export async function ringAgentLeg(ctx: Context, legId: number): Promise<void> {
  const startedMs = performance.now();
  const reserved = await lockLeg(ctx.sql, legId);
  if (reserved?.status !== 'reserved' || !isAgentLeg(reserved)) return;
  const admission = await admitToCarrier(ctx, { ...reserved, campaignId: null });
  if (!admission.mayPlace) return transaction(ctx, (tx) => endAgentLeg(tx, reserved, CARRIER_REFUSES));
  const leg = await claimLeg(ctx.sql, legId, sharedCallerIds(ctx.config));
  if (!leg) return cancelReservedAgentLeg(ctx, legId);
  if (!isAgentLeg(leg)) return;
  const call = await callById(ctx.sql, leg.callId);
  if (!call) return;
  const request = {
    to: leg.toNumber,
    from: leg.fromNumber,
    url: callbacks.agentAnswer(ctx.config, call.uuid, leg.uuid),
    statusCallback: callbacks.agentLegStatus(ctx.config, call.uuid, leg.uuid),
    ringSecondsMax: AGENT_RING_SECONDS_MAX,
    timeLimitSeconds: CALL_SECONDS_MAX,
  };
  const claim = { startedMs, tenantId: leg.tenantId, subject: { legId: leg.uuid }, admission };
  await placeClaimed(ctx, claim, request, {
    async placed(callSid) {
      const isNeeded = await transaction(ctx, (tx) => bindAgentLeg(tx, leg, callSid));
      if (!isNeeded) await ctx.carrier.hangUp(callSid);
    },
    refused: () =>
      transaction(ctx, (tx) => endAgentLeg(tx, leg, { status: 'failed', awayReason: 'phone_refused_by_carrier' })),
    blocked: () => transaction(ctx, (tx) => endAgentLeg(tx, leg, CARRIER_REFUSES)),
    notSent: () => transaction(ctx, (tx) => releaseAgentLegClaim(tx, leg)),
    // The phone may be ringing. If a callback arrives, the callback stores the carrier's id in the leg. If no callback
    // arrives, the poller asks the carrier about the leg.
    unknown: () => updateLegProgress(ctx.sql, leg.id, { status: 'unknown' }),
  });
}

/**
 * Cancels an agent leg that may not or could not be rung, for example because the tenant was suspended or because the
 * carrier refuses requests. Otherwise the called person would wait in silence.
 */
export async function cancelReservedAgentLeg(ctx: Context, legId: number): Promise<void> {
  // Outside the transaction, because `endAgentLeg` must lock the call before the leg.
  const leg = await lockLeg(ctx.sql, legId);
  if (leg?.status !== 'reserved' || !isAgentLeg(leg)) return;
  await transaction(ctx, (tx) => endAgentLeg(tx, leg, { status: 'canceled' }));
}

/**
 * Stores the carrier's id of the leg.
 *
 * @returns false if the leg or the call ended before the carrier's id was known. The calling function must then hang up
 *   the agent's phone. The function that ended the leg could not hang up without the carrier's id.
 */
async function bindAgentLeg(tx: Tx, { id, callId }: AgentLegRow, callSid: string): Promise<boolean> {
  const call = await lockCall(tx.sql, callId);
  const leg = await updateLegProgress(tx.sql, id, { callSid, status: 'queued' });
  if (call && !call.live) await scheduleMissingPricePoll(tx, call);
  return call?.live === true && leg?.live === true;
}

async function releaseAgentLegClaim({ sql }: Tx, { id, callId }: AgentLegRow): Promise<void> {
  const call = await lockCall(sql, callId);
  await releaseLegClaim(sql, id);
  if (!call?.live) await cancelReservedLegs(sql, callId);
}

type AgentLegEnd = {
  status: CallStatus;
  endTime?: Date;
  duration?: number;
  /** The status reason of an agent who did not pick up. */
  awayReason?: string;
  /** Whether the carrier refuses the phones of all agents, so that no other agent is tried. */
  refusesAll?: boolean;
};

/** The carrier places no calls now. This is no fault of the agent, who keeps the status. */
const CARRIER_REFUSES: AgentLegEnd = { status: 'canceled', refusesAll: true };

/**
 * Ends an agent's leg. If the called person was not connected with this agent, the next free agent gets the call. If no
 * agent is free, the call is abandoned, and the person hears the message that the law requires.
 */
export async function endAgentLeg(
  tx: Tx,
  { id, callId }: Pick<AgentLegRow, 'id' | 'callId'>,
  { awayReason = 'phone_not_answered', refusesAll = false, ...end }: AgentLegEnd,
): Promise<void> {
  const { sql } = tx;
  // Every function locks the call first and the legs of the call afterwards. With another order, two callbacks at the
  // same time could deadlock.
  const call = await lockCall(sql, callId);
  const leg = await lockLeg(sql, id);
  if (!leg?.live || leg.agentId === null) return;
  const endTime = end.endTime ?? (await databaseNow(sql));
  await updateLegProgress(sql, id, { ...end, endTime });
  // If the agent talked with the called person, the carrier ended both phone calls together. A separate callback
  // reports the end of the call.
  if (!call?.live || outlastedWhisper(leg, endTime)) return;
  if (!(await unassignAgentFromCall(sql, call.id, leg.agentId))) return;
  await releaseAgent(sql, leg.agentId, { wrapUpSeconds: 0, talkSeconds: 0, handled: false });
  // An agent who does not pick up is probably not at the phone, and further calls would be lost too.
  if (UNANSWERED_STATUSES.has(end.status)) await setIdleAgentAway(sql, leg.agentId, awayReason);
  await emitAgentStatus(tx, leg.tenantId, leg.agentId);
  // A call that a machine answered needs no agent: the machine hears the voicemail message, or the call is hung up.
  if (isAnsweringMachine(call.answeredBy)) return;
  const campaign = call.campaignId === null ? undefined : await findDialingCampaign(sql, call.campaignId);
  if (campaign && !refusesAll && (await assignAgent(tx, { ...call, agentId: null }, campaign))) return;
  await tx.enqueue('call.redirect', { callId: call.id, to: 'abandon' }, { id: `${call.id}-abandon` });
}
