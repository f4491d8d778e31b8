/**
 * Legs: carrier calls besides the caller's or the lead's own. An agent leg rings an agent's phone for one call. A parked leg is an
 * agent's open phone call in which callers join, so it belongs to no call. A forwarded leg connects a caller with a buyer or
 * bidder, and has no agent. Status and times move by the same rules as those of a call (see `progress.ts`).
 */
import type { CallStatus } from '../../shared/rules/calls/status.ts';
import type { Sql } from '../db.ts';

export type LegRow = {
  id: number;
  uuid: string;
  tenantId: number;
  /** Null for a parked leg. */
  callId: number | null;
  /** Null for a forwarded leg. */
  agentId: number | null;
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

/** The leg on which an agent's phone is rung for one call. */
export type AgentLegRow = LegRow & { callId: number; agentId: number };
/** An agent's open phone call in which callers join. */
export type ParkedLegRow = LegRow & { callId: null; agentId: number };

export function isAgentLeg(leg: LegRow): leg is AgentLegRow {
  return leg.callId !== null && leg.agentId !== null;
}

export function isParkedLeg(leg: LegRow): leg is ParkedLegRow {
  return leg.callId === null;
}

/** @crossTenant The job or callback names the leg by an id that we gave it. */
export async function lockLeg(sql: Sql, id: number): Promise<LegRow | undefined> {
  const [row] = await sql<LegRow[]>`select * from call_legs where id = ${id} for no key update`;
  return row;
}

/** @crossTenant The carrier's signed callback names the leg by its uuid. */
export async function lockLegByUuid(sql: Sql, uuid: string): Promise<LegRow | undefined> {
  const [row] = await sql<LegRow[]>`select * from call_legs where uuid = ${uuid} for no key update`;
  return row;
}

/**
 * Claims the right to ring the agent's phone for a reserved leg: one worker gets it. The call must still wait for this agent, or
 * the agent who parks must still be available.
 *
 * @crossTenant The job names the leg by its id.
 */
export async function claimLeg(sql: Sql, id: number): Promise<LegRow | undefined> {
  const [row] = await sql<LegRow[]>`
    update call_legs g set status = 'dialing', start_time = clock_now(), updated_at = clock_now()
    from agents a
    where g.id = ${id} and g.status = 'reserved' and a.id = g.agent_id
      and case when g.call_id is null then a.is_active and a.status = 'available'
        else exists (select from calls c where c.id = g.call_id and c.live and c.agent_id = g.agent_id) end
    returning g.*`;
  return row;
}

/**
 * Returns the claim of a leg for which the carrier got no request.
 *
 * @crossTenant Only the worker that holds the claim calls this.
 */
export async function releaseLegClaim(sql: Sql, id: number): Promise<void> {
  await sql`
    update call_legs set status = 'reserved', start_time = null, updated_at = clock_now()
    where id = ${id} and status = 'dialing' and call_sid is null`;
}

/**
 * Applies what is known about a leg now, in any order of reports.
 *
 * @crossTenant The leg was read by its own id or uuid before.
 */
export async function updateLegProgress(
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
