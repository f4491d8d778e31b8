/**
 * What a bid must be, which one wins, and when nothing can change that any more. First price: the winner pays its bid.
 *
 * Amounts are in millionths of the currency (`micros`), which are exact; the documents' decimals come and go at the edge.
 */
import { valueAt } from './json-path.ts';
import { fromMicros, toMicros } from '../values/money.ts';
import { isE164Syntax, parseDialable } from '../values/phone.ts';

/**
 * What became of a bidder in an auction. Below 500 the numbers are those of OpenRTB's seat-non-bid extension; ours begin
 * where OpenRTB leaves room for an exchange's own.
 */
export const reasons = {
  won: { code: 0, text: 'Won the auction.' },
  error_status: { code: 100, text: 'Answered with an HTTP status other than success.' },
  timeout: { code: 101, text: 'Did not answer completely before its deadline.' },
  invalid_response: { code: 102, text: 'Answered with something that is not JSON.' },
  unreachable: { code: 103, text: 'Could not be reached.' },
  blocked: { code: 200, text: 'Its address is not a public one, so it was not asked.' },
  throttled: { code: 203, text: 'Not asked this time, because most of its last answers failed.' },
  below_floor: { code: 301, text: 'Bid less than its minimum.' },
  no_bid: { code: 500, text: 'Answered that it does not bid.' },
  not_accepted: { code: 501, text: 'Did not accept the call.' },
  invalid_amount: { code: 502, text: 'Its amount is no positive number with up to six decimals.' },
  wrong_currency: { code: 503, text: 'Bid in another currency.' },
  over_ceiling: { code: 504, text: 'Bid more than its maximum, as when cents are sent for dollars.' },
  invalid_destination: { code: 505, text: 'Its destination is neither an E.164 number nor a SIP address.' },
  charged_destination: { code: 506, text: 'Its destination is a number that charges its callers.' },
  own_destination: { code: 507, text: 'Its destination is one of our own numbers: the call would go in circles.' },
  too_large: { code: 508, text: 'Its answer was larger than 64 KB.' },
  redirected: { code: 509, text: 'Answered with a redirect, which is not followed.' },
  late: { code: 510, text: 'A good bid, but after the call had been routed.' },
  expired: { code: 511, text: 'Its bid was not valid long enough to dial.' },
  outbid: { code: 512, text: 'A good bid, but another was better.' },
  capped: { code: 513, text: 'Has as many calls as its caps allow.' },
  closed: { code: 514, text: 'Outside its hours of operation.' },
  misconfigured: { code: 515, text: 'Its request could not be made; test the target.' },
} as const;
export type Reason = keyof typeof reasons;

/** A bid above this is a mistake whatever the target's own maximum is; it also keeps micros exact. */
const AMOUNT_MAX = 1_000_000;

/** How long a bid stands that says nothing about it. */
const EXPIRY_SECONDS_DEFAULT = 60;
const EXPIRY_SECONDS_MAX = 3_600;
/** A bid must stand until the called phone has had time to ring. */
const EXPIRY_SECONDS_MIN = 10;
const CONVERSION_SECONDS_MAX = 86_400;

export type BidTerms = {
  bidAmountPath: string;
  destinationNumberPath: string;
  /** Null: answering with an amount is accepting. */
  acceptancePath: string | null;
  currencyPath: string | null;
  durationPath: string | null;
  minBidMicros: number;
  /** Null: no ceiling. */
  maxBidMicros: number | null;
  currency: string;
};

export type Bid = {
  bidMicros: number;
  destination: string;
  /** Seconds of conversation from which the call counts as converted. */
  conversionSeconds: number | null;
  expirySeconds: number;
};

/** What was said, as far as it could be read, even by a bid that does not count. */
export type BidReading = { bid?: Bid; reason?: Reason; accepted: boolean; bidMicros?: number; destination?: string };

/** Reads a bidder's JSON. The first thing that is wrong, in the order of this function, is the reason. */
export function readBid(reply: unknown, terms: BidTerms): BidReading {
  const accepted = terms.acceptancePath === null || isYes(valueAt(reply, terms.acceptancePath));
  const bidMicros = amountOf(valueAt(reply, terms.bidAmountPath));
  const said = valueAt(reply, terms.destinationNumberPath);
  const destination = typeof said === 'string' ? said.trim() : undefined;
  const reading = { accepted, bidMicros, destination };
  if (!accepted) return { ...reading, reason: 'not_accepted' };
  if (bidMicros === undefined) return { ...reading, reason: 'invalid_amount' };
  const currency = terms.currencyPath === null ? undefined : valueAt(reply, terms.currencyPath);
  if (currency !== undefined && currency !== null && !isSameCurrency(currency, terms.currency))
    return { ...reading, reason: 'wrong_currency' };
  if (bidMicros < terms.minBidMicros) return { ...reading, reason: 'below_floor' };
  if (terms.maxBidMicros !== null && bidMicros > terms.maxBidMicros) return { ...reading, reason: 'over_ceiling' };
  const wrong = destinationProblem(destination);
  if (wrong || destination === undefined) return { ...reading, reason: wrong ?? 'invalid_destination' };
  const expirySeconds = secondsOf(valueAt(reply, 'expireInSeconds'), EXPIRY_SECONDS_MAX) ?? EXPIRY_SECONDS_DEFAULT;
  if (expirySeconds < EXPIRY_SECONDS_MIN) return { ...reading, reason: 'expired' };
  const duration = terms.durationPath === null ? undefined : valueAt(reply, terms.durationPath);
  const conversionSeconds = secondsOf(duration, CONVERSION_SECONDS_MAX) ?? null;
  return { ...reading, bid: { bidMicros, destination, conversionSeconds, expirySeconds } };
}

/** What bidders write for yes; anything else, and nothing, is no. */
const isYes = (value: unknown): boolean =>
  value === true || value === 1 || (typeof value === 'string' && /^(?:true|yes|1)$/i.test(value.trim()));

const isSameCurrency = (said: unknown, currency: string): boolean =>
  typeof said === 'string' && said.trim().toUpperCase() === currency;

/** A positive number, or the same as text, with no more decimals than micros hold. */
function amountOf(value: unknown): number | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  if (typeof value === 'string' && !/^\d{1,7}(?:\.\d{1,6})?$/.test(value.trim())) return undefined;
  const amount = Number(value);
  if (!Number.isFinite(amount) || amount <= 0 || amount > AMOUNT_MAX) return undefined;
  const micros = toMicros(amount);
  return micros > 0 && Math.abs(fromMicros(micros) - amount) < 1e-9 ? micros : undefined;
}

function secondsOf(value: unknown, max: number): number | undefined {
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds < 0) return undefined;
  return Math.min(max, Math.floor(seconds));
}

const SIP = /^sips?:[\w.!~*'()&=+$,;?/%-]{1,100}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,120}[A-Za-z0-9])?(?::\d{1,5})?$/;

/** A number of the right form that no network has is let through: the carrier says so at once, and the next bid is dialled. */
export function destinationProblem(destination: string | undefined): Reason | undefined {
  if (destination === undefined) return 'invalid_destination';
  if (/^sips?:/.test(destination)) return SIP.test(destination) ? undefined : 'invalid_destination';
  if (!isE164Syntax(destination)) return 'invalid_destination';
  return parseDialable(destination).problem === 'charged' ? 'charged_destination' : undefined;
}

/** A bidder as far as the ranking knows it. */
export type Contender = {
  targetId: number;
  /** Lower goes first. */
  priority: number;
  weight: number;
  maxBidMicros: number | null;
  /** Learnt share of awarded calls that converted, 0 to 1. */
  conversionRate: number;
};

export type RankedBid = Contender & { bidMicros: number; responseMs: number };

/** What a bid is worth: its price or, when predicting, its price times the chance to earn it. */
export function worthOf(bidMicros: number, { conversionRate }: Contender, predictive: boolean): number {
  return predictive ? bidMicros * conversionRate : bidMicros;
}

/** Best first: worth, then priority, weight, speed and id, so that the order never depends on chance. */
export function compareBids(predictive: boolean): (a: RankedBid, b: RankedBid) => number {
  return (a, b) =>
    worthOf(b.bidMicros, b, predictive) - worthOf(a.bidMicros, a, predictive) ||
    a.priority - b.priority ||
    b.weight - a.weight ||
    a.responseMs - b.responseMs ||
    a.targetId - b.targetId;
}

/**
 * Whether no bidder still outstanding could beat the best bid, each offering the most it may: then waiting for them
 * changes nothing, and the caller need not.
 */
export function isDecided(best: RankedBid, outstanding: Iterable<Contender>, predictive: boolean): boolean {
  const before = compareBids(predictive);
  for (const contender of outstanding) {
    if (contender.maxBidMicros === null) return false;
    // Whoever answers now answers later than the best did.
    const atMost = { ...contender, bidMicros: contender.maxBidMicros, responseMs: Infinity };
    if (before(atMost, best) < 0) return false;
  }
  return true;
}
