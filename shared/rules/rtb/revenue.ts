/** Whether a call that was awarded by auction converted, and what it earned. */

export const REVENUE_TYPES = ['per_call', 'per_minute', 'cpa', 'cpl'] as const;
/**
 * - `per_call`: the bid, if the call converted
 * - `per_minute`: the bid for each started minute, if the call converted
 * - `cpa` (cost per acquisition): like `per_call`, but a bid without a duration needs 60 s of conversation
 * - `cpl` (cost per lead): the bid for every connected call, however short
 */
export type RevenueType = (typeof REVENUE_TYPES)[number];

export type AwardedCall = {
  revenueType: RevenueType;
  bidMicros: number;
  /** The duration that the bid names. */
  conversionSeconds: number | null;
  /** False: every conversation counts as converted, whatever duration the bid names. */
  conversionTracking: boolean;
  /** Whether caller and destination spoke. A call declined at the whisper, or never bridged, is not connected. */
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

/** Seconds of conversation from which the call counts as converted. */
function conversionSecondsOf({ revenueType, conversionTracking, conversionSeconds }: AwardedCall): number {
  if (revenueType === 'cpl' || !conversionTracking) return 0;
  return conversionSeconds ?? (revenueType === 'cpa' ? ACQUISITION_SECONDS : 0);
}
