/** The figures of one shift, from the product's database. Times are in product seconds. */
import type { Pool } from '../../../sql/db.ts';

export type Shift = {
  /** Talk time as a share of the agents' working time. */
  talkShare: number;
  /** Calls that a human answered. */
  answered: number;
  abandoned: number;
  dials: number;
  cancelled: number;
  /** Mean time from the start of a call until the carrier reported ringing. */
  setupSeconds: number;
  /** Mean time from the answer until an agent was reserved. */
  answerToAgentSeconds: number;
  /** Mean time from the reservation of the agent until the two were connected. */
  agentToBridgeSeconds: number;
  /** Mean time from the end of a conversation until the wrap-up of its agent began. */
  endToWrapUpSeconds: number;
};

/** @param shift.agents Number of agents, who work for the whole shift. */
export async function measureShift(
  sql: Pool,
  { from, until, agents }: { from: Date; until: Date; agents: number },
): Promise<Shift> {
  const [row] = await sql<[Omit<Shift, 'talkShare'> & { talk: number }]>`
    select
      coalesce(sum(extract(epoch from least(end_time, ${until}) - greatest(bridge_time, ${from})))
        filter (where bridge_time < ${until}), 0)::float8 as talk,
      count(*) filter (where bridge_time is not null) + count(*) filter (where disposition = 'abandoned') as answered,
      count(*) filter (where disposition = 'abandoned') as abandoned,
      count(*) as dials,
      count(*) filter (where disposition = 'cancelled') as cancelled,
      avg(extract(epoch from agent_reserved_at - answer_time))::float8 as answer_to_agent_seconds,
      avg(extract(epoch from bridge_time - agent_reserved_at))::float8 as agent_to_bridge_seconds,
      (select avg(extract(epoch from e.created_at - c.end_time)) from call_events e join calls c on c.id = e.call_id
        where e.event = 'call_ended' and c.bridge_time is not null)::float8 as end_to_wrap_up_seconds,
      avg(extract(epoch from ringing_at - start_time))::float8 as setup_seconds
    from calls where start_time between ${from} and ${until}`;
  const { talk, ...shift } = row;
  return { ...shift, talkShare: talk / (agents * ((until.getTime() - from.getTime()) / 1000)) };
}
