/** Decides whether a call that was awarded in an auction converted, and how much revenue the call earned. */

export const REVENUE_TYPES = ['per_call', 'per_minute', 'cpa', 'cpl'] as const;
/**
 * How a target pays for a call:
 *
 * - `per_call`: the bid, if the call converted
 * - `per_minute`: the bid for each started minute, if the call converted
 * - `cpa` (cost per acquisition): like `per_call`
 * - `cpl` (cost per lead): the bid for every connected call, however short
 */
export type RevenueType = (typeof REVENUE_TYPES)[number];

/** The terms that an award keeps. */
export type AwardTerms = {
  revenueType: RevenueType;
  bidMicros: number;
  /**
   * Seconds of conversation that are required for a conversion. The bid decides; if it names no duration, the target,
   * then the router, then the campaign.
   */
  conversionSeconds: number;
  /** If false, every conversation counts as converted, whatever duration the bid names. */
  conversionTracking: boolean;
};

export type Conversation = {
  /**
   * Whether caller and destination were connected. A call that the destination declined during the whisper, or that was
   * never bridged, is not connected.
   */
  connected: boolean;
  talkSeconds: number;
};

export function revenueOf(
  terms: AwardTerms,
  { connected, talkSeconds }: Conversation,
): { converted: boolean; revenueMicros: number } {
  const converted = connected && talkSeconds >= conversionSecondsOf(terms);
  return { converted, revenueMicros: converted ? priceOf(terms, talkSeconds) : 0 };
}

/** Returns what a converted call costs, in millionths of the bid's currency. */
export function priceOf({ revenueType, bidMicros }: AwardTerms, talkSeconds: number): number {
  return revenueType === 'per_minute' ? bidMicros * Math.ceil(talkSeconds / 60) : bidMicros;
}

/** Returns how many seconds the conversation must last for the call to count as converted. */
function conversionSecondsOf({ revenueType, conversionTracking, conversionSeconds }: AwardTerms): number {
  return revenueType === 'cpl' || !conversionTracking ? 0 : conversionSeconds;
}
