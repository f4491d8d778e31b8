/** The health of the whole deployment: one row for each minute of real time. Health belongs to no tenant. */
import type { Sql } from '../db.ts';

/**
 * Stores a health sample for the current minute. If one sample of a minute is unhealthy, the minute stays unhealthy,
 * whatever later samples say.
 */
export async function insertHealthSample(sql: Sql, healthy: boolean): Promise<void> {
  await sql`
    insert into health_samples (minute, healthy) values (date_trunc('minute', now()), ${healthy})
    on conflict (minute) do update set healthy = health_samples.healthy and excluded.healthy`;
}

export async function deleteOldHealthSamples(sql: Sql, hours: number): Promise<void> {
  await sql`delete from health_samples where minute < now() - make_interval(hours => ${hours})`;
}

export type Uptime = {
  /** Number of whole minutes from the first sample of the period until now. */
  minutes: number;
  healthyMinutes: number;
  /**
   * Whether the latest sample is healthy. Null if there is no sample or the latest sample is older than `freshSeconds`.
   */
  healthy: boolean | null;
};

/** Returns the uptime of the last `hours`. A minute without a sample counts as unhealthy. */
export async function uptimeOf(sql: Sql, limits: { hours: number; freshSeconds: number }): Promise<Uptime> {
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

/** Checks the database. Fails if Postgres does not answer. */
export async function ping(sql: Sql): Promise<void> {
  await sql`select 1`;
}
