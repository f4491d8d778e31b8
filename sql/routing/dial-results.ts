/** Results of the `<Dial>` attempts that connect a caller with a buyer or a bidder. */
import type { CallRow } from '../calls/calls.ts';
import { isDialResultKnown } from '../calls/events.ts';
import type { Sql } from '../db.ts';

/**
 * Whether the result of the call's last `<Dial>` attempt is missing, because the carrier's callback is late or was
 * lost. Until the result arrives, the stored conversation is only assumed.
 */
export async function isDialResultMissing(sql: Sql, call: CallRow): Promise<boolean> {
  if (call.direction !== 'inbound' || call.forwardedTo === null || call.connectedAt === null) return false;
  return !(await isDialResultKnown(sql, call));
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
