/** The health of the whole deployment: one row for each minute of real time. Health belongs to no tenant. */
import type { Sql } from '../db.ts';

/** One bad sample makes its minute bad; later samples of the minute do not change that. */
export async function insertHealthSample(sql: Sql, healthy: boolean): Promise<void> {
  await sql`
    insert into health_samples (minute, healthy) values (date_trunc('minute', now()), ${healthy})
    on conflict (minute) do update set healthy = health_samples.healthy and excluded.healthy`;
}

export async function deleteOldHealthSamples(sql: Sql, hours: number): Promise<void> {
  await sql`delete from health_samples where minute < now() - make_interval(hours => ${hours})`;
}

export type Uptime = {
  /** Whole minutes from the first sample of the window until now. */
  minutes: number;
  healthyMinutes: number;
  /** The latest sample; null when there is none or it is older than `freshSeconds`. */
  healthy: boolean | null;
};

/** The uptime of the last `hours`. A minute without a sample counts as unhealthy. */
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

/** Fails when Postgres does not answer. */
export async function ping(sql: Sql): Promise<void> {
  await sql`select 1`;
}
