import { type Key, keyMatches, type Sql } from '../db.ts';
import { newestFirst, type Page } from '../page.ts';
import { type Scope, inScope } from '../accounts/scope.ts';
import type { AgentState, AgentStatus } from '../../shared/rules/agents/status.ts';
import type { AgentDevice } from '../../shared/rules/agents/device.ts';
import type { PhoneAcceptance } from '../../shared/rules/agents/phone-acceptance.ts';
import type { WorkingHours } from '../../shared/rules/agents/working-hours.ts';

/** The fields of an agent that users set. The events of calls set the other columns. */
export type AgentFields = {
  name: string;
  phone: string;
  email: string | null;
  userId: number | null;
  agentGroupId: number | null;
  maxConcurrentCalls: number;
  /** Null if the agent may work at any hour. */
  workingHours: WorkingHours | null;
  isActive: boolean;
  skills: string[];
  /** Agents with a lower number get calls first. */
  priority: number;
  phoneAcceptance: PhoneAcceptance;
  device: AgentDevice;
};

export type AgentRow = AgentFields & {
  id: number;
  uuid: string;
  tenantId: number;
  createdBy: number | null;
  /** What the carrier rings: the phone, or the browser as `client:<uuid>`. */
  address: string;
  tenantUuid: string;
  userUuid: string | null;
  agentGroupUuid: string | null;
  /** The status that the agent or a supervisor has set. */
  status: AgentStatus;
  /** `busy` if the agent is available but has no free slot or is in wrap-up. Otherwise the same as `status`. */
  effectiveStatus: AgentStatus;
  statusReason: string | null;
  /** What the agent does now, and since when. */
  state: AgentState;
  stateSince: Date;
  /** The call that has reserved the agent or that the agent talks in. */
  callUuid: string | null;
  currentCalls: number;
  totalCallsHandled: number;
  totalCallDurationSeconds: number;
  createdAt: Date;
  updatedAt: Date;
  lastActiveAt: Date | null;
};

const effectiveStatus = (sql: Sql) => sql`
  case when a.status = 'available' and (a.current_calls >= a.max_concurrent_calls or a.wrap_up_until > clock_now())
  then 'busy' else a.status end`;

/** SQL condition: agent `a` works on the last call. The release of the slot has set `last_active_at`. */
const isInWrapUp = (sql: Sql) => sql`(a.status = 'available' and a.wrap_up_until > clock_now())`;

const selected = (sql: Sql) => sql`
  select a.*, ${effectiveStatus(sql)} as effective_status,
    t.uuid as tenant_uuid, u.uuid as user_uuid, g.uuid as agent_group_uuid, live.uuid as call_uuid,
    case when live.connected_at is not null then 'talking' when live.uuid is not null then 'ringing'
      when ${isInWrapUp(sql)} then 'wrap_up' else a.status end as state,
    coalesce(case when live.uuid is not null then coalesce(live.connected_at, live.agent_reserved_at, live.created_at)
      when ${isInWrapUp(sql)} then a.last_active_at
      when a.status = 'available' then greatest(a.status_since, a.idle_since) end, a.status_since) as state_since
  from agents a join tenants t on t.id = a.tenant_id
  left join users u on u.id = a.user_id left join agent_groups g on g.id = a.agent_group_id
  left join lateral (
    select c.uuid, c.connected_at, c.agent_reserved_at, c.created_at from calls c
    where a.current_calls > 0 and c.agent_id = a.id and c.live
    order by c.connected_at, c.id limit 1) live on true`;

/** SQL condition: the user may see agent `a`. An agent may see only themselves. */
const visible = (sql: Sql, scope: Scope) => {
  const { onlyAgentId } = scope;
  return sql`${inScope(sql, 'a', scope)} ${onlyAgentId === undefined ? sql`` : sql`and a.id = ${onlyAgentId}`}`;
};

export async function insertAgent(
  sql: Sql,
  tenantId: number,
  fields: Omit<AgentFields, 'skills' | 'priority' | 'phoneAcceptance' | 'device'> &
    Partial<AgentFields> & { createdBy?: number | null },
): Promise<{ id: number }> {
  const [row] = await sql<[{ id: number }]>`insert into agents ${sql({ ...fields, tenantId })} returning id`;
  return row;
}

/** @returns what the carrier now rings for the agent */
export async function updateAgentRow(
  sql: Sql,
  tenantId: number,
  id: number,
  fields: Partial<AgentFields>,
): Promise<{ address: string }> {
  const [row] = await sql<[{ address: string }]>`
    update agents set ${sql({ ...fields })}, updated_at = clock_now() where id = ${id} and tenant_id = ${tenantId}
    returning address`;
  return row;
}

export async function agentByKey(sql: Sql, scope: Scope, key: Key): Promise<AgentRow | undefined> {
  const [row] = await sql<AgentRow[]>`
    ${selected(sql)} where ${visible(sql, scope)} and ${keyMatches(sql, 'a', key)}`;
  return row;
}

/**
 * Returns the agent and locks the agent's row until the end of the transaction. Other writers, also the dialer, wait
 * for the lock.
 */
export async function lockAgent(sql: Sql, scope: Scope, key: Key): Promise<AgentRow | undefined> {
  const [row] = await sql<AgentRow[]>`
    ${selected(sql)} where ${visible(sql, scope)} and ${keyMatches(sql, 'a', key)} for update of a`;
  return row;
}

/** Selects agents with one of the statuses and of the group. An absent field selects all agents. */
type AgentFilter = { statuses?: readonly AgentStatus[] | undefined; group?: Key | null | undefined };

const inFilter = (sql: Sql, { statuses, group }: AgentFilter) => sql`
  ${statuses ? sql`and ${effectiveStatus(sql)} = any(${[...statuses]})` : sql``}
  ${group ? sql`and ${keyMatches(sql, 'g', group)}` : sql``}`;

export async function listAgents(sql: Sql, scope: Scope, filter: AgentFilter & Page): Promise<AgentRow[]> {
  return await sql<AgentRow[]>`
    ${selected(sql)}
    where ${visible(sql, scope)} ${inFilter(sql, filter)} ${newestFirst(sql, 'a', filter)}`;
}

export async function countAgents(sql: Sql, scope: Scope, filter: AgentFilter): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from agents a left join agent_groups g on g.id = a.agent_group_id
    where ${visible(sql, scope)} ${inFilter(sql, filter)}`;
  return row.count;
}

/**
 * Sets the status of an agent. The status `available` ends a wrap-up and puts the agent at the back of the queue for
 * calls. If the agent is already available, the agent keeps the place in the queue.
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

/**
 * Returns the id of a user of the tenant and locks the user, so that two requests cannot create two agents for one
 * user.
 */
export async function lockUser(sql: Sql, tenantId: number, by: Key | { email: string }) {
  const [row] = await sql<{ id: number }[]>`
    select u.id from users u
    where u.tenant_id = ${tenantId}
      and ${'email' in by ? sql`lower(u.email) = lower(${by.email})` : keyMatches(sql, 'u', by)}
    for no key update`;
  return row?.id;
}

/** Finds the active agent of a user. Ignores the agent `exceptId`. */
export async function agentOfUser(sql: Sql, tenantId: number, userId: number, exceptId: number | null) {
  const [row] = await sql<{ id: number; name: string }[]>`
    select id, name from agents
    where tenant_id = ${tenantId} and user_id = ${userId} and is_active and id is distinct from ${exceptId} limit 1`;
  return row;
}

export type AgentStatistics = {
  totalCalls: number;
  answeredCalls: number;
  /** Calls in which the agent talked, whatever their disposition is. */
  conversations: number;
  convertedCalls: number;
  averageTalkSeconds: number;
  totalTalkSeconds: number;
};

/**
 * Returns statistics of the ended calls that began in [from, before). If a bound is undefined, the period has no limit
 * on that side. In a transferred call, each agent gets the seconds of the own talk (`agent_talks`).
 */
export async function agentStatistics(
  sql: Sql,
  tenantId: number,
  id: number,
  { from, before }: { from?: Date | undefined; before?: Date | undefined },
): Promise<AgentStatistics> {
  const isInPeriod = sql`
    c.tenant_id = ${tenantId} and not c.live
    ${from ? sql`and c.created_at >= ${from}` : sql``} ${before ? sql`and c.created_at < ${before}` : sql``}`;
  const [row] = await sql<[AgentStatistics]>`
    with own as (
      select c.disposition, c.converted, c.talk_time
      from calls c
      where c.agent_id = ${id} and ${isInPeriod} and not exists (select from agent_talks t where t.call_id = c.id)
      union all
      select c.disposition, c.converted and c.agent_id = ${id}, sum(t.talk_seconds)
      from agent_talks t join calls c on c.id = t.call_id
      where t.agent_id = ${id} and ${isInPeriod} group by c.id
    )
    select count(*) as total_calls, count(*) filter (where disposition = 'answered') as answered_calls,
      count(*) filter (where talk_time > 0) as conversations, count(*) filter (where converted) as converted_calls,
      coalesce(sum(talk_time), 0) as total_talk_seconds,
      coalesce(round(sum(talk_time)::numeric / nullif(count(*) filter (where disposition = 'answered'), 0), 1), 0)
        as average_talk_seconds
    from own`;
  return row;
}
