import type { NumberHistory } from '../../shared/rules/compliance/attempt-limits.ts';
import type { Sql } from '../db.ts';

/** What decides whether a number may be called now: its history, and the database's clock. */
export type NumberSnapshot = NumberHistory & { readAt: Date };

/** No law counts further than this. */
export const STARTS_MAX = 20;

/** Nor does any look further back than 72 hours, from the end of a call that may have lasted some hours itself. */
export const HISTORY = '80 hours';

export const selectNumberSnapshot = (sql: Sql, tenantColumn: string, phoneColumn: string) => sql`
  select clock_now() as read_at, max(p.end_time) as last_ended_at,
    max(p.end_time) filter (where p.disposition = 'abandoned') as last_abandoned_at,
    max(p.end_time) filter (where p.disposition = 'voicemail') as last_machine_at,
    coalesce((array_agg(p.start_time order by p.start_time desc)
      filter (where p.start_time > clock_now() - interval '24 hours'))[:${STARTS_MAX}], '{}') as starts_last_day
  from calls p
  where p.tenant_id = ${sql(tenantColumn)} and p.to_number = ${sql(phoneColumn)} and p.direction = 'outbound'
    and p.start_time > clock_now() - ${HISTORY}::interval`;
