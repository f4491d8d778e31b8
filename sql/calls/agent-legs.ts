/** The agent legs of calls, and the assignment of agents to calls. */
import type { Sql } from '../db.ts';
import type { CallRow } from './calls.ts';
import type { LegRow } from './legs.ts';

/** Inserts a reserved agent leg. The agent's phone will be rung on this leg for the call. */
export async function insertAgentLeg(
  sql: Sql,
  call: Pick<CallRow, 'id' | 'tenantId' | 'fromNumber'>,
  agent: { id: number; address: string },
): Promise<{ id: number }> {
  const [leg] = await sql<[{ id: number }]>`
    insert into call_legs (tenant_id, call_id, agent_id, status, from_number, to_number)
    values (${call.tenantId}, ${call.id}, ${agent.id}, 'reserved', ${call.fromNumber}, ${agent.address})
    returning id`;
  return leg;
}

/** @crossTenant Safe: the caller has read the call and has reserved an agent of the call's tenant. */
export async function assignAgentToCall(sql: Sql, callId: number, agentId: number): Promise<CallRow | undefined> {
  const [row] = await sql<CallRow[]>`
    update calls set agent_id = ${agentId}, agent_reserved_at = coalesce(agent_reserved_at, clock_now()),
      updated_at = clock_now()
    where id = ${callId} returning *`;
  return row;
}

/**
 * Takes an agent off a call if the agent was not connected to the call.
 *
 * @returns false if the call has another agent, if the call has ended, or if the agent was connected
 * @crossTenant Safe: the caller has read the call and the call's agent.
 */
export async function unassignAgentFromCall(sql: Sql, callId: number, agentId: number): Promise<boolean> {
  const unassigned = await sql`
    update calls set agent_id = null, updated_at = clock_now()
    where id = ${callId} and agent_id = ${agentId} and live and connected_at is null`;
  return unassigned.count === 1;
}

/**
 * Takes the agent off a call that an answering machine answered.
 *
 * @crossTenant Safe: the caller has locked the call.
 */
export async function removeAgentFromCall(sql: Sql, callId: number): Promise<void> {
  await sql`update calls set agent_id = null, updated_at = clock_now() where id = ${callId}`;
}

/**
 * Lists all legs of a call in the order of their reservation. An outbound call has agent legs, an inbound call has
 * forwarded legs.
 *
 * @crossTenant Safe: the caller has read the call.
 */
export async function listLegsOfCall(sql: Sql, callId: number): Promise<LegRow[]> {
  return await sql<LegRow[]>`select * from call_legs where call_id = ${callId} order by id`;
}

/**
 * Locks the live leg of a call by the carrier's id of the leg.
 *
 * @crossTenant Safe: the carrier's signed callback names the call and the leg.
 */
export async function lockLiveLegBySid(sql: Sql, callId: number, callSid: string): Promise<LegRow | undefined> {
  const [row] = await sql<LegRow[]>`
    select * from call_legs where call_id = ${callId} and call_sid = ${callSid} and live for no key update`;
  return row;
}

/**
 * Ends those legs of an ended call for which the agent's phone was not rung yet.
 *
 * @crossTenant Safe: the caller has read the call.
 */
export async function cancelReservedLegs(sql: Sql, callId: number): Promise<void> {
  await sql`
    update call_legs set status = 'canceled', end_time = clock_now(), updated_at = clock_now()
    where call_id = ${callId} and status = 'reserved'`;
}

/**
 * Lists reserved legs of agents whose phone could not be rung within `seconds`, while a called person waits.
 *
 * @crossTenant Safe: the sweeper repairs the legs of all tenants.
 */
export async function listOverdueAgentLegs(sql: Sql, seconds: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select g.id from call_legs g join calls c on c.id = g.call_id
    where g.live and g.status = 'reserved' and g.agent_id is not null and c.live and c.answer_time is not null
      and g.created_at < clock_now() - make_interval(secs => ${seconds})
    order by g.id limit 500`;
  return rows.map(({ id }) => id);
}

/**
 * Lists answered calls that have waited for `seconds` after their agent was taken off. No next agent was assigned, and
 * no abandonment message was played.
 *
 * @crossTenant Safe: the sweeper repairs the calls of all tenants.
 */
export async function listStrandedCallIds(sql: Sql, seconds: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from calls
    where live and direction = 'outbound' and not externally_logged
      and status = 'in-progress' and agent_id is null and connected_at is null and abandoned_at is null
      and coalesce(answered_by, 'human') in ('human', 'unknown')
      and agent_reserved_at is not null
      and updated_at < clock_now() - make_interval(secs => ${seconds})
    order by id limit 500`;
  return rows.map(({ id }) => id);
}
