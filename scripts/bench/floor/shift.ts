/** What a shift was spent on, from the product's own books. Times are product seconds. */
import type { Pool } from '../../../sql/db.ts';

export type Shift = {
  talkShare: number;
  answered: number;
  abandoned: number;
  dials: number;
  cancelled: number;
  /** Means over the conversations. */
  answerToAgent: number;
  agentToBridge: number;
  /** From the end of a conversation until the agent's wrap-up began. */
  endToRelease: number;
  /** From the start of a call until its ringing was reported. */
  setup: number;
};

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
      avg(extract(epoch from agent_reserved_at - answer_time))::float8 as answer_to_agent,
      avg(extract(epoch from bridge_time - agent_reserved_at))::float8 as agent_to_bridge,
      (select avg(extract(epoch from e.created_at - c.end_time)) from call_events e join calls c on c.id = e.call_id
        where e.event = 'call_ended' and c.bridge_time is not null)::float8 as end_to_release,
      avg(extract(epoch from ringing_at - start_time))::float8 as setup
    from calls where start_time between ${from} and ${until}`;
  const { talk, ...shift } = row;
  return { ...shift, talkShare: talk / (agents * ((until.getTime() - from.getTime()) / 1000)) };
}
