/** Decides whether a call that was awarded in an auction converted, and how much revenue the call earned. */

export const REVENUE_TYPES = ['per_call', 'per_minute', 'cpa', 'cpl'] as const;
/**
 * How a target pays for a call:
 *
 * - `per_call`: the bid, if the call converted
 * - `per_minute`: the bid for each started minute, if the call converted
 * - `cpa` (cost per acquisition): like `per_call`, but if the bid names no duration, the conversation must last 60 s
 * - `cpl` (cost per lead): the bid for every connected call, however short
 */
export type RevenueType = (typeof REVENUE_TYPES)[number];

export type AwardedCall = {
  revenueType: RevenueType;
  bidMicros: number;
  /** Seconds of conversation that the bid requires for a conversion; null if the bid names no duration. */
  conversionSeconds: number | null;
  /** If false, every conversation counts as converted, whatever duration the bid names. */
  conversionTracking: boolean;
  /**
   * Whether caller and destination were connected. A call that the destination declined during the whisper, or that was
   * never bridged, is not connected.
   */
  connected: boolean;
  talkSeconds: number;
};

const ACQUISITION_SECONDS = 60;

export function revenueOf(call: AwardedCall): { converted: boolean; revenueMicros: number } {
  const { revenueType, bidMicros, talkSeconds } = call;
  const converted = call.connected && talkSeconds >= conversionSecondsOf(call);
  if (!converted) return { converted, revenueMicros: 0 };
  const units = revenueType === 'per_minute' ? Math.ceil(talkSeconds / 60) : 1;
  return { converted, revenueMicros: bidMicros * units };
}

/** Returns how many seconds the conversation must last for the call to count as converted. */
function conversionSecondsOf({ revenueType, conversionTracking, conversionSeconds }: AwardedCall): number {
  if (revenueType === 'cpl' || !conversionTracking) return 0;
  return conversionSeconds ?? (revenueType === 'cpa' ? ACQUISITION_SECONDS : 0);
}
