/** Results of the `<Dial>` attempts that connect a caller with a buyer or a bidder. */
import type { CallRow } from '../calls/calls.ts';
import type { Sql } from '../db.ts';

/** Key of the event that records the result of the call's current attempt. It makes a repeated result harmless. */
export const dialEventKey = ({ routeAttempt }: Pick<CallRow, 'routeAttempt'>) => `dial-${routeAttempt}`;

/**
 * Whether the result of the call's last `<Dial>` is missing, because the carrier's callback is late or was lost. Until it comes,
 * the recorded conversation is only assumed.
 */
export async function isDialResultMissing(sql: Sql, call: CallRow): Promise<boolean> {
  if (call.direction !== 'inbound' || call.forwardedTo === null || call.bridgeTime === null) return false;
  const [row] = await sql<[{ missing: boolean }]>`
    select not exists (
      select from call_events
      where call_id = ${call.id} and tenant_id = ${call.tenantId} and source_key = ${dialEventKey(call)}) as missing`;
  return row.missing;
}

/**
 * Adds the leg of one finished `<Dial>` attempt, so that its price is polled. Does nothing when the leg exists already.
 *
 * @param leg.duration seconds after the answer
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
