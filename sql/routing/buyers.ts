import type { BuyerTerms } from '../../shared/rules/routing/buyer-revenue.ts';
import { type Key, keyMatches, type Sql } from '../db.ts';
import type { Page } from '../page.ts';

/** The settings of a buyer of calls. A limit of 0 means no limit. */
export type BuyerFields = BuyerTerms & {
  name: string;
  companyName: string | null;
  email: string | null;
  phoneNumber: string;
  priority: number;
  maxConcurrentCalls: number;
  dailyCallLimit: number;
  isActive: boolean;
  /** The zone of the daily limit. If null, the zone of the account. */
  timezone: string | null;
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

export async function insertBuyer(
  sql: Sql,
  tenantId: number,
  createdBy: number | null,
  fields: BuyerFields,
): Promise<BuyerRow> {
  const [row] = await sql<[BuyerRow]>`insert into buyers ${sql({ ...fields, tenantId, createdBy })} returning *`;
  return row;
}

export async function updateBuyerRow(
  sql: Sql,
  tenantId: number,
  id: number,
  fields: Partial<BuyerFields>,
): Promise<void> {
  await sql`
    update buyers set ${sql({ ...fields })}, updated_at = clock_now() where id = ${id} and tenant_id = ${tenantId}`;
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

/**
 * Sets each buyer's counts of current calls and of today's calls to the numbers in the table `calls`. Returns how many
 * buyers had wrong counts.
 *
 * Skips buyers whose counts changed in the last `quietSeconds`. A concurrent claim may have changed the calls of such a
 * buyer after this statement read the calls.
 *
 * @crossTenant Safe: the sweeper repairs the buyers of all tenants.
 */
export async function recountBuyerCalls(sql: Sql, quietSeconds = 30): Promise<number> {
  const quiet = sql`clock_now() - make_interval(secs => ${quietSeconds})`;
  const repaired = await sql`
    update buyers b set current_calls = counted.live, calls_today = counted.today
    from (
      select y.id,
        (select count(*) from calls c where c.buyer_id = y.id and c.buyer_claimed and c.live) as live,
        (select count(*) from calls c where c.buyer_id = y.id and c.buyer_day = y.calls_day) as today
      from buyers y where y.counted_at < ${quiet}
    ) counted
    where b.id = counted.id and b.counted_at < ${quiet} and (b.current_calls, b.calls_today) is distinct from (counted.live, counted.today)`;
  return repaired.count;
}
