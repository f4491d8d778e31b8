/** Daily exchange rates: those of the operator for all accounts, and those that an account sets for itself. */
import type { DailyRate } from '../../shared/rules/values/currencies.ts';
import type { Sql } from '../db.ts';
import { newestFirst, type Page } from '../page.ts';

export type ExchangeRateRow = DailyRate & {
  id: number;
  uuid: string;
  /** Null for a rate of the operator. */
  tenantId: number | null;
  source: string;
  updatedAt: Date;
};

/** Without a tenant, the rates are those of the operator. */
export type RateOwner = { tenantId: number | null; userId: number | null };

const columns = (sql: Sql) =>
  sql`r.id, r.uuid, r.tenant_id, r.currency, r.per_dollar, r.day::text as day, r.source, r.updated_at`;

/** Sets the rates of a day. Other currencies of the day stay unchanged. Returns the rates in the order of their currency. */
export async function upsertExchangeRates(
  sql: Sql,
  { tenantId, userId }: RateOwner,
  { day, source, perDollar }: { day: string; source: string; perDollar: Record<string, number> },
): Promise<ExchangeRateRow[]> {
  return await sql<ExchangeRateRow[]>`
    with written as (
      insert into exchange_rates (tenant_id, currency, day, per_dollar, source, created_by)
      select ${tenantId}::bigint, e.key, ${day}::text::date, e.value::numeric, ${source}, ${userId}::bigint
      from jsonb_each_text(${sql.json(perDollar)}) e order by e.key
      on conflict (tenant_id, currency, day) do update set per_dollar = excluded.per_dollar, source = excluded.source,
        updated_at = clock_now()
      returning *)
    select ${columns(sql)} from written r order by r.currency`;
}

type RateFilter = { currency?: string | undefined; day?: string | undefined };

/** The rates that count for an owner. An account sees the rates of the operator, too. */
const matches = (sql: Sql, tenantId: number | null, { currency, day }: RateFilter) => sql`
  (r.tenant_id is null or r.tenant_id = ${tenantId}::bigint)
  ${currency === undefined ? sql`` : sql`and r.currency = ${currency}`}
  ${day === undefined ? sql`` : sql`and r.day = ${day}::text::date`}`;

export async function listExchangeRates(
  sql: Sql,
  tenantId: number | null,
  { currency, day, ...page }: RateFilter & Page,
): Promise<ExchangeRateRow[]> {
  return await sql<ExchangeRateRow[]>`
    select ${columns(sql)} from exchange_rates r
    where ${matches(sql, tenantId, { currency, day })} ${newestFirst(sql, 'r', page)}`;
}

export async function countExchangeRates(sql: Sql, tenantId: number | null, filter: RateFilter): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from exchange_rates r where ${matches(sql, tenantId, filter)}`;
  return row.count;
}

/**
 * Returns the newest rate of each currency until today, in the zone of the account. Of one day, the account's own rate
 * counts before the operator's.
 */
export async function latestRates(sql: Sql, tenantId: number, currencies: readonly string[]): Promise<DailyRate[]> {
  return await sql<DailyRate[]>`
    select distinct on (r.currency) r.currency, r.per_dollar, r.day::text as day
    from exchange_rates r join tenants t on t.id = ${tenantId}
    where (r.tenant_id is null or r.tenant_id = t.id) and r.currency = any (${[...currencies]}::text[])
      and r.day <= (clock_now() at time zone t.timezone)::date
    order by r.currency, r.day desc, r.tenant_id nulls last`;
}
