/**
 * Reports of calls by one or two dimensions, counted from the table `calls` with the index `calls_listed`, so they are
 * always exact. A call without a value of a dimension counts in a row of its own, so the rows of each dimension add up to
 * the same totals.
 *
 * Each row has one currency. A call counts in the row of the currency of its revenue (without revenue: of its payout,
 * else of the account), and money in another currency is in another row, which counts no call. So no sum has two
 * currencies, and no call counts twice.
 */
import type { Sql } from '../db.ts';
import type { Page } from '../page.ts';
import { isCountable, type Period } from './statistics.ts';

export const REPORT_DIMENSIONS = [
  'campaign',
  'buyer',
  'target',
  'publisher',
  'source',
  'number',
  'state',
  'hour',
  'day',
] as const;
export type ReportDimension = (typeof REPORT_DIMENSIONS)[number];

export type ReportSums = {
  currency: string;
  calls: number;
  connected: number;
  conversions: number;
  duplicates: number;
  talkSeconds: number;
  revenueMicros: number;
  payoutMicros: number;
  carrierCostMicros: number;
};

type NamedObject = { uuid: string; name: string };

/** The values of the dimensions: ids and hours as digits, days as YYYY-MM-DD. Null: calls without a value. */
export type ReportRow = ReportSums & {
  keys: (string | null)[];
  /** The campaign, buyer, target or publisher; null for other dimensions. */
  named: (NamedObject | null)[];
};

/** The place of a row in a report: rows without a value first, then by the values of the dimensions and the currency. */
export type ReportPosition = Pick<ReportRow, 'keys' | 'currency'>;

export type ReportQuery = {
  period: Period;
  /** One or two. */
  dimensions: readonly ReportDimension[];
  /** The zone of hours and days. */
  timezone: string;
  /** The currency of calls without money. */
  currency: string;
  /** The state of each North American area code. */
  states: ReadonlyMap<string, string>;
};

/** An id as text that sorts like the number. */
const idKey = (sql: Sql, column: string) => sql`lpad(${sql(column)}::text, 19, '0')`;
/** The number of the person, who called or was called. */
const person = (sql: Sql) => sql`case c.direction when 'inbound' then c.from_number else c.to_number end`;

/** SQL expression: the value of a dimension, as text; null without a dimension. */
const keyOf = (sql: Sql, dimension: ReportDimension | undefined, { timezone, states }: ReportQuery) => sql`
  case ${dimension ?? null}::text
    when 'campaign' then ${idKey(sql, 'c.campaign_id')}
    when 'buyer' then ${idKey(sql, 'c.buyer_id')}
    when 'target' then ${idKey(sql, 'c.target_id')}
    when 'publisher' then ${idKey(sql, 'c.publisher_id')}
    when 'source' then nullif(c.source, '')
    when 'number' then case c.direction when 'inbound' then c.to_number else c.from_number end
    when 'state' then case when ${person(sql)} like '+1%'
      then ${sql.json(Object.fromEntries(states))}::jsonb ->> substr(${person(sql)}, 3, 3) end
    when 'hour' then to_char(c.created_at at time zone ${timezone}::text, 'HH24')
    when 'day' then to_char(c.created_at at time zone ${timezone}::text, 'YYYY-MM-DD')
  end`;

/** SQL expression: the object that a value of a dimension names; null for other dimensions. */
const nameOf = (sql: Sql, dimension: ReportDimension | undefined, key: string) => sql`
  case ${dimension ?? null}::text
    when 'campaign' then (select jsonb_build_object('uuid', n.uuid, 'name', n.name) from campaigns n where n.id = ${sql(key)}::bigint)
    when 'buyer' then (select jsonb_build_object('uuid', n.uuid, 'name', n.name) from buyers n where n.id = ${sql(key)}::bigint)
    when 'target' then (select jsonb_build_object('uuid', n.uuid, 'name', n.name) from rtb_targets n where n.id = ${sql(key)}::bigint)
    when 'publisher' then (select jsonb_build_object('uuid', n.uuid, 'name', n.name) from publishers n where n.id = ${sql(key)}::bigint)
  end`;

/** Common table expressions: `report` has one row for the values of the dimensions and a currency. */
const report = (sql: Sql, tenantId: number, query: ReportQuery) => {
  const { dimensions, period, currency } = query;
  return sql`
  grouped as (
    select ${keyOf(sql, dimensions[0], query)} collate "C" as key1,
      ${keyOf(sql, dimensions[1], query)} collate "C" as key2, c.revenue_currency, c.payout_currency,
      count(*) as calls, count(*) filter (where c.disposition = 'answered') as connected,
      count(*) filter (where c.converted) as conversions, count(*) filter (where c.duplicate_of is not null) as duplicates,
      coalesce(sum(c.talk_time), 0) as talk_seconds, coalesce(sum(c.revenue_micros), 0) as revenue_micros,
      coalesce(sum(c.payout_micros), 0) as payout_micros, sum(c.carrier_cost_micros) as carrier_cost_micros
    from calls c
    where c.tenant_id = ${tenantId} and c.created_at >= ${period.from} and c.created_at < ${period.before}
      and ${isCountable(sql)}
    group by 1, 2, 3, 4),
  report as (
    select g.key1, g.key2, m.currency, sum(m.calls)::bigint as calls, sum(m.connected)::bigint as connected,
      sum(m.conversions)::bigint as conversions, sum(m.duplicates)::bigint as duplicates,
      sum(m.talk_seconds)::bigint as talk_seconds, sum(m.revenue_micros)::bigint as revenue_micros,
      sum(m.payout_micros)::bigint as payout_micros, sum(m.carrier_cost_micros)::bigint as carrier_cost_micros
    from grouped g cross join lateral (values
      (coalesce(g.revenue_currency, g.payout_currency, ${currency}), g.calls, g.connected, g.conversions, g.duplicates,
        g.talk_seconds, 0, 0, 0),
      (g.revenue_currency, 0, 0, 0, 0, 0, g.revenue_micros, 0, 0),
      (g.payout_currency, 0, 0, 0, 0, 0, 0, g.payout_micros, 0),
      ('USD', 0, 0, 0, 0, 0, 0, 0, g.carrier_cost_micros)) as m (currency, calls, connected, conversions, duplicates,
        talk_seconds, revenue_micros, payout_micros, carrier_cost_micros)
    where m.currency is not null
    group by g.key1, g.key2, m.currency
    having sum(m.calls) > 0 or sum(m.revenue_micros) <> 0 or sum(m.payout_micros) <> 0 or sum(m.carrier_cost_micros) <> 0)`;
};

/** Lists the rows of a report. */
export async function listReportRows(
  sql: Sql,
  tenantId: number,
  query: ReportQuery,
  { limit, offset, after }: Page<ReportPosition>,
): Promise<ReportRow[]> {
  const { dimensions } = query;
  const isAfter = after
    ? sql`where (coalesce(r.key1, ''), coalesce(r.key2, ''), r.currency) >
        (${after.keys[0] ?? ''}, ${after.keys[1] ?? ''}, ${after.currency})`
    : sql``;
  const rows = await sql<
    (ReportSums & Record<'key1' | 'key2', string | null> & Record<'named1' | 'named2', NamedObject | null>)[]
  >`
    with ${report(sql, tenantId, query)},
    page as (
      select r.* from report r ${isAfter}
      order by coalesce(r.key1, ''), coalesce(r.key2, ''), r.currency limit ${limit} offset ${offset})
    select p.*, ${nameOf(sql, dimensions[0], 'p.key1')} as named1, ${nameOf(sql, dimensions[1], 'p.key2')} as named2
    from page p order by coalesce(p.key1, ''), coalesce(p.key2, ''), p.currency`;
  return rows.map(({ key1, key2, named1, named2, ...sums }) => ({
    ...sums,
    keys: [key1, key2].slice(0, dimensions.length),
    named: [named1, named2].slice(0, dimensions.length),
  }));
}

/** Returns the number of rows of a report, and the totals in each currency. */
export async function reportTotals(
  sql: Sql,
  tenantId: number,
  query: ReportQuery,
): Promise<{ rows: number; totals: ReportSums[] }> {
  const totals = await sql<(ReportSums & { rows: number })[]>`
    with ${report(sql, tenantId, query)}
    select currency, count(*) as rows, sum(calls)::bigint as calls, sum(connected)::bigint as connected,
      sum(conversions)::bigint as conversions, sum(duplicates)::bigint as duplicates,
      sum(talk_seconds)::bigint as talk_seconds, sum(revenue_micros)::bigint as revenue_micros,
      sum(payout_micros)::bigint as payout_micros, sum(carrier_cost_micros)::bigint as carrier_cost_micros
    from report group by currency order by currency`;
  return { rows: totals.reduce((sum, total) => sum + total.rows, 0), totals };
}
