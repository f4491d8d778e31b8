/** Releases leads that wait because of a rule that has changed. */
import { type HeldLeads, releaseHeldLeads as releasePart } from '../../../sql/leads/leads.ts';
import type { Context } from '../../context.ts';
import { HOURS_REASONS } from '../../rules/campaigns/hours.ts';
import { RESTING } from '../../rules/compliance/attempt-limits.ts';

/** Held leads that one statement releases. Calls of the leads wait for the statement, which takes less than a second. */
const RELEASED_AT_ONCE = 5_000;

/**
 * Makes held leads due. The dialer checks each lead again, and holds the lead again if the rule still forbids the call. If
 * the process ends before all leads are released, the other pending leads are due a day after they were held.
 */
export async function releaseHeldLeads({ sql }: Context, tenantId: number, held: HeldLeads): Promise<void> {
  let afterId: number | null = 0;
  while (afterId !== null) afterId = await releasePart(sql, tenantId, { ...held, afterId, limit: RELEASED_AT_ONCE });
}

/**
 * Makes the leads due that a setting of a campaign holds: the leads of the campaign that its calling hours hold, or that
 * failed because of them, and the leads of all campaigns whose numbers rest after a call of the campaign.
 */
export async function releaseLeadsOfCampaign(ctx: Context, tenantId: number, campaignId: number): Promise<void> {
  await releaseHeldLeads(ctx, tenantId, { campaignId, reasons: HOURS_REASONS });
  await releaseHeldLeads(ctx, tenantId, { reasons: [RESTING] });
}
