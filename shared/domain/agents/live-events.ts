/** Live events: which agents a user may follow, and which events a user gets. */
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import type { ClientEvent, LiveEvent } from '../../live-events.ts';
import { agentByKey, type AgentRow } from '../../../sql/agents/agents.ts';
import type { Key } from '../../../sql/db.ts';
import { type Actor, authorize, isAllowed, type Permission } from '../accounts/access.ts';

/** A connected user, and the ids of the agents that the user follows. */
export type Audience = { readonly actor: Actor; readonly agentIds: ReadonlySet<number> };

/**
 * Returns the agent that a user asks to follow, after a check that the user may follow the agent. Agents may follow
 * only themselves. Users who manage agents may follow every agent.
 *
 * @param request.tenant the tenant that the client sends. The login session decides the tenant, so another tenant is an
 *   error.
 * @throws DomainError `not_found` if the agent belongs to another tenant
 * @throws DomainError `forbidden` if the user may not follow the agent, or if the client sends another tenant
 */
export async function followAgent(
  ctx: Context,
  actor: Actor,
  request: { agent: Key; tenant?: Key | undefined },
): Promise<AgentRow> {
  // An agent who asks for another agent gets an error that explains the rule.
  const scope = { ...authorize(actor, 'agents.read'), onlyAgentId: undefined };
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

/** The permission that lets a user get the event about all agents and objects of the tenant. */
const PERMISSIONS: Record<Exclude<ClientEvent['event'], 'incoming:call'>, Permission> = {
  'call:updated': 'calls.read',
  'call:ended': 'calls.read',
  'call:valued': 'money.read',
  'auction:decided': 'rtb.read',
  'agent:status:updated': 'agents.read',
  'campaign:updated': 'campaigns.read',
  'dialing:blocked': 'campaigns.read',
  'import:updated': 'leads.read',
};

/**
 * Whether a connected user gets the event. The user and the event belong to the same tenant. Agents get the events about
 * themselves and their calls. Only clients that follow an agent get the call card of the agent.
 */
export function isEventForAudience(event: LiveEvent, { actor, agentIds }: Audience): event is LiveEvent & ClientEvent {
  if (event.event === 'credentials:changed') return false;
  if (event.agentId !== null && agentIds.has(event.agentId)) return true;
  if (event.event === 'incoming:call') return false;
  const permission = PERMISSIONS[event.event];
  if (!isAllowed(actor, permission)) return false;
  const { onlyAgentId } = authorize(actor, permission);
  return onlyAgentId === undefined || (event.agentId !== null && event.agentId === onlyAgentId);
}
