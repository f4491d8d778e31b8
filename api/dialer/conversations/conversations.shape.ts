/** How the dialer API shows a conversation. */
import { z } from '@hono/zod-openapi';
import type { Conversation } from '../../../shared/domain/conversations/controls.ts';
import type { TransferTargets } from '../../../sql/agents/availability.ts';
import { GUEST_ROLES, MONITOR_MODES } from '../../../sql/calls/legs.ts';
import { integer, isoOrNull, numericId, uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';

const GuestResponse = z
  .object({
    id: uuid,
    numeric_id: numericId,
    role: z.enum(GUEST_ROLES).openapi({
      description:
        '`participant`: talks with both. `consult`: talks with the agent before a transfer. `transfer`: gets the call. ' +
        '`supervisor`: takes part as `mode` says.',
    }),
    mode: z.enum(MONITOR_MODES).nullable(),
    to: z.string(),
    status: z.string(),
    answered_at: timestamp.nullable(),
  })
  .openapi('GuestResponse');

export const ConversationResponse = z
  .object({
    call_id: uuid,
    live: z.boolean(),
    held_since: timestamp.nullable(),
    hold_seconds: integer.openapi({ description: 'Seconds on hold so far, without the hold that goes on' }),
    muted: z.boolean(),
    recording_paused: z.boolean(),
    consulting: z.boolean().openapi({ description: 'Whether a warm transfer has begun and is not complete' }),
    guests: z.array(GuestResponse).openapi({ description: 'The guests who are called or take part now' }),
  })
  .openapi('ConversationResponse');

export function presentConversation({ call, wish, guests }: Conversation): z.infer<typeof ConversationResponse> {
  const live = guests.filter((guest) => guest.live);
  return {
    call_id: call.uuid,
    live: call.live,
    held_since: isoOrNull(wish?.heldAt ?? null),
    hold_seconds: wish?.holdSeconds ?? 0,
    muted: wish?.agentMuted ?? false,
    recording_paused: wish?.recordingPaused ?? false,
    consulting: (wish?.consultedAgentId ?? null) !== null || live.some(({ guestRole }) => guestRole === 'consult'),
    guests: live.map((guest) => ({
      id: guest.uuid,
      numeric_id: guest.id,
      role: guest.guestRole,
      mode: guest.monitorMode,
      to: guest.toNumber,
      status: guest.status,
      answered_at: isoOrNull(guest.answerTime),
    })),
  };
}

const targetFields = { id: uuid, numeric_id: numericId, name: z.string() };
export const TransferTargetsResponse = z
  .object({
    success: z.literal(true),
    agents: z.array(z.object(targetFields).openapi('TransferAgentResponse')),
    agent_groups: z.array(z.object({ ...targetFields, free_agents: integer }).openapi('TransferGroupResponse')),
  })
  .openapi('TransferTargetsResponse');

export const presentTargets = ({ agents, agentGroups }: TransferTargets): z.infer<typeof TransferTargetsResponse> => ({
  success: true,
  agents: agents.map(({ id, uuid, name }) => ({ id: uuid, numeric_id: id, name })),
  agent_groups: agentGroups.map(({ id, uuid, name, freeAgents }) => ({
    id: uuid,
    numeric_id: id,
    name,
    free_agents: freeAgents,
  })),
});
