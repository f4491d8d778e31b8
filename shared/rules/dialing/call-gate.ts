import type { DialingCampaign } from '../../../sql/campaigns/dialing-campaign.ts';
import type { DueLead } from '../../../sql/dialing/due-leads.ts';
import type { RefusedLead } from '../../../sql/dialing/due-leads.ts';
import { cooldownOf } from '../compliance/attempt-limits.ts';
import { checkCallingHours } from '../compliance/calling-hours.ts';
import { placeOfNumber } from '../compliance/number-time-zones.ts';
import { parseDialableNumber } from '../values/phone.ts';
import { campaignHours } from '../campaigns/hours.ts';

/** A number that is in another campaign's call right now is tried again when that call should be over. */
export const BUSY_ELSEWHERE_MS = 15 * 60_000;

export const wait = (untilMs: number, reason: string) => ({
  status: 'pending' as const,
  nextCallAt: new Date(untilMs),
  reason,
});

/**
 * Why a number may not be called now, and until when; undefined when it may. Asked when a call is reserved and again
 * when it is placed: in between it may have waited. Now is when the database read the lead: machines' own clocks differ.
 */
export function callRefusal(campaign: DialingCampaign, lead: Omit<DueLead, 'id'>): Omit<RefusedLead, 'id'> | undefined {
  if (lead.onDncList) return { status: 'dnc', nextCallAt: null, reason: 'do_not_call' };
  const phone = parseDialableNumber(lead.phoneNormalized);
  if ('problem' in phone) return { status: 'failed', nextCallAt: null, reason: `number_${phone.problem}` };
  const nowMs = lead.readAt.getTime();
  if (lead.inAnotherCall) return wait(nowMs + BUSY_ELSEWHERE_MS, 'in_another_call');
  const place = placeOfNumber(lead.phoneNormalized);
  const rest = cooldownOf(lead, place.region);
  const resting = rest && rest.untilMs > nowMs ? rest : undefined;
  const atMs = resting?.untilMs ?? nowMs;
  const decision = checkCallingHours({ ...place, atMs, campaign: campaignHours(campaign) });
  if (decision.ok) return resting && wait(atMs, resting.reason);
  if (decision.nextAtMs === null) return { status: 'failed', nextCallAt: null, reason: decision.reason };
  return wait(decision.nextAtMs, resting?.reason ?? decision.reason);
}
