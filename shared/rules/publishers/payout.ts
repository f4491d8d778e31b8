/** Calculates the payout: the money that a publisher earns for a call that the publisher sent. */

export const PAYOUT_TYPES = ['per_call', 'per_minute', 'cpa', 'cpl'] as const;
/**
 * What the rate is paid for:
 *
 * - `per_call`: the rate for a conversation of at least `minSeconds`; without `minSeconds`, for a call that earned revenue
 * - `per_minute`: the rate for each started minute of such a call
 * - `cpa` (cost per acquisition): the rate for a converted call
 * - `cpl` (cost per lead): the rate for a connected call of any length
 */
export type PayoutType = (typeof PAYOUT_TYPES)[number];

export type PayoutTerms = {
  payoutType: PayoutType;
  /** The rate in whole millionths of the currency, so no amount is ever rounded. */
  payoutMicros: number;
  /** If null, a call pays only if its buyer or bidder pays, so the default never costs more than it earns. */
  minSeconds: number | null;
  currency: string;
};

export type PayableCall = {
  /** Whether the caller was connected to a destination. */
  connected: boolean;
  talkSeconds: number;
  converted: boolean;
  /** What the buyer or bidder pays for the call. */
  revenueMicros: number;
  /** False for a duplicate for which the campaign pays no publisher. */
  isPayable: boolean;
};

/** `adjusted` and `disputed` are reasons of later corrections. */
export const PAYOUT_REASONS = [
  'earned',
  'not_connected',
  'too_short',
  'not_converted',
  'unpaid',
  'duplicate',
  'adjusted',
  'disputed',
] as const;
export type PayoutReason = (typeof PAYOUT_REASONS)[number];
export type Payout = { amountMicros: number; reason: PayoutReason };

/** Returns the payout of a call in millionths of the currency, and the reason. */
export function payoutOf(
  { payoutType, payoutMicros, minSeconds }: Omit<PayoutTerms, 'currency'>,
  call: PayableCall,
): Payout {
  const reason = payoutReason(payoutType, minSeconds, call);
  if (reason !== 'earned') return { amountMicros: 0, reason };
  const units = payoutType === 'per_minute' ? Math.ceil(call.talkSeconds / 60) : 1;
  return { amountMicros: payoutMicros * units, reason };
}

function payoutReason(payoutType: PayoutType, minSeconds: number | null, call: PayableCall): PayoutReason {
  if (!call.connected) return 'not_connected';
  if (!call.isPayable) return 'duplicate';
  if (payoutType === 'cpl') return 'earned';
  if (payoutType === 'cpa') return call.converted ? 'earned' : 'not_converted';
  if (minSeconds === null) return call.revenueMicros > 0 ? 'earned' : 'unpaid';
  return call.talkSeconds >= minSeconds ? 'earned' : 'too_short';
}
