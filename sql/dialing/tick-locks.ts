/** Locks of a campaign's tick, held until the end of its transaction. */
import type { Sql } from '../db.ts';

/** One tick of a campaign runs at a time, across all workers. False when another tick of the campaign is running. */
export async function lockCampaignTick(sql: Sql, campaignId: number): Promise<boolean> {
  const [row] = await sql<[{ locked: boolean }]>`
    select pg_try_advisory_xact_lock(hashtext('campaign.tick'), ${campaignId}::int) as locked`;
  return row.locked;
}

/** Campaigns that may share agents run their ticks in turn, so that each tick sees the calls that the ticks before it started. */
export async function lockTenantAgents(sql: Sql, tenantId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('tenant.agents'), ${tenantId}::int)`;
}
