/** Checks whether the leads of a place may be called now. All leads of a place have the same answer. */
import { checkCallingHours } from '../compliance/calling-hours.ts';
import { isClosedReason } from '../compliance/law.ts';
import type { NumberPlace } from '../compliance/number-time-zones.ts';
import { campaignHours, type CampaignSchedule, HOURS_REASONS } from './hours.ts';

/**
 * Why a phone number may not be called now, and the new status of the number's lead. If the status is `pending`, the
 * lead waits until `nextCallAt`. If the status is `failed` or `dnc`, the lead is never called again. `reason` becomes
 * the lead's `status_reason`.
 */
export type CallRefusal = { status: 'pending' | 'failed' | 'dnc'; nextCallAt: Date | null; reason: string };

/**
 * Milliseconds of product time. A lead whose country may not be called is held for this time. If the operator allows more
 * countries, or if the campaign's hours change, the lead is due at once.
 */
export const COUNTRY_HELD_MS = 24 * 3_600_000;

/** The `status_reason` of a lead whose country the tenant may not call. */
export const COUNTRY_NOT_ALLOWED = 'country_not_allowed';

/** The `status_reason` of a lead to whose country the carrier refuses calls. */
const COUNTRY_REFUSED = 'country_refused_by_carrier';

/** Whether a refusal with this reason applies to every lead of the same place. */
export const isReasonOfPlace = (reason: string): boolean =>
  reason === COUNTRY_NOT_ALLOWED || reason === COUNTRY_REFUSED || (HOURS_REASONS as readonly string[]).includes(reason);

/**
 * Returns why no number of a place may be called at a moment; undefined if the place does not forbid the call.
 *
 * @param allowedCountries the tenant's limit `destination_countries`; null allows every country
 */
export function placeRefusal(
  campaign: CampaignSchedule,
  place: NumberPlace,
  allowedCountries: readonly string[] | null,
  nowMs: number,
): CallRefusal | undefined {
  const country = place.region?.country;
  if (allowedCountries !== null && country !== undefined && !allowedCountries.includes(country))
    return refusalUntil(nowMs + COUNTRY_HELD_MS, COUNTRY_NOT_ALLOWED);
  return hoursRefusal(campaign, place, { nowMs, atMs: nowMs });
}

/**
 * Returns why a country may not be called now if the carrier refuses calls to it. The leads wait until the next probe.
 *
 * @param blocked the countries to which the carrier refuses calls, with the time of the next probe
 */
export function carrierRefusal(
  country: string | undefined,
  now: Date,
  blocked: ReadonlyMap<string, Date>,
): CallRefusal | undefined {
  const until = blocked.get(country ?? '');
  return until && until > now ? refusalUntil(until.getTime(), COUNTRY_REFUSED) : undefined;
}

/** Returns why the calling hours forbid a call at `atMs`, the first moment that the other rules allow. */
export function hoursRefusal(
  campaign: CampaignSchedule,
  place: NumberPlace,
  { nowMs, atMs }: { nowMs: number; atMs: number },
): CallRefusal | undefined {
  const hours = checkCallingHours({ ...place, atMs, campaign: campaignHours(campaign) });
  if (hours.ok) return undefined;
  if (isClosedReason(hours.reason)) return refusalUntil(nowMs + COUNTRY_HELD_MS, hours.reason);
  if (hours.nextAtMs === null) return { status: 'failed', nextCallAt: null, reason: hours.reason };
  return refusalUntil(hours.nextAtMs, hours.reason);
}

export const refusalUntil = (untilMs: number, reason: string): CallRefusal => ({
  status: 'pending',
  nextCallAt: new Date(untilMs),
  reason,
});
