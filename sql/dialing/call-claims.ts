/** The claim of a reserved call: the exclusive right to place the call once. */
import { isTenantActive } from '../accounts/tenants.ts';
import type { Sql } from '../db.ts';
import { isUsableCallerId } from '../numbers/grants.ts';
import { isNumberResting } from './number-history.ts';
import type { ReservedCall } from './reservations.ts';

/**
 * Claims a reserved call inside a transaction. Returns false if the call may not be placed any more. The caller has
 * checked the call gate just before.
 *
 * The statement checks the tenant, the campaign, the caller ID, the call-back, the rest of the number and the do-not-call
 * lists again, because the call may have waited in the queue.
 *
 * @param sharedCallerIds the caller IDs that all tenants may use
 * @crossTenant Safe: the job `call.place` names the call by id.
 */
export async function claimCall(sql: Sql, call: ReservedCall, sharedCallerIds: readonly string[]): Promise<boolean> {
  const caller = { tenantColumn: 'c.tenant_id', numberColumn: 'c.from_number', shared: sharedCallerIds };
  // A transaction that stores an opt-out or a call-back locks the lead until the commit. This statement waits for the
  // lock, so that the next statement sees the opt-out or the call-back.
  await sql`select from calls c join leads l on l.id = c.lead_id where c.id = ${call.id} for update of c, l`;
  const claimed = await sql`
    with claimed as (
    update calls c set status = 'dialing', start_time = clock_now(), lead_call_back = l.call_back,
      lead_next_call_at = l.next_call_at, lead_last_call_at = l.last_call_at, updated_at = clock_now()
    from leads l, campaigns k
    where c.id = ${call.id} and c.status = 'reserved' and l.id = c.lead_id and k.id = c.campaign_id
      and ${isTenantActive(sql, 'c.tenant_id')}
      and k.status = 'active' and l.status = 'queued' and not l.do_not_call
      and coalesce(l.next_call_at, '-infinity') <= clock_now() and ${isUsableCallerId(sql, caller)}
      and (l.call_back or not ${isNumberResting(sql)})
      -- If an agent was reserved for the call, the agent must be on the parked leg. Otherwise a lead who answers would
      -- hear silence.
      and (c.agent_id is null
        or exists (select from call_legs p
          where p.agent_id = c.agent_id and p.call_id is null and p.live and p.status = 'in-progress' and p.renewed_at is null))
      and not exists (
        select from dnc_numbers d
        where d.phone = c.to_number and d.removed_at is null and (d.tenant_id = c.tenant_id or d.tenant_id is null))
    returning c.lead_id, c.campaign_id),
    counted as (insert into campaign_call_counts (campaign_id, made) select campaign_id, 1 from claimed)
    update leads l set status = 'calling', call_attempts = l.call_attempts + 1, last_call_at = clock_now(),
      next_call_at = null, call_back = false, updated_at = clock_now()
    from claimed where l.id = claimed.lead_id`;
  return claimed.count === 1;
}

/**
 * Releases the claim of a call, so that the call is reserved again. The lead gets back what the claim changed: its
 * attempt, its call-back and its times. Call this function only if the carrier certainly did not take the call.
 *
 * @crossTenant Safe: the caller has claimed the call by id.
 */
export async function releaseCallClaim(sql: Sql, call: ReservedCall): Promise<void> {
  const released = await sql`
    update calls set status = 'reserved', start_time = null, updated_at = clock_now()
    where id = ${call.id} and status = 'dialing' and call_sid is null`;
  if (released.count === 0) return;
  await sql`
    update leads l set status = 'queued', call_attempts = l.call_attempts - 1, last_call_at = c.lead_last_call_at,
      -- A call-back that was agreed since the claim stays.
      next_call_at = case when l.call_back then l.next_call_at else c.lead_next_call_at end,
      call_back = l.call_back or c.lead_call_back, updated_at = clock_now()
    from calls c
    where c.id = ${call.id} and l.id = c.lead_id and l.status = 'calling'`;
  await sql`insert into campaign_call_counts (campaign_id, made) values (${call.campaignId}, -1)`;
}
