/** Finished leads that become due again: on a second upload of their number, or when the campaign is recycled. */
import { restEnd } from '../compliance/number-rest.ts';
import type { Sql } from '../db.ts';

/**
 * SQL value: why lead `l` of campaign `k` cannot become due again, or null. The do-not-call lists count at once, but the
 * dialer checks them again before every call.
 *
 * `in_call`: a call is reserved or live, or its outcome is not processed yet. `number_invalid`: the carrier or the
 * numbering plan says that the number cannot be called. `attempts_used_up`: the retry policy allows no further call.
 */
export const requeueProblem = (sql: Sql) => sql`
  case
    when l.do_not_call or l.erased or l.status = 'dnc' or exists (
      select from dnc_numbers d
      where d.phone in (l.phone_normalized, l.dial_phone) and d.removed_at is null and (d.tenant_id = l.tenant_id or d.tenant_id is null))
      then 'do_not_call'
    when l.status in ('queued', 'calling') then 'in_call'
    when l.status = 'pending' then 'pending'
    when l.status_reason like 'number\\_%' then 'number_invalid'
    when l.call_attempts >= (k.retry_policy->>'maxAttempts')::int then 'attempts_used_up'
  end`;

/** SQL value: when lead `l` of campaign `k` is due if it becomes due again: now, or when its number has rested. */
export const requeuedAt = (sql: Sql) => sql`
  greatest(clock_now(), (select max(${restEnd(sql)}) from calls p where p.lead_id = l.id and p.end_time is not null))`;
