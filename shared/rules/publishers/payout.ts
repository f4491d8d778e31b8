/** What a call earns the publisher who sent it. */

export const payoutTypes = ['per_call', 'per_minute', 'cpa', 'cpl'] as const;
/**
 * - `per_call`: the rate for a conversation that lasted long enough
 * - `per_minute`: the rate for each minute begun of such a conversation
 * - `cpa`, per acquisition: the rate for a call that converted
 * - `cpl`, per lead: the rate for the caller's being connected, however short
 */
export type PayoutType = (typeof payoutTypes)[number];

/** In millionths of a dollar; whole ones, so that nothing is ever rounded. */
export type PayoutTerms = { payoutType: PayoutType; payoutMicros: number; minSeconds: number };

export type SentCall = {
  /** Caller and destination spoke. */
  connected: boolean;
  talkSeconds: number;
  converted: boolean;
};

export type PayoutReason = 'earned' | 'not_connected' | 'too_short' | 'not_converted';
export type Payout = { amountMicros: number; reason: PayoutReason };

export function payoutOf({ payoutType, payoutMicros, minSeconds }: PayoutTerms, call: SentCall): Payout {
  const reason = reasonOf(payoutType, minSeconds, call);
  if (reason !== 'earned') return { amountMicros: 0, reason };
  const units = payoutType === 'per_minute' ? Math.ceil(call.talkSeconds / 60) : 1;
  return { amountMicros: payoutMicros * units, reason };
}

function reasonOf(payoutType: PayoutType, minSeconds: number, call: SentCall): PayoutReason {
  if (!call.connected) return 'not_connected';
  if (payoutType === 'cpl') return 'earned';
  if (payoutType === 'cpa') return call.converted ? 'earned' : 'not_converted';
  return call.talkSeconds >= minSeconds ? 'earned' : 'too_short';
}
