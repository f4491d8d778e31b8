/** The data about a call that a request to a bidder may contain: the caller, the place of the caller, and the visit. */
import { createHash } from 'node:crypto';
import { placeOfNumber } from '../compliance/number-time-zones.ts';
import { likelyCountryOf } from '../values/phone.ts';

export const CALLER_ID_EXPOSURES = ['full', 'hashed', 'hidden'] as const;
/** What a bidder learns about the caller's number before the bidder wins the call. */
export type CallerIdExposure = (typeof CALLER_ID_EXPOSURES)[number];

/** What is known about the visit that led to the call, and the publisher of the call. */
export type VisitData = {
  source: string | null;
  medium: string | null;
  campaign: string | null;
  content: string | null;
  term: string | null;
  gclid: string | null;
  fbclid: string | null;
  msclkid: string | null;
  page: string | null;
  tags: Record<string, string>;
  publisherId: number | null;
};

const AREA_CODE_DIGITS = 3;

/** Returns the national number of a North American caller, without the calling code; null for other numbers. */
function northAmericanDigits(caller: string | null): string | null {
  return caller !== null && /^\+1\d{10}$/.test(caller) ? caller.slice(2) : null;
}

/** The US state or the province of a number, such as `CA`; null if the number does not name one. */
function stateOf(caller: string): string | null {
  const { region } = placeOfNumber(caller);
  const [subdivision, ...others] = region?.subdivisions ?? [];
  return subdivision === undefined || others.length > 0 ? null : subdivision.replace(/^[A-Z]{2}-/, '');
}

/**
 * Returns the values of the placeholders about the caller, as far as the target may know them. A hidden caller has no
 * number.
 *
 * @param caller E.164 number; null if the caller hides the number
 * @param isStateUsed the state is looked up only then, because the tables of places take 0.2 s to load
 */
export function callerData(caller: string | null, exposure: CallerIdExposure, isStateUsed: boolean) {
  const national = northAmericanDigits(caller);
  const shown = exposure === 'full' ? caller : null;
  const hash = caller === null ? null : createHash('sha256').update(caller).digest('hex');
  return {
    callerId: exposure === 'hashed' ? hash : shown,
    callerIdNational: shown === null ? null : national,
    callerIdHash: exposure === 'hidden' ? null : hash,
    callerAreaCode: national?.slice(0, AREA_CODE_DIGITS) ?? null,
    callerState: caller !== null && isStateUsed ? stateOf(caller) : null,
    callerCountry: caller === null ? null : (likelyCountryOf(caller) ?? null),
  };
}

/** Returns the values of the placeholders about the visit. */
export function visitData(visit: VisitData | undefined) {
  const known: Partial<VisitData> = visit ?? {};
  return {
    utmSource: known.source ?? null,
    utmMedium: known.medium ?? null,
    utmCampaign: known.campaign ?? null,
    utmContent: known.content ?? null,
    utmTerm: known.term ?? null,
    gclid: known.gclid ?? null,
    fbclid: known.fbclid ?? null,
    msclkid: known.msclkid ?? null,
    page: known.page ?? null,
    publisherId: known.publisherId ?? null,
    ...Object.fromEntries(Object.entries(known.tags ?? {}).map(([name, value]) => [`tags.${name}`, value] as const)),
  };
}
