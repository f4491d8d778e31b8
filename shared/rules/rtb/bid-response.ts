/**
 * Reads a bidder's reply: the amount of the bid, the destination, and whether the bid is valid under the target's
 * terms.
 *
 * Amounts are integers in millionths of the currency (`micros`), so amounts are exact. Only the APIs use decimals.
 */
import { fromMicros, toMicros } from '../values/money.ts';
import { enteredDestinationProblem } from '../compliance/destinations.ts';
import { isE164Syntax } from '../values/phone.ts';
import type { BidReason } from './bid-reasons.ts';
import { BID_EXPIRY_SECONDS_DEFAULT, BID_EXPIRY_SECONDS_MAX, BID_EXPIRY_SECONDS_MIN } from './deadlines.ts';
import { valueAt } from './json-path.ts';

/**
 * The largest bid in units of the currency. A larger bid is a mistake, whatever the target's own maximum is. The limit
 * also keeps amounts in micros exact.
 */
const AMOUNT_MAX = 1_000_000;
export const CONVERSION_SECONDS_MAX = 86_400;

/** The paths at which a target's reply holds its values, and the limits of the target's bids. */
export type BidTerms = {
  bidAmountPath: string;
  destinationNumberPath: string;
  /** Null means that a reply with an amount accepts the call. */
  acceptancePath: string | null;
  currencyPath: string | null;
  durationPath: string | null;
  minBidMicros: number;
  /** Null if the bid has no upper limit. */
  maxBidMicros: number | null;
  currency: string;
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

/**
 * Reads a bidder's JSON reply. The first check that fails gives the reason; the checks run in the order of the code
 * below.
 */
export function readBid(reply: unknown, terms: BidTerms): BidReading {
  const accepted = terms.acceptancePath === null || isYes(valueAt(reply, terms.acceptancePath));
  const bidMicros = parseAmount(valueAt(reply, terms.bidAmountPath));
  const replyDestination = valueAt(reply, terms.destinationNumberPath);
  const destination = typeof replyDestination === 'string' ? replyDestination.trim() : undefined;
  const reading = { accepted, bidMicros, destination };
  if (!accepted) return { ...reading, reason: 'not_accepted' };
  if (bidMicros === undefined) return { ...reading, reason: 'invalid_amount' };
  const currency = terms.currencyPath === null ? undefined : valueAt(reply, terms.currencyPath);
  if (currency !== undefined && currency !== null && !isSameCurrency(currency, terms.currency))
    return { ...reading, reason: 'wrong_currency' };
  if (bidMicros < terms.minBidMicros) return { ...reading, reason: 'below_floor' };
  if (terms.maxBidMicros !== null && bidMicros > terms.maxBidMicros) return { ...reading, reason: 'over_ceiling' };
  const problem = destinationProblem(destination);
  if (problem || destination === undefined) return { ...reading, reason: problem ?? 'invalid_destination' };
  const expirySeconds =
    parseSeconds(valueAt(reply, 'expireInSeconds'), BID_EXPIRY_SECONDS_MAX) ?? BID_EXPIRY_SECONDS_DEFAULT;
  if (expirySeconds < BID_EXPIRY_SECONDS_MIN) return { ...reading, reason: 'expired' };
  const duration = terms.durationPath === null ? undefined : valueAt(reply, terms.durationPath);
  const conversionSeconds = parseSeconds(duration, CONVERSION_SECONDS_MAX) ?? null;
  return { ...reading, bid: { bidMicros, destination, conversionSeconds, expirySeconds } };
}

/** Whether a value means yes, in the forms that bidders use. Every other value, or a missing value, means no. */
const isYes = (value: unknown): boolean =>
  value === true || value === 1 || (typeof value === 'string' && /^(?:true|yes|1)$/i.test(value.trim()));

const isSameCurrency = (value: unknown, currency: string): boolean =>
  typeof value === 'string' && value.trim().toUpperCase() === currency;

/**
 * Returns the amount in micros, from a positive number or a text with at most six decimals. Returns undefined for any
 * other value.
 */
function parseAmount(value: unknown): number | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  if (typeof value === 'string' && !/^\d{1,7}(?:\.\d{1,6})?$/.test(value.trim())) return undefined;
  const amount = Number(value);
  if (!Number.isFinite(amount) || amount <= 0 || amount > AMOUNT_MAX) return undefined;
  const micros = toMicros(amount);
  return micros > 0 && Math.abs(fromMicros(micros) - amount) < 1e-9 ? micros : undefined;
}

function parseSeconds(value: unknown, max: number): number | undefined {
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds < 0) return undefined;
  return Math.min(max, Math.floor(seconds));
}

const SIP = /^sips?:[\w.!~*'()&=+$,;?/%-]{1,100}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,120}[A-Za-z0-9])?(?::\d{1,5})?$/;

/**
 * Returns why a destination cannot be dialled; undefined if the destination can be dialled. A well-formed number that
 * does not exist passes this check. The carrier rejects such a number at once, and the next bid is dialled.
 */
export function destinationProblem(destination: string | undefined): BidReason | undefined {
  if (destination === undefined) return 'invalid_destination';
  if (/^sips?:/.test(destination)) return SIP.test(destination) ? undefined : 'invalid_destination';
  if (!isE164Syntax(destination)) return 'invalid_destination';
  return enteredDestinationProblem(destination, null) && 'charged_destination';
}
