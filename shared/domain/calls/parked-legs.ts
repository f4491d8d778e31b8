/**
 * Parked agents. The phone of a parked agent rings once and stays connected with a conference of the agent's own. Each
 * called person who answers joins this conference at once, so the agent is connected within the two seconds that the
 * law allows.
 */
import { callbacks, parkedConferenceName } from '../../callbacks.ts';
import type { Context } from '../../context.ts';
import { isAnsweringMachine } from '../../rules/calls/answering-machine.ts';
import { estimateCallCost } from '../../rules/calls/cost.ts';
import { secondsBetween } from '../../rules/calls/duration.ts';
import { FIRST_POLL_MS } from '../../rules/calls/poll-delays.ts';
import type { CallStatus } from '../../rules/calls/status.ts';
import { acceptCallTwiml, consultAgentTwiml, hangUpTwiml, parkAgentTwiml } from '../../rules/calls/twiml.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { insertSpend } from '../../../sql/accounts/limits.ts';
import { findAcceptance, releaseAgent, setAgentAway } from '../../../sql/agents/availability.ts';
import { unassignAgentFromCall } from '../../../sql/calls/agent-legs.ts';
import { planPriceOfParkedLeg } from '../../../sql/calls/costs.ts';
import { findConsultation } from '../../../sql/calls/conversations.ts';
import {
  claimLeg,
  isParkedLeg,
  type LegRow,
  lockLeg,
  lockLegByUuid,
  type ParkedLegRow,
  releaseLegClaim,
  updateLegProgress,
} from '../../../sql/calls/legs.ts';
import {
  findOpenParkedLeg,
  insertMissingParkedLegs,
  isParkedLegNeeded,
  listIdleParkedLegs,
  listUnconnectedCallIds,
  renewOldParkedLegs,
} from '../../../sql/calls/parked-legs.ts';
import { listUnansweredCallsOfAgent, lockCall } from '../../../sql/calls/progress.ts';
import type { DialingCampaign } from '../../../sql/campaigns/dialing-campaign.ts';
import { databaseNow } from '../../../sql/clock.ts';
import { lockCallRoom } from '../accounts/limits.ts';
import { emitAgentStatus } from '../agents/agents.ts';
import { sharedCallerIds } from '../numbers/grants.ts';
import { admitToCarrier, placeClaimed } from './claims.ts';
import { endConsultation } from './wrap-up.ts';

/**
 * Maximum number of phones that start to ring in one tick of a campaign. The next tick rings more phones. The limit
 * leaves capacity of the carrier for calls to leads.
 */
const PARKED_LEGS_PER_TICK_MAX = 20;

/** How long the phone of an agent who parks rings. The time can be long, because no called person waits meanwhile. */
const PARKED_RING_SECONDS_MAX = 30;

/** Maximum length of a parked leg. By default the carrier ends each call after four hours, and refuses a higher limit. */
const PARKED_SECONDS_MAX = 4 * 3_600;

/**
 * A parked leg that is older than three hours is replaced by a new one as soon as the agent is in no call. A
 * conversation that begins just before can still last an hour.
 */
const RENEWED_AFTER_SECONDS = 3 * 3_600;

/**
 * Maximum number of parked legs that one run of `agents.unpark` renews, so that a team whose shift began together is not
 * away together. The job runs every 5 seconds.
 */
const RENEWALS_MAX = 5;

/**
 * Reserves a parked leg for each available agent who has no parked leg, and enqueues the jobs that ring the phones.
 *
 * @param legsMax how many calls the limits of the tenant allow
 */
export async function parkAgents(
  tx: Tx,
  campaign: DialingCampaign & { callerId: string },
  legsMax: number,
): Promise<void> {
  const { id: campaignId, tenantId, agentGroupId: groupId, callerId } = campaign;
  const legs = await insertMissingParkedLegs(
    tx.sql,
    { tenantId, campaignId, groupId, callerId },
    Math.min(PARKED_LEGS_PER_TICK_MAX, legsMax),
  );
  for (const { id } of legs) await tx.enqueue('agent.park', { parkedLegId: id }, { id: String(id) });
}

/** Rings the phone of an agent who parks, at most once for each leg. */
export async function ringParkedLeg(ctx: Context, parkedLegId: number): Promise<void> {
  const startedMs = performance.now();
  const reserved = await lockLeg(ctx.sql, parkedLegId);
  if (!reserved) return;
  const admission = await admitToCarrier(ctx, { ...reserved, campaignId: null });
  const leg = admission.mayPlace ? await claimParkedLeg(ctx, reserved) : undefined;
  if (!leg) return transaction(ctx, (tx) => cancelReservedParkedLeg(tx, parkedLegId));
  if (!isParkedLeg(leg)) return;
  const { phoneAcceptance } = await findAcceptance(ctx.sql, leg.agentId);
  const request = {
    to: leg.toNumber,
    from: leg.fromNumber,
    url: callbacks.parkedLegAnswer(ctx.config, leg.uuid),
    statusCallback: callbacks.parkedLegStatus(ctx.config, leg.uuid),
    ringSecondsMax: PARKED_RING_SECONDS_MAX,
    timeLimitSeconds: PARKED_SECONDS_MAX,
    ...(phoneAcceptance === 'detection' && { machineDetection: {} }),
  };
  const claim = { startedMs, tenantId: leg.tenantId, subject: { legId: leg.uuid }, admission };
  await placeClaimed(ctx, claim, request, {
    placed: (callSid) => updateLegProgress(ctx.sql, leg.id, { callSid, status: 'queued' }),
    refused: () =>
      transaction(ctx, (tx) => endParkedLeg(tx, leg, { status: 'failed', awayReason: 'phone_refused_by_carrier' })),
    // The carrier refuses the phones of all agents, so this agent keeps the status.
    blocked: () => transaction(ctx, (tx) => endParkedLeg(tx, leg, { status: 'canceled' })),
    notSent: () => releaseLegClaim(ctx.sql, leg.id),
    unknown: () => updateLegProgress(ctx.sql, leg.id, { status: 'unknown' }),
  });
}

/** Claims a parked leg, unless a limit of the tenant is reached. */
async function claimParkedLeg(ctx: Context, { id, tenantId }: LegRow): Promise<LegRow | undefined> {
  return transaction(ctx, async ({ sql }) => {
    const { problem } = await lockCallRoom(ctx, sql, tenantId);
    return problem ? undefined : claimLeg(sql, id, sharedCallerIds(ctx.config));
  });
}

/** Cancels a parked leg whose agent became unavailable before the phone rang. */
async function cancelReservedParkedLeg(tx: Tx, parkedLegId: number): Promise<void> {
  const leg = await lockLeg(tx.sql, parkedLegId);
  if (leg?.status === 'reserved' && isParkedLeg(leg)) await endParkedLeg(tx, leg, { status: 'canceled' });
}

type ParkedLegAnswer = {
  parkedLegUuid: string;
  callSid: string;
  /** The result of the machine detection, if the agent's phone is checked in this way. */
  answeredBy?: string | undefined;
  /** The key that the agent pressed to accept the call. */
  digits?: string | undefined;
};

/**
 * Returns the TwiML for an agent who picked up to park: the agent waits in a conference for the first call. A mailbox is
 * hung up, and the agent is set away.
 */
export async function answerParkedLeg(ctx: Context, input: ParkedLegAnswer): Promise<string> {
  return transaction(ctx, async (tx) => {
    const { sql } = tx;
    const leg = await lockAnsweredLeg(tx, input);
    if (!leg) return hangUpTwiml();
    if (isAnsweringMachine(input.answeredBy ?? null)) {
      await setAgentAway(sql, leg.agentId, 'phone_answered_by_machine');
      await emitAgentStatus(tx, leg.tenantId, leg.agentId);
      return hangUpTwiml();
    }
    const { phoneAcceptance } = await findAcceptance(sql, leg.agentId);
    if (phoneAcceptance === 'key' && !input.digits)
      return acceptCallTwiml(callbacks.parkedLegAnswer(ctx.config, leg.uuid));
    const answerTime = await databaseNow(sql);
    await updateLegProgress(sql, leg.id, { callSid: input.callSid, status: 'in-progress', answerTime });
    return parkAgentTwiml(parkedConference(ctx, leg), 'You are connected. Calls will join you here.');
  });
}

/**
 * Returns the TwiML for a parked agent who ended a call with the key `*`: the agent waits for the next call. An agent who
 * is consulted before a transfer joins the conference of the agent who asks. The carrier also asks when the agent has
 * hung up, and then ignores the reply.
 */
export async function returnToParkedLeg(
  ctx: Context,
  input: Pick<ParkedLegAnswer, 'parkedLegUuid' | 'callSid'>,
): Promise<string> {
  return transaction(ctx, async (tx) => {
    const leg = await lockAnsweredLeg(tx, input);
    if (!leg) return hangUpTwiml();
    const consultation = await findConsultation(tx.sql, leg.agentId);
    const asker = consultation && (await findOpenParkedLeg(tx.sql, consultation.agentId));
    if (asker)
      return consultAgentTwiml(parkedConferenceName(asker.uuid), callbacks.parkedLegReturn(ctx.config, leg.uuid));
    return parkAgentTwiml(parkedConference(ctx, leg));
  });
}

async function lockAnsweredLeg(
  { sql }: Tx,
  { parkedLegUuid, callSid }: Pick<ParkedLegAnswer, 'parkedLegUuid' | 'callSid'>,
): Promise<ParkedLegRow | undefined> {
  const leg = await lockLegByUuid(sql, parkedLegUuid);
  return leg?.live && isParkedLeg(leg) && (leg.callSid === null || leg.callSid === callSid) ? leg : undefined;
}

function parkedConference(ctx: Context, { uuid }: ParkedLegRow) {
  return {
    name: parkedConferenceName(uuid),
    statusCallback: callbacks.parkedLegConference(ctx.config, uuid),
    returnUrl: callbacks.parkedLegReturn(ctx.config, uuid),
  };
}

/**
 * Ends a parked leg. If the agent hung up, the status of the agent becomes `break`. If a called person is in the
 * conference, the carrier ends that call too and reports the end of the call separately. A person who was just about to
 * join is redirected to the next agent.
 */
export async function endParkedLeg(
  tx: Tx,
  leg: ParkedLegRow,
  { awayReason, ...end }: { status: CallStatus; endTime?: Date; duration?: number; awayReason?: string },
): Promise<void> {
  if (!leg.live) return;
  const endTime = end.endTime ?? (await databaseNow(tx.sql));
  await updateLegProgress(tx.sql, leg.id, { ...end, endTime });
  const answeredSeconds = secondsBetween(leg.answerTime, endTime);
  await insertSpend(tx.sql, leg.tenantId, estimateCallCost({ answeredSeconds, amd: false }));
  if (leg.answerTime) await planPriceOfParkedLeg(tx.sql, leg.id, FIRST_POLL_MS / 1000);
  // Hang up preview calls that still ring for this agent. Otherwise a lead who answers would hear silence.
  for (const { id } of await listUnansweredCallsOfAgent(tx.sql, leg.agentId))
    await tx.enqueue('call.hangup', { callId: id }, { deduplicationKey: String(id) });
  await redirectUnconnectedCalls(tx, leg);
  const consultation = await findConsultation(tx.sql, leg.agentId);
  const call = consultation && (await lockCall(tx.sql, consultation.callId));
  if (call) await endConsultation(tx, call);
  // If this platform hung up because it renews the parked leg, or because no campaign needs the leg any more, the agent
  // did not leave and stays available.
  if (end.status === 'canceled' || leg.renewedAt !== null) return;
  if (leg.answerTime && !(await isParkedLegNeeded(tx.sql, leg.agentId))) return;
  const reason = awayReason ?? (leg.answerTime ? 'phone_hung_up' : 'phone_not_answered');
  await setAgentAway(tx.sql, leg.agentId, reason);
  await emitAgentStatus(tx, leg.tenantId, leg.agentId);
}

/** Takes the agent off each call that the agent was not yet connected with, and redirects the person to the next agent. */
async function redirectUnconnectedCalls(tx: Tx, { id, agentId }: ParkedLegRow): Promise<void> {
  for (const callId of await listUnconnectedCallIds(tx.sql, agentId)) {
    await lockCall(tx.sql, callId);
    if (!(await unassignAgentFromCall(tx.sql, callId, agentId))) continue;
    await releaseAgent(tx.sql, agentId, { wrapUpSeconds: 0, talkSeconds: 0, handled: false });
    await tx.enqueue('call.redirect', { callId, to: 'nextAgent' }, { id: `${callId}-next-${id}` });
  }
}

/**
 * Hangs up parked legs if no campaign needs the legs any more, if the agents are not available any more, or if the legs
 * are so old that the carrier would soon end them.
 */
export async function hangUpIdleParkedLegs(ctx: Context): Promise<void> {
  await renewOldParkedLegs(ctx.sql, RENEWED_AFTER_SECONDS, RENEWALS_MAX);
  for (const leg of await listIdleParkedLegs(ctx.sql)) {
    if (leg.callSid) await ctx.carrier.hangUp(leg.callSid);
    else await transaction(ctx, (tx) => cancelReservedParkedLeg(tx, leg.id));
  }
}
