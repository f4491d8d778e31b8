/** The health of the whole deployment, minute by minute of real time. It belongs to no tenant. */
import type { Sql } from '../db.ts';

/** A minute in which anything was out of order counts as such, whatever is found later in it. */
export async function insertHealthSample(sql: Sql, healthy: boolean): Promise<void> {
  await sql`
    insert into health_samples (minute, healthy) values (date_trunc('minute', now()), ${healthy})
    on conflict (minute) do update set healthy = health_samples.healthy and excluded.healthy`;
}

export async function deleteOldHealthSamples(sql: Sql, hours: number): Promise<void> {
  await sql`delete from health_samples where minute < now() - make_interval(hours => ${hours})`;
}

export type Uptime = {
  /** From the first sample of the window to the last whole minute. */
  minutes: number;
  healthyMinutes: number;
  /** What the latest sample says; null when that is too old to say anything, or there is none. */
  healthy: boolean | null;
};

export async function readUptime(sql: Sql, limits: { hours: number; freshSeconds: number }): Promise<Uptime> {
  const [row] = await sql<[Uptime]>`
    with samples as (select * from health_samples where minute > now() - make_interval(hours => ${limits.hours})),
    span as (
      select min(minute) as first, greatest(min(minute), date_trunc('minute', now()) - interval '1 minute') as last
      from samples)
    select coalesce(extract(epoch from last - first) / 60 + 1, 0)::integer as minutes,
      (select count(*) from samples where healthy and minute <= last) as healthy_minutes,
      (select healthy from samples where minute > now() - make_interval(secs => ${limits.freshSeconds})
        order by minute desc limit 1) as healthy
    from span`;
  return row;
}

/** For health probes, which belong to nobody. */
export async function ping(sql: Sql): Promise<void> {
  await sql`select 1`;
}
