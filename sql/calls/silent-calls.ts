import type { Sql } from '../db.ts';

/** Calls, legs and lines whose next report is overdue, or that were perhaps never placed: the carrier is asked. */
export type SilentLeg = {
  kind: 'call' | 'leg' | 'line';
  id: number;
  uuid: string;
  /** The call it belongs to; null for a line. */
  callId: number | null;
  callUuid: string | null;
  callSid: string | null;
  fromNumber: string;
  toNumber: string;
  startTime: Date;
  silentSeconds: number;
};

export async function listSilentLegs(sql: Sql, limits: { unplaced: number; placed: number }): Promise<SilentLeg[]> {
  return await sql<SilentLeg[]>`
    select *, extract(epoch from clock_now() - updated_at)::float8 as silent_seconds
    from (
      select 'call' as kind, id, uuid, id as call_id, uuid as call_uuid, call_sid, from_number, to_number, start_time, updated_at
      from calls where live and not externally_logged and start_time is not null
      union all
      select 'leg', g.id, g.uuid, c.id, c.uuid, g.call_sid, g.from_number, g.to_number, g.start_time, g.updated_at
      from call_legs g join calls c on c.id = g.call_id where g.live and g.start_time is not null
      union all
      select 'line', id, uuid, null, null, call_sid, from_number, to_number, start_time, updated_at
      from agent_lines where live and start_time is not null
    ) legs
    where updated_at < clock_now() - make_interval(
      secs => case when call_sid is null then ${limits.unplaced}::float8 else ${limits.placed}::float8 end)
    order by updated_at limit 200`;
}

/** Whether a carrier call is bound to one of ours already, in any tenant: the carrier's account is shared. */
export async function isCallSidBound(sql: Sql, callSid: string): Promise<boolean> {
  const [row] = await sql<[{ bound: boolean }]>`
    select exists (select from calls where call_sid = ${callSid})
      or exists (select from call_legs where call_sid = ${callSid})
      or exists (select from agent_lines where call_sid = ${callSid}) as bound`;
  return row.bound;
}
