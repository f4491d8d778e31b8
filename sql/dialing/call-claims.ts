import type { Sql } from '../db.ts';
import type { ReservedCall } from './reservations.ts';

/**
 * The one licence to place a call, inside a transaction. Campaign, call-back and do-not-call lists are checked again in the
 * same statement, because the call may have waited in the queue; calling hours are the caller's to check just before.
 */
export async function claimCall(sql: Sql, call: ReservedCall): Promise<boolean> {
  // Whoever takes the lead out of calling holds its row until that is committed: the statement after this has heard of it.
  await sql`select from calls c join leads l on l.id = c.lead_id where c.id = ${call.id} for update of c, l`;
  const licensed = await sql`
    update calls c set status = 'dialing', start_time = clock_now(), updated_at = clock_now()
    from leads l, campaigns k
    where c.id = ${call.id} and c.status = 'reserved' and l.id = c.lead_id and k.id = c.campaign_id
      and k.status = 'active' and l.status = 'queued' and not l.do_not_call
      and coalesce(l.next_call_at, '-infinity') <= clock_now()
      -- An agent who was taken before the call must be on the line: nobody is to answer to nobody.
      and (c.agent_id is null
        or exists (select from call_legs p
          where p.agent_id = c.agent_id and p.call_id is null and p.live and p.status = 'in-progress'))
      and not exists (
        select from dnc_numbers d
        where d.phone = c.to_number and (d.tenant_id = c.tenant_id or d.tenant_id is null))`;
  if (licensed.count === 0) return false;
  await sql`
    update leads set status = 'calling', call_attempts = call_attempts + 1, last_call_at = clock_now(),
      next_call_at = null, call_back = false, updated_at = clock_now()
    where id = ${call.leadId}`;
  await sql`update campaigns set calls_made = calls_made + 1 where id = ${call.campaignId}`;
  return true;
}

/** Takes the licence back when the request certainly never reached the carrier. */
export async function releaseCallClaim(sql: Sql, call: ReservedCall): Promise<void> {
  const undone = await sql`
    update calls set status = 'reserved', start_time = null, updated_at = clock_now()
    where id = ${call.id} and status = 'dialing' and call_sid is null`;
  if (undone.count === 0) return;
  await sql`
    update leads set status = 'queued', call_attempts = call_attempts - 1, updated_at = clock_now()
    where id = ${call.leadId} and status = 'calling'`;
  await sql`update campaigns set calls_made = calls_made - 1 where id = ${call.campaignId}`;
}
