import type { Sql } from '../db.ts';

/**
 * The database rows that an actor may read and write. All these rows belong to the actor's tenant.
 *
 * `onlyAgentId` limits the actor to the rows of one agent: the agent itself, the agent's calls and recordings, and the
 * leads that were shown to the agent. If `onlyAgentId` is null, the actor may use no such row. If `onlyAgentId` is
 * undefined, the actor may use the rows of all agents.
 *
 * `onlyGroupId` limits the actor to the rows of one agent group and to the rows without a group. If `onlyGroupId` is
 * null, the actor may use only rows without a group. If `onlyGroupId` is undefined, the actor may use the rows of all
 * groups.
 */
export type Scope = {
  tenantId: number;
  onlyGroupId: number | null | undefined;
  onlyAgentId?: number | null | undefined;
};

/**
 * Returns the SQL condition on the agent group, with a leading `and`. `alias` names a table with the column
 * `agent_group_id`.
 */
export const inGroup = (sql: Sql, alias: string, { onlyGroupId }: Scope) => {
  const groupColumn = sql(`${alias}.agent_group_id`);
  return onlyGroupId === undefined ? sql`` : sql`and (${groupColumn} is null or ${groupColumn} = ${onlyGroupId})`;
};

/** Returns the SQL condition on the agent, with a leading `and`. `alias` names a table with the column `agent_id`. */
export const ofAgent = (sql: Sql, alias: string, { onlyAgentId }: Scope) => {
  const agentColumn = sql(`${alias}.agent_id`);
  return onlyAgentId === undefined ? sql`` : sql`and ${agentColumn} = ${onlyAgentId}`;
};

/**
 * Returns the SQL condition on tenant and agent group. `alias` names a table with the columns `tenant_id` and
 * `agent_group_id`.
 */
export const inScope = (sql: Sql, alias: string, scope: Scope) =>
  sql`${sql(`${alias}.tenant_id`)} = ${scope.tenantId} ${inGroup(sql, alias, scope)}`;
