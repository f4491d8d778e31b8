/** The rest of a phone number after a call: no other lead with the number is called for some time. */
import type { Sql } from '../db.ts';

/** SQL value: the end of the rest that the retry policy of campaign `k` asks for after its call `p`. */
export const restEnd = (sql: Sql) => sql`p.end_time + make_interval(mins => (k.retry_policy->>'delayMinutes')::int)`;

/**
 * Returns a subquery that selects the numbers of a tenant that rest: `until` is the end of the rest that the calls to lead
 * `lead_id` ask for, and `other_until` the end that the calls to other leads ask for. The statement reads the calls that
 * ended within the longest delay of the tenant's retry policies.
 */
export const restingNumbers = (sql: Sql, tenantId: number) => sql`
  select to_number, (array_agg(lead_id order by until desc))[1] as lead_id, max(until) as until,
    (array_agg(until order by until desc))[2] as other_until
  from (
    select p.to_number, p.lead_id, max(${restEnd(sql)}) as until
    from calls p join campaigns k on k.id = p.campaign_id
    where p.tenant_id = ${tenantId} and p.direction = 'outbound' and ${restEnd(sql)} > clock_now()
      and p.ended_at > clock_now() - (
        select max(make_interval(mins => (retry_policy->>'delayMinutes')::int)) from campaigns where tenant_id = ${tenantId})
    group by p.to_number, p.lead_id) of_lead
  group by to_number`;
