import type { Context } from '../../context.ts';
import { checkCallingHours } from '../../rules/compliance/calling-hours.ts';
import type { Disposition } from '../../rules/calls/disposition.ts';
import { nextAttempt } from '../../rules/dialing/retry.ts';
import { placeOfNumber } from '../../rules/compliance/number-time-zones.ts';
import { transaction } from '../../transaction.ts';
import { lockCall } from '../../../sql/calls/progress.ts';
import { reopenDryCampaign } from '../../../sql/campaigns/campaigns.ts';
import { type DialingCampaign } from '../../../sql/campaigns/dialing-campaign.ts';
import { findDialingCampaign } from '../campaigns/dialing-campaign.ts';
import { finishedCallById, type FinishedCallRow, updateLeadAfterCall } from '../../../sql/dialing/retries.ts';
import { campaignHours } from '../../rules/campaigns/hours.ts';

/** Answers of the carrier to a create that no later call will change: the number does not exist or cannot be called. */
const invalidNumberCauses = new Set([
  'carrier_21211',
  'carrier_21214',
  'carrier_21215',
  'carrier_21216',
  'carrier_21217',
]);

/**
 * What becomes of the lead after a call: done, failed, or due again at the first lawful minute after its gap. May run
 * again for the same call, when a late report changed its disposition.
 */
export async function scheduleRetry(ctx: Context, callId: number): Promise<void> {
  await transaction(ctx, async ({ sql }) => {
    // Two that settle the same call take turns, so that the disposition read last stands.
    await lockCall(sql, callId);
    const call = await finishedCallById(sql, callId);
    const campaign = call && (await findDialingCampaign(sql, call.campaignId));
    if (!call || !campaign) return;
    const outcome = outcomeOf(call, campaign);
    await updateLeadAfterCall(sql, call.leadId, outcome);
    if (outcome.status === 'pending') await reopenDryCampaign(sql, campaign.tenantId, campaign.id);
  });
}

function outcomeOf(call: FinishedCallRow, campaign: DialingCampaign) {
  const place = placeOfNumber(call.toNumber);
  const next = nextAttempt({
    disposition: call.disposition as Disposition,
    policy: campaign.retryPolicy,
    attempts: call.attempts,
    cancellations: call.cancellations,
    endedAtMs: call.endTime.getTime(),
    region: place.region,
    numberInvalid: invalidNumberCauses.has(call.hangupCause ?? ''),
    optedOut: call.optedOut,
    lastAbandonedAt: call.lastAbandonedAt,
  });
  if (!next.retry) return { status: next.leadStatus, nextCallAt: null, reason: next.reason };
  const decision = checkCallingHours({
    ...place,
    atMs: next.notBeforeMs,
    campaign: campaignHours(campaign),
  });
  const atMs = decision.ok ? next.notBeforeMs : decision.nextAtMs;
  if (atMs === null) return { status: 'failed' as const, nextCallAt: null, reason: 'no_lawful_time_left' };
  return { status: 'pending' as const, nextCallAt: new Date(atMs), reason: call.disposition };
}
