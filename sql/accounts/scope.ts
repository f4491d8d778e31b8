import type { Sql } from '../db.ts';

/**
 * The rows that an actor may read and write: those of the tenant. Unless `onlyGroupId` is undefined, only rows of that agent group
 * and rows without a group; null means only rows without a group.
 */
export type Scope = { tenantId: number; onlyGroupId: number | null | undefined };

/** The condition on the agent group, with a leading `and`. `alias` names a table with `agent_group_id`. */
export const inGroup = (sql: Sql, alias: string, { onlyGroupId }: Scope) => {
  const groupColumn = sql(`${alias}.agent_group_id`);
  return onlyGroupId === undefined ? sql`` : sql`and (${groupColumn} is null or ${groupColumn} = ${onlyGroupId})`;
};

/** The condition on tenant and agent group. `alias` names a table with `tenant_id` and `agent_group_id`. */
export const inScope = (sql: Sql, alias: string, scope: Scope) =>
  sql`${sql(`${alias}.tenant_id`)} = ${scope.tenantId} ${inGroup(sql, alias, scope)}`;
