/** What a call that was awarded by auction earned. */

export const revenueTypes = ['per_call', 'per_minute', 'cpa', 'cpl'] as const;
/**
 * - `per_call`: the bid, once the call has converted
 * - `per_minute`: the bid for each minute begun, once the call has converted
 * - `cpa`, per acquisition: as `per_call`, but a bid that names no duration needs a minute of conversation
 * - `cpl`, per lead: the bid for the caller's being connected, however short
 */
export type RevenueType = (typeof revenueTypes)[number];

export type AwardedCall = {
  revenueType: RevenueType;
  bidMicros: number;
  /** The duration the bid named. */
  conversionSeconds: number | null;
  /** Off: every conversation counts as converted, whatever duration a bid names. */
  conversionTracking: boolean;
  /** Caller and destination spoke; a whisper declined or a line never bridged is no conversation. */
  connected: boolean;
  talkSeconds: number;
};

const ACQUISITION_SECONDS = 60;

export function revenueOf(call: AwardedCall): { converted: boolean; revenueMicros: number } {
  const { revenueType, bidMicros, conversionTracking, talkSeconds } = call;
  const needed =
    revenueType === 'cpl' || !conversionTracking
      ? 0
      : (call.conversionSeconds ?? (revenueType === 'cpa' ? ACQUISITION_SECONDS : 0));
  const converted = call.connected && talkSeconds >= needed;
  if (!converted) return { converted, revenueMicros: 0 };
  const minutes = revenueType === 'per_minute' ? Math.ceil(talkSeconds / 60) : 1;
  return { converted, revenueMicros: bidMicros * minutes };
}
