/**
 * The figures of one shift, read from the product's database. Durations are seconds of product time (the product's
 * clock).
 */
import { ABANDON_AFTER_MS } from '../../../shared/rules/compliance/abandonment.ts';
import type { Pool } from '../../../sql/db.ts';

export type Shift = {
  /** Talk time as a share of the agents' working time. */
  talkShare: number;
  /** Number of calls that a human answered. */
  answered: number;
  /** Calls without an agent, and calls that were connected more than two seconds after the greeting. */
  abandoned: number;
  /** Answered calls that were connected more than two seconds after the greeting. */
  connectedLate: number;
  /** Milliseconds from the answer of a person until agent and person were connected. */
  connectMedianMs: number;
  connectP99Ms: number;
  dials: number;
  cancelled: number;
  /** Mean seconds from the start of a call until the carrier reported that the phone rings. */
  setupSeconds: number;
  /** Mean seconds from the answer of a call until an agent was reserved for the call. */
  answerToAgentSeconds: number;
  /** Mean seconds from the reservation of the agent until the agent and the person were connected. */
  agentToBridgeSeconds: number;
  /** Mean seconds from the end of a conversation until the wrap-up time of its agent began. */
  endToWrapUpSeconds: number;
};

/** @param shift.agents Number of agents. All agents work for the whole shift. */
export async function measureShift(
  sql: Pool,
  { from, until, agents }: { from: Date; until: Date; agents: number },
): Promise<Shift> {
  const [row] = await sql<[Omit<Shift, 'talkShare'> & { talk: number }]>`
    select
      coalesce(sum(extract(epoch from least(end_time, ${until}) - greatest(connected_at, ${from})))
        filter (where connected_at < ${until} and disposition = 'answered'), 0)::float8 as talk,
      count(*) filter (where disposition in ('answered', 'abandoned')) as answered,
      count(*) filter (where disposition = 'abandoned'
        or disposition = 'answered' and connect_delay_ms > ${ABANDON_AFTER_MS}) as abandoned,
      count(*) filter (where disposition = 'answered' and connect_delay_ms > ${ABANDON_AFTER_MS}) as connected_late,
      coalesce(percentile_disc(0.5) within group (order by extract(epoch from connected_at - answer_time) * 1000)
        filter (where disposition = 'answered'), 0)::float8 as connect_median_ms,
      coalesce(percentile_disc(0.99) within group (order by extract(epoch from connected_at - answer_time) * 1000)
        filter (where disposition = 'answered'), 0)::float8 as connect_p99_ms,
      count(*) as dials,
      count(*) filter (where disposition = 'cancelled') as cancelled,
      avg(extract(epoch from agent_reserved_at - answer_time))::float8 as answer_to_agent_seconds,
      avg(extract(epoch from connected_at - agent_reserved_at))::float8 as agent_to_bridge_seconds,
      (select avg(extract(epoch from e.created_at - c.end_time)) from call_events e join calls c on c.id = e.call_id
        where e.event = 'call_ended' and c.connected_at is not null)::float8 as end_to_wrap_up_seconds,
      avg(extract(epoch from ringing_at - start_time))::float8 as setup_seconds
    from calls where start_time between ${from} and ${until}`;
  const { talk, ...shift } = row;
  return { ...shift, talkShare: talk / (agents * ((until.getTime() - from.getTime()) / 1000)) };
}
