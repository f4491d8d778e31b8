import type { Sql } from '../db.ts';

/** Where somebody may look: their tenant and, unless `onlyGroupId` is undefined, only what is that group's or nobody's. */
export type Scope = { tenantId: number; onlyGroupId: number | null | undefined };

/** The group's part of a scope, to be added to a condition, on a table by its alias. */
export const inGroup = (sql: Sql, alias: string, { onlyGroupId }: Scope) => {
  const group = sql(`${alias}.agent_group_id`);
  return onlyGroupId === undefined ? sql`` : sql`and (${group} is null or ${group} = ${onlyGroupId})`;
};

/** The scope as a condition on a table, by its alias, that has both a tenant and a group of agents. */
export const inScope = (sql: Sql, alias: string, scope: Scope) =>
  sql`${sql(`${alias}.tenant_id`)} = ${scope.tenantId} ${inGroup(sql, alias, scope)}`;
