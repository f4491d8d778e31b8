import { type Key, matches, type Sql } from '../db.ts';

/** What is decided about a buyer of calls. 0 is no limit. */
export type BuyerFields = {
  name: string;
  companyName: string | null;
  email: string | null;
  phoneNumber: string;
  priority: number;
  maxConcurrentCalls: number;
  dailyCallLimit: number;
  isActive: boolean;
  /** What they pay for a call that lasts `billableSeconds`. */
  priceMicros: number;
  billableSeconds: number;
};

export type BuyerRow = BuyerFields & {
  id: number;
  uuid: string;
  tenantId: number;
  createdBy: number | null;
  createdAt: Date;
  updatedAt: Date;
};

/** A buyer as one of a campaign: the priority there may be another than their own. */
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

export async function updateBuyer(sql: Sql, tenantId: number, id: number, fields: Partial<BuyerFields>): Promise<void> {
  await sql`
    update buyers set ${sql({ ...fields })}, updated_at = clock_now() where id = ${id} and tenant_id = ${tenantId}`;
}

export async function buyerByKey(sql: Sql, tenantId: number, key: Key): Promise<BuyerRow | undefined> {
  const [row] = await sql<BuyerRow[]>`
    select * from buyers b where tenant_id = ${tenantId} and deleted_at is null and ${matches(sql, 'b', key)}`;
  return row;
}

/** Serialises writers of one buyer for the rest of the transaction, routing among them. */
export async function lockBuyer(sql: Sql, tenantId: number, key: Key): Promise<BuyerRow | undefined> {
  const [row] = await sql<BuyerRow[]>`
    select * from buyers b where tenant_id = ${tenantId} and deleted_at is null and ${matches(sql, 'b', key)} for update`;
  return row;
}

export async function listBuyers(sql: Sql, tenantId: number, limit: number): Promise<BuyerRow[]> {
  return await sql<BuyerRow[]>`
    select * from buyers where tenant_id = ${tenantId} and deleted_at is null order by priority, id limit ${limit}`;
}

export async function countBuyers(sql: Sql, tenantId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from buyers where tenant_id = ${tenantId} and deleted_at is null`;
  return row.count;
}

/** Takes a buyer out of sight and out of routing; their calls stay. False while they are in one. */
export async function deleteBuyerRow(sql: Sql, tenantId: number, id: number): Promise<boolean> {
  const deleted = await sql`
    update buyers set deleted_at = clock_now(), is_active = false, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId}
      and not exists (select from calls where buyer_id = ${id} and live)`;
  if (deleted.count === 0) return false;
  await sql`delete from campaign_buyers where buyer_id = ${id} and tenant_id = ${tenantId}`;
  return true;
}

/** Fails on the constraint `campaign_buyers_pkey` when they are linked already. */
export async function linkBuyer(
  sql: Sql,
  tenantId: number,
  link: { campaignId: number; buyerId: number; priority: number },
): Promise<void> {
  await sql`insert into campaign_buyers ${sql({ ...link, tenantId })}`;
}

export async function unlinkBuyer(sql: Sql, tenantId: number, campaignId: number, buyerId: number): Promise<boolean> {
  const unlinked = await sql`
    delete from campaign_buyers
    where tenant_id = ${tenantId} and campaign_id = ${campaignId} and buyer_id = ${buyerId}`;
  return unlinked.count === 1;
}

export async function buyersOfCampaign(sql: Sql, tenantId: number, campaignId: number): Promise<CampaignBuyerRow[]> {
  return await sql<CampaignBuyerRow[]>`
    select b.*, l.priority as link_priority, l.created_at as linked_at
    from campaign_buyers l join buyers b on b.id = l.buyer_id
    where l.tenant_id = ${tenantId} and l.campaign_id = ${campaignId} and b.deleted_at is null
    order by l.priority, b.id limit 1000`;
}

/** As for agents above: sets buyers' calls in progress and of today to what their calls say. Follows from no tenant's action. */
export async function recountBuyerCalls(sql: Sql, quietSeconds = 30): Promise<number> {
  const quiet = sql`clock_now() - make_interval(secs => ${quietSeconds})`;
  const mended = await sql`
    update buyers b set current_calls = counted.live, calls_today = counted.today
    from (
      select y.id,
        (select count(*) from calls c where c.buyer_id = y.id and c.buyer_held and c.live) as live,
        (select count(*) from calls c where c.buyer_id = y.id and c.buyer_day = y.calls_day) as today
      from buyers y where y.counted_at < ${quiet}
    ) counted
    where b.id = counted.id and b.counted_at < ${quiet} and (b.current_calls, b.calls_today) is distinct from (counted.live, counted.today)`;
  return mended.count;
}
