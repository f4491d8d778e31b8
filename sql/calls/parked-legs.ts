/** The lines on which agents' phones stay connected between calls. */
import type { CallStatus } from './calls.ts';
import type { Sql } from '../db.ts';

export type AgentLineRow = {
  id: number;
  uuid: string;
  tenantId: number;
  agentId: number;
  status: CallStatus;
  live: boolean;
  callSid: string | null;
  fromNumber: string;
  toNumber: string;
  answerTime: Date | null;
};

/** A line for each available agent of the pool who has none yet; a second live one is refused by the index. */
export async function insertMissingLines(
  sql: Sql,
  pool: { tenantId: number; groupId: number | null; callerId: string },
  limit: number,
): Promise<{ id: number }[]> {
  return await sql<{ id: number }[]>`
    insert into agent_lines (tenant_id, agent_id, status, from_number, to_number)
    select a.tenant_id, a.id, 'reserved', ${pool.callerId}, a.phone
    from agents a
    where a.tenant_id = ${pool.tenantId} and a.is_active and a.status = 'available' and a.current_calls = 0
      ${pool.groupId === null ? sql`` : sql`and a.agent_group_id = ${pool.groupId}`}
      and not exists (select from agent_lines l where l.agent_id = a.id and l.live)
    order by a.id limit ${limit}
    on conflict do nothing
    returning id`;
}

/** Whether any campaign wants the agent `a` on the line. */
export const lineWanted = (sql: Sql) => sql`
  exists (
    select from campaigns k
    where k.tenant_id = a.tenant_id and k.status = 'active' and (k.agent_legs = 'parked' or k.dial_mode = 'preview')
      and (k.agent_group_id is null or k.agent_group_id = a.agent_group_id))`;

export async function isLineWanted(sql: Sql, agentId: number): Promise<boolean> {
  const [row] = await sql<[{ wanted: boolean }]>`
    select ${lineWanted(sql)} as wanted from agents a where a.id = ${agentId}`;
  return row.wanted;
}

/** The one licence to ring the agent's phone; the agent must still want calls. */
export async function licenseLine(sql: Sql, id: number): Promise<AgentLineRow | undefined> {
  const [row] = await sql<AgentLineRow[]>`
    update agent_lines l set status = 'dialing', start_time = clock_now(), updated_at = clock_now()
    from agents a
    where l.id = ${id} and l.status = 'reserved' and a.id = l.agent_id and a.is_active and a.status = 'available'
    returning l.*`;
  return row;
}

export async function unlicenseLine(sql: Sql, id: number): Promise<void> {
  await sql`
    update agent_lines set status = 'reserved', start_time = null, updated_at = clock_now()
    where id = ${id} and status = 'dialing' and call_sid is null`;
}

/** By uuid, without a tenant: callbacks name it, signed. */
export async function lockLineByUuid(sql: Sql, uuid: string): Promise<AgentLineRow | undefined> {
  const [row] = await sql<AgentLineRow[]>`select * from agent_lines where uuid = ${uuid} for no key update`;
  return row;
}

export async function lockLine(sql: Sql, id: number): Promise<AgentLineRow | undefined> {
  const [row] = await sql<AgentLineRow[]>`select * from agent_lines where id = ${id} for no key update`;
  return row;
}

/** The line that a free agent's call joins. */
export async function openLineOf(sql: Sql, agentId: number): Promise<AgentLineRow | undefined> {
  const [row] = await sql<AgentLineRow[]>`
    select * from agent_lines where agent_id = ${agentId} and status = 'in-progress' limit 1`;
  return row;
}

export async function recordLineProgress(
  sql: Sql,
  id: number,
  progress: { callSid?: string; status?: CallStatus; answerTime?: Date; endTime?: Date; duration?: number },
): Promise<void> {
  const { callSid, status, answerTime, endTime, duration } = progress;
  await sql`
    update agent_lines set
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

/** Lines that serve nobody: their agent went away, or no campaign with parked agents runs any more. */
export async function idleLines(sql: Sql): Promise<AgentLineRow[]> {
  return await sql<AgentLineRow[]>`
    select l.* from agent_lines l join agents a on a.id = l.agent_id
    where l.live and a.current_calls = 0 and (a.status <> 'available' or not a.is_active or not ${lineWanted(sql)})
    order by l.id limit 200`;
}
