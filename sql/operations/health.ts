/** The health of the whole deployment: one row for each minute of real time. Health belongs to no tenant. */
import type { Sql } from '../db.ts';
import { isUsableCallerId } from '../numbers/grants.ts';

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

/**
 * Counts the active campaigns whose last tick is older than `seconds` of product time, and which are active for that
 * long.
 *
 * @param sharedCallerIds the caller IDs that all tenants may use; a campaign without a usable caller ID has no tick
 * @crossTenant Safe: the health of the deployment is about the campaigns of all tenants.
 */
export async function countUntickedCampaigns(
  sql: Sql,
  seconds: number,
  sharedCallerIds: readonly string[],
): Promise<number> {
  const caller = { tenantColumn: 'k.tenant_id', numberColumn: 'k.caller_id', shared: sharedCallerIds };
  const [row] = await sql<[{ count: number }]>`
    select count(*) from campaigns k join tenants t on t.id = k.tenant_id
    where k.status = 'active' and t.status = 'active' and k.caller_id is not null and ${isUsableCallerId(sql, caller)}
      and greatest((k.pacing_report ->> 'at')::timestamptz, k.updated_at)
        < clock_now() - make_interval(secs => ${seconds})`;
  return row.count;
}

/**
 * Returns the age of the oldest job that waits in the outbox, in seconds of real time; 0 without such a job.
 *
 * @param kinds the kinds of jobs that this process knows
 * @crossTenant Safe: the health of the deployment is about the jobs of all tenants.
 */
export async function oldestOutboxSeconds(sql: Sql, kinds: readonly string[]): Promise<number> {
  const [row] = await sql<[{ seconds: number }]>`
    select coalesce(extract(epoch from now() - min(created_at)), 0)::float8 as seconds
    from outbox where kind = any(${[...kinds]})`;
  return row.seconds;
}
