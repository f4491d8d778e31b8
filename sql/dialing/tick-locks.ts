import type { Sql } from '../db.ts';

/** One tick of a campaign at a time, whichever workers run them; false when another is at it. */
export async function lockCampaignTick(sql: Sql, campaignId: number): Promise<boolean> {
  const [row] = await sql<[{ locked: boolean }]>`
    select pg_try_advisory_xact_lock(hashtext('campaign.tick'), ${campaignId}::int) as locked`;
  return row.locked;
}

/** Campaigns that share agents take turns: each must see the calls that the one before started for them. */
export async function lockTenantAgents(sql: Sql, tenantId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('campaign.pool'), ${tenantId}::int)`;
}
