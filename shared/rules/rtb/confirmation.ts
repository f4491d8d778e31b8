/**
 * Reads the confirmation of a bid: the reply to the second request (the post), which the winner gets before it is dialed.
 * A confirmation may improve the bid and replace its destination. It may never make the bid worse, because the bid was
 * chosen for its terms: a lower price or a longer conversation is a refusal.
 */
import { destinationProblem, readDestination } from './bid-destination.ts';
import type { BidReason } from './bid-reasons.ts';
import { type Bid, type BidSituation, type BidTerms, CONVERSION_SECONDS_MAX } from './bid-response.ts';
import { isAccepted, namesCurrency, readAmount, readSeconds } from './bid-values.ts';
import { valueAt } from './json-path.ts';

/** The terms of a bid that its confirmation can change. */
export type ConfirmedBid = Pick<Bid, 'bidMicros' | 'destination' | 'conversionSeconds'>;

type ConfirmationTerms = Omit<BidTerms, 'minBidMicros' | 'expiryPath'>;

/** Either `bid` or `reason` is present. */
export type ConfirmationReading = { bid?: ConfirmedBid; reason?: BidReason };

/**
 * Reads a confirmation. Only a word at the target's `acceptancePath` confirms. A value that the reply leaves out stays as
 * it was in the bid.
 */
export function readConfirmation(
  reply: unknown,
  terms: ConfirmationTerms,
  bid: ConfirmedBid,
  { countries }: Pick<BidSituation, 'countries'>,
): ConfirmationReading {
  const at = (path: string | null) => (path === null ? undefined : (valueAt(reply, path) ?? undefined));
  if (!isAccepted(at(terms.acceptancePath), terms.acceptanceValues)) return { reason: 'not_accepted' };
  const price = readPrice(at(terms.bidAmountPath), at(terms.currencyPath), terms, bid.bidMicros);
  if (typeof price === 'string') return { reason: price };
  const written = at(terms.destinationNumberPath);
  const isReplaced = written !== undefined && written !== '';
  const destination = isReplaced ? readDestination(written, countries?.[0]) : bid.destination;
  const problem = isReplaced ? destinationProblem(destination, countries) : undefined;
  if (problem || destination === undefined) return { reason: problem ?? 'invalid_destination' };
  const seconds = readSeconds(at(terms.durationPath), CONVERSION_SECONDS_MAX);
  if (seconds !== undefined && bid.conversionSeconds !== null && seconds > bid.conversionSeconds)
    return { reason: 'bid_lowered' };
  return { bid: { bidMicros: price, destination, conversionSeconds: seconds ?? bid.conversionSeconds } };
}

/** Returns the confirmed price, which is at least the price of the bid; otherwise the reason of the refusal. */
function readPrice(
  amount: unknown,
  currency: unknown,
  terms: ConfirmationTerms,
  bidMicros: number,
): number | BidReason {
  const isAbsent = amount === undefined || amount === '';
  const {
    micros = 0,
    isZero,
    currencyTexts,
  } = isAbsent ? { micros: bidMicros, currencyTexts: [] } : readAmount(amount);
  if (micros === 0) return isZero === true ? 'bid_lowered' : 'invalid_amount';
  const names = [currency ?? '', ...currencyTexts];
  if (!names.every((name) => typeof name === 'string' && namesCurrency(name, terms.currency))) return 'wrong_currency';
  if (micros < bidMicros) return 'bid_lowered';
  return terms.maxBidMicros !== null && micros > terms.maxBidMicros ? 'over_ceiling' : micros;
}

/** The most members of a reply that can be placeholders. */
const MEMBERS_MAX = 100;

/** Returns the members of the reply to the ping as values of the placeholders `{reply.NAME}`, such as `{reply.bidId}`. */
export function replyValues(reply: unknown): Record<string, string | number> {
  if (typeof reply !== 'object' || reply === null) return {};
  const members = Object.entries(reply).flatMap(([name, value]: [string, unknown]): [string, string | number][] =>
    typeof value === 'string' || typeof value === 'number' ? [[`reply.${name}`, value]] : [],
  );
  return Object.fromEntries(members.slice(0, MEMBERS_MAX));
}
