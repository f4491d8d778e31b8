/** The claim on a reserved call: the right to place it once. */
import type { Sql } from '../db.ts';
import type { ReservedCall } from './reservations.ts';

/**
 * Claims a reserved call inside a transaction; false when it may not be placed any more. The statement checks campaign,
 * call-back and do-not-call lists again, because the call may have waited in the queue. The caller has passed the call gate just before.
 *
 * @crossTenant The job names the call by its id.
 */
export async function claimCall(sql: Sql, call: ReservedCall): Promise<boolean> {
  // An opt-out or a call-back locks the lead until its commit. Waiting for the lock here lets the next statement see it.
  await sql`select from calls c join leads l on l.id = c.lead_id where c.id = ${call.id} for update of c, l`;
  const claimed = await sql`
    update calls c set status = 'dialing', start_time = clock_now(), updated_at = clock_now()
    from leads l, campaigns k
    where c.id = ${call.id} and c.status = 'reserved' and l.id = c.lead_id and k.id = c.campaign_id
      and k.status = 'active' and l.status = 'queued' and not l.do_not_call
      and coalesce(l.next_call_at, '-infinity') <= clock_now()
      -- An agent who was reserved before the call must be on the parked leg, or the lead would answer to silence.
      and (c.agent_id is null
        or exists (select from call_legs p
          where p.agent_id = c.agent_id and p.call_id is null and p.live and p.status = 'in-progress'))
      and not exists (
        select from dnc_numbers d
        where d.phone = c.to_number and (d.tenant_id = c.tenant_id or d.tenant_id is null))`;
  if (claimed.count === 0) return false;
  await sql`
    update leads set status = 'calling', call_attempts = call_attempts + 1, last_call_at = clock_now(),
      next_call_at = null, call_back = false, updated_at = clock_now()
    where id = ${call.leadId}`;
  await sql`update campaigns set calls_made = calls_made + 1 where id = ${call.campaignId}`;
  return true;
}

/**
 * Releases the claim: the call is reserved again. Only for a request that certainly never reached the carrier.
 *
 * @crossTenant The call was claimed by its id.
 */
export async function releaseCallClaim(sql: Sql, call: ReservedCall): Promise<void> {
  const released = await sql`
    update calls set status = 'reserved', start_time = null, updated_at = clock_now()
    where id = ${call.id} and status = 'dialing' and call_sid is null`;
  if (released.count === 0) return;
  await sql`
    update leads set status = 'queued', call_attempts = call_attempts - 1, updated_at = clock_now()
    where id = ${call.leadId} and status = 'calling'`;
  await sql`update campaigns set calls_made = calls_made - 1 where id = ${call.campaignId}`;
}
