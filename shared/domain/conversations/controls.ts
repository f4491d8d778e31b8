/** What an agent does during a conversation: hold, mute, keys and a pause of the recording. */
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { callByKey, type CallDetails, type CallRow } from '../../../sql/calls/calls.ts';
import {
  type ConversationRow,
  type ConversationWish,
  findConversation,
  addConversationDigits,
  updateConversation,
} from '../../../sql/calls/conversations.ts';
import { insertCallEvent } from '../../../sql/calls/events.ts';
import { listGuestLegs } from '../../../sql/calls/guest-legs.ts';
import type { GuestLegRow, ParkedLegRow } from '../../../sql/calls/legs.ts';
import { findOpenParkedLeg } from '../../../sql/calls/parked-legs.ts';
import { lockCall } from '../../../sql/calls/progress.ts';
import { findDialingCampaign } from '../campaigns/dialing-campaign.ts';
import type { Key } from '../../../sql/db.ts';
import { type Actor, authorize, type Permission } from '../accounts/access.ts';
import { emitConversation } from '../calls/wrap-up.ts';

/** A conversation of a parked agent, with its guests. */
export type Conversation = { call: CallDetails; wish: ConversationRow | undefined; guests: GuestLegRow[] };

/** The call of a conversation, which is locked, and the leg of its agent. */
export type LiveConversation = { call: CallRow & { agentId: number }; agentLeg: ParkedLegRow };

/** Reads the conversation of a call that the actor may see. A call without a conversation has no guests. */
export async function readConversation(ctx: Context, actor: Actor, key: Key): Promise<Conversation> {
  const scope = authorize(actor, 'calls.read');
  const call = requireFound(await callByKey(ctx.sql, scope, key), 'Call');
  const [wish, guests] = await Promise.all([findConversation(ctx.sql, call.id), listGuestLegs(ctx.sql, call.id)]);
  return { call, wish, guests };
}

/**
 * Locks a call, and asserts that its agent talks with the person on a parked leg.
 *
 * @throws DomainError `not_found` for a call that the actor may not see
 * @throws DomainError `conflict` if the call has no such conversation now
 */
export async function lockConversation(
  tx: Tx,
  actor: Actor,
  key: Key,
  permission: Permission = 'calls.write',
): Promise<LiveConversation> {
  const scope = authorize(actor, permission);
  const { id } = requireFound(await callByKey(tx.sql, scope, key), 'Call');
  const call = requireFound(await lockCall(tx.sql, id), 'Call');
  const { agentId } = call;
  if (!call.live) throw new DomainError('conflict', 'The call has ended.');
  if (agentId === null || call.connectedAt === null)
    throw new DomainError('conflict', 'No agent talks with the person now.');
  const agentLeg = await findOpenParkedLeg(tx.sql, agentId);
  if (!agentLeg)
    throw new DomainError(
      'conflict',
      'The agent is not on a parked leg. Set agent_legs of the campaign to "parked" for calls that start later.',
    );
  return { call: { ...call, agentId }, agentLeg };
}

type Named = { event: string; message: string };

const WISH_EVENTS: Record<keyof ConversationWish, [wished: Named, over: Named]> = {
  held: [
    { event: 'held', message: 'The person is put on hold' },
    { event: 'resumed', message: 'The person is taken off hold' },
  ],
  agentMuted: [
    { event: 'agent_muted', message: 'The agent is muted' },
    { event: 'agent_unmuted', message: 'The agent is unmuted' },
  ],
  recordingPaused: [
    { event: 'recording_paused', message: 'The recording is paused' },
    { event: 'recording_resumed', message: 'The recording goes on' },
  ],
};

/**
 * States a wish for a conversation. A job then asks the carrier. A wish that is stated already changes nothing.
 *
 * @throws DomainError `not_found`, `conflict` as {@link lockConversation}
 * @throws DomainError `conflict` for a pause of the recording of a call that is not recorded
 */
export async function changeConversation(
  ctx: Context,
  actor: Actor,
  key: Key,
  wish: ConversationWish,
): Promise<Conversation> {
  await transaction(ctx, async (tx) => {
    const { call } = await lockConversation(tx, actor, key);
    if (wish.recordingPaused !== undefined) await assertRecorded(tx, call);
    await applyWish(tx, actor, call, wish);
  });
  return readConversation(ctx, actor, key);
}

/** States a wish for the conversation of a locked call, and notes it in the history of the call. */
export async function applyWish(
  tx: Tx,
  by: Pick<Actor, 'userId'>,
  call: CallRow,
  wish: ConversationWish,
): Promise<void> {
  if (!(await updateConversation(tx.sql, call, wish))) return;
  for (const [name, isWished] of Object.entries(wish) as [keyof ConversationWish, boolean][]) {
    const metadata = { userId: by.userId };
    await insertCallEvent(tx.sql, call, { ...WISH_EVENTS[name][isWished ? 0 : 1], metadata });
  }
  await tx.enqueue('conversation.sync', { callId: call.id });
  emitConversation(tx, call);
}

async function assertRecorded(tx: Tx, { campaignId }: CallRow): Promise<void> {
  const campaign = campaignId === null ? undefined : await findDialingCampaign(tx.sql, campaignId);
  if (!campaign?.recordCalls) throw new DomainError('conflict', 'This call is not recorded.');
}

/**
 * Plays the tones of keys to the called person, such as a phone menu. The tones are played at most once.
 *
 * @throws DomainError `not_found`, `conflict` as {@link lockConversation}
 */
export async function pressDigits(ctx: Context, actor: Actor, key: Key, digits: string): Promise<Conversation> {
  await transaction(ctx, async (tx) => {
    const { call } = await lockConversation(tx, actor, key);
    await addConversationDigits(tx.sql, call, digits);
    await insertCallEvent(tx.sql, call, {
      event: 'digits_pressed',
      message: `The agent pressed ${digits.length} keys`,
    });
    await tx.enqueue('conversation.digits', { callId: call.id });
  });
  return readConversation(ctx, actor, key);
}
