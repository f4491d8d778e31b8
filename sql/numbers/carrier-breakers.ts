/**
 * Circuit breakers of the carrier account. Breakers belong to no tenant, because all tenants share the account. The rules
 * are in `shared/rules/numbers/carrier-breaker.ts`.
 */
import type { Breaker } from '../../shared/rules/numbers/carrier-breaker.ts';
import type { BreakerScope } from '../../shared/rules/numbers/carrier-errors.ts';
import type { Sql } from '../db.ts';

export type BreakerKey = { scope: BreakerScope; subject: string };

/** What a call concerns. A part that is absent is not compared. */
export type BreakerSubject = {
  callerId: string;
  country?: string | undefined;
  campaignId?: number | null | undefined;
};

const concerns = (sql: Sql, { callerId, country = '', campaignId }: BreakerSubject) => sql`
  (scope, subject) in (('account', ''), ('caller_id', ${callerId}), ('country', ${country}),
    ('campaign', ${String(campaignId ?? '')}))`;

/** Lists the breakers that concern a call, open or still counting. */
export async function listBreakers(sql: Sql, subject: BreakerSubject): Promise<Breaker[]> {
  return await sql<Breaker[]>`
    select scope, subject, code, refusals, opened_at, next_probe_at from carrier_breakers
    where ${concerns(sql, subject)} order by scope, subject`;
}

/** Lists the open breakers of countries. */
export async function listCountryBreakers(sql: Sql): Promise<Breaker[]> {
  return await sql<Breaker[]>`
    select scope, subject, code, refusals, opened_at, next_probe_at from carrier_breakers
    where scope = 'country' and opened_at is not null`;
}

/**
 * Takes the right to probe the open breakers that concern a call, for `seconds`. Only one call can take it.
 *
 * @returns false if a breaker is open whose next probe is later
 */
export async function claimProbe(sql: Sql, subject: BreakerSubject, seconds: number): Promise<boolean> {
  // The locks are taken in the order of the key, so that two calls with several breakers cannot deadlock.
  const open = await sql<{ isDue: boolean }[]>`
    select coalesce(next_probe_at <= clock_now(), false) as is_due from carrier_breakers
    where ${concerns(sql, subject)} and opened_at is not null order by scope, subject for update`;
  if (!open.every(({ isDue }) => isDue)) return false;
  await sql`
    update carrier_breakers set next_probe_at = clock_now() + make_interval(secs => ${seconds}), updated_at = clock_now()
    where ${concerns(sql, subject)} and opened_at is not null`;
  return true;
}

/** Locks the breaker, and creates it if it does not exist. A new breaker has counted no refusal. */
export async function lockBreaker(sql: Sql, { scope, subject }: BreakerKey): Promise<Breaker> {
  await sql`insert into carrier_breakers (scope, subject) values (${scope}, ${subject}) on conflict do nothing`;
  const [row] = await sql<[Breaker]>`
    select scope, subject, code, refusals, opened_at, next_probe_at from carrier_breakers
    where scope = ${scope} and subject = ${subject} for update`;
  return row;
}

/** Counts a refusal. With `probeSeconds`, the breaker is open and the next probe is after that time. */
export async function saveRefusal(
  sql: Sql,
  { scope, subject }: BreakerKey,
  { code, refusals, probeSeconds }: { code: number | null; refusals: number; probeSeconds: number | null },
): Promise<void> {
  await sql`
    update carrier_breakers set code = ${code}, refusals = ${refusals}, updated_at = clock_now()
      ${
        probeSeconds === null
          ? sql``
          : sql`, opened_at = coalesce(opened_at, clock_now()),
              next_probe_at = clock_now() + make_interval(secs => ${probeSeconds})`
      }
    where scope = ${scope} and subject = ${subject}`;
}

/** Closes breakers. Returns those that were open. */
export async function deleteBreakers(sql: Sql, keys: readonly BreakerKey[]): Promise<Breaker[]> {
  const deleted = await sql<Breaker[]>`
    delete from carrier_breakers b
    using unnest(${keys.map(({ scope }) => scope)}::text[], ${keys.map(({ subject }) => subject)}::text[]) k (scope, subject)
    where b.scope = k.scope and b.subject = k.subject
    returning b.scope, b.subject, b.code, b.refusals, b.opened_at, b.next_probe_at`;
  return deleted.filter(({ openedAt }) => openedAt !== null);
}

/** Makes the next probe of open breakers due now. */
export async function hastenProbe(sql: Sql, { scope, subject }: BreakerKey): Promise<void> {
  await sql`
    update carrier_breakers set next_probe_at = least(next_probe_at, clock_now()), updated_at = clock_now()
    where scope = ${scope} and subject = ${subject} and opened_at is not null`;
}

/**
 * Lists the tenants whose active campaigns a breaker concerns. A breaker of a country concerns every tenant that dials.
 *
 * @crossTenant Safe: the live event tells each tenant that its own campaigns stopped.
 */
export async function listConcernedTenants(sql: Sql, { scope, subject }: BreakerKey): Promise<number[]> {
  const rows = await sql<{ tenantId: number }[]>`
    select distinct tenant_id from campaigns
    where status = 'active' and deleted_at is null and caller_id is not null
      and (${scope} in ('account', 'country') or (${scope} = 'caller_id' and caller_id = ${subject})
        or (${scope} = 'campaign' and id::text = ${subject}))`;
  return rows.map(({ tenantId }) => tenantId);
}

type OpenBreakers = { scope: BreakerScope; code: number | null; count: number };

/** Counts the open breakers by scope and code, for metrics. */
export async function countOpenBreakers(sql: Sql): Promise<OpenBreakers[]> {
  return await sql<OpenBreakers[]>`
    select scope, code, count(*) as count from carrier_breakers where opened_at is not null group by scope, code`;
}
