/** What happens to a lead after a call: another call at a lawful time, completion, or failure. */
import type { DialingCampaign } from '../../../sql/campaigns/dialing-campaign.ts';
import { lockCall } from '../../../sql/calls/progress.ts';
import { finishedCallById, type FinishedCallRow, updateLeadAfterCall } from '../../../sql/dialing/retries.ts';
import type { Context } from '../../context.ts';
import { type Disposition, dispositionOf } from '../../rules/calls/disposition.ts';
import { type Outcome, outcomeOf } from '../../rules/calls/outcome.ts';
import { campaignHours } from '../../rules/campaigns/hours.ts';
import { checkCallingHours } from '../../rules/compliance/calling-hours.ts';
import { isClosedReason } from '../../rules/compliance/law.ts';
import { placeOfNumber } from '../../rules/compliance/number-time-zones.ts';
import { nextAttempt } from '../../rules/dialing/retry.ts';
import { isInvalidNumberCause } from '../../rules/numbers/carrier-errors.ts';
import { transaction } from '../../transaction.ts';
import { findDialingCampaign } from '../campaigns/dialing-campaign.ts';
import { takeUpCampaign } from '../campaigns/status.ts';

/**
 * Sets the next status of a lead after a call: completed, failed, on the do-not-call list, or due again. A lead becomes
 * due at the first lawful minute after the retry gap. The job may run again for the same call, if a late report changed
 * the disposition.
 */
export async function scheduleRetry(ctx: Context, callId: number): Promise<void> {
  await transaction(ctx, async (tx) => {
    const { sql } = tx;
    // The lock makes two jobs for the same call run one after the other, so that the latest disposition decides.
    await lockCall(sql, callId);
    const call = await finishedCallById(sql, callId);
    const campaign = call && (await findDialingCampaign(sql, call.campaignId));
    if (!call || !campaign) return;
    const outcome = leadOutcome(call, campaign);
    await updateLeadAfterCall(sql, call.leadId, outcome);
    if (outcome.status === 'pending') await takeUpCampaign(tx, campaign.tenantId, campaign.id);
  });
}

function leadOutcome(call: FinishedCallRow, campaign: DialingCampaign) {
  const place = placeOfNumber(call.toNumber);
  const next = nextAttempt({
    disposition: call.disposition,
    outcome: leadOutcomeWord(call),
    custom: customRule(call),
    policy: campaign.retryPolicy,
    attempts: call.attempts,
    cancellations: call.cancellations,
    endedAtMs: call.endTime.getTime(),
    region: place.region,
    numberInvalid: isInvalidNumberCause(call.hangupCause),
    optedOut: call.optedOut,
    lastAbandonedAt: call.lastAbandonedAt,
  });
  if (!next.retry) return { status: next.leadStatus, nextCallAt: null, reason: next.reason };
  const hours = checkCallingHours({ ...place, atMs: next.notBeforeMs, campaign: campaignHours(campaign) });
  // If the country of the number is closed, the next attempt finds that out and holds the lead.
  const atMs = hours.ok || isClosedReason(hours.reason) ? next.notBeforeMs : hours.nextAtMs;
  if (atMs === null) return { status: 'failed' as const, nextCallAt: null, reason: 'no_lawful_time_left' };
  return { status: 'pending' as const, nextCallAt: new Date(atMs), reason: call.code ?? leadOutcomeWord(call) };
}

/** What happened in the call. A disposition that a user corrected counts more than what we know. */
function leadOutcomeWord(call: FinishedCallRow): Outcome | Disposition {
  const isCorrected = dispositionOf(call, call.status, call.endTime) !== call.disposition;
  return (isCorrected ? null : outcomeOf(call)) ?? call.disposition;
}

function customRule({ code, nextStep, retryMinutes, retryTimesMax, timesChosen }: FinishedCallRow) {
  return code === null || nextStep === null ? undefined : { code, nextStep, retryMinutes, retryTimesMax, timesChosen };
}
