/**
 * Checks, before every call to a lead, whether the phone number may be called now, by law and by the campaign's own
 * hours.
 */
import { campaignHours, type CampaignSchedule } from '../campaigns/hours.ts';
import { cooldownOf, type NumberHistory } from '../compliance/attempt-limits.ts';
import { checkCallingHours } from '../compliance/calling-hours.ts';
import { isClosedReason } from '../compliance/law.ts';
import { placeOfNumber } from '../compliance/number-time-zones.ts';
import { countryOfNumber, parseDialableNumber } from '../values/phone.ts';

/** The call history of a phone number, and when the history was read from the database. */
export type NumberSnapshot = NumberHistory & { readAt: Date };

/** What the check needs to know about a phone number. */
export type NumberAtGate = NumberSnapshot & { phoneNormalized: string; onDncList: boolean; inAnotherCall: boolean };

/**
 * Why a phone number may not be called now, and the new status of the number's lead. If the status is `pending`, the
 * lead waits until `nextCallAt`. If the status is `failed` or `dnc`, the lead is never called again. `reason` becomes
 * the lead's `status_reason`.
 */
export type CallRefusal = { status: 'pending' | 'failed' | 'dnc'; nextCallAt: Date | null; reason: string };

/**
 * Milliseconds of product time. If a phone number is in another call now, the next try is after this time, when the
 * other call is likely over.
 */
const IN_ANOTHER_CALL_MS = 15 * 60_000;

/**
 * Milliseconds of product time. A lead whose country may not be called is held for this time. If the operator allows more
 * countries, or if the campaign's hours change, the lead is due at once.
 */
const COUNTRY_HELD_MS = 24 * 3_600_000;

/** The `status_reason` of a lead whose country the tenant may not call. */
export const COUNTRY_NOT_ALLOWED = 'country_not_allowed';

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
  const latestCooldown = cooldownOf(number, place.region);
  const cooldown = latestCooldown && latestCooldown.untilMs > nowMs ? latestCooldown : undefined;
  const atMs = cooldown?.untilMs ?? nowMs;
  const hours = checkCallingHours({ ...place, atMs, campaign: campaignHours(campaign) });
  if (hours.ok) return cooldown && refusalUntil(atMs, cooldown.reason);
  if (isClosedReason(hours.reason)) return refusalUntil(nowMs + COUNTRY_HELD_MS, hours.reason);
  if (hours.nextAtMs === null) return { status: 'failed', nextCallAt: null, reason: hours.reason };
  return refusalUntil(hours.nextAtMs, cooldown?.reason ?? hours.reason);
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
  const until = blocked.size === 0 ? undefined : blocked.get(countryOfNumber(phoneNormalized) ?? '');
  return until && until > readAt ? refusalUntil(until.getTime(), 'country_refused_by_carrier') : undefined;
}

const refusalUntil = (untilMs: number, reason: string): CallRefusal => ({
  status: 'pending',
  nextCallAt: new Date(untilMs),
  reason,
});
