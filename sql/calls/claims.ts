/** The outcome of placing a claimed call. The claim itself is in `sql/dialing/call-claims.ts`. */
import type { CallStatus } from '../../shared/rules/calls/status.ts';
import type { Sql } from '../db.ts';

/**
 * Stores the carrier's id of a placed call. A callback may have stored it before, and moved the status on: both stay.
 *
 * @returns the status of the call now
 * @crossTenant Only the worker that holds the claim, or the poller, calls this.
 */
export async function bindCallSid(sql: Sql, callId: number, callSid: string): Promise<CallStatus | undefined> {
  const [row] = await sql<{ status: CallStatus }[]>`
    update calls set call_sid = coalesce(call_sid, ${callSid}),
      status = case when status in ('dialing', 'unknown') then 'queued' else status end, updated_at = clock_now()
    where id = ${callId} returning status`;
  return row?.status;
}

/**
 * The carrier's reply was lost, so the phone may be ringing.
 *
 * @crossTenant Only the worker that holds the claim calls this.
 */
export async function markCallUnknown(sql: Sql, callId: number): Promise<void> {
  await sql`
    update calls set status = 'unknown', updated_at = clock_now()
    where id = ${callId} and status = 'dialing' and call_sid is null`;
}
