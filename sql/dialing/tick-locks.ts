/** Locks for the tick of a campaign. Each lock lasts until the end of the tick's transaction. */
import { limitLockTimes, type Sql } from '../db.ts';

/**
 * Locks the campaign, so that only one tick of the campaign runs at a time across all workers. Returns false if another
 * tick of the campaign is running.
 */
export async function lockCampaignTick(sql: Sql, campaignId: number): Promise<boolean> {
  await limitLockTimes(sql);
  const [row] = await sql<[{ locked: boolean }]>`
    select pg_try_advisory_xact_lock(hashtext('campaign.tick'), ${campaignId}::int) as locked`;
  return row.locked;
}

/**
 * Makes the ticks of a tenant's campaigns wait for each other, because the campaigns may share agents. So each tick
 * sees the calls that earlier ticks started.
 */
export async function lockTenantAgents(sql: Sql, tenantId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('tenant.agents'), ${tenantId}::int)`;
}
