/** Results of the `<Dial>` attempts that connect a caller with a buyer or a bidder. */
import type { CallRow } from '../calls/calls.ts';
import type { Sql } from '../db.ts';

/**
 * Lists the carrier's ids of the finished `<Dial>` attempts of a call.
 *
 * @crossTenant Safe: the caller has read the call.
 */
export async function listDialledLegSids(sql: Sql, callId: number): Promise<string[]> {
  const rows = await sql<{ callSid: string }[]>`
    select call_sid from call_legs where call_id = ${callId} and call_sid is not null`;
  return rows.map(({ callSid }) => callSid);
}

/**
 * Adds the leg of a finished `<Dial>` attempt, so that the carrier is polled for the price of the leg. Does nothing if
 * the leg exists already.
 *
 * @param leg.duration seconds from the answer to the end of the leg
 */
export async function insertDialledLeg(
  sql: Sql,
  call: Pick<CallRow, 'id' | 'tenantId' | 'fromNumber'>,
  leg: { callSid: string; to: string; status: string; duration: number },
): Promise<void> {
  await sql`
    insert into call_legs (tenant_id, call_id, status, call_sid, from_number, to_number, start_time, answer_time, end_time,
      duration)
    select ${call.tenantId}, ${call.id}, ${leg.status}, ${leg.callSid}, ${call.fromNumber}, ${leg.to}, began,
      case when ${leg.duration}::int > 0 then began end, clock_now(), ${leg.duration}
    from (select clock_now() - make_interval(secs => ${leg.duration}) as began) times
    on conflict do nothing`;
}
