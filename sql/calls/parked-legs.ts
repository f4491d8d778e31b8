/** Parked legs: phone calls with agents that stay open between calls. The column `call_id` of a parked leg is null. */
import { isTenantActive } from '../accounts/tenants.ts';
import type { Sql } from '../db.ts';
import type { CallRow } from './calls.ts';
import type { ParkedLegRow } from './legs.ts';

/**
 * Reserves a parked leg for each available agent of a campaign who has no parked leg. A unique index rejects a second
 * live parked leg of the same agent.
 *
 * @param agents.campaignId the campaign that pays for the legs
 * @param agents.groupId null for the agents of all groups
 * @param agents.callerId the number that agents see when their phone rings
 */
export async function insertMissingParkedLegs(
  sql: Sql,
  agents: { tenantId: number; campaignId: number; groupId: number | null; callerId: string },
  limit: number,
): Promise<{ id: number }[]> {
  return await sql<{ id: number }[]>`
    insert into call_legs (tenant_id, campaign_id, agent_id, status, from_number, to_number)
    select a.tenant_id, ${agents.campaignId}, a.id, 'reserved', ${agents.callerId}, a.address
    from agents a
    where a.tenant_id = ${agents.tenantId} and a.is_active and a.status = 'available' and a.current_calls = 0
      ${agents.groupId === null ? sql`` : sql`and a.agent_group_id = ${agents.groupId}`}
      and not exists (select from call_legs p where p.agent_id = a.id and p.call_id is null and p.live)
    order by a.id limit ${limit}
    on conflict do nothing
    returning id`;
}

/**
 * SQL condition: the calling hours and the schedule of campaign `k` are open now. `campaignOpening` in
 * `shared/domain/pacing/remaining-day.ts` has the same rule.
 */
const isOpen = (sql: Sql) => sql`(
  coalesce(k.schedule_start, '-infinity') <= clock_now() and coalesce(k.schedule_end, 'infinity') > clock_now()
  and case
    when k.calling_hours_start = k.calling_hours_end then true
    when k.calling_hours_start < k.calling_hours_end
      then (clock_now() at time zone k.timezone)::time >= k.calling_hours_start
        and (clock_now() at time zone k.timezone)::time < k.calling_hours_end
    else (clock_now() at time zone k.timezone)::time >= k.calling_hours_start
      or (clock_now() at time zone k.timezone)::time < k.calling_hours_end end)`;

/**
 * SQL condition: an active campaign of an active tenant may call now and needs agent `a` on a parked leg, because the
 * campaign uses parked agents or the preview mode.
 */
const isNeeded = (sql: Sql) => sql`
  (${isTenantActive(sql, 'a.tenant_id')} and exists (
    select from campaigns k
    where k.tenant_id = a.tenant_id and k.status = 'active' and (k.agent_legs = 'parked' or k.dial_mode = 'preview')
      and k.caller_id is not null and ${isOpen(sql)}
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
    select * from call_legs
    where agent_id = ${agentId} and call_id is null and live and status = 'in-progress' and renewed_at is null limit 1`;
  return row;
}

/**
 * Marks the oldest parked legs for renewal whose agents are in no call. Such a leg gets no further call and is hung up,
 * and the next tick of a campaign rings the phone again.
 *
 * @param ageSeconds a leg that was answered longer ago than this is renewed
 * @crossTenant Safe: the job `agents.unpark` renews the parked legs of all tenants.
 */
export async function renewOldParkedLegs(sql: Sql, ageSeconds: number, limit: number): Promise<void> {
  await sql`
    update call_legs set renewed_at = clock_now(), updated_at = clock_now()
    where id in (
      select p.id from call_legs p join agents a on a.id = p.agent_id
      where p.call_id is null and p.live and p.renewed_at is null and a.current_calls = 0
        and p.answer_time < clock_now() - make_interval(secs => ${ageSeconds})
      order by p.answer_time limit ${limit} for update of a skip locked)`;
}

/**
 * Lists the calls that a person answered, and that are assigned to this agent without a connection.
 *
 * @crossTenant Safe: a leg that the caller has read names the agent.
 */
export async function listUnconnectedCallIds(sql: Sql, agentId: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from calls
    where agent_id = ${agentId} and live and direction = 'outbound' and answer_time is not null and connected_at is null
      and abandoned_at is null and coalesce(answered_by, 'human') in ('human', 'unknown')
    order by id`;
  return rows.map(({ id }) => id);
}

/**
 * Lists parked legs that can be hung up because the agent is not available any more, no campaign needs parked agents, or
 * the leg is renewed.
 *
 * @crossTenant Safe: the job `agents.unpark` hangs up the idle parked legs of all tenants.
 */
export async function listIdleParkedLegs(sql: Sql): Promise<ParkedLegRow[]> {
  return await sql<ParkedLegRow[]>`
    select p.* from call_legs p join agents a on a.id = p.agent_id
    where p.call_id is null and p.live and a.current_calls = 0
      and (a.status <> 'available' or not a.is_active or p.renewed_at is not null or not ${isNeeded(sql)})
    order by p.id limit 200`;
}

/**
 * Stores the conference that a call has entered. After the agent of a call has left, the call enters another conference.
 *
 * @crossTenant Safe: the caller has locked the call.
 */
export async function updateConferenceOfCall(
  sql: Sql,
  callId: number,
  conferenceSid: string | undefined,
): Promise<void> {
  await sql`
    update calls set conference_sid = coalesce(${conferenceSid ?? null}, conference_sid), updated_at = clock_now()
    where id = ${callId}`;
}

/**
 * Locks the call of a person who waits for this agent in the conference.
 *
 * @crossTenant Safe: a leg that the caller has read names the agent.
 */
export async function lockUnconnectedCall(
  sql: Sql,
  agentId: number,
  conferenceSid: string,
): Promise<CallRow | undefined> {
  const [row] = await sql<CallRow[]>`
    select * from calls
    where agent_id = ${agentId} and conference_sid = ${conferenceSid} and live and connected_at is null
    for no key update`;
  return row;
}
