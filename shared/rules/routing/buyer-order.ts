/** The order in which a campaign's buyers are tried for an inbound call, and why some buyers are skipped. */
import type { RoutingType } from '../campaigns/routing-type.ts';

/** A buyer, as routing sees it for one campaign. Limits of 0 mean no limit. */
export type RoutingCandidate = {
  id: number;
  name: string;
  phoneNumber: string;
  /** Lower goes first. */
  priority: number;
  /** The campaign's turn in which this buyer last got a call. The buyer who has waited longest has the lowest. */
  lastTurn: number;
  isActive: boolean;
  currentCalls: number;
  maxConcurrentCalls: number;
  callsToday: number;
  dailyCallLimit: number;
  /** Whether the buyer's phone number is one of our inbound numbers. A call to it would come back to us for ever. */
  isOurNumber: boolean;
};

export type SkipReason = 'inactive' | 'tried' | 'own_number' | 'concurrency_limit' | 'daily_limit';

export type SkippedBuyer = { buyer: RoutingCandidate; reason: SkipReason };

type Comparison = (a: RoutingCandidate, b: RoutingCandidate) => number;

const byTurn: Comparison = (a, b) => a.lastTurn - b.lastTurn || a.id - b.id;

/** In each type, equal buyers take turns by the longest wait. The wait stays correct when some buyers are skipped for a while. */
const comparisons: Record<RoutingType, Comparison> = {
  priority: (a, b) => a.priority - b.priority || byTurn(a, b),
  round_robin: byTurn,
  pool: (a, b) => a.currentCalls - b.currentCalls || byTurn(a, b),
};

/** @param triedIds buyers who did not answer this call */
export function orderBuyers(
  type: RoutingType,
  buyers: readonly RoutingCandidate[],
  triedIds: readonly number[],
): { order: RoutingCandidate[]; skipped: SkippedBuyer[] } {
  const skipped: SkippedBuyer[] = [];
  const order: RoutingCandidate[] = [];
  for (const buyer of buyers.toSorted(comparisons[type])) {
    const reason = skipReason(buyer, triedIds);
    if (reason) skipped.push({ buyer, reason });
    else order.push(buyer);
  }
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
