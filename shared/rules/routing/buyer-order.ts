/** Decides in which order a campaign's buyers are tried for an inbound call, and why some buyers are skipped. */
import type { RoutingType } from '../campaigns/routing-type.ts';

/** The values of a buyer that routing needs for one campaign. A limit of 0 means no limit. */
export type RoutingCandidate = {
  id: number;
  name: string;
  phoneNumber: string;
  /** A buyer with a lower priority number is tried first. */
  priority: number;
  /**
   * The campaign counts its calls as turns. `lastTurn` is the turn in which the buyer last got a call, so the buyer
   * that has waited longest has the lowest value.
   */
  lastTurn: number;
  isActive: boolean;
  currentCalls: number;
  maxConcurrentCalls: number;
  callsToday: number;
  dailyCallLimit: number;
  /**
   * Whether the buyer's phone number is one of our inbound numbers. A call to such a number would come back to us for
   * ever.
   */
  isOurNumber: boolean;
};

export type SkipReason =
  | 'inactive'
  | 'tried'
  | 'had_caller'
  | 'own_number'
  | 'refused_number'
  | 'concurrency_limit'
  | 'daily_limit';

/** The buyer who had an earlier call of the caller: asked first, or not at all. */
export type EarlierBuyer = { buyerId: number; use: 'first' | 'exclude' };

export type SkippedBuyer = { buyer: RoutingCandidate; reason: SkipReason };

type Comparison = (a: RoutingCandidate, b: RoutingCandidate) => number;

const byTurn: Comparison = (a, b) => a.lastTurn - b.lastTurn || a.id - b.id;

/**
 * The comparison for each routing type. If two buyers are equal, the buyer that has waited longer comes first. This
 * order stays fair even if a buyer is skipped for a while.
 */
const comparisons: Record<RoutingType, Comparison> = {
  priority: (a, b) => a.priority - b.priority || byTurn(a, b),
  round_robin: byTurn,
  pool: (a, b) => a.currentCalls - b.currentCalls || byTurn(a, b),
};

/**
 * Returns the buyers to try, in order, and the skipped buyers with the reason.
 *
 * @param triedIds ids of the buyers that were already tried for this call and did not answer
 * @param earlier the buyer who had an earlier call of the caller, if the campaign treats such a buyer differently
 */
export function orderBuyers(
  type: RoutingType,
  buyers: readonly RoutingCandidate[],
  triedIds: readonly number[],
  earlier?: EarlierBuyer,
): { order: RoutingCandidate[]; skipped: SkippedBuyer[] } {
  const skipped: SkippedBuyer[] = [];
  const order: RoutingCandidate[] = [];
  for (const buyer of buyers.toSorted(comparisons[type])) {
    const isExcluded = earlier?.use === 'exclude' && earlier.buyerId === buyer.id;
    const reason = skipReason(buyer, triedIds) ?? (isExcluded ? 'had_caller' : undefined);
    if (reason) skipped.push({ buyer, reason });
    else order.push(buyer);
  }
  const first = order.findIndex(({ id }) => earlier?.use === 'first' && id === earlier.buyerId);
  if (first > 0) order.unshift(...order.splice(first, 1));
  return { order, skipped };
}

function skipReason(buyer: RoutingCandidate, triedIds: readonly number[]): SkipReason | undefined {
  if (!buyer.isActive) return 'inactive';
  if (triedIds.includes(buyer.id)) return 'tried';
  if (buyer.isOurNumber) return 'own_number';
  if (buyer.maxConcurrentCalls > 0 && buyer.currentCalls >= buyer.maxConcurrentCalls) return 'concurrency_limit';
  if (buyer.dailyCallLimit > 0 && buyer.callsToday >= buyer.dailyCallLimit) return 'daily_limit';
  return undefined;
}
