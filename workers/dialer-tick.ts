import { enqueue } from '../shared/queues.ts';
import { activeCampaignIds, completeCampaigns, startScheduledCampaigns } from '../sql/system.ts';
import type { Handler } from './handlers.ts';

/** Moves campaigns on that are due to start or to end; then one job for each active campaign, so that any number of workers share them; a slow campaign delays only itself. */
export const dialerTick: Handler<'dialer.tick'> = async (ctx) => {
  await startScheduledCampaigns(ctx.sql);
  await completeCampaigns(ctx.sql);
  const campaignIds = await activeCampaignIds(ctx.sql);
  await Promise.all(
    campaignIds.map((campaignId) => enqueue(ctx, 'campaign.tick', { campaignId }, { once: String(campaignId) })),
  );
};
