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
 * The group that a campaign or agent names. The dialer document lets callers name groups without a way to create them,
 * so a group comes into being when something first names it by uuid; another tenant's uuid is not found.
 */
export async function findOrCreateGroupId(sql: Sql, tenantId: number, key: Key): Promise<number> {
  if ('uuid' in key) await insertGroupIfNew(sql, tenantId, key.uuid, `Group ${key.uuid.slice(0, 8)}`);
  return requireFound(await groupIdByKey(sql, tenantId, key), 'Agent group');
}

/** @throws DomainError `conflict` for a name that the tenant has already. */
export async function createAgentGroup(ctx: Context, actor: Actor, { name }: { name: string }): Promise<AgentGroupRow> {
  const scope = authorize(actor, 'agents.write');
  return named(name, () =>
    transaction(ctx, async ({ sql }) => settled(sql, scope, await insertGroup(sql, scope.tenantId, name))),
  );
}

/** @throws DomainError `conflict` for a name that the tenant has already. */
export async function updateAgentGroup(
  ctx: Context,
  actor: Actor,
  key: Key,
  { name }: { name: string },
): Promise<AgentGroupRow> {
  const scope = authorize(actor, 'agents.write');
  return named(name, () =>
    transaction(ctx, async ({ sql }) => {
      const { id } = requireFound(await lockGroup(sql, scope.tenantId, key), 'Agent group');
      await renameGroup(sql, scope.tenantId, id, name);
      return settled(sql, scope, { id });
    }),
  );
}

/** @throws DomainError `conflict` while agents or campaigns belong to the group: none is moved behind its owner's back. */
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

async function settled(sql: Sql, scope: Scope, key: Key): Promise<AgentGroupRow> {
  return requireFound(await groupByKey(sql, scope, key), 'Agent group');
}

async function named<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isUniqueViolation(error, 'agent_groups_tenant_id_name_key'))
      throw new DomainError('conflict', `There is a group "${name}" already. Choose another name.`);
    throw error;
  }
}
