/** The history of agents' states. The trigger `note_state` of the table `agents` writes the rows. */
import type { AgentHistoryState } from '../../shared/rules/agents/status.ts';
import type { Sql } from '../db.ts';
import { newestFirst, type Page } from '../page.ts';

export type AgentStateRow = {
  id: number;
  state: AgentHistoryState;
  reason: string | null;
  startedAt: Date;
  /** Null for the state that the agent is in now. */
  endedAt: Date | null;
};

type Period = { from?: Date | undefined; before?: Date | undefined };

/** SQL condition: the state `s` of the agent overlaps the period. */
const overlaps = (sql: Sql, tenantId: number, agentId: number, { from, before }: Period) => sql`
  s.tenant_id = ${tenantId} and s.agent_id = ${agentId}
  ${from ? sql`and coalesce(s.ended_at, 'infinity') > ${from}` : sql``}
  ${before ? sql`and s.started_at < ${before}` : sql``}`;

/** Returns the states of an agent that overlap the period, newest first. */
export async function listAgentStates(
  sql: Sql,
  tenantId: number,
  agentId: number,
  filter: Period & Page,
): Promise<AgentStateRow[]> {
  return await sql<AgentStateRow[]>`
    select s.id, s.state, s.reason, s.started_at, s.ended_at from agent_states s
    where ${overlaps(sql, tenantId, agentId, filter)} ${newestFirst(sql, 's', filter)}`;
}

export async function countAgentStates(sql: Sql, tenantId: number, agentId: number, period: Period): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from agent_states s where ${overlaps(sql, tenantId, agentId, period)}`;
  return row.count;
}

export type TimeInState = { state: AgentHistoryState; reason: string | null; seconds: number; count: number };

/** Returns the time that an agent spent in each state within the period, longest first. A state may begin before it. */
export async function timeInStates(
  sql: Sql,
  tenantId: number,
  agentId: number,
  period: Period,
): Promise<TimeInState[]> {
  return await sql<TimeInState[]>`
    select s.state, s.reason, count(*), round(sum(extract(epoch from
        least(coalesce(s.ended_at, clock_now()), ${period.before ?? null}::timestamptz, clock_now())
        - greatest(s.started_at, ${period.from ?? null}::timestamptz))))::float8 as seconds
    from agent_states s where ${overlaps(sql, tenantId, agentId, period)}
    group by s.state, s.reason order by seconds desc, s.state, s.reason`;
}
