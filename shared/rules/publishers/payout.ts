/** Calculates the payout: the money that a publisher earns for a call that the publisher sent. */

export const PAYOUT_TYPES = ['per_call', 'per_minute', 'cpa', 'cpl'] as const;
/**
 * What the rate is paid for:
 *
 * - `per_call`: the rate for a conversation of at least `minSeconds`
 * - `per_minute`: the rate for each started minute of a conversation of at least `minSeconds`
 * - `cpa` (cost per acquisition): the rate for a converted call
 * - `cpl` (cost per lead): the rate for a connected call of any length
 */
export type PayoutType = (typeof PAYOUT_TYPES)[number];

/** `payoutMicros` is the rate in whole millionths of a dollar, so no amount is ever rounded. */
export type PayoutTerms = { payoutType: PayoutType; payoutMicros: number; minSeconds: number };

export type PayableCall = {
  /** Whether the caller was connected to a destination. */
  connected: boolean;
  talkSeconds: number;
  converted: boolean;
};

export type PayoutReason = 'earned' | 'not_connected' | 'too_short' | 'not_converted';
export type Payout = { amountMicros: number; reason: PayoutReason };

/** Returns the payout of a call in millionths of a dollar, and the reason. */
export function payoutOf({ payoutType, payoutMicros, minSeconds }: PayoutTerms, call: PayableCall): Payout {
  const reason = payoutReason(payoutType, minSeconds, call);
  if (reason !== 'earned') return { amountMicros: 0, reason };
  const units = payoutType === 'per_minute' ? Math.ceil(call.talkSeconds / 60) : 1;
  return { amountMicros: payoutMicros * units, reason };
}

function payoutReason(payoutType: PayoutType, minSeconds: number, call: PayableCall): PayoutReason {
  if (!call.connected) return 'not_connected';
  if (payoutType === 'cpl') return 'earned';
  if (payoutType === 'cpa') return call.converted ? 'earned' : 'not_converted';
  return call.talkSeconds >= minSeconds ? 'earned' : 'too_short';
}
