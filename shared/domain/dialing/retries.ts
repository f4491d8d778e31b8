/** What happens to a lead after a call: another call at a lawful time, completion, or failure. */
import type { DialingCampaign } from '../../../sql/campaigns/dialing-campaign.ts';
import { lockCall } from '../../../sql/calls/progress.ts';
import { placeIds } from '../../../sql/compliance/places.ts';
import type { Sql } from '../../../sql/db.ts';
import {
  finishedCallById,
  type FinishedCallRow,
  type LeadOutcome,
  updateLeadAfterCall,
} from '../../../sql/dialing/retries.ts';
import { listLeadNumbers } from '../../../sql/leads/phones.ts';
import type { Context } from '../../context.ts';
import { type Disposition, dispositionOf } from '../../rules/calls/disposition.ts';
import { type Outcome, outcomeOf } from '../../rules/calls/outcome.ts';
import { campaignHours } from '../../rules/campaigns/hours.ts';
import { checkCallingHours } from '../../rules/compliance/calling-hours.ts';
import { isClosedReason } from '../../rules/compliance/law.ts';
import { placeOfNumber, placeText } from '../../rules/compliance/number-time-zones.ts';
import { chooseNumber } from '../../rules/dialing/next-number.ts';
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
    const outcome = await withNextNumber(sql, call, campaign, leadOutcome(call, campaign));
    await updateLeadAfterCall(sql, call.leadId, outcome);
    if (outcome.status === 'pending') await takeUpCampaign(tx, campaign.tenantId, campaign.id);
  });
}

/**
 * If the person did not answer, or the number is invalid, another number of the lead may be called before this one. The
 * rule says which and when.
 */
async function withNextNumber(
  sql: Sql,
  call: FinishedCallRow,
  campaign: DialingCampaign,
  outcome: LeadOutcome,
): Promise<LeadOutcome> {
  const isInvalid = isInvalidNumberCause(call.hangupCause);
  if (call.optedOut || !(call.disposition === 'no_answer' || isInvalid)) return outcome;
  const rows = await listLeadNumbers(sql, call.leadId);
  const numbers = rows.map(({ hangupCause, onDncList, ...number }) => ({
    ...number,
    isUsable: !onDncList && !isInvalidNumberCause(hangupCause),
  }));
  const called = { phone: call.toNumber, endedAtMs: call.endTime.getTime() };
  const next = chooseNumber(numbers, called, campaign);
  if (!next) return outcome;
  const [placeId = 0] = await placeIds(sql, [placeText(placeOfNumber(next.phone))]);
  const reason = next.phone === call.toNumber ? call.disposition : 'next_number';
  return { status: 'pending', nextCallAt: new Date(next.atMs), reason, next: { phone: next.phone, placeId } };
}

function leadOutcome(call: FinishedCallRow, campaign: DialingCampaign): LeadOutcome {
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
