import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { transaction } from '../../transaction.ts';
import {
  type AgentGroupRow,
  deleteGroup,
  groupByKey,
  groupIdByKey,
  countGroupUsers,
  insertGroup,
  insertGroupIfNew,
  lockGroup,
  renameGroup,
} from '../../../sql/agents/groups.ts';
import { isUniqueViolation, type Key, type Sql } from '../../../sql/db.ts';
import { type Actor, authorize, type Scope } from '../accounts/access.ts';

/**
 * Returns the id of the agent group that a campaign or agent names. API clients may name a group by a uuid of their
 * own, so the first use of a uuid creates the group.
 *
 * @throws DomainError `not_found` if the uuid belongs to another tenant
 */
export async function findOrCreateGroupId(sql: Sql, tenantId: number, key: Key): Promise<number> {
  if ('uuid' in key) await insertGroupIfNew(sql, tenantId, key.uuid, `Group ${key.uuid.slice(0, 8)}`);
  return requireFound(await groupIdByKey(sql, tenantId, key), 'Agent group');
}

/**
 * Creates an agent group.
 *
 * @throws DomainError `conflict` if the tenant already has a group with this name
 */
export async function createAgentGroup(ctx: Context, actor: Actor, { name }: { name: string }): Promise<AgentGroupRow> {
  const scope = authorize(actor, 'agents.write');
  return withUniqueName(name, () =>
    transaction(ctx, async ({ sql }) => groupOf(sql, scope, await insertGroup(sql, scope.tenantId, name))),
  );
}

/**
 * Renames an agent group.
 *
 * @throws DomainError `conflict` if the tenant already has a group with this name
 */
export async function updateAgentGroup(
  ctx: Context,
  actor: Actor,
  key: Key,
  { name }: { name?: string | undefined },
): Promise<AgentGroupRow> {
  const scope = authorize(actor, 'agents.write');
  return withUniqueName(name ?? '', () =>
    transaction(ctx, async ({ sql }) => {
      const { id } = requireFound(await lockGroup(sql, scope.tenantId, key), 'Agent group');
      if (name !== undefined) await renameGroup(sql, scope.tenantId, id, name);
      return groupOf(sql, scope, { id });
    }),
  );
}

/**
 * Deletes an agent group.
 *
 * @throws DomainError `conflict` while agents or campaigns belong to the group
 */
export async function deleteAgentGroup(ctx: Context, actor: Actor, key: Key): Promise<void> {
  const { tenantId } = authorize(actor, 'agents.write');
  await transaction(ctx, async ({ sql }) => {
    const { id } = requireFound(await lockGroup(sql, tenantId, key), 'Agent group');
    const { agents, campaigns } = await countGroupUsers(sql, tenantId, id);
    if (agents + campaigns > 0)
      throw new DomainError(
        'conflict',
        `The group is used by ${agents} agents and ${campaigns} campaigns. Move them to another group first.`,
      );
    await deleteGroup(sql, tenantId, id);
  });
}

async function groupOf(sql: Sql, scope: Scope, key: Key): Promise<AgentGroupRow> {
  return requireFound(await groupByKey(sql, scope, key), 'Agent group');
}

/** Runs `work`. If `work` uses a group name that the tenant already has, throws an error that explains the conflict. */
async function withUniqueName<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isUniqueViolation(error, 'agent_groups_tenant_id_name_key'))
      throw new DomainError('conflict', `A group with the name "${name}" exists. Choose another name.`);
    throw error;
  }
}
