import { enqueue } from '../shared/queues.ts';
import { activeCampaignIds } from '../sql/system.ts';
import type { Handler } from './handlers.ts';

/** One job for each active campaign, so that any number of workers share them; a slow campaign delays only itself. */
export const dialerTick: Handler<'dialer.tick'> = async (ctx) => {
  const campaignIds = await activeCampaignIds(ctx.sql);
  await Promise.all(
    campaignIds.map((campaignId) => enqueue(ctx, 'campaign.tick', { campaignId }, { once: String(campaignId) })),
  );
};
