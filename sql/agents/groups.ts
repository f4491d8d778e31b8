import { type Key, keyMatches, type Sql } from '../db.ts';
import type { Page } from '../page.ts';
import type { Scope } from '../accounts/scope.ts';

export type AgentGroupRow = {
  id: number;
  uuid: string;
  tenantId: number;
  tenantUuid: string;
  name: string;
  createdAt: Date;
};

const selected = (sql: Sql) => sql`
  select g.*, t.uuid as tenant_uuid from agent_groups g join tenants t on t.id = g.tenant_id`;

/** SQL condition: the user may see agent group `g`. A user whose scope is limited to one group sees only that group. */
const visible = (sql: Sql, { tenantId, onlyGroupId }: Scope) =>
  onlyGroupId === undefined ? sql`g.tenant_id = ${tenantId}` : sql`g.tenant_id = ${tenantId} and g.id = ${onlyGroupId}`;

/** Creates an agent group with this uuid, unless a group of any tenant has the same uuid. */
export async function insertGroupIfNew(sql: Sql, tenantId: number, uuid: string, name: string): Promise<void> {
  await sql`
    insert into agent_groups (tenant_id, uuid, name) values (${tenantId}, ${uuid}, ${name}) on conflict do nothing`;
}

/**
 * Inserts an agent group. Violates the constraint `agent_groups_tenant_id_name_key` if the tenant has a group with the
 * same name.
 */
export async function insertGroup(sql: Sql, tenantId: number, name: string): Promise<{ id: number }> {
  const [row] = await sql<[{ id: number }]>`
    insert into agent_groups (tenant_id, name) values (${tenantId}, ${name}) returning id`;
  return row;
}

export async function renameGroup(sql: Sql, tenantId: number, id: number, name: string): Promise<void> {
  await sql`update agent_groups set name = ${name} where id = ${id} and tenant_id = ${tenantId}`;
}

export async function deleteGroup(sql: Sql, tenantId: number, id: number): Promise<void> {
  await sql`delete from agent_groups where id = ${id} and tenant_id = ${tenantId}`;
}

export async function groupIdByKey(sql: Sql, tenantId: number, key: Key): Promise<number | undefined> {
  const [row] = await sql<{ id: number }[]>`
    select g.id from agent_groups g where g.tenant_id = ${tenantId} and ${keyMatches(sql, 'g', key)}`;
  return row?.id;
}

export async function groupByKey(sql: Sql, scope: Scope, key: Key): Promise<AgentGroupRow | undefined> {
  const [row] = await sql<AgentGroupRow[]>`
    ${selected(sql)} where ${visible(sql, scope)} and ${keyMatches(sql, 'g', key)}`;
  return row;
}

/**
 * Locks the agent group until the end of the transaction. A statement that inserts a reference to the group waits for
 * this lock.
 */
export async function lockGroup(sql: Sql, tenantId: number, key: Key): Promise<{ id: number } | undefined> {
  const [row] = await sql<{ id: number }[]>`
    select g.id from agent_groups g where g.tenant_id = ${tenantId} and ${keyMatches(sql, 'g', key)} for update`;
  return row;
}

/** Counts the agents and campaigns that belong to an agent group. */
export async function countGroupUsers(
  sql: Sql,
  tenantId: number,
  id: number,
): Promise<{ agents: number; campaigns: number }> {
  const [row] = await sql<[{ agents: number; campaigns: number }]>`
    select (select count(*) from agents where tenant_id = ${tenantId} and agent_group_id = ${id}) as agents,
      (select count(*) from campaigns where tenant_id = ${tenantId} and agent_group_id = ${id}) as campaigns`;
  return row;
}

/** Lists agent groups by name. No two groups of a tenant have the same name, so the name is the position. */
export async function listGroups(
  sql: Sql,
  scope: Scope,
  { limit, offset, after }: Page<string>,
): Promise<AgentGroupRow[]> {
  return await sql<AgentGroupRow[]>`
    ${selected(sql)} where ${visible(sql, scope)} ${after === undefined ? sql`` : sql`and g.name > ${after}`}
    order by g.name limit ${limit} offset ${offset}`;
}

export async function countGroups(sql: Sql, scope: Scope): Promise<number> {
  const [row] = await sql<[{ count: number }]>`select count(*) from agent_groups g where ${visible(sql, scope)}`;
  return row.count;
}
