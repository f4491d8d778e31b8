import type { Sql } from '../db.ts';
import type { CallRow, CallStatus } from './calls.ts';

export type LegRow = {
  id: number;
  uuid: string;
  tenantId: number;
  callId: number;
  agentId: number;
  status: CallStatus;
  live: boolean;
  callSid: string | null;
  fromNumber: string;
  toNumber: string;
  startTime: Date | null;
  answerTime: Date | null;
  endTime: Date | null;
  price: number | null;
};

/** Plans the leg on which the agent's phone is rung for a call. */
export async function insertAgentLeg(
  sql: Sql,
  call: Pick<CallRow, 'id' | 'tenantId' | 'fromNumber'>,
  agent: { id: number; phone: string },
): Promise<{ id: number }> {
  const [leg] = await sql<[{ id: number }]>`
    insert into call_legs (tenant_id, call_id, agent_id, status, from_number, to_number)
    values (${call.tenantId}, ${call.id}, ${agent.id}, 'reserved', ${call.fromNumber}, ${agent.phone})
    returning id`;
  return leg;
}

/** The agent did not come; the call has none until another is found. */
export async function unassignAgent(sql: Sql, callId: number, agentId: number): Promise<boolean> {
  const unassigned = await sql`
    update calls set agent_id = null, updated_at = clock_now()
    where id = ${callId} and agent_id = ${agentId} and live and bridge_time is null`;
  return unassigned.count === 1;
}

export async function legsOfCall(sql: Sql, callId: number): Promise<LegRow[]> {
  return await sql<LegRow[]>`select * from call_legs where call_id = ${callId} order by id`;
}

export async function lockLeg(sql: Sql, id: number): Promise<LegRow | undefined> {
  const [row] = await sql<LegRow[]>`select * from call_legs where id = ${id} for no key update`;
  return row;
}

export async function lockLegByUuid(sql: Sql, uuid: string): Promise<LegRow | undefined> {
  const [row] = await sql<LegRow[]>`select * from call_legs where uuid = ${uuid} for no key update`;
  return row;
}

/** The leg of this call that the carrier knows by this id and that is not over. */
export async function lockLiveLegBySid(sql: Sql, callId: number, callSid: string): Promise<LegRow | undefined> {
  const [row] = await sql<LegRow[]>`
    select * from call_legs where call_id = ${callId} and call_sid = ${callSid} and live for no key update`;
  return row;
}

/** Whoever was to be rung for a call that is over need not be any more. */
export async function cancelReservedLegs(sql: Sql, callId: number): Promise<void> {
  await sql`
    update call_legs set status = 'canceled', end_time = clock_now(), updated_at = clock_now()
    where call_id = ${callId} and status = 'reserved'`;
}

/** The one licence to ring an agent's phone for this leg; the call must still be waiting for it. */
export async function licenseLeg(sql: Sql, id: number): Promise<LegRow | undefined> {
  const [row] = await sql<LegRow[]>`
    update call_legs g set status = 'dialing', start_time = clock_now(), updated_at = clock_now()
    from calls c
    where g.id = ${id} and g.status = 'reserved' and c.id = g.call_id and c.live and c.agent_id = g.agent_id
    returning g.*`;
  return row;
}

export async function unlicenseLeg(sql: Sql, id: number): Promise<void> {
  await sql`
    update call_legs set status = 'reserved', start_time = null, updated_at = clock_now()
    where id = ${id} and status = 'dialing' and call_sid is null`;
}

export async function recordLegProgress(
  sql: Sql,
  id: number,
  progress: { callSid?: string; status?: CallStatus; answerTime?: Date; endTime?: Date; duration?: number },
): Promise<void> {
  const { callSid, status, answerTime, endTime, duration } = progress;
  await sql`
    update call_legs set
      call_sid = coalesce(call_sid, ${callSid ?? null}),
      status = case
        when live and call_status_rank(${status ?? null}::call_status) > call_status_rank(status)
        then ${status ?? null}::call_status else status end,
      answer_time = least(answer_time, ${answerTime ?? null}),
      end_time = coalesce(end_time, ${endTime ?? null}),
      duration = coalesce(duration, ${duration ?? null}),
      updated_at = clock_now()
    where id = ${id}`;
}

export async function giveToAgent(sql: Sql, callId: number, agentId: number): Promise<void> {
  await sql`
    update calls set agent_id = ${agentId}, agent_reserved_at = coalesce(agent_reserved_at, clock_now()),
      updated_at = clock_now()
    where id = ${callId}`;
}

/** Calls of people whose agents did not come, and who still hear neither another agent nor the message. */
export async function strandedCalls(sql: Sql, seconds: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from calls c
    where live and direction = 'outbound' and not recorded_by_api
      and status = 'in-progress' and agent_id is null and bridge_time is null and abandoned_at is null
      and coalesce(answered_by, 'human') in ('human', 'unknown')
      and exists (select from call_legs g where g.call_id = c.id)
      and updated_at < clock_now() - make_interval(secs => ${seconds})
    order by id limit 500`;
  return rows.map(({ id }) => id);
}
