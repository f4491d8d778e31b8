import type { Sql } from '../db.ts';
import type { CallStatus } from '../../shared/rules/calls/status.ts';

/**
 * Binds the carrier's id. A callback may have done so already, and moved the call on: neither is undone. Returns what the
 * call is now.
 */
export async function bindCallSid(sql: Sql, callId: number, callSid: string): Promise<CallStatus | undefined> {
  const [row] = await sql<{ status: CallStatus }[]>`
    update calls set call_sid = coalesce(call_sid, ${callSid}),
      status = case when status in ('dialing', 'unknown') then 'queued' else status end, updated_at = clock_now()
    where id = ${callId} returning status`;
  return row?.status;
}

export async function markCallUnknown(sql: Sql, callId: number): Promise<void> {
  await sql`
    update calls set status = 'unknown', updated_at = clock_now()
    where id = ${callId} and status = 'dialing' and call_sid is null`;
}
