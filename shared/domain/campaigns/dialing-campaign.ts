import { type DialingCampaign, dialingCampaignById } from '../../../sql/campaigns/dialing-campaign.ts';
import type { Sql } from '../../../sql/db.ts';
import { effectiveAgentLegs } from '../../rules/campaigns/agent-legs.ts';

/** The campaign as the dialer and the calls use it: `agentLegs` is what its dial mode makes of it. */
export async function findDialingCampaign(sql: Sql, campaignId: number): Promise<DialingCampaign | undefined> {
  const campaign = await dialingCampaignById(sql, campaignId);
  return campaign && { ...campaign, agentLegs: effectiveAgentLegs(campaign) };
}
