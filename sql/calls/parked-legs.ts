/** Parked legs: phone calls with agents that stay open between calls. The column `call_id` of a parked leg is null. */
import { isTenantActive } from '../accounts/tenants.ts';
import type { Sql } from '../db.ts';
import type { ParkedLegRow } from './legs.ts';

/**
 * Reserves a parked leg for each available agent of a campaign who has no parked leg. A unique index rejects a second
 * live parked leg of the same agent.
 *
 * @param agents.groupId null for the agents of all groups
 * @param agents.callerId the number that agents see when their phone rings
 */
export async function insertMissingParkedLegs(
  sql: Sql,
  agents: { tenantId: number; groupId: number | null; callerId: string },
  limit: number,
): Promise<{ id: number }[]> {
  return await sql<{ id: number }[]>`
    insert into call_legs (tenant_id, agent_id, status, from_number, to_number)
    select a.tenant_id, a.id, 'reserved', ${agents.callerId}, a.phone
    from agents a
    where a.tenant_id = ${agents.tenantId} and a.is_active and a.status = 'available' and a.current_calls = 0
      ${agents.groupId === null ? sql`` : sql`and a.agent_group_id = ${agents.groupId}`}
      and not exists (select from call_legs p where p.agent_id = a.id and p.call_id is null and p.live)
    order by a.id limit ${limit}
    on conflict do nothing
    returning id`;
}

/**
 * SQL condition: an active campaign of an active tenant needs agent `a` on a parked leg, because the campaign uses
 * parked agents or the preview mode.
 */
const isNeeded = (sql: Sql) => sql`
  (${isTenantActive(sql, 'a.tenant_id')} and exists (
    select from campaigns k
    where k.tenant_id = a.tenant_id and k.status = 'active' and (k.agent_legs = 'parked' or k.dial_mode = 'preview')
      and (k.agent_group_id is null or k.agent_group_id = a.agent_group_id)))`;

/** @crossTenant Safe: a leg that the caller has read names the agent. */
export async function isParkedLegNeeded(sql: Sql, agentId: number): Promise<boolean> {
  const [row] = await sql<
    [{ needed: boolean }]
  >`select ${isNeeded(sql)} as needed from agents a where a.id = ${agentId}`;
  return row.needed;
}

/**
 * Finds the answered parked leg of an agent, which callers can join.
 *
 * @crossTenant Safe: a call that the caller has read names the agent.
 */
export async function findOpenParkedLeg(sql: Sql, agentId: number): Promise<ParkedLegRow | undefined> {
  const [row] = await sql<ParkedLegRow[]>`
    select * from call_legs where agent_id = ${agentId} and call_id is null and live and status = 'in-progress' limit 1`;
  return row;
}

/**
 * Lists parked legs that can be hung up because the agent is not available any more or no campaign needs parked agents.
 *
 * @crossTenant Safe: the job `agents.unpark` hangs up the idle parked legs of all tenants.
 */
export async function listIdleParkedLegs(sql: Sql): Promise<ParkedLegRow[]> {
  return await sql<ParkedLegRow[]>`
    select p.* from call_legs p join agents a on a.id = p.agent_id
    where p.call_id is null and p.live and a.current_calls = 0
      and (a.status <> 'available' or not a.is_active or not ${isNeeded(sql)})
    order by p.id limit 200`;
}
