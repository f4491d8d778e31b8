/** Live events: which agents a user may follow, and which events a follower gets. */
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import type { LiveEvent } from '../../live-events.ts';
import { agentByKey, type AgentRow } from '../../../sql/agents/agents.ts';
import type { Key } from '../../../sql/db.ts';
import { type Actor, authorize, isAllowed } from '../accounts/access.ts';

/** A connected user and the agents that the user follows. */
export type Audience = { readonly actor: Actor; readonly agentIds: ReadonlySet<number> };

/**
 * The agent whose events a user asks to follow. Agents may follow themselves; users who manage agents may follow every agent.
 *
 * @param request.tenant the tenant that the client sends. The session decides the tenant, and a different one is an error.
 * @throws DomainError `forbidden`, or `not_found` for an agent of another tenant
 */
export async function followAgent(
  ctx: Context,
  actor: Actor,
  request: { agent: Key; tenant?: Key | undefined },
): Promise<AgentRow> {
  const scope = authorize(actor, 'agents.read');
  const agent = requireFound(await agentByKey(ctx.sql, scope, request.agent), 'Agent');
  if (request.tenant && !isTenantOf(agent, request.tenant))
    throw new DomainError('forbidden', 'The tenantId is not that of your account. Leave it out, or send your own.');
  if (!isAllowed(actor, 'agents.write') && actor.agentId !== agent.id)
    throw new DomainError(
      'forbidden',
      'You can follow only yourself. Following other agents needs the role of a supervisor.',
    );
  return agent;
}

function isTenantOf({ tenantId, tenantUuid }: AgentRow, key: Key): boolean {
  return 'id' in key ? key.id === tenantId : key.uuid === tenantUuid;
}

/** Whether a user of the event's tenant gets the event. */
export function isEventForAudience(event: LiveEvent, { actor, agentIds }: Audience): boolean {
  if (event.event === 'agent:status:updated') return true;
  const isFollowed = event.agentId !== null && agentIds.has(event.agentId);
  return isFollowed || (event.event === 'call:ended' && isAllowed(actor, 'agents.write'));
}
