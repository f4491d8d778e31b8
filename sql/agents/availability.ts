import type { PhoneAcceptance } from '../../shared/rules/agents/phone-acceptance.ts';
import type { Sql } from '../db.ts';

/** Selects the agents who can take a call of a campaign now. */
export type FreeAgentQuery = {
  tenantId: number;
  /** Null for the agents of all groups. */
  groupId: number | null;
  /** The skills that a campaign requires. An eligible agent has all these skills. */
  skills: string[];
  /** The time zone of the campaign. Working hours of agents are local times in this time zone. */
  timezone: string;
  /**
   * If true, only agents with a parked leg are selected. If false, the other agents are selected too, and their phones
   * ring for each call. An agent with a parked leg takes one call at a time.
   */
  parked?: boolean;
};

export type EligibleAgents = Pick<FreeAgentQuery, 'tenantId' | 'groupId' | 'skills'>;

/**
 * SQL condition: agent `a` is at work and eligible for a campaign's calls. The condition does not check working hours
 * and free slots.
 */
export const isEligible = (sql: Sql, { tenantId, groupId, skills }: EligibleAgents) => sql`
  a.tenant_id = ${tenantId} and ${isAtWork(sql)} and a.skills @> ${skills}::text[]
  ${groupId === null ? sql`` : sql`and a.agent_group_id = ${groupId}`}`;

/** SQL condition: agent `a` is at work and eligible for the calls of campaign `k`. */
export const isEligibleForCampaign = (sql: Sql) => sql`
  a.tenant_id = k.tenant_id and ${isAtWork(sql)} and a.skills @> k.required_skills
  and (k.agent_group_id is null or a.agent_group_id = k.agent_group_id)`;

const hoursToday = (sql: Sql, timezone: string) =>
  sql`a.working_hours -> to_char(clock_now() at time zone ${timezone}, 'fmday')`;

/** SQL condition: the working hours of agent `a` are open now. */
const isInWorkingHours = (sql: Sql, timezone: string) => sql`
  (a.working_hours is null
    or ((clock_now() at time zone ${timezone})::time >= (${hoursToday(sql, timezone)} ->> 'start')::time
      and (clock_now() at time zone ${timezone})::time < (${hoursToday(sql, timezone)} ->> 'end')::time))`;

/** SQL condition: agent `a` has a parked leg, which may still ring. */
const hasParkedLeg = (sql: Sql) => sql`
  exists (select from call_legs p where p.agent_id = a.id and p.call_id is null and p.live)`;

/** SQL condition: callers can join agent `a`, who waits on a parked leg without a call. */
const isWaitingParked = (sql: Sql) => sql`(a.current_calls = 0
  and exists (select from call_legs p
    where p.agent_id = a.id and p.call_id is null and p.live and p.status = 'in-progress' and p.renewed_at is null))`;

/** SQL condition: agent `a` is eligible, in working hours, not in wrap-up, and has a free slot. */
const isFree = (sql: Sql, query: FreeAgentQuery) => sql`
  ${isEligible(sql, query)}
  ${
    query.parked
      ? sql`and ${isWaitingParked(sql)}`
      : sql`and case when ${hasParkedLeg(sql)} then ${isWaitingParked(sql)}
          else a.current_calls < a.max_concurrent_calls end`
  }
  and (a.wrap_up_until is null or a.wrap_up_until <= clock_now())
  and ${isInWorkingHours(sql, query.timezone)}`;

export type ReservedAgent = { id: number; uuid: string; name: string; address: string };

/**
 * Reserves one slot of a free agent. Agents with the fewest calls come first, so an idle agent comes before one in a
 * call. Among them come those with the lowest priority number, and among those the agent who has been idle longest. Concurrent calls never get the same slot and never wait for each other.
 *
 * The statement skips agents with a locked row. So an empty result does not mean that no agent is free: try again after
 * a moment.
 *
 * @param excludedIds ids of agents who were asked to take this call before and did not take it
 * @param onlyId the id of the only agent who may take the call
 */
export async function reserveAgent(
  sql: Sql,
  { excludedIds, onlyId, ...query }: FreeAgentQuery & { excludedIds: number[]; onlyId?: number },
): Promise<ReservedAgent | undefined> {
  const [agent] = await sql<ReservedAgent[]>`
    update agents set current_calls = current_calls + 1, last_active_at = clock_now()
    where id = (
      select a.id from agents a
      where ${isFree(sql, query)} and a.id <> all(${excludedIds}::bigint[])
        ${onlyId === undefined ? sql`` : sql`and a.id = ${onlyId}`}
      order by a.current_calls, a.priority, a.idle_since, a.id limit 1 for update skip locked)
    returning id, uuid, name, address`;
  return agent;
}

/**
 * Releases one slot of an agent. After a handled call the wrap-up begins, and the agent counts as idle from the end of
 * the wrap-up. If the agent was only reserved, the agent keeps the place in the queue.
 *
 * @crossTenant Safe: the call that reserved the slot names the agent.
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

type AgentId = { id: number; tenantId: number };

/**
 * Ends the wrap-ups whose time is over. Skips agents that another transaction changes now: the next call
 * ends their wrap-up.
 *
 * @crossTenant Safe: the scheduler ends the wrap-ups of all tenants.
 */
export async function endDueWrapUps(sql: Sql): Promise<AgentId[]> {
  return await sql<AgentId[]>`
    update agents set wrap_up_until = null
    where id in (select id from agents where wrap_up_until <= clock_now() for update skip locked)
    returning id, tenant_id`;
}

/**
 * Sets an agent who did not answer the phone to the status `break`. The agent gets no calls until the status is
 * `available` again.
 *
 * @crossTenant Safe: the leg that the agent did not answer names the agent.
 */
export async function setAgentAway(sql: Sql, agentId: number, reason: string): Promise<void> {
  await sql`
    update agents set status = 'break', status_reason = ${reason}, updated_at = clock_now()
    where id = ${agentId} and status = 'available'`;
}

/**
 * Like {@link setAgentAway}, for the phone of an agent that was rung for one call. The phone of an agent who is in another
 * call is busy, and the agent stays available.
 *
 * @crossTenant Safe: the leg that the agent did not answer names the agent.
 */
export async function setIdleAgentAway(sql: Sql, agentId: number, reason: string): Promise<void> {
  await sql`
    update agents a set status = 'break', status_reason = ${reason}, updated_at = clock_now()
    where id = ${agentId} and status = 'available'
      and not exists (select from calls c where c.agent_id = a.id and c.live and c.connected_at is not null)`;
}

/**
 * Returns how the platform makes sure that the agent answered. A browser has no mailbox, so it needs no check.
 *
 * @crossTenant Safe: a leg that the caller has read names the agent.
 */
export async function findAcceptance(sql: Sql, agentId: number): Promise<{ phoneAcceptance: PhoneAcceptance }> {
  const [row] = await sql<[{ phoneAcceptance: PhoneAcceptance }]>`
    select case device when 'browser' then 'none' else phone_acceptance end as phone_acceptance
    from agents where id = ${agentId}`;
  return row;
}

/**
 * Marks the parked leg of an agent for renewal: it gets no further call and is hung up.
 *
 * @crossTenant Safe: the caller has locked the agent.
 */
export async function renewParkedLegOfAgent(sql: Sql, agentId: number): Promise<void> {
  await sql`
    update call_legs set renewed_at = clock_now(), updated_at = clock_now()
    where agent_id = ${agentId} and call_id is null and live and renewed_at is null`;
}

export type TransferTargets = {
  agents: { id: number; uuid: string; name: string }[];
  agentGroups: { id: number; uuid: string; name: string; freeAgents: number }[];
};

/**
 * Lists the agents who could get a call now, and the groups with such agents, by name.
 *
 * @param excludedId the agent who has the call
 */
export async function listTransferTargets(
  sql: Sql,
  query: FreeAgentQuery,
  { excludedId, limit }: { excludedId: number | null; limit: number },
): Promise<TransferTargets> {
  const isTarget = sql`${isFree(sql, query)} and a.id <> ${excludedId ?? 0}`;
  const [agents, agentGroups] = await Promise.all([
    sql<TransferTargets['agents']>`
      select a.id, a.uuid, a.name from agents a where ${isTarget} order by a.name, a.id limit ${limit}`,
    sql<TransferTargets['agentGroups']>`
      select g.id, g.uuid, g.name, count(*) as free_agents
      from agents a join agent_groups g on g.id = a.agent_group_id
      where ${isTarget} group by g.id order by g.name, g.id limit ${limit}`,
  ]);
  return { agents, agentGroups };
}

/** Returns how many calls could be connected to agents now. */
export async function freeAgentSlots(sql: Sql, query: FreeAgentQuery): Promise<{ idle: number }> {
  const [row] = await sql<[{ idle: number }]>`
    select coalesce(sum(case when ${hasParkedLeg(sql)} then 1 else a.max_concurrent_calls - a.current_calls end), 0) as idle
    from agents a where ${isFree(sql, query)}`;
  return row;
}

/**
 * Returns the elapsed seconds of every current conversation and every current wrap-up of the eligible agents. Agents whose
 * working hours are over get no further call, so they are not counted.
 */
export async function agentActivitySeconds(
  sql: Sql,
  query: EligibleAgents & Pick<FreeAgentQuery, 'timezone'>,
): Promise<{ talking: number[]; wrapping: number[] }> {
  // A wrap-up begins when the agent's slot is released, and the release of the slot sets `last_active_at`.
  const [row] = await sql<[{ talking: number[]; wrapping: number[] }]>`
    select
      array(select extract(epoch from clock_now() - c.connected_at)::float8
        from calls c join agents a on a.id = c.agent_id
        where c.tenant_id = ${query.tenantId} and c.live and c.connected_at is not null and ${isEligible(sql, query)}
          and ${isInWorkingHours(sql, query.timezone)}
        order by c.id) as talking,
      array(select extract(epoch from clock_now() - a.last_active_at)::float8
        from agents a
        where a.wrap_up_until > clock_now() and ${isEligible(sql, query)}
          and ${isInWorkingHours(sql, query.timezone)}
        order by a.id) as wrapping`;
  return row;
}

/**
 * Repairs `current_calls` of agents after a crash by counting the live calls of each agent. Returns the repaired agents.
 *
 * Skips an agent if the agent or a call of the agent was changed in the last `quietSeconds`, because a transaction may
 * still be open. The next sweep checks these agents.
 *
 * @crossTenant Safe: the sweeper repairs the agents of all tenants.
 */
export async function recountAgentCalls(sql: Sql, quietSeconds = 30): Promise<AgentId[]> {
  const quiet = sql`clock_now() - make_interval(secs => ${quietSeconds})`;
  return await sql<AgentId[]>`
    update agents a set current_calls = least(counted.live, a.max_concurrent_calls)
    from (
      select b.id, (select count(*) from calls c where c.agent_id = b.id and c.live)
        + (select count(*) from conversations v join calls c on c.id = v.call_id
          where v.consulted_agent_id = b.id and c.live) as live
      from agents b
      where coalesce(b.last_active_at, '-infinity') < ${quiet}
        and not exists (select from calls c where c.agent_id = b.id and c.updated_at >= ${quiet})
    ) counted
    where a.id = counted.id and a.current_calls <> least(counted.live, a.max_concurrent_calls)
      and coalesce(a.last_active_at, '-infinity') < ${quiet}
    returning a.id, a.tenant_id`;
}

/** SQL condition: agent `a` is active and available. */
export const isAtWork = (sql: Sql) => sql`a.is_active and a.status = 'available'`;
