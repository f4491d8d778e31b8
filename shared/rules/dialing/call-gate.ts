/**
 * Checks, before every call to a lead, whether the phone number may be called now, by law and by the campaign's own
 * hours.
 */
import type { CampaignSchedule } from '../campaigns/hours.ts';
import {
  type CallRefusal,
  carrierRefusal,
  COUNTRY_HELD_MS,
  COUNTRY_NOT_ALLOWED,
  hoursRefusal,
  refusalUntil,
} from '../campaigns/place-gate.ts';
import { cooldownOf, type NumberHistory } from '../compliance/attempt-limits.ts';
import { isClosedReason } from '../compliance/law.ts';
import { placeOfNumber } from '../compliance/number-time-zones.ts';
import { countryOfNumber, parseDialableNumber } from '../values/phone.ts';

/** The call history of a phone number, and when the history was read from the database. */
export type NumberSnapshot = NumberHistory & { readAt: Date };

/** What the check needs to know about a phone number. */
export type NumberAtGate = NumberSnapshot & {
  phoneNormalized: string;
  onDncList: boolean;
  inAnotherCall: boolean;
  /** Whether the person agreed to a call-back at this time. */
  callBack: boolean;
};

/**
 * Milliseconds of product time. If a phone number is in another call now, the next try is after this time, when the
 * other call is likely over.
 */
const IN_ANOTHER_CALL_MS = 15 * 60_000;

/**
 * Returns why a phone number may not be called now; undefined if the number may be called. Each call is checked twice:
 * when the call is reserved, and again when the call is placed, because a reservation may wait. "Now" is the time at
 * which the database read the number's history, because the clocks of the machines differ.
 *
 * @param allowedCountries the tenant's limit `destination_countries`; null allows every country
 */
export function callRefusal(
  campaign: CampaignSchedule,
  number: NumberAtGate,
  allowedCountries: readonly string[] | null,
): CallRefusal | undefined {
  if (number.onDncList) return { status: 'dnc', nextCallAt: null, reason: 'do_not_call' };
  const phone = parseDialableNumber(number.phoneNormalized);
  if ('problem' in phone) return { status: 'failed', nextCallAt: null, reason: `number_${phone.problem}` };
  const nowMs = number.readAt.getTime();
  if (allowedCountries !== null && !allowedCountries.includes(phone.country))
    return refusalUntil(nowMs + COUNTRY_HELD_MS, COUNTRY_NOT_ALLOWED);
  if (number.inAnotherCall) return refusalUntil(nowMs + IN_ANOTHER_CALL_MS, 'in_another_call');
  const place = placeOfNumber(number.phoneNormalized);
  // A call-back was agreed with the person, so only the law can delay it.
  const history = number.callBack ? { ...number, restsUntil: null } : number;
  const latestCooldown = cooldownOf(history, place.region);
  const cooldown = latestCooldown && latestCooldown.untilMs > nowMs ? latestCooldown : undefined;
  const atMs = cooldown?.untilMs ?? nowMs;
  const refusal = hoursRefusal(campaign, place, { nowMs, atMs });
  if (!cooldown) return refusal;
  // Without a refusal by the hours, the number is called when its rest ends. If the country is closed or no lawful time is
  // left, that reason counts. Otherwise the rest is the first reason.
  if (!refusal) return refusalUntil(atMs, cooldown.reason);
  const isDelayed = refusal.status === 'pending' && !isClosedReason(refusal.reason);
  return isDelayed ? { ...refusal, reason: cooldown.reason } : refusal;
}

/**
 * Returns why a number may not be called now if the carrier refuses calls to its country. The lead waits until the next
 * probe.
 *
 * @param blocked the countries to which the carrier refuses calls, with the time of the next probe
 */
export function blockedCountryRefusal(
  { phoneNormalized, readAt }: Pick<NumberAtGate, 'phoneNormalized' | 'readAt'>,
  blocked: ReadonlyMap<string, Date>,
): CallRefusal | undefined {
  return blocked.size === 0 ? undefined : carrierRefusal(countryOfNumber(phoneNormalized), readAt, blocked);
}
