import type { BuyerTerms } from '../../shared/rules/routing/buyer-revenue.ts';
import type { OpeningHours } from '../../shared/rules/values/opening-hours.ts';
import { type Key, keyMatches, type Sql } from '../db.ts';
import type { Page } from '../page.ts';

/** The settings of a buyer of calls. A limit of 0 means no limit. */
export type BuyerFields = BuyerTerms & {
  name: string;
  companyName: string | null;
  email: string | null;
  /** Where the calls of the buyer go: an E.164 number or a SIP address. */
  phoneNumber: string;
  priority: number;
  /** The share of the calls among buyers that are equal otherwise. */
  weight: number;
  maxConcurrentCalls: number;
  hourlyCallLimit: number;
  dailyCallLimit: number;
  monthlyCallLimit: number;
  dailyRevenueCapMicros: number;
  monthlyRevenueCapMicros: number;
  isActive: boolean;
  /** The zone of the limits and of the hours. If null, the zone of the account. */
  timezone: string | null;
  /** Null: the buyer takes calls at every time. */
  hoursOfOperation: OpeningHours | null;
  /** What the buyer's agent hears before the caller. */
  whisper: string | null;
  /** Whether the buyer's agent must press 1 to get the caller. */
  requiresAccept: boolean;
};

export type BuyerRow = BuyerFields & {
  id: number;
  uuid: string;
  tenantId: number;
  createdBy: number | null;
  createdAt: Date;
  updatedAt: Date;
};

/**
 * A buyer in a campaign. `linkPriority` is the buyer's priority in the campaign, which may differ from the buyer's own
 * `priority`.
 */
export type CampaignBuyerRow = BuyerRow & { linkPriority: number; linkedAt: Date };

const toColumns = (sql: Sql, { hoursOfOperation, ...fields }: Partial<BuyerFields>) => ({
  ...fields,
  ...(hoursOfOperation === undefined ? {} : { hoursOfOperation: hoursOfOperation && sql.json(hoursOfOperation) }),
});

export async function insertBuyer(
  sql: Sql,
  tenantId: number,
  createdBy: number | null,
  fields: BuyerFields,
): Promise<BuyerRow> {
  const [row] = await sql<
    [BuyerRow]
  >`insert into buyers ${sql({ ...toColumns(sql, fields), tenantId, createdBy })} returning *`;
  return row;
}

export async function updateBuyerRow(
  sql: Sql,
  tenantId: number,
  id: number,
  fields: Partial<BuyerFields>,
): Promise<void> {
  await sql`
    update buyers set ${sql(toColumns(sql, fields))}, updated_at = clock_now() where id = ${id} and tenant_id = ${tenantId}`;
}

export async function buyerByKey(sql: Sql, tenantId: number, key: Key): Promise<BuyerRow | undefined> {
  const [row] = await sql<BuyerRow[]>`
    select * from buyers b where tenant_id = ${tenantId} and deleted_at is null and ${keyMatches(sql, 'b', key)}`;
  return row;
}

/**
 * Returns a buyer and locks the buyer's row, so that other changes and routing wait until the end of the transaction.
 */
export async function lockBuyer(sql: Sql, tenantId: number, key: Key): Promise<BuyerRow | undefined> {
  const [row] = await sql<BuyerRow[]>`
    select * from buyers b where tenant_id = ${tenantId} and deleted_at is null and ${keyMatches(sql, 'b', key)} for update`;
  return row;
}

/** Returns what the agents of a buyer hear before a caller; null if they hear nothing. */
export async function whisperOfBuyer(sql: Sql, tenantId: number, id: number): Promise<string | null> {
  const [row] = await sql<{ whisper: string | null }[]>`
    select whisper from buyers where id = ${id} and tenant_id = ${tenantId}`;
  return row?.whisper ?? null;
}

/** The place of a buyer in a list: the lowest priority number first. */
export type BuyerPosition = { priority: number; id: number };

export async function listBuyers(
  sql: Sql,
  tenantId: number,
  { limit, offset, after }: Page<BuyerPosition>,
): Promise<BuyerRow[]> {
  return await sql<BuyerRow[]>`
    select * from buyers where tenant_id = ${tenantId} and deleted_at is null
      ${after === undefined ? sql`` : sql`and (priority, id) > (${after.priority}, ${after.id})`}
    order by priority, id limit ${limit} offset ${offset}`;
}

export async function countBuyers(sql: Sql, tenantId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from buyers where tenant_id = ${tenantId} and deleted_at is null`;
  return row.count;
}

export type BuyerUsageRow = {
  id: number;
  priority: number;
  uuid: string;
  liveCalls: number;
  callsThisHour: number;
  callsToday: number;
  callsThisMonth: number;
  revenueTodayMicros: number;
  revenueThisMonthMicros: number;
};

/** Lists what counts in the limits of each buyer now, as `claimBuyer` reads it (sql/calls/buyer-claims.ts). */
export async function listBuyerUsage(
  sql: Sql,
  tenantId: number,
  { limit, offset, after }: Page<BuyerPosition>,
): Promise<BuyerUsageRow[]> {
  return await sql<BuyerUsageRow[]>`
    select b.id, b.uuid, b.priority, b.current_calls as live_calls,
      case when b.calls_hour = p.hour then b.calls_this_hour else 0 end as calls_this_hour,
      case when b.calls_day = p.day then b.calls_today else 0 end as calls_today,
      case when month_of(b.calls_day) = p.month then b.calls_this_month else 0 end as calls_this_month,
      case when b.calls_day = p.day then b.revenue_today_micros else 0 end as revenue_today_micros,
      case when month_of(b.calls_day) = p.month then b.revenue_this_month_micros else 0 end as revenue_this_month_micros
    from buyers b cross join lateral buyer_periods(b) p
    where b.tenant_id = ${tenantId} and b.deleted_at is null
      ${after === undefined ? sql`` : sql`and (b.priority, b.id) > (${after.priority}, ${after.id})`}
    order by b.priority, b.id limit ${limit} offset ${offset}`;
}

/**
 * Marks a buyer as deleted and removes the buyer from all campaigns. The buyer's calls stay. Returns false if the buyer
 * is in a call.
 */
export async function deleteBuyerRow(sql: Sql, tenantId: number, id: number): Promise<boolean> {
  const deleted = await sql`
    update buyers set deleted_at = clock_now(), is_active = false, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId}
      and not exists (select from calls where buyer_id = ${id} and live)`;
  if (deleted.count === 0) return false;
  await sql`delete from campaign_buyers where buyer_id = ${id} and tenant_id = ${tenantId}`;
  return true;
}

/**
 * Adds a buyer to a campaign.
 *
 * @throws a violation of `campaign_buyers_pkey` if the buyer is already in the campaign
 */
export async function insertCampaignBuyer(
  sql: Sql,
  tenantId: number,
  link: { campaignId: number; buyerId: number; priority: number },
): Promise<void> {
  await sql`insert into campaign_buyers ${sql({ ...link, tenantId })}`;
}

/** Removes a buyer from a campaign. Returns false if the buyer was not in the campaign. */
export async function deleteCampaignBuyer(
  sql: Sql,
  tenantId: number,
  campaignId: number,
  buyerId: number,
): Promise<boolean> {
  const deleted = await sql`
    delete from campaign_buyers
    where tenant_id = ${tenantId} and campaign_id = ${campaignId} and buyer_id = ${buyerId}`;
  return deleted.count === 1;
}

/** The first page of the buyers of a campaign, for replies that show a campaign with its buyers. */
export const FIRST_BUYERS: Page<BuyerPosition> = { limit: 1_000, offset: 0 };

/** Lists the buyers of a campaign by their priority in the campaign. */
export async function listCampaignBuyers(
  sql: Sql,
  tenantId: number,
  campaignId: number,
  { limit, offset, after }: Page<BuyerPosition>,
): Promise<CampaignBuyerRow[]> {
  return await sql<CampaignBuyerRow[]>`
    select b.*, l.priority as link_priority, l.created_at as linked_at
    from campaign_buyers l join buyers b on b.id = l.buyer_id
    where l.tenant_id = ${tenantId} and l.campaign_id = ${campaignId} and b.deleted_at is null
      ${after === undefined ? sql`` : sql`and (l.priority, l.buyer_id) > (${after.priority}, ${after.id})`}
    order by l.priority, l.buyer_id limit ${limit} offset ${offset}`;
}

export async function countCampaignBuyers(sql: Sql, tenantId: number, campaignId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from campaign_buyers where tenant_id = ${tenantId} and campaign_id = ${campaignId}`;
  return row.count;
}

/** A recount of months reads many calls, so only buyers that got a call in this time are recounted. */
const MONTH_RECOUNT_SECONDS = 600;

/**
 * Sets each buyer's counts of calls, and the revenue of the buyer's day and month, to what the table `calls` says. The
 * months are recounted only for buyers with a limit that needs them. Returns how many buyers had wrong counts.
 *
 * Skips buyers whose counts changed in the last `quietSeconds`. A concurrent claim may have changed the calls of such a
 * buyer after this statement read the calls.
 *
 * @crossTenant Safe: the sweeper repairs the buyers of all tenants.
 */
export async function recountBuyerCalls(sql: Sql, quietSeconds = 30): Promise<number> {
  const quiet = sql`clock_now() - make_interval(secs => ${quietSeconds})`;
  const needsMonth = sql`(y.monthly_call_limit > 0 or y.monthly_revenue_cap_micros > 0)
    and y.counted_at > clock_now() - make_interval(secs => ${quietSeconds + MONTH_RECOUNT_SECONDS})`;
  const repaired = await sql`
    update buyers b set current_calls = n.live, calls_this_hour = n.this_hour, calls_today = n.today,
      calls_this_month = n.this_month, revenue_today_micros = n.revenue_today, revenue_this_month_micros = n.revenue_month
    from (
      select y.id,
        (select count(*) from calls c where c.buyer_id = y.id and c.buyer_claimed and c.live) as live,
        day.this_hour, day.today, day.revenue as revenue_today,
        coalesce(month.calls, y.calls_this_month) as this_month, coalesce(month.revenue, y.revenue_this_month_micros) as revenue_month
      from buyers y
      cross join lateral (
        select count(*) filter (where c.buyer_hour = y.calls_hour) as this_hour, count(*) as today,
          ${revenueOfCalls(sql)} as revenue
        from calls c where c.buyer_id = y.id and c.buyer_day = y.calls_day) day
      left join lateral (
        select count(*) as calls, ${revenueOfCalls(sql)} as revenue
        from calls c where c.buyer_id = y.id and c.buyer_day >= month_of(y.calls_day)
          and c.buyer_day < (month_of(y.calls_day) + interval '1 month')::date and ${needsMonth}
        having ${needsMonth}) month on true
      where y.counted_at < ${quiet}
    ) n
    where b.id = n.id and b.counted_at < ${quiet}
      and (b.current_calls, b.calls_this_hour, b.calls_today, b.calls_this_month, b.revenue_today_micros, b.revenue_this_month_micros)
        is distinct from (n.live, n.this_hour, n.today, n.this_month, n.revenue_today, n.revenue_month)`;
  return repaired.count;
}

/** SQL expression: what the calls `c` count in the revenue caps of their buyer. */
const revenueOfCalls = (sql: Sql) =>
  sql`coalesce(sum(greatest(0, coalesce(c.revenue_micros, buyer_reserved_micros(c)))), 0)::bigint`;
