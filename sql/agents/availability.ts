import type { Sql } from '../db.ts';

/**
 * Who may take a campaign's call: its group, or anybody when null, as far as they have all the skills it asks for; working
 * hours are read on the campaign's clock.
 */
export type FreeAgentQuery = {
  tenantId: number;
  groupId: number | null;
  skills: string[];
  timezone: string;
  /** Only agents whose phone is connected, who take one call at a time; otherwise only those whose phone is free. */
  parked?: boolean;
};

export type EligibleAgents = Pick<FreeAgentQuery, 'tenantId' | 'groupId' | 'skills'>;

/** Whether agent `a` is at work for the pool. */
export const isEligible = (sql: Sql, { tenantId, groupId, skills }: EligibleAgents) => sql`
  a.tenant_id = ${tenantId} and ${isAtWork(sql)} and a.skills @> ${skills}::text[]
  ${groupId === null ? sql`` : sql`and a.agent_group_id = ${groupId}`}`;

/** The same for the pool of campaign `k`. */
export const isEligibleForCampaign = (sql: Sql) => sql`
  a.tenant_id = k.tenant_id and ${isAtWork(sql)} and a.skills @> k.required_skills
  and (k.agent_group_id is null or a.agent_group_id = k.agent_group_id)`;

const hoursToday = (sql: Sql, timezone: string) =>
  sql`a.working_hours -> to_char(clock_now() at time zone ${timezone}, 'fmday')`;

const isFree = (sql: Sql, pool: FreeAgentQuery) => sql`
  ${isEligible(sql, pool)}
  ${
    pool.parked
      ? sql`and a.current_calls = 0
          and exists (select from call_legs p
            where p.agent_id = a.id and p.call_id is null and p.live and p.status = 'in-progress')`
      : sql`and a.current_calls < a.max_concurrent_calls
          and not exists (select from call_legs p where p.agent_id = a.id and p.call_id is null and p.live)`
  }
  and (a.wrap_up_until is null or a.wrap_up_until <= clock_now())
  and (a.working_hours is null
    or ((clock_now() at time zone ${pool.timezone})::time >= (${hoursToday(sql, pool.timezone)} ->> 'start')::time
      and (clock_now() at time zone ${pool.timezone})::time < (${hoursToday(sql, pool.timezone)} ->> 'end')::time))`;

export type ReservedAgent = { id: number; uuid: string; name: string; phone: string };

/**
 * Takes one line of a free agent: lowest priority number first, then the longest idle. Concurrent callers never get the
 * same line and never wait for each other, so an agent whose row is being written is passed over: ask again in a moment.
 *
 * @param excludedIds agents who failed this very call already.
 */
export async function reserveAgent(
  sql: Sql,
  { excludedIds, ...pool }: FreeAgentQuery & { excludedIds: number[] },
): Promise<ReservedAgent | undefined> {
  const [agent] = await sql<ReservedAgent[]>`
    update agents set current_calls = current_calls + 1, last_active_at = clock_now()
    where id = (
      select a.id from agents a
      where ${isFree(sql, pool)} and a.id <> all(${excludedIds}::bigint[])
      order by a.priority, a.idle_since, a.id limit 1 for update skip locked)
    returning id, uuid, name, phone`;
  return agent;
}

/**
 * Gives one line back. After a handled call the agent wraps up, and idles from the end of that on; an agent who was
 * only reserved keeps their place. By id alone: the call that held the line has settled whose it is.
 */
export async function releaseAgent(
  sql: Sql,
  agentId: number,
  { wrapUpSeconds, talkSeconds, handled }: { wrapUpSeconds: number; talkSeconds: number; handled: boolean },
): Promise<void> {
  const wrapUpEnd = sql`greatest(wrap_up_until, clock_now() + make_interval(secs => ${wrapUpSeconds}))`;
  await sql`
    update agents set current_calls = greatest(current_calls - 1, 0), last_active_at = clock_now()
      ${
        handled
          ? sql`, wrap_up_until = ${wrapUpEnd}, idle_since = ${wrapUpEnd},
              total_calls_handled = total_calls_handled + 1,
              total_call_duration_seconds = total_call_duration_seconds + ${talkSeconds}`
          : sql``
      }
    where id = ${agentId}`;
}

/** Takes an agent out of the queue whose phone did not answer, until they say that they are back. */
export async function setAgentAway(sql: Sql, agentId: number, reason: string): Promise<void> {
  await sql`
    update agents set status = 'break', status_reason = ${reason}, updated_at = clock_now()
    where id = ${agentId} and status = 'available'`;
}

/** How many calls could be connected at this moment. */
export async function freeAgentSlots(sql: Sql, pool: FreeAgentQuery): Promise<{ idle: number }> {
  const [row] = await sql<[{ idle: number }]>`
    select coalesce(sum(${pool.parked ? sql`1` : sql`a.max_concurrent_calls - a.current_calls`}), 0) as idle
    from agents a where ${isFree(sql, pool)}`;
  return row;
}

/** Elapsed seconds of every conversation and every wrap-up of agents who stay for the next call. */
export async function agentActivitySeconds(sql: Sql, pool: EligibleAgents): Promise<{ talking: number[]; wrapping: number[] }> {
  // A wrap-up begins with the release of the line, which is when the agent was last active.
  const [row] = await sql<[{ talking: number[]; wrapping: number[] }]>`
    select
      array(select extract(epoch from clock_now() - c.bridge_time)::float8
        from calls c join agents a on a.id = c.agent_id
        where c.tenant_id = ${pool.tenantId} and c.live and c.bridge_time is not null and ${isEligible(sql, pool)}
        order by c.id) as talking,
      array(select extract(epoch from clock_now() - a.last_active_at)::float8
        from agents a
        where a.wrap_up_until > clock_now() and ${isEligible(sql, pool)}
        order by a.id) as wrapping`;
  return row;
}

/**
 * Sets agents' lines in use to what their live calls say, wherever a crash left them apart, and returns how many it
 * mended. Crosses tenants because it follows from no tenant's action. An agent or call touched lately is left alone: its
 * transaction may still be on its way, and the next sweep sees it settled.
 */
export async function recountAgentCalls(sql: Sql, quietSeconds = 30): Promise<number> {
  const quiet = sql`clock_now() - make_interval(secs => ${quietSeconds})`;
  const mended = await sql`
    update agents a set current_calls = least(counted.live, a.max_concurrent_calls)
    from (
      select b.id, (select count(*) from calls c where c.agent_id = b.id and c.live) as live
      from agents b
      where coalesce(b.last_active_at, '-infinity') < ${quiet}
        and not exists (select from calls c where c.agent_id = b.id and c.updated_at >= ${quiet})
    ) counted
    where a.id = counted.id and a.current_calls <> least(counted.live, a.max_concurrent_calls)
      and coalesce(a.last_active_at, '-infinity') < ${quiet}`;
  return mended.count;
}

export const isAtWork = (sql: Sql) => sql`a.is_active and a.status = 'available'`;
