import { type DialingCampaign, dialingCampaignById } from '../../../sql/campaigns/dialing-campaign.ts';
import type { Sql } from '../../../sql/db.ts';
import { effectiveAgentLegs } from '../../rules/campaigns/agent-leg-mode.ts';

/**
 * Returns the campaign for the dialer and for calls. `agentLegs` is the value that applies in the dial mode of the
 * campaign: preview mode always parks the agents.
 */
export async function findDialingCampaign(sql: Sql, campaignId: number): Promise<DialingCampaign | undefined> {
  const campaign = await dialingCampaignById(sql, campaignId);
  return campaign && { ...campaign, agentLegs: effectiveAgentLegs(campaign) };
}
