/** Agent legs of a call, and which agent a call has. */
import type { Sql } from '../db.ts';
import type { CallRow } from './calls.ts';
import type { LegRow } from './legs.ts';

/** Reserves the leg on which the agent's phone will be rung for a call. */
export async function insertAgentLeg(
  sql: Sql,
  call: Pick<CallRow, 'id' | 'tenantId' | 'fromNumber'>,
  agent: { id: number; phone: string },
): Promise<{ id: number }> {
  const [leg] = await sql<[{ id: number }]>`
    insert into call_legs (tenant_id, call_id, agent_id, status, from_number, to_number)
    values (${call.tenantId}, ${call.id}, ${agent.id}, 'reserved', ${call.fromNumber}, ${agent.phone})
    returning id`;
  return leg;
}

/** @crossTenant The call was read before, and an agent of its own tenant was reserved for it. */
export async function assignAgentToCall(sql: Sql, callId: number, agentId: number): Promise<void> {
  await sql`
    update calls set agent_id = ${agentId}, agent_reserved_at = coalesce(agent_reserved_at, clock_now()),
      updated_at = clock_now()
    where id = ${callId}`;
}

/**
 * Takes the agent off a call that they were not connected to.
 *
 * @returns false when the call has another agent, has ended, or the agent was connected
 * @crossTenant The call and its agent were read before.
 */
export async function unassignAgentFromCall(sql: Sql, callId: number, agentId: number): Promise<boolean> {
  const unassigned = await sql`
    update calls set agent_id = null, updated_at = clock_now()
    where id = ${callId} and agent_id = ${agentId} and live and bridge_time is null`;
  return unassigned.count === 1;
}

/**
 * All legs of a call in the order of their reservation: agent legs of an outbound call, forwarded legs of an inbound one.
 *
 * @crossTenant The call was read before.
 */
export async function listLegsOfCall(sql: Sql, callId: number): Promise<LegRow[]> {
  return await sql<LegRow[]>`select * from call_legs where call_id = ${callId} order by id`;
}

/**
 * Locks the live leg of this call that has this carrier id.
 *
 * @crossTenant The carrier's signed callback names the call and the leg.
 */
export async function lockLiveLegBySid(sql: Sql, callId: number, callSid: string): Promise<LegRow | undefined> {
  const [row] = await sql<LegRow[]>`
    select * from call_legs where call_id = ${callId} and call_sid = ${callSid} and live for no key update`;
  return row;
}

/**
 * Ends the legs of an ended call whose phone was not rung yet.
 *
 * @crossTenant The call was read before.
 */
export async function cancelReservedLegs(sql: Sql, callId: number): Promise<void> {
  await sql`
    update call_legs set status = 'canceled', end_time = clock_now(), updated_at = clock_now()
    where call_id = ${callId} and status = 'reserved'`;
}

/**
 * Lists answered calls that have waited for this many seconds after their agent's leg failed: no next agent was rung, and no
 * abandonment message was played.
 *
 * @crossTenant The sweeper repairs the calls of all tenants.
 */
export async function listStrandedCallIds(sql: Sql, seconds: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from calls c
    where live and direction = 'outbound' and not externally_logged
      and status = 'in-progress' and agent_id is null and bridge_time is null and abandoned_at is null
      and coalesce(answered_by, 'human') in ('human', 'unknown')
      and exists (select from call_legs g where g.call_id = c.id)
      and updated_at < clock_now() - make_interval(secs => ${seconds})
    order by id limit 500`;
  return rows.map(({ id }) => id);
}
