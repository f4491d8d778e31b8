import { type Key, matches, type Sql } from './db.ts';
import { type Scope, visible } from './scope.ts';

export type AgentStatus = 'available' | 'busy' | 'offline' | 'break';

export type Weekday = 'monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday';
/** "HH:MM" on the campaign's clock, `end` excluded; an absent weekday is a day off. */
type WorkingHours = { [day in Weekday]?: { start: string; end: string } | undefined };

/** What is decided about an agent; the rest of the row follows from calls. */
export type AgentFields = {
  name: string;
  phone: string;
  email: string | null;
  userId: number | null;
  agentGroupId: number | null;
  maxConcurrentCalls: number;
  /** Null works always. */
  workingHours: WorkingHours | null;
  isActive: boolean;
  skills: string[];
  /** Lower is given calls first. */
  priority: number;
};

export type AgentRow = AgentFields & {
  id: number;
  uuid: string;
  tenantId: number;
  createdBy: number | null;
  tenantUuid: string;
  userUuid: string | null;
  agentGroupUuid: string | null;
  /** What the agent declared. */
  status: AgentStatus;
  /** What holds now: `busy` while every line is taken or a wrap-up runs. */
  shownStatus: AgentStatus;
  statusReason: string | null;
  currentCalls: number;
  totalCallsHandled: number;
  totalCallDurationSeconds: number;
  createdAt: Date;
  updatedAt: Date;
  lastActiveAt: Date | null;
};

const shownStatus = (sql: Sql) => sql`
  case when a.status = 'available' and (a.current_calls >= a.max_concurrent_calls or a.wrap_up_until > clock_now())
  then 'busy' else a.status end`;

const selected = (sql: Sql) => sql`
  select a.*, ${shownStatus(sql)} as shown_status,
    t.uuid as tenant_uuid, u.uuid as user_uuid, g.uuid as agent_group_uuid
  from agents a join tenants t on t.id = a.tenant_id
  left join users u on u.id = a.user_id left join agent_groups g on g.id = a.agent_group_id`;

export async function insertAgent(
  sql: Sql,
  tenantId: number,
  fields: Omit<AgentFields, 'skills' | 'priority'> & Partial<AgentFields> & { createdBy?: number | null },
): Promise<{ id: number }> {
  const [row] = await sql<[{ id: number }]>`insert into agents ${sql({ ...fields, tenantId })} returning id`;
  return row;
}

export async function updateAgent(sql: Sql, tenantId: number, id: number, fields: Partial<AgentFields>): Promise<void> {
  await sql`
    update agents set ${sql({ ...fields })}, updated_at = clock_now() where id = ${id} and tenant_id = ${tenantId}`;
}

export async function agentByKey(sql: Sql, scope: Scope, key: Key): Promise<AgentRow | undefined> {
  const [row] = await sql<AgentRow[]>`
    ${selected(sql)} where ${visible(sql, 'a', scope)} and ${matches(sql, 'a', key)}`;
  return row;
}

/** Serialises writers of one agent for the rest of the transaction, the dialer among them. */
export async function lockAgent(sql: Sql, scope: Scope, key: Key): Promise<AgentRow | undefined> {
  const [row] = await sql<AgentRow[]>`
    ${selected(sql)} where ${visible(sql, 'a', scope)} and ${matches(sql, 'a', key)} for update of a`;
  return row;
}

export async function listAgents(
  sql: Sql,
  scope: Scope,
  filter: { status?: AgentStatus | undefined; group?: Key | null | undefined; limit: number; offset: number },
): Promise<AgentRow[]> {
  return await sql<AgentRow[]>`
    ${selected(sql)}
    where ${visible(sql, 'a', scope)}
      ${filter.status ? sql`and ${shownStatus(sql)} = ${filter.status}` : sql``}
      ${filter.group ? sql`and ${matches(sql, 'g', filter.group)}` : sql``}
    order by a.created_at desc, a.id desc limit ${filter.limit} offset ${filter.offset}`;
}

export async function countAgentsSeen(sql: Sql, scope: Scope): Promise<number> {
  const [row] = await sql<[{ count: number }]>`select count(*) from agents a where ${visible(sql, 'a', scope)}`;
  return row.count;
}

/**
 * Sets what the agent declared. Declaring oneself available ends a wrap-up and goes to the back of the queue for calls;
 * repeating it keeps one's place.
 */
export async function setAgentStatus(
  sql: Sql,
  tenantId: number,
  id: number,
  { status, reason }: { status: AgentStatus; reason: string | null },
): Promise<void> {
  const ready = status === 'available';
  await sql`
    update agents set status = ${status}, status_reason = ${reason},
      idle_since = case when ${ready} and (status <> 'available' or wrap_up_until > clock_now())
        then clock_now() else idle_since end,
      wrap_up_until = case when ${ready} then null else wrap_up_until end,
      last_active_at = clock_now(), updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId}`;
}

/** Finds a user of the tenant and serialises those who make an agent of them, so that nobody becomes two. */
export async function lockUserOfAgent(sql: Sql, tenantId: number, by: Key | { email: string }) {
  const [row] = await sql<{ id: number }[]>`
    select u.id from users u
    where u.tenant_id = ${tenantId}
      and ${'email' in by ? sql`lower(u.email) = lower(${by.email})` : matches(sql, 'u', by)}
    for no key update`;
  return row?.id;
}

/** The active agent that a user is already, other than agent `exceptId`. */
export async function agentOfUser(sql: Sql, tenantId: number, userId: number, exceptId: number | null) {
  const [row] = await sql<{ id: number; name: string }[]>`
    select id, name from agents
    where tenant_id = ${tenantId} and user_id = ${userId} and is_active and id is distinct from ${exceptId} limit 1`;
  return row;
}

export type AgentStats = {
  totalCalls: number;
  answeredCalls: number;
  convertedCalls: number;
  avgTalkTime: number;
  totalTalkTime: number;
};

/** Of ended calls that were created in [from, before), each open when undefined. */
export async function agentStats(
  sql: Sql,
  tenantId: number,
  id: number,
  { from, before }: { from?: Date | undefined; before?: Date | undefined },
): Promise<AgentStats> {
  const [row] = await sql<[AgentStats]>`
    select count(*) as total_calls, count(*) filter (where disposition = 'answered') as answered_calls,
      count(*) filter (where converted) as converted_calls, coalesce(sum(talk_time), 0) as total_talk_time,
      coalesce(round(sum(talk_time)::numeric / nullif(count(*) filter (where disposition = 'answered'), 0), 1), 0)
        as avg_talk_time
    from calls
    where tenant_id = ${tenantId} and agent_id = ${id} and not live
      ${from ? sql`and created_at >= ${from}` : sql``} ${before ? sql`and created_at < ${before}` : sql``}`;
  return row;
}

/**
 * Who may take a campaign's call: its group, or anybody when null, as far as they have all the skills it asks for; working
 * hours are read on the campaign's clock.
 */
export type AgentPool = {
  tenantId: number;
  groupId: number | null;
  skills: string[];
  timezone: string;
  /** Only agents whose phone is connected, who take one call at a time; otherwise only those whose phone is free. */
  parked?: boolean;
};

export type ReservedAgent = { id: number; uuid: string; name: string; phone: string };

export type PoolMembers = Pick<AgentPool, 'tenantId' | 'groupId' | 'skills'>;

const atWork = (sql: Sql) => sql`a.is_active and a.status = 'available'`;

/** Whether agent `a` is at work for the pool. */
export const ofPool = (sql: Sql, { tenantId, groupId, skills }: PoolMembers) => sql`
  a.tenant_id = ${tenantId} and ${atWork(sql)} and a.skills @> ${skills}::text[]
  ${groupId === null ? sql`` : sql`and a.agent_group_id = ${groupId}`}`;

/** The same for the pool of campaign `k`. */
export const ofCampaign = (sql: Sql) => sql`
  a.tenant_id = k.tenant_id and ${atWork(sql)} and a.skills @> k.required_skills
  and (k.agent_group_id is null or a.agent_group_id = k.agent_group_id)`;

const hoursToday = (sql: Sql, timezone: string) =>
  sql`a.working_hours -> to_char(clock_now() at time zone ${timezone}, 'fmday')`;

const free = (sql: Sql, pool: AgentPool) => sql`
  ${ofPool(sql, pool)}
  ${
    pool.parked
      ? sql`and a.current_calls = 0
          and exists (select from agent_lines l where l.agent_id = a.id and l.status = 'in-progress')`
      : sql`and a.current_calls < a.max_concurrent_calls
          and not exists (select from agent_lines l where l.agent_id = a.id and l.live)`
  }
  and (a.wrap_up_until is null or a.wrap_up_until <= clock_now())
  and (a.working_hours is null
    or ((clock_now() at time zone ${pool.timezone})::time >= (${hoursToday(sql, pool.timezone)} ->> 'start')::time
      and (clock_now() at time zone ${pool.timezone})::time < (${hoursToday(sql, pool.timezone)} ->> 'end')::time))`;

/**
 * Takes one line of a free agent: lowest priority number first, then the longest idle. Concurrent callers never get the
 * same line and never wait for each other, so an agent whose row is being written is passed over: ask again in a moment.
 *
 * @param excludedIds agents who failed this very call already.
 */
export async function reserveAgent(
  sql: Sql,
  { excludedIds, ...pool }: AgentPool & { excludedIds: number[] },
): Promise<ReservedAgent | undefined> {
  const [agent] = await sql<ReservedAgent[]>`
    update agents set current_calls = current_calls + 1, last_active_at = clock_now()
    where id = (
      select a.id from agents a
      where ${free(sql, pool)} and a.id <> all(${excludedIds}::bigint[])
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
export async function freeAgentSlots(sql: Sql, pool: AgentPool): Promise<{ idle: number }> {
  const [row] = await sql<[{ idle: number }]>`
    select coalesce(sum(${pool.parked ? sql`1` : sql`a.max_concurrent_calls - a.current_calls`}), 0) as idle
    from agents a where ${free(sql, pool)}`;
  return row;
}

/** Elapsed seconds of every conversation and every wrap-up of agents who stay for the next call. */
export async function agentsWorking(sql: Sql, pool: PoolMembers): Promise<{ talking: number[]; wrapping: number[] }> {
  // A wrap-up begins with the release of the line, which is when the agent was last active.
  const [row] = await sql<[{ talking: number[]; wrapping: number[] }]>`
    select
      array(select extract(epoch from clock_now() - c.bridge_time)::float8
        from calls c join agents a on a.id = c.agent_id
        where c.tenant_id = ${pool.tenantId} and c.live and c.bridge_time is not null and ${ofPool(sql, pool)}
        order by c.id) as talking,
      array(select extract(epoch from clock_now() - a.last_active_at)::float8
        from agents a
        where a.wrap_up_until > clock_now() and ${ofPool(sql, pool)}
        order by a.id) as wrapping`;
  return row;
}
