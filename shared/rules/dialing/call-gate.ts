/** The gate that every call to a lead passes: whether the number may be called now, by law and by the campaign's own hours. */
import { campaignHours, type CampaignSchedule } from '../campaigns/hours.ts';
import { cooldownOf, type NumberHistory } from '../compliance/attempt-limits.ts';
import { checkCallingHours } from '../compliance/calling-hours.ts';
import { placeOfNumber } from '../compliance/number-time-zones.ts';
import { parseDialableNumber } from '../values/phone.ts';

/** The history of a number, and when the database read it. */
export type NumberSnapshot = NumberHistory & { readAt: Date };

/** A number in front of the gate. */
export type NumberAtGate = NumberSnapshot & { phoneNormalized: string; onDncList: boolean; inAnotherCall: boolean };

/**
 * Why the gate refuses a number, and what becomes of its lead: `pending` until `nextCallAt`, or never called again as
 * `failed` or `dnc`. `reason` becomes the lead's `status_reason`.
 */
export type CallRefusal = { status: 'pending' | 'failed' | 'dnc'; nextCallAt: Date | null; reason: string };

/** A number that is in another campaign's call now is tried again when that call is likely over. */
const IN_ANOTHER_CALL_MS = 15 * 60_000;

/**
 * The refusal of a number that may not be called now; undefined for a number that may. Each call passes the gate twice: when
 * it is reserved, and again when it is placed, because it may have waited in between. "Now" is the database's time of the
 * snapshot, because the clocks of the machines differ.
 */
export function callRefusal(campaign: CampaignSchedule, number: NumberAtGate): CallRefusal | undefined {
  if (number.onDncList) return { status: 'dnc', nextCallAt: null, reason: 'do_not_call' };
  const phone = parseDialableNumber(number.phoneNormalized);
  if ('problem' in phone) return { status: 'failed', nextCallAt: null, reason: `number_${phone.problem}` };
  const nowMs = number.readAt.getTime();
  if (number.inAnotherCall) return refusalUntil(nowMs + IN_ANOTHER_CALL_MS, 'in_another_call');
  const place = placeOfNumber(number.phoneNormalized);
  const latestCooldown = cooldownOf(number, place.region);
  const cooldown = latestCooldown && latestCooldown.untilMs > nowMs ? latestCooldown : undefined;
  const atMs = cooldown?.untilMs ?? nowMs;
  const hours = checkCallingHours({ ...place, atMs, campaign: campaignHours(campaign) });
  if (hours.ok) return cooldown && refusalUntil(atMs, cooldown.reason);
  if (hours.nextAtMs === null) return { status: 'failed', nextCallAt: null, reason: hours.reason };
  return refusalUntil(hours.nextAtMs, cooldown?.reason ?? hours.reason);
}

const refusalUntil = (untilMs: number, reason: string): CallRefusal => ({
  status: 'pending',
  nextCallAt: new Date(untilMs),
  reason,
});
