/** Which buyer an incoming call goes to first, second, and so on, and why others do not get it. */

export type RoutingType = 'priority' | 'round_robin' | 'pool';

export type RoutedBuyer = {
  id: number;
  name: string;
  phoneNumber: string;
  /** Lower goes first. */
  priority: number;
  /** The campaign's turn in which this buyer was last given a call: who waits longest has the lowest. */
  lastTurn: number;
  isActive: boolean;
  currentCalls: number;
  /** 0 is no limit, here and below. */
  maxConcurrentCalls: number;
  callsToday: number;
  dailyCallLimit: number;
  /** Whether their number is one of those whose calls we route: dialling it would go in circles. */
  isOurNumber: boolean;
};

export type PassReason = 'inactive' | 'tried' | 'own_number' | 'concurrency_limit' | 'daily_limit';

export type PassedOver = { buyer: RoutedBuyer; reason: PassReason };

export type Routing = { order: RoutedBuyer[]; passedOver: PassedOver[] };

type Comparison = (a: RoutedBuyer, b: RoutedBuyer) => number;

const byTurn: Comparison = (a, b) => a.lastTurn - b.lastTurn || a.id - b.id;

/** Equals take turns in each; by the longest wait, which stays even when some are not eligible for a while. */
const comparisons: Record<RoutingType, Comparison> = {
  priority: (a, b) => a.priority - b.priority || byTurn(a, b),
  round_robin: byTurn,
  pool: (a, b) => a.currentCalls - b.currentCalls || byTurn(a, b),
};

/** @param triedIds buyers who did not take this very call. */
export function orderBuyers(type: RoutingType, buyers: readonly RoutedBuyer[], triedIds: readonly number[]): Routing {
  const passedOver: PassedOver[] = [];
  const order: RoutedBuyer[] = [];
  for (const buyer of buyers.toSorted(comparisons[type])) {
    const reason = whyNot(buyer, triedIds);
    if (reason) passedOver.push({ buyer, reason });
    else order.push(buyer);
  }
  return { order, passedOver };
}

function whyNot(buyer: RoutedBuyer, triedIds: readonly number[]): PassReason | undefined {
  if (!buyer.isActive) return 'inactive';
  if (triedIds.includes(buyer.id)) return 'tried';
  if (buyer.isOurNumber) return 'own_number';
  if (buyer.maxConcurrentCalls > 0 && buyer.currentCalls >= buyer.maxConcurrentCalls) return 'concurrency_limit';
  if (buyer.dailyCallLimit > 0 && buyer.callsToday >= buyer.dailyCallLimit) return 'daily_limit';
  return undefined;
}
