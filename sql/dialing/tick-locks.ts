/** Locks for the tick of a campaign. Each lock lasts until the end of the tick's transaction. */
import { limitLockTimes, type Sql } from '../db.ts';
import { hasOwnedCallBacks } from './owned-call-backs.ts';

/**
 * Locks the campaign, so that only one tick of the campaign runs at a time across all workers. Returns undefined if another
 * tick of the campaign is running; otherwise whether call-backs are due that belong to an agent.
 */
export async function lockCampaignTick(sql: Sql, campaignId: number): Promise<{ ownedCallBacks: boolean } | undefined> {
  await limitLockTimes(sql);
  const [row] = await sql<[{ locked: boolean; ownedCallBacks: boolean }]>`
    select pg_try_advisory_xact_lock(hashtext('campaign.tick'), ${campaignId}::int) as locked,
      ${hasOwnedCallBacks(sql, campaignId)} as owned_call_backs`;
  return row.locked ? row : undefined;
}

/**
 * Makes the ticks of campaigns that may share agents wait for each other. So each tick sees the calls that earlier ticks
 * started. Campaigns of different agent groups share no agents, so their ticks do not wait for each other. A campaign
 * without a group shares the agents of all groups of its tenant.
 */
export async function lockAgents(
  sql: Sql,
  { tenantId, agentGroupId }: { tenantId: number; agentGroupId: number | null },
): Promise<void> {
  if (agentGroupId === null) await sql`select pg_advisory_xact_lock(hashtext('tenant.agents'), ${tenantId}::int)`;
  else
    await sql`
      select pg_advisory_xact_lock_shared(hashtext('tenant.agents'), ${tenantId}::int),
        pg_advisory_xact_lock(hashtext('group.agents'), ${agentGroupId}::int)`;
}
