/** The outcome of placing a claimed call. `sql/dialing/call-claims.ts` contains the claim. */
import type { CallStatus } from '../../shared/rules/calls/status.ts';
import type { Sql } from '../db.ts';

/**
 * Stores the carrier's id of a placed call. If a callback of the carrier has stored the id and changed the status
 * before, both values stay.
 *
 * @returns the status of the call now
 * @crossTenant Safe: only the worker that has claimed the call, or the poller, calls this function.
 */
export async function bindCallSid(sql: Sql, callId: number, callSid: string): Promise<CallStatus | undefined> {
  const [row] = await sql<{ status: CallStatus }[]>`
    update calls set call_sid = coalesce(call_sid, ${callSid}),
      status = case when status in ('dialing', 'unknown') then 'queued' else status end, updated_at = clock_now()
    where id = ${callId} returning status`;
  return row?.status;
}

/**
 * Sets the status `unknown`, because the carrier's reply was lost and the phone may be ringing.
 *
 * @crossTenant Safe: only the worker that has claimed the call calls this function.
 */
export async function markCallUnknown(sql: Sql, callId: number): Promise<void> {
  await sql`
    update calls set status = 'unknown', updated_at = clock_now()
    where id = ${callId} and status = 'dialing' and call_sid is null`;
}
