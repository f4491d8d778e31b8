import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { transaction, type Tx } from '../../transaction.ts';
import {
  agentByKey,
  type AgentFields,
  agentOfUser,
  type AgentRow,
  insertAgent,
  lockAgent,
  lockUser,
  setAgentStatus,
  updateAgentRow,
} from '../../../sql/agents/agents.ts';
import { insertAuditEvent } from '../../../sql/accounts/audit-events.ts';
import { endDueWrapUps, recountAgentCalls, renewParkedLegOfAgent } from '../../../sql/agents/availability.ts';
import { type AgentStatus } from '../../rules/agents/status.ts';
import { isUniqueViolation, type Key, type Sql } from '../../../sql/db.ts';
import { type Actor, authorize, isAllowed, type Scope } from '../accounts/access.ts';
import { assertDestination } from '../compliance/destinations.ts';
import { findOrCreateGroupId } from './groups.ts';

/**
 * The fields of a request that creates or updates an agent. The request names the agent group and the user by id or
 * uuid.
 */
export type AgentInput = Omit<AgentFields, 'agentGroupId' | 'userId'> & { agentGroup: Key | null; user: Key | null };

/** Default values for fields of a new agent that the API client does not send. */
export const AGENT_DEFAULTS: Omit<AgentInput, 'name' | 'phone'> = {
  email: null,
  agentGroup: null,
  user: null,
  maxConcurrentCalls: 1,
  workingHours: null,
  isActive: true,
  skills: [],
  priority: 1,
  phoneAcceptance: 'detection',
  device: 'phone',
};

/**
 * Creates an agent. If the input has no status, the agent is offline. An offline agent gets no calls.
 *
 * @throws DomainError `validation_failed` if the phone of the agent must not be called
 * @throws DomainError `conflict` if another active agent has the phone, or if the user already has another agent
 */
export async function createAgent(
  ctx: Context,
  actor: Actor,
  input: AgentInput & { status?: AgentStatus },
): Promise<AgentRow> {
  const scope = authorize(actor, 'agents.write');
  await assertDestination(ctx, scope.tenantId, 'phone', input.phone);
  return withPhoneOfOwn(ctx, async (tx) => {
    const { sql } = tx;
    const { agentGroup, user, status = 'offline', ...fields } = input;
    const agentGroupId = agentGroup && (await findOrCreateGroupId(sql, scope.tenantId, agentGroup));
    const userId = await userIdOf(sql, scope.tenantId, user, input.email);
    if (userId !== null) await assertUserHasNoOtherAgent(sql, scope.tenantId, userId, null);
    const { id } = await insertAgent(sql, scope.tenantId, { ...fields, agentGroupId, userId, createdBy: actor.userId });
    if (!fields.isActive || status === 'offline') return agentById(sql, scope, id);
    await setAgentStatus(sql, scope.tenantId, id, { status, reason: null });
    await emitAgentStatus(tx, scope.tenantId, id);
    return agentById(sql, scope, id);
  });
}

/**
 * Updates an agent. If the agent is deactivated, the status of the agent becomes `offline`.
 *
 * @throws DomainError `validation_failed` if the phone of the agent must not be called
 * @throws DomainError `conflict` if the agent has more calls in progress than the new maximum
 * @throws DomainError `conflict` if another active agent has the phone, or if the user already has another agent
 */
export async function updateAgent(ctx: Context, actor: Actor, key: Key, input: Partial<AgentInput>): Promise<AgentRow> {
  const scope = authorize(actor, 'agents.write');
  await assertDestination(ctx, scope.tenantId, 'phone', input.phone);
  return withPhoneOfOwn(ctx, async (tx) => {
    const { sql } = tx;
    const before = requireFound(await lockAgent(sql, scope, key), 'Agent');
    const { agentGroup, user, ...fields } = input;
    const changes: Partial<AgentFields> = fields;
    if (agentGroup !== undefined)
      changes.agentGroupId = agentGroup && (await findOrCreateGroupId(sql, scope.tenantId, agentGroup));
    if (user !== undefined) changes.userId = user && (await userIdOf(sql, scope.tenantId, user, null));
    const { currentCalls, userId, isActive, maxConcurrentCalls } = { ...before, ...changes };
    if (maxConcurrentCalls < currentCalls)
      throw new DomainError(
        'conflict',
        `The agent is in ${currentCalls} calls. Lower the maximum when they have ended.`,
      );
    if (isActive && userId !== null) await assertUserHasNoOtherAgent(sql, scope.tenantId, userId, before.id);
    if (Object.keys(changes).length > 0) await updateLockedAgent(tx, before, changes);
    // An agent who is activated again later gets no calls until the status is set to available.
    if (!isActive && before.status !== 'offline')
      await setAgentStatus(sql, scope.tenantId, before.id, { status: 'offline', reason: 'deactivated' });
    return emitStatusChange(tx, before, await agentById(sql, scope, before.id));
  });
}

/**
 * Writes fields of an agent whose row the caller has locked. If another device or phone shall ring, an open phone call
 * with the agent is hung up, and the next tick of a campaign rings the new one.
 *
 * @throws DomainError `conflict` if another device or phone shall ring while the agent is in a call
 */
export async function updateLockedAgent(tx: Tx, before: AgentRow, changes: Partial<AgentFields>): Promise<void> {
  const { address } = await updateAgentRow(tx.sql, before.tenantId, before.id, changes);
  if (address === before.address) return;
  if (before.currentCalls > 0)
    throw new DomainError('conflict', 'The agent is in a call. Change the device or the phone when it has ended.');
  await renewParkedLegOfAgent(tx.sql, before.id);
}

/** @throws DomainError `conflict` if the transaction gives an active agent the phone of another one */
async function withPhoneOfOwn<T>(ctx: Context, write: (tx: Tx) => Promise<T>): Promise<T> {
  try {
    return await transaction(ctx, write);
  } catch (error) {
    if (!isUniqueViolation(error, 'agents_one_per_phone')) throw error;
    const message =
      'Another active agent has this phone. Send another phone, or deactivate or change that agent first.';
    throw new DomainError('conflict', message, { details: [{ field: 'phone', message, code: 'taken' }] });
  }
}

/**
 * Sets the status of an agent. Agents may set only their own status. Users with the permission `agents.write` may set
 * the status of every agent.
 */
export async function updateAgentStatus(
  ctx: Context,
  actor: Actor,
  key: Key,
  input: { status: AgentStatus; reason: string | null },
): Promise<AgentRow> {
  // An agent who changes another agent gets an error that explains the rule.
  const scope = { ...authorize(actor, 'agents.status'), onlyAgentId: undefined };
  return transaction(ctx, async (tx) => {
    const before = requireFound(await lockAgent(tx.sql, scope, key), 'Agent');
    if (!isAllowed(actor, 'agents.write') && actor.agentId !== before.id)
      throw new DomainError('forbidden', 'You may set your own status only. Ask a supervisor to set that of others.');
    if (!before.isActive && input.status !== 'offline')
      throw new DomainError('conflict', 'The agent is deactivated. Set is_active to true first.');
    await setAgentStatus(tx.sql, scope.tenantId, before.id, input);
    if (actor.agentId !== before.id) await auditStatusOfOther(tx.sql, before, input);
    return emitStatusChange(tx, before, await agentById(tx.sql, scope, before.id));
  });
}

/** Records that a supervisor changed the status of an agent. What agents set themselves is in the history of states. */
async function auditStatusOfOther(
  sql: Sql,
  { id, uuid, tenantId, status, statusReason }: AgentRow,
  after: { status: AgentStatus; reason: string | null },
): Promise<void> {
  const changes = {
    status: { before: status, after: after.status },
    status_reason: { before: statusReason, after: after.reason },
  };
  await insertAuditEvent(sql, tenantId, { verb: 'updated', entity: 'agent', id, uuid, changes });
}

/** Emits a live event with the status of an agent, after the dialer reserved or released the agent. */
export async function emitAgentStatus(tx: Tx, tenantId: number, agentId: number): Promise<void> {
  const agent = await agentByKey(tx.sql, { tenantId, onlyGroupId: undefined }, { id: agentId });
  if (agent)
    tx.emit({
      event: 'agent:status:updated',
      tenantId,
      agentId,
      data: { agentId: agent.uuid, status: agent.effectiveStatus },
    });
}

/**
 * Ends each wrap-up whose time is over, and emits the new status of its agent. The agent may take calls from that time
 * on, whether this function ran or not.
 */
export async function endWrapUps(ctx: Context): Promise<void> {
  await transaction(ctx, async (tx) => {
    for (const { id, tenantId } of await endDueWrapUps(tx.sql)) await emitAgentStatus(tx, tenantId, id);
  });
}

/** Repairs the number of calls of agents after a crash, and emits the status of each repaired agent. */
export async function repairAgentCalls(ctx: Context): Promise<number> {
  return transaction(ctx, async (tx) => {
    const repaired = await recountAgentCalls(tx.sql);
    for (const { id, tenantId } of repaired) await emitAgentStatus(tx, tenantId, id);
    return repaired.length;
  });
}

async function agentById(sql: Sql, scope: Scope, id: number): Promise<AgentRow> {
  return requireFound(await agentByKey(sql, scope, { id }), 'Agent');
}

function emitStatusChange(tx: Tx, before: AgentRow, after: AgentRow): AgentRow {
  const { tenantId, id: agentId, uuid, effectiveStatus: status } = after;
  if (status !== before.effectiveStatus)
    tx.emit({ event: 'agent:status:updated', tenantId, agentId, data: { agentId: uuid, status } });
  return after;
}

/**
 * Returns the id of the user that the input names. If the input names no user, returns the id of the user of the tenant
 * with the same e-mail address as the agent, or null.
 */
async function userIdOf(sql: Sql, tenantId: number, user: Key | null, email: string | null): Promise<number | null> {
  if (user) return requireFound(await lockUser(sql, tenantId, user), 'User');
  return email === null ? null : ((await lockUser(sql, tenantId, { email })) ?? null);
}

/**
 * Throws an error if the user already has another active agent. With two agents for one user, it would be unclear which
 * of the two agents makes a call or changes the status.
 */
async function assertUserHasNoOtherAgent(
  sql: Sql,
  tenantId: number,
  userId: number,
  agentId: number | null,
): Promise<void> {
  const other = await agentOfUser(sql, tenantId, userId, agentId);
  if (other)
    throw new DomainError(
      'conflict',
      `This user is already the agent "${other.name}". Change or deactivate that agent first.`,
    );
}
