/** The recent calls of a tenant to a number, which the law's attempt limits count. */
import type { Sql } from '../db.ts';

/** No law counts more calls than this within 24 hours. */
const STARTS_MAX = 20;

/** The law looks back 72 hours from the end of a call, and a call may have lasted some hours itself. */
const HISTORY = '80 hours';

/** A subquery that yields the `NumberSnapshot` of `rules/dialing/call-gate.ts` for the number in a column. */
export const numberSnapshot = (sql: Sql, tenantColumn: string, phoneColumn: string) => sql`
  select clock_now() as read_at, max(p.end_time) as last_ended_at,
    max(p.end_time) filter (where p.disposition = 'abandoned') as last_abandoned_at,
    max(p.end_time) filter (where p.disposition = 'voicemail') as last_machine_at,
    coalesce((array_agg(p.start_time order by p.start_time desc)
      filter (where p.start_time > clock_now() - interval '24 hours'))[:${STARTS_MAX}], '{}') as starts_last_day
  from calls p
  where p.tenant_id = ${sql(tenantColumn)} and p.to_number = ${sql(phoneColumn)} and p.direction = 'outbound'
    and p.start_time > clock_now() - ${HISTORY}::interval`;
