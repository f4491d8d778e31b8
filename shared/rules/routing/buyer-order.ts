/** Decides in which order a campaign's buyers are tried for an inbound call, and why some buyers are skipped. */
import type { RoutingType } from '../campaigns/routing-type.ts';
import { isOpenAt, type OpeningHours } from '../values/opening-hours.ts';

/** The values of a buyer that routing needs for one campaign. A limit or cap of 0 means no limit. */
export type RoutingCandidate = {
  id: number;
  name: string;
  /** An E.164 number or a SIP address. */
  phoneNumber: string;
  /** A buyer with a lower priority number is tried first. */
  priority: number;
  /** The share of the calls among equal buyers. At least 1. */
  weight: number;
  /**
   * The campaign counts its calls as turns. `lastTurn` is the turn in which the buyer last got a call, so the buyer
   * that has waited longest has the lowest value.
   */
  lastTurn: number;
  /** How many calls the buyer got, divided by the buyer's weight, see {@link weightedTurnAfter}. */
  weightedTurn: number;
  isActive: boolean;
  hoursOfOperation: OpeningHours | null;
  /** The zone of the hours and of the limits. */
  timezone: string;
  /** What the buyer pays for the call. */
  priceMicros: number;
  currentCalls: number;
  maxConcurrentCalls: number;
  callsThisHour: number;
  hourlyCallLimit: number;
  callsToday: number;
  dailyCallLimit: number;
  callsThisMonth: number;
  monthlyCallLimit: number;
  revenueTodayMicros: number;
  dailyRevenueCapMicros: number;
  revenueThisMonthMicros: number;
  monthlyRevenueCapMicros: number;
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
  | 'closed'
  | 'concurrency_limit'
  | 'hourly_limit'
  | 'daily_limit'
  | 'monthly_limit'
  | 'daily_revenue_cap'
  | 'monthly_revenue_cap'
  /** Calls of other campaigns have reached a limit of the buyer in this moment. */
  | 'limit_reached';

/** The buyer who had an earlier call of the caller: asked first, or not at all. */
export type EarlierBuyer = { buyerId: number; use: 'first' | 'exclude' };

export type SkippedBuyer = { buyer: RoutingCandidate; reason: SkipReason };

/** A buyer in the order, with the weighted turn that the buyer has after the call. */
export type OrderedBuyer = RoutingCandidate & { weightedTurnAfter: number };

type Comparison = (a: OrderedBuyer, b: OrderedBuyer) => number;

const byTurn: Comparison = (a, b) =>
  a.weightedTurnAfter - b.weightedTurnAfter || a.lastTurn - b.lastTurn || a.id - b.id;

/**
 * The comparison for each routing type. Equal buyers share the calls by their weights. If two of them are equal in this,
 * too, the buyer that has waited longer comes first.
 */
const comparisons: Record<RoutingType, Comparison> = {
  priority: (a, b) => a.priority - b.priority || byTurn(a, b),
  round_robin: byTurn,
  pool: (a, b) => a.currentCalls / a.weight - b.currentCalls / b.weight || byTurn(a, b),
};

/**
 * Returns the weighted turns after one more call: each call adds one divided by the weight (weighted fair queuing). A
 * buyer that was skipped for a while gets one call early, and does not get all the calls that it missed.
 */
function withWeightedTurns(type: RoutingType, buyers: readonly RoutingCandidate[]): OrderedBuyer[] {
  // Buyers of one priority share the calls. With the other routing types all buyers share them.
  const groupOf = ({ priority }: RoutingCandidate) => (type === 'priority' ? priority : 0);
  const current = new Map<number, number>();
  for (const buyer of buyers) {
    const turn = buyer.weightedTurn - 1 / buyer.weight;
    current.set(groupOf(buyer), Math.max(turn, current.get(groupOf(buyer)) ?? 0));
  }
  return buyers.map((buyer) => {
    const next = buyer.weightedTurn + 1 / buyer.weight;
    return { ...buyer, weightedTurnAfter: Math.max(next, current.get(groupOf(buyer)) ?? 0) };
  });
}

/**
 * Returns the buyers to try, in order, and the skipped buyers with the reason.
 *
 * @param call.triedIds ids of the buyers that were already tried for this call and did not answer
 * @param call.isBillable false for a duplicate for which no buyer pays
 * @param call.nowMs the time of the hours of operation
 * @param call.earlier the buyer who had an earlier call of the caller, if the campaign treats such a buyer differently
 */
export function orderBuyers(
  type: RoutingType,
  buyers: readonly RoutingCandidate[],
  call: { triedIds: readonly number[]; isBillable: boolean; nowMs: number; earlier?: EarlierBuyer | undefined },
): { order: OrderedBuyer[]; skipped: SkippedBuyer[] } {
  const { earlier } = call;
  const ordered = withWeightedTurns(type, buyers).toSorted(comparisons[type]);
  const skipped: SkippedBuyer[] = [];
  const order: OrderedBuyer[] = [];
  for (const buyer of ordered) {
    const isExcluded = earlier?.use === 'exclude' && earlier.buyerId === buyer.id;
    const reason = skipReason(buyer, call) ?? (isExcluded ? 'had_caller' : undefined);
    if (reason) skipped.push({ buyer, reason });
    else order.push(buyer);
  }
  const first = order.findIndex(({ id }) => earlier?.use === 'first' && id === earlier.buyerId);
  if (first > 0) order.unshift(...order.splice(first, 1));
  return { order, skipped };
}

/** The limits of a buyer: what is used with one more call of a price, and the limit. */
const LIMITS: [SkipReason, (buyer: RoutingCandidate, priceMicros: number) => [used: number, limit: number]][] = [
  ['concurrency_limit', (buyer) => [buyer.currentCalls + 1, buyer.maxConcurrentCalls]],
  ['hourly_limit', (buyer) => [buyer.callsThisHour + 1, buyer.hourlyCallLimit]],
  ['daily_limit', (buyer) => [buyer.callsToday + 1, buyer.dailyCallLimit]],
  ['monthly_limit', (buyer) => [buyer.callsThisMonth + 1, buyer.monthlyCallLimit]],
  ['daily_revenue_cap', (buyer, price) => [buyer.revenueTodayMicros + price, buyer.dailyRevenueCapMicros]],
  ['monthly_revenue_cap', (buyer, price) => [buyer.revenueThisMonthMicros + price, buyer.monthlyRevenueCapMicros]],
];

const isExceeded = ([used, limit]: [number, number]): boolean => limit > 0 && used > limit;

function skipReason(
  buyer: RoutingCandidate,
  { triedIds, isBillable, nowMs }: { triedIds: readonly number[]; isBillable: boolean; nowMs: number },
): SkipReason | undefined {
  if (!buyer.isActive) return 'inactive';
  if (triedIds.includes(buyer.id)) return 'tried';
  if (buyer.isOurNumber) return 'own_number';
  if (!isOpenAt(buyer.hoursOfOperation, buyer.timezone, nowMs)) return 'closed';
  const price = isBillable ? buyer.priceMicros : 0;
  return LIMITS.find(([, limitOf]) => isExceeded(limitOf(buyer, price)))?.[0];
}
