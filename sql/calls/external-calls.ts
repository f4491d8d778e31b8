/** Calls that another system carried and logged over the API, and corrections of calls over the API. */
import type { CallStatus } from '../../shared/rules/calls/status.ts';
import { type Key, keyMatches, type Sql } from '../db.ts';
import type { CallRow } from './calls.ts';

export type ExternalCall = Pick<CallRow, 'direction' | 'fromNumber' | 'toNumber' | 'campaignId' | 'buyerId'> & {
  callSid: string | null;
  status: CallStatus;
};

/** Finds the id of the buyer that an externally logged call names. */
export async function buyerIdByKey(sql: Sql, tenantId: number, key: Key): Promise<number | undefined> {
  const [row] = await sql<{ id: number }[]>`
    select id from buyers b where tenant_id = ${tenantId} and deleted_at is null and ${keyMatches(sql, 'b', key)}`;
  return row?.id;
}

/**
 * Inserts a call that another system carried. Returns undefined if this platform carries a call of the tenant with this
 * `callSid`.
 *
 * @throws unique violation of `calls_logged_call_sid` if the tenant has logged a call with this `callSid`
 */
export async function insertExternalCall(sql: Sql, tenantId: number, call: ExternalCall): Promise<CallRow | undefined> {
  const { direction, fromNumber, toNumber, campaignId, buyerId, callSid, status } = call;
  const [row] = await sql<CallRow[]>`
    insert into calls (tenant_id, campaign_id, buyer_id, direction, status, call_sid, from_number, to_number,
      start_time, externally_logged)
    select ${tenantId}, ${campaignId}, ${buyerId}, ${direction}, ${status}, ${callSid}, ${fromNumber}, ${toNumber},
      clock_now(), true
    where not exists (
      select from calls c where c.tenant_id = ${tenantId} and c.call_sid = ${callSid} and not c.externally_logged)
    returning *`;
  return row;
}

/** Fields of a call that an API client may correct. If a field is undefined, the stored value stays. */
export type CallCorrection = {
  /** Duration of the call in seconds. */
  duration?: number | undefined;
  recordingUrl?: string | null | undefined;
  /** Cost of the call in dollars. A corrected cost counts as rated. */
  cost?: number | undefined;
  hangupCause?: string | null | undefined;
  converted?: boolean | undefined;
};

export async function updateCallCorrection(
  sql: Sql,
  tenantId: number,
  id: number,
  correction: CallCorrection,
): Promise<void> {
  const { duration = null, recordingUrl, cost = null, hangupCause, converted = null } = correction;
  await sql`
    update calls set
      duration = coalesce(${duration}, duration),
      talk_time = case when disposition = 'answered' then coalesce(${duration}, talk_time) else talk_time end,
      cost = coalesce(${cost}, cost),
      cost_source = case when ${cost}::numeric is null then cost_source else 'rated' end,
      given_recording_url = case when ${recordingUrl !== undefined} then ${recordingUrl ?? null}
        else given_recording_url end,
      converted = coalesce(${converted}, converted),
      hangup_cause = case when ${hangupCause !== undefined} then ${hangupCause ?? null} else hangup_cause end,
      updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId}`;
}
