import { callbacks } from '../../callbacks.ts';
import type { Context } from '../../context.ts';
import { isMachine } from '../../rules/calls/disposition.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { openLineOf } from '../../../sql/calls/parked-legs.ts';
import { releaseAgent, reserveAgent, setAgentAway } from '../../../sql/agents/availability.ts';
import { type CallRow, type CallStatus, insertCallEvent } from '../../../sql/calls/calls.ts';
import type { Sql } from '../../../sql/db.ts';
import { callById, lockCall, recordProgress } from '../../../sql/calls/progress.ts';
import {
  cancelReservedLegs,
  giveToAgent,
  insertAgentLeg,
  type LegRow,
  legsOfCall,
  licenseLeg,
  lockLeg,
  recordLegProgress,
  unassignAgent,
  unlicenseLeg,
} from '../../../sql/calls/agent-legs.ts';
import { databaseNow } from '../../../sql/clock.ts';
import { leadCard } from '../../../sql/dialing/dialing.ts';
import { dialingCampaign, type DialingCampaign } from '../../../sql/campaigns/dialing-campaign.ts';
import { announceAgent } from '../agents/agents.ts';
import { awaitMissingPrices } from './costs.ts';
import { CALL_SECONDS_MAX, placeLicensed } from './claims.ts';

/** How a leg ends that the agent did not pick up. A canceled or lost one is not their fault. */
const unanswered: ReadonlySet<CallStatus> = new Set<CallStatus>(['busy', 'no-answer', 'failed']);

/** Somebody waits on the line meanwhile: a phone that does not answer by then loses the call to the next agent. */
const AGENT_RING_SECONDS_MAX = 15;

/**
 * Gives a waiting call to the longest-idle free agent and, unless they are parked, has their phone rung; false when nobody is free. Agents whose
 * phone did not answer for this call are passed over.
 */
export async function assignAgent(tx: Tx, call: CallRow, campaign: DialingCampaign): Promise<boolean> {
  const tried = await legsOfCall(tx.sql, call.id);
  const agent = await reserveAgent(tx.sql, {
    tenantId: call.tenantId,
    groupId: campaign.agentGroupId,
    skills: campaign.requiredSkills,
    timezone: campaign.timezone,
    parked: campaign.agentLegs === 'parked',
    excludedIds: tried.map((leg) => leg.agentId),
  });
  if (!agent) return false;
  await giveToAgent(tx.sql, call.id, agent.id);
  await announceAgent(tx, call.tenantId, agent.id);
  await insertCallEvent(tx.sql, call, {
    event: 'agent_reserved',
    message: 'An agent was reserved',
    metadata: { agentId: agent.uuid },
  });
  // A parked agent is connected already; the called person joins them.
  if (campaign.agentLegs === 'on_demand') {
    const leg = await insertAgentLeg(tx.sql, call, agent);
    await tx.enqueue('agent.ring', { legId: leg.id }, { id: String(leg.id) });
  }
  const lead = call.leadId === null ? undefined : await leadCard(tx.sql, call.tenantId, call.leadId);
  tx.emit({
    tenantId: call.tenantId,
    event: 'incoming:call',
    agentId: agent.id,
    data: {
      callId: call.uuid,
      leadId: lead?.uuid ?? null,
      first_name: lead?.firstName ?? null,
      last_name: lead?.lastName ?? null,
      phone: call.toNumber,
      notes: lead?.notes ?? null,
    },
  });
  return true;
}

/** How long an agent hears the whisper before they are put through, at most. */
const WHISPER_MS_MAX = 10_000;

/**
 * When no report of the conference came through: an agent who stayed on the phone for longer than the whisper was talking,
 * since their leg's TwiML does nothing else.
 */
export async function inferBridge(sql: Sql, call: CallRow, endTime: Date): Promise<void> {
  if (call.bridgeTime || call.abandonedAt || !call.answerTime || isMachine(call.answeredBy)) return;
  // A parked agent is connected before the call is theirs, and by preview before anybody answers.
  const parked = call.agentId !== null && (await openLineOf(sql, call.agentId)) !== undefined;
  if (parked && call.agentReservedAt) {
    const bridgeTime = call.agentReservedAt > call.answerTime ? call.agentReservedAt : call.answerTime;
    return recordProgress(sql, call.id, { bridgeTime });
  }
  const talked = (await legsOfCall(sql, call.id)).findLast((leg) => outlastedWhisper(leg, endTime));
  if (talked?.answerTime) await recordProgress(sql, call.id, { bridgeTime: talked.answerTime });
}

/** Of a leg that both it and the call, which ended at `endTime`, were up for. */
function outlastedWhisper({ answerTime, endTime: legEndTime }: LegRow, endTime: Date): boolean {
  const untilMs = Math.min(endTime.getTime(), legEndTime?.getTime() ?? Infinity);
  return answerTime !== null && untilMs - answerTime.getTime() >= WHISPER_MS_MAX;
}

/** Rings the agent's phone, at most once for a leg. */
export async function ringAgent(ctx: Context, legId: number): Promise<void> {
  const askedMs = performance.now();
  const leg = await licenseLeg(ctx.sql, legId);
  const call = leg && (await callById(ctx.sql, leg.callId));
  if (!leg || !call) return;
  const placement = await placeLicensed(ctx, askedMs, {
    to: leg.toNumber,
    from: leg.fromNumber,
    url: callbacks.agentAnswer(ctx.config, call.uuid, leg.uuid),
    statusCallback: callbacks.legStatus(ctx.config, call.uuid, leg.uuid),
    ringSecondsMax: AGENT_RING_SECONDS_MAX,
    timeLimitSeconds: CALL_SECONDS_MAX,
  });
  switch (placement.outcome) {
    case 'placed':
      if (await transaction(ctx, (tx) => bindLeg(tx, leg, placement.callSid))) return;
      return ctx.carrier.hangUp(placement.callSid);
    case 'refused':
      return transaction(ctx, (tx) => endLeg(tx, leg, { status: 'failed' }));
    case 'not_sent':
      await transaction(ctx, (tx) => giveBackLeg(tx, leg));
      throw new Error(`The carrier did not take the request: ${placement.message}`);
    case 'unknown':
      // The phone may be ringing: its callbacks bind it, or the poller finds that it never did.
      return recordLegProgress(ctx.sql, leg.id, { status: 'unknown' });
  }
}

/** False when leg or call were over meanwhile: whoever hung up and rated them could not know of this phone. */
async function bindLeg(tx: Tx, { id, callId }: LegRow, callSid: string): Promise<boolean> {
  const call = await lockCall(tx.sql, callId);
  const leg = await lockLeg(tx.sql, id);
  await recordLegProgress(tx.sql, id, { callSid, status: 'queued' });
  await awaitMissingPrices(tx, callId);
  return call?.live === true && leg?.live === true;
}

async function giveBackLeg({ sql }: Tx, { id, callId }: LegRow): Promise<void> {
  const call = await lockCall(sql, callId);
  await unlicenseLeg(sql, id);
  if (!call?.live) await cancelReservedLegs(sql, callId);
}

/**
 * An agent's leg is over. If the person on the line never got to talk to them, the next agent is rung, and when there is
 * none the call is abandoned as the law demands: with a message.
 */
export async function endLeg(
  tx: Tx,
  { id, callId }: Pick<LegRow, 'id' | 'callId'>,
  end: { status: CallStatus; endTime?: Date; duration?: number },
): Promise<void> {
  const { sql } = tx;
  // The call before its legs, as everywhere: two that end together must not wait for each other.
  const call = await lockCall(sql, callId);
  const leg = await lockLeg(sql, id);
  if (!leg?.live) return;
  const endTime = end.endTime ?? (await databaseNow(sql));
  await recordLegProgress(sql, id, { ...end, endTime });
  // Whoever talked with this agent is gone with them: their own end is yet to be reported.
  if (!call?.live || outlastedWhisper(leg, endTime)) return;
  if (!(await unassignAgent(sql, call.id, leg.agentId))) return;
  await releaseAgent(sql, leg.agentId, { wrapUpSeconds: 0, talkSeconds: 0, handled: false });
  // Who does not pick up is not at their phone: further calls would only be lost on them.
  if (unanswered.has(end.status)) await setAgentAway(sql, leg.agentId, 'phone_not_answered');
  await announceAgent(tx, leg.tenantId, leg.agentId);
  // A machine is being hung up on, or hears the message: it needs nobody.
  if (isMachine(call.answeredBy)) return;
  const campaign = call.campaignId === null ? undefined : await dialingCampaign(sql, call.campaignId);
  if (campaign && (await assignAgent(tx, { ...call, agentId: null }, campaign))) return;
  await tx.enqueue('call.redirect', { callId: call.id, to: 'abandon' }, { id: `${call.id}-abandon` });
}
