/**
 * Reads a bidder's reply: the amount of the bid, the destination, and whether the bid is valid under the target's
 * terms.
 *
 * Amounts are integers in millionths of the currency (`micros`), so amounts are exact. Only the APIs use decimals.
 */
import { destinationProblem, readDestination } from './bid-destination.ts';
import type { BidReason } from './bid-reasons.ts';
import { isAccepted, isNoAmount, namesCurrency, readAmount, readExpiry, readSeconds } from './bid-values.ts';
import { BID_EXPIRY_SECONDS_DEFAULT, BID_EXPIRY_SECONDS_MAX, BID_EXPIRY_SECONDS_MIN } from './deadlines.ts';
import { valueAt } from './json-path.ts';

export const CONVERSION_SECONDS_MAX = 86_400;

/** The paths at which a target's reply holds its values, and the limits of the target's bids. */
export type BidTerms = {
  bidAmountPath: string;
  destinationNumberPath: string;
  /** Null means that a reply with an amount accepts the call. */
  acceptancePath: string | null;
  /** The words at `acceptancePath` that accept the call. */
  acceptanceValues: readonly string[];
  currencyPath: string | null;
  durationPath: string | null;
  /** Null means the usual names, see `EXPIRY_PATHS`. */
  expiryPath: string | null;
  minBidMicros: number;
  /** Null if the bid has no upper limit. */
  maxBidMicros: number | null;
  currency: string;
};

/** What a reply depends on beside the terms of the target. */
export type BidSituation = {
  /** ISO 3166-1 alpha-2 codes of the countries that a bid may name; null allows every country. */
  countries: readonly string[] | null;
  /** The real time in Unix milliseconds, for bids that name a time of expiry. */
  nowMs: number;
};

export type Bid = {
  bidMicros: number;
  /** The destination of the call: an E.164 number or a SIP address. */
  destination: string;
  /**
   * The call counts as converted if the conversation lasts at least this many seconds. Null if the bid names no
   * duration.
   */
  conversionSeconds: number | null;
  expirySeconds: number;
};

/** The values that could be read from the reply, even if the bid is invalid. Either `bid` or `reason` is present. */
export type BidReading = { bid?: Bid; reason?: BidReason; accepted: boolean; bidMicros?: number; destination?: string };

/** The names under which bidders say when a bid expires. Ringba sends the first, Retreaver and others the rest. */
const EXPIRY_PATHS = [
  'expireInSeconds',
  'expire_in_seconds',
  'expiresIn',
  'expires_in',
  'expiresAt',
  'expires_at',
  'bidExpireEpoch',
  'bidExpireDT',
] as const;

/**
 * The names under which bidders say why they do not bid, compared without case and underscores. `nbr` is OpenRTB's
 * no-bid reason.
 */
const NO_BID_REASONS =
  /^(?:reject|rejected|rejection|rejectreasons?|reasons?|reasoncode|message|msg|errors?|errormessage|errorcode|details?|nobidreason|nbr)$/;
/** The names under which bidders say yes or no, and the values that say no. */
const OUTCOMES = /^(?:status|result|outcome|success|accepted|accept|bid|matched|available)$/;
const REFUSALS =
  /^(?:false|no|0|rejected|reject|declined|denied|refused|unmatched|failed|failure|error|nobid|unsold|none)$/;

/**
 * Reads a bidder's reply. The first check that fails gives the reason; the checks run in the order of the code below.
 */
export function readBid(reply: unknown, terms: BidTerms, { countries, nowMs }: BidSituation): BidReading {
  const acceptance = terms.acceptancePath === null ? undefined : valueAt(reply, terms.acceptancePath);
  const accepted = terms.acceptancePath === null || isAccepted(acceptance, terms.acceptanceValues);
  const amount = valueAt(reply, terms.bidAmountPath);
  const { micros: bidMicros, isZero, currencyTexts } = readAmount(amount);
  const destination = readDestination(valueAt(reply, terms.destinationNumberPath), countries?.[0]);
  const reading = { accepted, bidMicros, destination };
  if (bidMicros === undefined && (accepted || acceptance === undefined) && (isZero || saysNoBid(reply, amount, terms)))
    return { ...reading, reason: 'no_bid' };
  if (!accepted) return { ...reading, reason: 'not_accepted' };
  if (bidMicros === undefined) return { ...reading, reason: 'invalid_amount' };
  const currency = (terms.currencyPath === null ? undefined : valueAt(reply, terms.currencyPath)) ?? '';
  const names = [currency, ...currencyTexts];
  if (!names.every((name) => typeof name === 'string' && namesCurrency(name, terms.currency)))
    return { ...reading, reason: 'wrong_currency' };
  if (bidMicros < terms.minBidMicros) return { ...reading, reason: 'below_floor' };
  if (terms.maxBidMicros !== null && bidMicros > terms.maxBidMicros) return { ...reading, reason: 'over_ceiling' };
  const problem = destinationProblem(destination, countries);
  if (problem || destination === undefined) return { ...reading, reason: problem ?? 'invalid_destination' };
  const expirySeconds = expiryOf(reply, terms, nowMs);
  if (expirySeconds < BID_EXPIRY_SECONDS_MIN) return { ...reading, reason: 'expired' };
  const duration = terms.durationPath === null ? undefined : valueAt(reply, terms.durationPath);
  const conversionSeconds = readSeconds(duration, CONVERSION_SECONDS_MAX) ?? null;
  return { ...reading, bid: { bidMicros, destination, conversionSeconds, expirySeconds } };
}

/** Whether a reply without an amount is a refusal: the amount is empty, or the reply says why there is no amount. */
function saysNoBid(reply: unknown, amount: unknown, { bidAmountPath }: BidTerms): boolean {
  if (amount !== undefined) return isNoAmount(amount);
  // A wrapper, such as `result` in `result.bid`, may hold the reason.
  const wrapperPath = bidAmountPath.replace(/\.?[^.[]+$|\[\d+\]$/, '');
  return isRefusal(reply) || (wrapperPath !== '' && isRefusal(valueAt(reply, wrapperPath)));
}

function isRefusal(document: unknown): boolean {
  if (typeof document !== 'object' || document === null) return isNoAmount(document) || document === 0;
  const members = Object.entries(document);
  return members.length === 0 || members.some(([name]) => isRefusalMember(toWord(name), valueAt(document, name)));
}

/** Whether a member of the reply says no: a reason, a negative outcome, or an empty list of bids. */
function isRefusalMember(name: string, value: unknown): boolean {
  if (NO_BID_REASONS.test(name)) return true;
  if (Array.isArray(value)) return value.length === 0 && /^(?:seat)?bids?$|^offers?$/.test(name);
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return false;
  return name === 'nobid' ? value !== false : OUTCOMES.test(name) && REFUSALS.test(toWord(String(value)));
}

const toWord = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

function expiryOf(reply: unknown, { expiryPath }: BidTerms, nowMs: number): number {
  for (const path of expiryPath === null ? EXPIRY_PATHS : [expiryPath]) {
    const seconds = readExpiry(valueAt(reply, path), BID_EXPIRY_SECONDS_MAX, nowMs);
    if (seconds !== undefined) return seconds;
  }
  return BID_EXPIRY_SECONDS_DEFAULT;
}
