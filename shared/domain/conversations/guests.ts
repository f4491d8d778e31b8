/** Other people in a conversation: participants that the agent adds, and supervisors. */
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { insertAuditEvent } from '../../../sql/accounts/audit-events.ts';
import { agentByKey } from '../../../sql/agents/agents.ts';
import type { CallRow } from '../../../sql/calls/calls.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import { insertGuestLeg, listGuestLegs, updateGuestLeg } from '../../../sql/calls/guest-legs.ts';
import type { GuestLegRow, GuestRole, MonitorMode } from '../../../sql/calls/legs.ts';
import type { Key } from '../../../sql/db.ts';
import { type Actor, authorize } from '../accounts/access.ts';
import { endGuestLeg } from '../calls/guest-legs.ts';
import { emitConversation } from '../calls/wrap-up.ts';
import { assertDestination } from '../compliance/destinations.ts';
import { type Conversation, lockConversation, readConversation } from './controls.ts';

/** Maximum number of participants that an agent can add. The carrier allows 250 in a conference. */
const PARTICIPANTS_MAX = 5;

/** Reserves the leg of a guest, and lets a job ring the phone. */
export async function callGuest(
  tx: Tx,
  by: Pick<Actor, 'userId'>,
  call: CallRow,
  guest: { role: GuestRole; toNumber: string; monitorMode?: MonitorMode },
): Promise<GuestLegRow> {
  const leg = await insertGuestLeg(tx.sql, call, { ...guest, createdBy: by.userId });
  await insertCallEvent(tx.sql, call, {
    event: 'guest_called',
    message: `A guest is called: ${guest.monitorMode ?? guest.role}`,
    metadata: { role: guest.role, userId: by.userId },
  });
  await tx.enqueue('agent.ring', { legId: leg.id }, { id: String(leg.id) });
  emitConversation(tx, call);
  return leg;
}

/**
 * Calls another person, who joins the conversation.
 *
 * @throws DomainError `validation_failed` if the number must not be called
 * @throws DomainError `conflict` if the person is in the conversation, or if it has too many participants
 */
export async function addParticipant(ctx: Context, actor: Actor, key: Key, phone: string): Promise<Conversation> {
  const { tenantId } = authorize(actor, 'calls.write');
  await assertDestination(ctx, tenantId, 'phone', phone);
  await transaction(ctx, async (tx) => {
    const { call } = await lockConversation(tx, actor, key);
    const live = (await listGuestLegs(tx.sql, call.id)).filter((leg) => leg.live && leg.guestRole !== 'supervisor');
    if (live.some(({ toNumber }) => toNumber === phone))
      throw new DomainError('conflict', 'This number is in the conversation already.');
    if (live.length >= PARTICIPANTS_MAX)
      throw new DomainError('conflict', `A conversation has at most ${PARTICIPANTS_MAX} participants.`);
    await callGuest(tx, actor, call, { role: 'participant', toNumber: phone });
  });
  return readConversation(ctx, actor, key);
}

/**
 * Removes a participant from the conversation. Removing a participant who has left changes nothing.
 *
 * @throws DomainError `not_found` if the call has no such participant
 */
export async function removeParticipant(
  ctx: Context,
  actor: Actor,
  key: Key,
  participantUuid: string,
): Promise<Conversation> {
  await transaction(ctx, async (tx) => {
    const { call } = await lockConversation(tx, actor, key);
    const legs = await listGuestLegs(tx.sql, call.id);
    const leg = requireFound(
      legs.find(({ uuid, guestRole }) => uuid === participantUuid && guestRole === 'participant'),
      'Participant',
    );
    await hangUpGuest(tx, leg);
  });
  return readConversation(ctx, actor, key);
}

/** Ends the leg of a guest: at once if the phone was not rung yet, otherwise at the carrier. */
export async function hangUpGuest(tx: Tx, leg: GuestLegRow): Promise<void> {
  if (!leg.live) return;
  if (leg.status === 'reserved') return endGuestLeg(tx, leg, { status: 'canceled' });
  await tx.enqueue('guest.sync', { legId: leg.id, hangUp: true });
}

/**
 * Lets a supervisor take part in a conversation, or changes how the supervisor takes part. The audit log names the
 * supervisor.
 *
 * @param input.phone the phone to ring; undefined for the phone or browser of the supervisor's own agent
 * @throws DomainError `validation_failed` if there is no phone, or if the number must not be called
 */
export async function monitorCall(
  ctx: Context,
  actor: Actor,
  key: Key,
  { mode, phone }: { mode: MonitorMode; phone?: string | undefined },
): Promise<Conversation> {
  const scope = authorize(actor, 'calls.monitor');
  if (phone !== undefined) await assertDestination(ctx, scope.tenantId, 'phone', phone);
  await transaction(ctx, async (tx) => {
    const { call } = await lockConversation(tx, actor, key, 'calls.monitor');
    const own = await ownMonitorLeg(tx, actor, call);
    if (own?.monitorMode === mode) return;
    const toNumber = own?.toNumber ?? phone ?? (await ownPhone(tx, actor));
    if (own) {
      await updateGuestLeg(tx.sql, own.id, { monitorMode: mode });
      await tx.enqueue('guest.sync', { legId: own.id });
      emitConversation(tx, call);
    } else await callGuest(tx, actor, call, { role: 'supervisor', toNumber, monitorMode: mode });
    const { id, uuid, tenantId } = call;
    const changes = { monitor: { before: own?.monitorMode ?? null, after: mode } };
    await insertAuditEvent(tx.sql, tenantId, { verb: 'updated', entity: 'call', id, uuid, changes });
  });
  return readConversation(ctx, actor, key);
}

/** Ends the part of a supervisor in a conversation. Does nothing if the supervisor has left. */
export async function endMonitoring(ctx: Context, actor: Actor, key: Key): Promise<Conversation> {
  await transaction(ctx, async (tx) => {
    const { call } = await lockConversation(tx, actor, key, 'calls.monitor');
    const own = await ownMonitorLeg(tx, actor, call);
    if (own) await hangUpGuest(tx, own);
  });
  return readConversation(ctx, actor, key);
}

async function ownMonitorLeg(tx: Tx, actor: Actor, call: CallRow): Promise<GuestLegRow | undefined> {
  const legs = await listGuestLegs(tx.sql, call.id);
  return legs.find((leg) => leg.live && leg.guestRole === 'supervisor' && leg.createdBy === actor.userId);
}

async function ownPhone(tx: Tx, actor: Actor): Promise<string> {
  const { tenantId } = authorize(actor, 'calls.monitor');
  const agent =
    actor.agentId === null
      ? undefined
      : await agentByKey(tx.sql, { tenantId, onlyGroupId: undefined }, { id: actor.agentId });
  if (agent) return agent.address;
  throw new DomainError('conflict', 'You are no agent, so say with phone which phone to ring.');
}
