import { tickCampaign } from '../shared/domain/dialing.ts';
import type { Handler } from './handlers.ts';

export const campaignTick: Handler<'campaign.tick'> = async (ctx, { campaignId }) => {
  const reserved = await tickCampaign(ctx, campaignId);
  if (reserved > 0) ctx.log.debug({ campaignId, reserved }, 'calls reserved');
};
