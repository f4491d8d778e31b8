import type { PayoutType } from '../../shared/rules/publishers/payout.ts';
import { type Key, keyMatches, type Sql } from '../db.ts';
import { oldestFirst, type Page } from '../page.ts';

export type PublisherFields = {
  name: string;
  companyName: string | null;
  contactEmail: string | null;
  contactPhone: string | null;
  payoutType: PayoutType;
  defaultPayoutMicros: number;
  /** If null, a call pays only if its buyer or bidder pays for it. */
  minSeconds: number | null;
  currency: string;
  isActive: boolean;
};

export type PublisherRow = PublisherFields & {
  id: number;
  uuid: string;
  tenantId: number;
  createdBy: number | null;
  createdAt: Date;
  updatedAt: Date;
};

/** A publisher's terms in one campaign. If a term is null, the publisher's default applies. */
export type CampaignTerms = { customPayoutMicros: number | null; minSeconds: number | null };

/** A campaign of a publisher. `revenueMicros` is the sum of the publisher's ledger entries for the campaign. */
export type PublisherCampaignRow = CampaignTerms & {
  campaignId: number;
  campaignName: string;
  calls: number;
  revenueMicros: number;
  createdAt: Date;
};

export async function insertPublisher(
  sql: Sql,
  tenantId: number,
  createdBy: number | null,
  fields: PublisherFields,
): Promise<PublisherRow> {
  const [row] = await sql<[PublisherRow]>`
    insert into publishers ${sql({ ...fields, tenantId, createdBy })} returning *`;
  return row;
}

export async function updatePublisherRow(
  sql: Sql,
  tenantId: number,
  id: number,
  fields: Partial<PublisherFields>,
): Promise<PublisherRow> {
  const [row] = await sql<[PublisherRow]>`
    update publishers set ${sql({ ...fields })}, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId} returning *`;
  return row;
}

export async function publisherByKey(sql: Sql, tenantId: number, key: Key): Promise<PublisherRow | undefined> {
  const [row] = await sql<PublisherRow[]>`
    select * from publishers p where tenant_id = ${tenantId} and deleted_at is null and ${keyMatches(sql, 'p', key)}`;
  return row;
}

/** Whether a call has terms of the publisher, so that the publisher has earned or will earn in their currency. */
export async function hasEarned(sql: Sql, tenantId: number, publisherId: number): Promise<boolean> {
  const [row] = await sql`
    select from payout_terms where publisher_id = ${publisherId} and tenant_id = ${tenantId} limit 1`;
  return row !== undefined;
}

/** Returns a publisher and locks the publisher's row against other writers until the end of the transaction. */
export async function lockPublisher(sql: Sql, tenantId: number, key: Key): Promise<PublisherRow | undefined> {
  const [row] = await sql<PublisherRow[]>`
    select * from publishers p
    where tenant_id = ${tenantId} and deleted_at is null and ${keyMatches(sql, 'p', key)} for no key update`;
  return row;
}

export async function listPublishers(sql: Sql, tenantId: number, page: Page): Promise<PublisherRow[]> {
  return await sql<PublisherRow[]>`
    select * from publishers
    where tenant_id = ${tenantId} and deleted_at is null ${oldestFirst(sql, 'publishers', page)}`;
}

export async function countPublishers(sql: Sql, tenantId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from publishers where tenant_id = ${tenantId} and deleted_at is null`;
  return row.count;
}

/**
 * Marks a publisher as deleted and removes the publisher from all campaigns. The publisher's payouts stay in the
 * ledger.
 */
export async function deletePublisherRow(sql: Sql, tenantId: number, id: number): Promise<void> {
  await sql`
    update publishers set deleted_at = clock_now(), is_active = false, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId}`;
  await sql`delete from campaign_publishers where publisher_id = ${id} and tenant_id = ${tenantId}`;
}

/**
 * Adds a publisher to a campaign. Fails on the constraint `campaign_publishers_pkey` if the publisher is already in the
 * campaign.
 */
export async function linkPublisher(
  sql: Sql,
  tenantId: number,
  link: CampaignTerms & { campaignId: number; publisherId: number },
): Promise<void> {
  await sql`insert into campaign_publishers ${sql({ ...link, tenantId })}`;
}

export async function unlinkPublisher(
  sql: Sql,
  tenantId: number,
  campaignId: number,
  publisherId: number,
): Promise<boolean> {
  const unlinked = await sql`
    delete from campaign_publishers
    where tenant_id = ${tenantId} and campaign_id = ${campaignId} and publisher_id = ${publisherId}`;
  return unlinked.count === 1;
}

/** The campaigns of a publisher: `linked` are those to which it was added, and `earned` those with its payouts. */
const publisherCampaigns = (sql: Sql, tenantId: number, publisherId: number) => sql`
    with earned as (
      select campaign_id, count(*) filter (where entry = 'credit') as calls, sum(amount_micros)::bigint as micros,
        min(created_at) as since
      from payouts where tenant_id = ${tenantId} and publisher_id = ${publisherId} group by campaign_id
    ), linked as (
      select * from campaign_publishers where tenant_id = ${tenantId} and publisher_id = ${publisherId}
    )`;

/**
 * Lists the campaigns to which a publisher was added, and every other campaign with payouts of the publisher. So the
 * campaigns add up to the publisher's ledger.
 */
export async function campaignsOfPublisher(
  sql: Sql,
  tenantId: number,
  publisherId: number,
  { campaignId, ...page }: { campaignId?: number } & Page,
): Promise<PublisherCampaignRow[]> {
  return await sql<PublisherCampaignRow[]>`
    ${publisherCampaigns(sql, tenantId, publisherId)}
    select k.id as campaign_id, k.name as campaign_name, l.custom_payout_micros, l.min_seconds,
      coalesce(e.calls, 0) as calls, coalesce(e.micros, 0) as revenue_micros,
      coalesce(l.created_at, e.since) as created_at
    from linked l full join earned e on e.campaign_id = l.campaign_id
    join campaigns k on k.id = coalesce(l.campaign_id, e.campaign_id)
    where k.tenant_id = ${tenantId} ${campaignId === undefined ? sql`` : sql`and k.id = ${campaignId}`}
      ${oldestFirst(sql, 'k', page)}`;
}

export async function countPublisherCampaigns(sql: Sql, tenantId: number, publisherId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    ${publisherCampaigns(sql, tenantId, publisherId)}
    select count(*) from linked l full join earned e on e.campaign_id = l.campaign_id`;
  return row.count;
}
