import type { Sql } from '../db.ts';

/**
 * A live call or leg without recent reports from the carrier. The next callback is overdue, or the call was perhaps
 * never placed.
 */
export type SilentLeg = {
  kind: 'call' | 'agent_leg' | 'parked_leg';
  id: number;
  uuid: string;
  /** Id of the call; for an agent leg, the id of the leg's call. Null for a parked leg. */
  callId: number | null;
  callUuid: string | null;
  callSid: string | null;
  fromNumber: string;
  toNumber: string;
  startTime: Date;
  /** Seconds since the call or leg last changed. */
  silentSeconds: number;
};

/**
 * Lists live calls and legs that did not change for some seconds. The call or leg that did not change for the longest
 * time comes first.
 *
 * @param limits.unplaced minimum seconds without a change for a call or leg without a carrier id
 * @param limits.placed minimum seconds without a change for a call or leg with a carrier id
 * @param limits.unconnected the same for an answered call whose agent was not connected, and for the leg of this agent:
 *   the person or the agent may have left
 * @crossTenant Safe: the poller asks the carrier about the calls of all tenants.
 */
export async function listSilentLegs(
  sql: Sql,
  limits: { unplaced: number; placed: number; unconnected: number },
): Promise<SilentLeg[]> {
  return await sql<SilentLeg[]>`
    select *, extract(epoch from clock_now() - updated_at)::float8 as silent_seconds
    from (
      select 'call' as kind, id, uuid, id as call_id, uuid as call_uuid, call_sid, from_number, to_number, start_time, updated_at,
        direction = 'outbound' and agent_id is not null and answer_time is not null and connected_at is null
          and abandoned_at is null and agent_reserved_at < clock_now() - make_interval(secs => ${limits.unconnected}) as unconnected
      from calls where live and not externally_logged and start_time is not null
      union all
      select case when g.call_id is null then 'parked_leg' else 'agent_leg' end, g.id, g.uuid, c.id, c.uuid, g.call_sid,
        g.from_number, g.to_number, g.start_time, g.updated_at,
        exists (select from calls w where w.agent_id = g.agent_id and w.live and w.direction = 'outbound'
          and w.answer_time is not null and w.connected_at is null and w.abandoned_at is null
          and w.agent_reserved_at < clock_now() - make_interval(secs => ${limits.unconnected}))
      from call_legs g left join calls c on c.id = g.call_id where g.live and g.start_time is not null
    ) legs
    where updated_at < clock_now() - make_interval(
      secs => case when call_sid is null then ${limits.unplaced}::float8
        when unconnected then ${limits.unconnected}::float8 else ${limits.placed}::float8 end)
    order by updated_at limit 200`;
}

/**
 * Whether the carrier's call belongs to a call or leg in our tables.
 *
 * @crossTenant Safe: all tenants share one carrier account.
 */
export async function isCallSidBound(sql: Sql, callSid: string): Promise<boolean> {
  const [row] = await sql<[{ bound: boolean }]>`
    select exists (select from calls where call_sid = ${callSid} and not externally_logged)
      or exists (select from call_legs where call_sid = ${callSid}) as bound`;
  return row.bound;
}
