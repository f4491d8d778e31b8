/**
 * Transfers of a conversation. In a blind transfer the receiver gets the call at once. In a warm transfer the agent talks
 * with the receiver first, while the called person is on hold. Afterwards the agent completes or cancels the transfer.
 */
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { secondsBetween } from '../../rules/calls/duration.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { groupIdByKey } from '../../../sql/agents/groups.ts';
import { agentByKey } from '../../../sql/agents/agents.ts';
import {
  type FreeAgentQuery,
  listTransferTargets,
  releaseAgent,
  reserveAgent,
  type TransferTargets,
} from '../../../sql/agents/availability.ts';
import { callByKey, type CallRow } from '../../../sql/calls/calls.ts';
import {
  findConversation,
  insertAgentTalk,
  moveCallToAgent,
  setConsultedAgent,
} from '../../../sql/calls/conversations.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import { listGuestLegs, updateGuestLeg } from '../../../sql/calls/guest-legs.ts';
import { findOpenParkedLeg } from '../../../sql/calls/parked-legs.ts';
import { databaseNow } from '../../../sql/clock.ts';
import type { Key, Sql } from '../../../sql/db.ts';
import { type Actor, authorize } from '../accounts/access.ts';
import { emitAgentStatus } from '../agents/agents.ts';
import { emitIncomingCall } from '../calls/agent-legs.ts';
import { emitConversation, endConsultation } from '../calls/wrap-up.ts';
import { findDialingCampaign } from '../campaigns/dialing-campaign.ts';
import { assertDestination } from '../compliance/destinations.ts';
import { recordPacingEvent } from '../pacing/pacing-events.ts';
import { applyWish, type Conversation, type LiveConversation, lockConversation, readConversation } from './controls.ts';
import { callGuest, hangUpGuest } from './guests.ts';

/** Who gets the call: a phone number, one agent, or the longest-idle free agent of a group. */
export type TransferTarget = { phone: string } | { agent: Key } | { agentGroup: Key };

/**
 * Starts a transfer. A blind transfer is complete at once.
 *
 * @throws DomainError `validation_failed` if the number must not be called
 * @throws DomainError `conflict` if no such agent is free on a parked leg, or if another transfer has begun
 */
export async function startTransfer(
  ctx: Context,
  actor: Actor,
  key: Key,
  { kind, target }: { kind: 'blind' | 'warm'; target: TransferTarget },
): Promise<Conversation> {
  const { tenantId } = authorize(actor, 'calls.write');
  if ('phone' in target) await assertDestination(ctx, tenantId, 'phone', target.phone);
  await transaction(ctx, async (tx) => {
    const conversation = await lockConversation(tx, actor, key);
    const { call } = conversation;
    await assertNoTransfer(tx, call.id);
    if ('phone' in target) {
      const role = kind === 'warm' ? 'consult' : 'transfer';
      if (kind === 'warm') await applyWish(tx, actor, call, { held: true });
      await callGuest(tx, actor, call, { role, toNumber: target.phone });
      if (kind === 'blind') await giveAway(tx, actor, conversation, null);
      return;
    }
    const agentId = await reserveReceiver(tx, conversation, target);
    if (kind === 'blind') return giveAway(tx, actor, conversation, agentId);
    await applyWish(tx, actor, call, { held: true });
    await setConsultedAgent(tx.sql, call, agentId);
    await insertCallEvent(tx.sql, call, { event: 'agent_consulted', message: 'Another agent is asked', metadata: {} });
    await emitIncomingCall(tx, call, agentId);
    await moveParkedAgent(tx, agentId);
  });
  return readConversation(ctx, actor, key);
}

/**
 * Completes a warm transfer: the called person talks with the person who was consulted, and the agent is released.
 *
 * @throws DomainError `conflict` if no one is consulted, or if the person has not answered yet
 */
export async function completeTransfer(ctx: Context, actor: Actor, key: Key): Promise<Conversation> {
  await transaction(ctx, async (tx) => {
    const conversation = await lockConversation(tx, actor, key);
    const { call } = conversation;
    const consulted = await consultedOf(tx, call.id);
    if (!consulted) throw new DomainError('conflict', 'No one is consulted. Start a warm transfer first.');
    if (consulted.agentId !== undefined) {
      await giveAway(tx, actor, conversation, consulted.agentId);
      return moveParkedAgent(tx, consulted.agentId);
    }
    const { leg } = consulted;
    if (leg.answerTime === null)
      throw new DomainError(
        'conflict',
        'The person has not answered yet. Wait for the answer, or cancel the transfer.',
      );
    await updateGuestLeg(tx.sql, leg.id, { guestRole: 'transfer' });
    await giveAway(tx, actor, conversation, null);
  });
  return readConversation(ctx, actor, key);
}

/** Cancels a warm transfer: the agent talks with the called person again. Does nothing if no one is consulted. */
export async function cancelTransfer(ctx: Context, actor: Actor, key: Key): Promise<Conversation> {
  await transaction(ctx, async (tx) => {
    const { call } = await lockConversation(tx, actor, key);
    const consulted = await consultedOf(tx, call.id);
    if (!consulted) return;
    if (consulted.agentId !== undefined) await endConsultation(tx, call);
    else await hangUpGuest(tx, consulted.leg);
    await applyWish(tx, actor, call, { held: false });
  });
  return readConversation(ctx, actor, key);
}

async function consultedOf(tx: Tx, callId: number) {
  const agentId = (await findConversation(tx.sql, callId))?.consultedAgentId;
  if (agentId) return { agentId };
  const leg = (await listGuestLegs(tx.sql, callId)).find(({ live, guestRole }) => live && guestRole === 'consult');
  return leg && { agentId: undefined, leg };
}

async function assertNoTransfer(tx: Tx, callId: number): Promise<void> {
  if (await consultedOf(tx, callId))
    throw new DomainError('conflict', 'Someone is consulted already. Complete or cancel that transfer first.');
}

/** The largest number of agents, and of groups, to choose from. */
const TARGETS_MAX = 100;

/** Lists the agents and groups who could get a call now, without their phones. */
export async function listTargets(ctx: Context, actor: Actor, key: Key): Promise<TransferTargets> {
  const call = requireFound(await callByKey(ctx.sql, authorize(actor, 'calls.write'), key), 'Call');
  const query = await receiverQuery(ctx.sql, call, null);
  return listTransferTargets(ctx.sql, query, { excludedId: call.agentId, limit: TARGETS_MAX });
}

/** Selects the agents who can get the call: they must wait on a parked leg, so that no phone has to ring. */
async function receiverQuery(
  sql: Sql,
  { tenantId, campaignId }: Pick<CallRow, 'tenantId' | 'campaignId'>,
  groupId: number | null,
): Promise<FreeAgentQuery> {
  const campaign = campaignId === null ? undefined : await findDialingCampaign(sql, campaignId);
  return { tenantId, groupId, skills: [], timezone: campaign?.timezone ?? 'UTC', parked: true };
}

/** Reserves a slot of the agent who gets the call. */
async function reserveReceiver(
  tx: Tx,
  { call }: LiveConversation,
  target: { agent: Key } | { agentGroup: Key },
): Promise<number> {
  const { tenantId } = call;
  const scope = { tenantId, onlyGroupId: undefined };
  const groupId =
    'agentGroup' in target
      ? requireFound(await groupIdByKey(tx.sql, tenantId, target.agentGroup), 'Agent group')
      : null;
  const only = 'agent' in target ? requireFound(await agentByKey(tx.sql, scope, target.agent), 'Agent') : undefined;
  const agent = await reserveAgent(tx.sql, {
    ...(await receiverQuery(tx.sql, call, groupId)),
    excludedIds: [call.agentId],
    ...(only && { onlyId: only.id }),
  });
  if (agent) return agent.id;
  throw new DomainError(
    'conflict',
    only ? `${only.name} is not free on a parked leg now.` : 'No agent of the group is free on a parked leg now.',
  );
}

/**
 * Gives the call to another agent, or with null to a person on a guest leg. The agent is released, and the
 * wrap-up begins. Participants go on with the called person; supervisors leave.
 */
async function giveAway(tx: Tx, actor: Actor, { call }: LiveConversation, nextAgentId: number | null): Promise<void> {
  const { sql } = tx;
  const campaign = call.campaignId === null ? undefined : await findDialingCampaign(sql, call.campaignId);
  const wrapUpSeconds = campaign?.wrapUpSeconds ?? 0;
  const since = (await findConversation(sql, call.id))?.agentSince ?? call.connectedAt;
  const now = await databaseNow(sql);
  const talkSeconds = secondsBetween(since, now);
  await moveCallToAgent(sql, call, nextAgentId);
  await insertAgentTalk(sql, { tenantId: call.tenantId, callId: call.id, agentId: call.agentId, talkSeconds });
  await releaseAgent(sql, call.agentId, { wrapUpSeconds, talkSeconds, handled: true });
  await emitAgentStatus(tx, call.tenantId, call.agentId);
  await recordPacingEvent(tx, call.campaignId, {
    kind: 'handled',
    atSeconds: now.getTime() / 1_000,
    talkSeconds,
    wrapSeconds: wrapUpSeconds,
  });
  await insertCallEvent(sql, call, {
    event: 'transferred',
    message:
      nextAgentId === null ? 'The agent gave the call to another person' : 'The agent gave the call to another agent',
    metadata: { userId: actor.userId, talkSeconds },
  });
  await tx.enqueue('call.redirect', { callId: call.id, to: 'transfer' });
  for (const leg of await listGuestLegs(sql, call.id)) {
    if (!leg.live || leg.answerTime === null) continue;
    if (leg.guestRole === 'supervisor') await hangUpGuest(tx, leg);
    else await tx.enqueue('leg.redirect', { legId: leg.id });
  }
  const moved = { ...call, agentId: nextAgentId };
  if (nextAgentId !== null) {
    await emitAgentStatus(tx, call.tenantId, nextAgentId);
    await emitIncomingCall(tx, moved, nextAgentId);
  }
  emitConversation(tx, moved);
}

/** Lets the phone of a parked agent enter the conference where the agent is expected now. */
async function moveParkedAgent(tx: Tx, agentId: number): Promise<void> {
  const leg = await findOpenParkedLeg(tx.sql, agentId);
  if (leg) await tx.enqueue('leg.redirect', { legId: leg.id });
}
