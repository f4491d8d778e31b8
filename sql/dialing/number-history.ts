/** The recent calls of a tenant to a phone number. The legal limits on call attempts count these calls. */
import { restEnd } from '../compliance/number-rest.ts';
import type { Sql } from '../db.ts';

/** The maximum number of start times that are read. No law counts more than 20 calls within 24 hours. */
const STARTS_MAX = 20;

/**
 * Calls that began within this period are read. The delay of a retry policy is at most a week, the law counts at most 72
 * hours after the end of a call, and the call itself may have lasted some hours.
 */
const HISTORY = '8 days';

/** SQL condition: call `p` is a recent outbound call of a tenant to a phone number. */
const isRecentCall = (sql: Sql, tenantColumn: string, phoneColumn: string) => sql`
  p.tenant_id = ${sql(tenantColumn)} and p.to_number = ${sql(phoneColumn)} and p.direction = 'outbound'
    and p.start_time > clock_now() - ${HISTORY}::interval`;

type NumberColumns = { tenant: string; phone: string; lead: string };

/**
 * Returns a subquery that selects the `NumberSnapshot` of `rules/dialing/call-gate.ts` for the phone number in a column.
 * The calls to the lead itself cause no rest: the retry rule sets the lead's next call time. The laws protect the person, so
 * the calls to the lead's other numbers count too, once the dialer has changed the number.
 */
export const numberSnapshot = (sql: Sql, { tenant, phone, lead }: NumberColumns) => sql`
  select clock_now() as read_at, max(p.end_time) as last_ended_at,
    max(p.end_time) filter (where p.disposition = 'abandoned') as last_abandoned_at,
    max(p.end_time) filter (where p.disposition = 'voicemail' and p.to_number = ${sql(phone)}) as last_machine_at,
    max(${restEnd(sql)}) filter (where p.lead_id is distinct from ${sql(lead)}) as rests_until,
    coalesce((array_agg(p.start_time order by p.start_time desc)
      filter (where p.start_time > clock_now() - interval '24 hours'))[:${STARTS_MAX}], '{}') as starts_last_day
  from (
    select p.* from calls p where ${isRecentCall(sql, tenant, phone)}
    union all
    select p.* from calls p
    where l.dial_phone is not null and p.lead_id = ${sql(lead)} and p.to_number <> ${sql(phone)}
      and p.direction = 'outbound' and p.start_time > clock_now() - ${HISTORY}::interval
  ) p left join campaigns k on k.id = p.campaign_id`;

/** SQL condition: a call to another lead with the number of call `c` was so short a time ago that the number rests. */
export const isNumberResting = (sql: Sql) => sql`
  exists (
    select from calls p join campaigns k on k.id = p.campaign_id
    where ${isRecentCall(sql, 'c.tenant_id', 'c.to_number')} and p.lead_id is distinct from c.lead_id
      and ${restEnd(sql)} > clock_now())`;
