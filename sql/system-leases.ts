/** Leases and visits of all tenants, for the sweeper: time passes for everybody, and follows from no tenant's action. */
import type { Sql } from './db.ts';
import { isBeingCalled } from './number-leases.ts';

/** Numbers that were kept long enough are free again, unless somebody is calling them. */
export async function releaseDueLeases(sql: Sql, limit: number): Promise<number> {
  const released = await sql`
    update number_leases set released_at = clock_now()
    where released_at is null and id in (
      select l.id from number_leases l
      where l.released_at is null and l.held_until <= clock_now()
        and not ${isBeingCalled(sql, 'l.phone_number')}
      order by l.held_until limit ${limit} for update skip locked)`;
  return released.count;
}

export async function deleteOldLeases(sql: Sql, { days, limit }: { days: number; limit: number }): Promise<number> {
  const deleted = await sql`
    delete from number_leases where id in (
      select id from number_leases
      where released_at < clock_now() - make_interval(days => ${days}) order by released_at limit ${limit})`;
  return deleted.count;
}

/** Calls stay, and forget where they came from. */
export async function deleteOldVisits(sql: Sql, { days, limit }: { days: number; limit: number }): Promise<number> {
  const deleted = await sql`
    delete from tracking_sessions where id in (
      select v.id from tracking_sessions v
      where v.created_at < clock_now() - make_interval(days => ${days})
        and v.last_seen_at < clock_now() - make_interval(days => ${days})
      order by v.created_at limit ${limit})`;
  return deleted.count;
}
