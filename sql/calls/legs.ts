/**
 * Legs: the carrier's calls other than the call with the caller or the lead.
 *
 * - An agent leg rings an agent's phone for one call.
 * - A parked leg is an open phone call with an agent. Callers join the parked leg, so a parked leg belongs to no call.
 * - A guest leg brings another person into the conversation of a call (see `guest-legs.ts`). It has no agent.
 * - A forwarded leg connects a caller with a buyer or bidder, and has no agent.
 *
 * The status and the times of a leg follow the same rules as the status and the times of a call (see `progress.ts`).
 */
import type { CallStatus } from '../../shared/rules/calls/status.ts';
import { isTenantActive } from '../accounts/tenants.ts';
import type { Sql } from '../db.ts';
import { isUsableCallerId } from '../numbers/grants.ts';

export const GUEST_ROLES = ['participant', 'consult', 'transfer', 'supervisor'] as const;
/** `consult`: the agent asks the person before a transfer. `transfer`: the person gets the call. */
export type GuestRole = (typeof GUEST_ROLES)[number];

export const MONITOR_MODES = ['listen', 'whisper', 'barge'] as const;
/** `listen`: no one hears the supervisor. `whisper`: only the agent does. `barge`: everyone does. */
export type MonitorMode = (typeof MONITOR_MODES)[number];

export type LegRow = {
  id: number;
  uuid: string;
  tenantId: number;
  /** Null for a parked leg. */
  callId: number | null;
  /** Null for a forwarded leg and a guest leg. */
  agentId: number | null;
  /** Null for a leg that is no guest leg. */
  guestRole: GuestRole | null;
  /** How a supervisor takes part; null for every other leg. */
  monitorMode: MonitorMode | null;
  /** The user who brought in the guest. */
  createdBy: number | null;
  status: CallStatus;
  live: boolean;
  callSid: string | null;
  fromNumber: string;
  toNumber: string;
  startTime: Date | null;
  answerTime: Date | null;
  endTime: Date | null;
  /** The conference in which the agent of a parked leg is; null until the carrier reports the conference. */
  conferenceSid: string | null;
  /** When this platform decided to replace the parked leg by a new one. */
  renewedAt: Date | null;
  price: number | null;
};

/** A leg on which an agent's phone is rung for one call. */
export type AgentLegRow = LegRow & { callId: number; agentId: number };
/** An open phone call with an agent, which callers join. */
export type ParkedLegRow = LegRow & { callId: null; agentId: number };

/** A leg with which another person takes part in the conversation of a call. */
export type GuestLegRow = LegRow & { callId: number; guestRole: GuestRole };

export function isGuestLeg(leg: LegRow): leg is GuestLegRow {
  return leg.callId !== null && leg.guestRole !== null;
}

export function isAgentLeg(leg: LegRow): leg is AgentLegRow {
  return leg.callId !== null && leg.agentId !== null;
}

export function isParkedLeg(leg: LegRow): leg is ParkedLegRow {
  return leg.callId === null;
}

/** @crossTenant Safe: the job or the carrier's signed callback names the leg by the id that we gave to the leg. */
export async function lockLeg(sql: Sql, id: number): Promise<LegRow | undefined> {
  const [row] = await sql<LegRow[]>`select * from call_legs where id = ${id} for no key update`;
  return row;
}

/** @crossTenant Safe: the carrier's signed callback names the leg by uuid. */
export async function lockLegByUuid(sql: Sql, uuid: string): Promise<LegRow | undefined> {
  const [row] = await sql<LegRow[]>`select * from call_legs where uuid = ${uuid} for no key update`;
  return row;
}

/**
 * Claims the right to ring an agent's phone for a reserved leg. Only one worker gets the claim. The tenant must be
 * active. For an agent leg, the call must still wait for the agent. For a parked leg, the agent must still be available
 * and the tenant must still have the caller ID. The caller ID of an agent leg was checked when the call was claimed.
 *
 * @param sharedCallerIds the caller IDs that all tenants may use
 * @crossTenant Safe: the job `agent.ring` or `agent.park` names the leg by id.
 */
export async function claimLeg(sql: Sql, id: number, sharedCallerIds: readonly string[]): Promise<LegRow | undefined> {
  const caller = { tenantColumn: 'g.tenant_id', numberColumn: 'g.from_number', shared: sharedCallerIds };
  const [row] = await sql<LegRow[]>`
    update call_legs g set status = 'dialing', start_time = clock_now(), updated_at = clock_now(),
      -- Only the phone of a parked leg is checked for a machine.
      has_detection = g.call_id is null and a.phone_acceptance = 'detection' and a.device = 'phone'
    from agents a
    where g.id = ${id} and g.status = 'reserved' and a.id = g.agent_id and ${isTenantActive(sql, 'g.tenant_id')}
      and case when g.call_id is null then a.is_active and a.status = 'available' and ${isUsableCallerId(sql, caller)}
        else exists (select from calls c where c.id = g.call_id and c.live and c.agent_id = g.agent_id) end
    returning g.*`;
  return row;
}

/**
 * Releases the claim of a leg if no request reached the carrier.
 *
 * @crossTenant Safe: only the worker that has claimed the leg calls this function.
 */
export async function releaseLegClaim(sql: Sql, id: number): Promise<void> {
  await sql`
    update call_legs set status = 'reserved', start_time = null, updated_at = clock_now()
    where id = ${id} and status = 'dialing' and call_sid is null`;
}

type LegProgress = {
  callSid?: string;
  status?: CallStatus;
  answerTime?: Date;
  endTime?: Date;
  duration?: number;
  conferenceSid?: string;
};

/**
 * Updates a leg with what is known about the leg now. The order in which reports arrive does not matter.
 *
 * @returns the leg after the update
 * @crossTenant Safe: the caller has read the leg by id or uuid.
 */
export async function updateLegProgress(sql: Sql, id: number, progress: LegProgress): Promise<LegRow | undefined> {
  const [row] = await sql<LegRow[]>`
    update call_legs g set ${progressSet(sql, progress)} where g.id = ${id} returning g.*`;
  return row;
}

/** SQL: the columns of leg `g` after the progress. */
const progressSet = (sql: Sql, progress: LegProgress) => {
  const { callSid, status, answerTime, endTime, duration, conferenceSid } = progress;
  return sql`
    call_sid = coalesce(g.call_sid, ${callSid ?? null}),
    status = case
      when g.live and call_status_rank(${status ?? null}::call_status) > call_status_rank(g.status)
      then ${status ?? null}::call_status else g.status end,
    answer_time = least(g.answer_time, ${answerTime ?? null}),
    end_time = coalesce(g.end_time, ${endTime ?? null}),
    duration = coalesce(g.duration, ${duration ?? null}),
    conference_sid = coalesce(${conferenceSid ?? null}, g.conference_sid),
    updated_at = clock_now()`;
};

/**
 * Applies a report about the progress of an agent's leg of a live call, in one statement and without a transaction. Only
 * this leg is locked, and only for the statement.
 *
 * @returns false if the leg is unknown, the call has ended, or the report is about another carrier call
 * @crossTenant Safe: the carrier's signed callback names the call and the leg by uuid.
 */
export async function applyLiveLegReport(
  sql: Sql,
  { callUuid, legUuid, callSid }: { callUuid: string; legUuid: string; callSid: string },
  progress: LegProgress,
): Promise<boolean> {
  const applied = await sql`
    update call_legs g set ${progressSet(sql, progress)}
    from calls c
    where g.uuid = ${legUuid} and c.uuid = ${callUuid} and g.call_id = c.id and c.live
      and g.agent_id is not null and g.live and coalesce(g.call_sid, ${callSid}) = ${callSid}`;
  return applied.count === 1;
}
