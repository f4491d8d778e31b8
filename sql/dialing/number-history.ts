/** The recent calls of a tenant to a phone number. The legal limits on call attempts count these calls. */
import type { Sql } from '../db.ts';

/** The maximum number of start times that are read. No law counts more than 20 calls within 24 hours. */
const STARTS_MAX = 20;

/**
 * Calls that began within this period are read. The law counts the 72 hours after the end of a call, and the call
 * itself may have lasted some hours.
 */
const HISTORY = '80 hours';

/**
 * Returns a subquery that selects the `NumberSnapshot` of `rules/dialing/call-gate.ts` for the phone number in
 * `phoneColumn`.
 */
export const numberSnapshot = (sql: Sql, tenantColumn: string, phoneColumn: string) => sql`
  select clock_now() as read_at, max(p.end_time) as last_ended_at,
    max(p.end_time) filter (where p.disposition = 'abandoned') as last_abandoned_at,
    max(p.end_time) filter (where p.disposition = 'voicemail') as last_machine_at,
    coalesce((array_agg(p.start_time order by p.start_time desc)
      filter (where p.start_time > clock_now() - interval '24 hours'))[:${STARTS_MAX}], '{}') as starts_last_day
  from calls p
  where p.tenant_id = ${sql(tenantColumn)} and p.to_number = ${sql(phoneColumn)} and p.direction = 'outbound'
    and p.start_time > clock_now() - ${HISTORY}::interval`;
