/** Who may follow whom, and who is told what. */
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import type { LiveEvent } from '../../live-events.ts';
import { agentByKey, type AgentRow } from '../../../sql/agents/agents.ts';
import type { Key } from '../../../sql/db.ts';
import { type Actor, authorize, isAllowed } from '../accounts/access.ts';

/** Somebody who listens, and the agents they follow. */
export type Audience = { readonly actor: Actor; readonly agentIds: ReadonlySet<number> };

/**
 * The agent whose calls somebody wants to be told of: agents follow themselves, those who manage agents anybody.
 *
 * @param request.tenant what the caller takes for their tenant; it decides nothing, but a wrong one is not ignored.
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
    throw new DomainError('forbidden', 'The tenantId is not yours. Leave it out, or send your own.');
  if (!isAllowed(actor, 'agents.write') && actor.agentId !== agent.id)
    throw new DomainError('forbidden', 'You may join as yourself only. Ask a supervisor to follow others.');
  return agent;
}

function isTenantOf({ tenantId, tenantUuid }: AgentRow, key: Key): boolean {
  return 'id' in key ? key.id === tenantId : key.uuid === tenantUuid;
}

/** Events reach the sockets of their own tenant only; this is who of them is meant. */
export function isEventForAudience(event: LiveEvent, { actor, agentIds }: Audience): boolean {
  if (event.event === 'agent:status:updated') return true;
  const isFollowed = event.agentId !== null && agentIds.has(event.agentId);
  return isFollowed || (event.event === 'call:ended' && isAllowed(actor, 'agents.write'));
}
