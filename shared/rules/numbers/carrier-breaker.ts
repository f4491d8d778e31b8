/**
 * Circuit breakers of the carrier account. A refusal that would also meet the next calls opens a breaker, and calls of its
 * scope are not placed. After a while one call is placed as a probe. If the carrier takes the call, the breaker closes.
 * Otherwise the next probe is later.
 */
import { type CarrierFault, CARRIER_ERRORS, unknownFault, type BreakerScope } from './carrier-errors.ts';

export type Breaker = {
  scope: BreakerScope;
  /** The caller ID, the country or the id of the campaign; empty for the account. */
  subject: string;
  /** The carrier's error code; null if the carrier gave none. */
  code: number | null;
  /** Refusals in a row: those that opened the breaker, and those of the probes. */
  refusals: number;
  /** Null while too few refusals were counted. */
  openedAt: Date | null;
  nextProbeAt: Date | null;
};

/**
 * An unknown refusal may concern one number or all numbers of the campaign. After this many in a row it concerns all. So
 * a list loses at most two attempts of its leads.
 */
export const UNKNOWN_REFUSALS_MAX = 3;

/** Seconds until the next probe, after the first, second, … refusal. Each probe is a request that costs nothing. */
const PROBE_SECONDS = { account: [15, 30, 60, 120, 300], retry: [2, 4, 8, 15] } as const;

/**
 * Seconds for which one probe keeps other calls from probing. Longer than a request to the carrier takes at most. If the
 * worker of the probe dies, the next call probes after this time.
 */
export const PROBE_SECONDS_MAX = 30;

/** Returns the seconds until the next probe. */
export function probeDelaySeconds(faultClass: CarrierFault['class'], refusals: number): number {
  const delays = PROBE_SECONDS[faultClass];
  return delays[Math.min(refusals, delays.length) - 1] ?? delays[0];
}

/** Returns what is wrong and what to do about an open breaker. */
export function breakerFault({ scope, code }: Pick<Breaker, 'scope' | 'code'>): CarrierFault {
  const known = code === null ? undefined : CARRIER_ERRORS[code];
  return known && known.class !== 'number' && scope !== 'campaign' ? known : unknownFault(code);
}

/** Returns the sentences about an open breaker for users. */
export function breakerMessage(breaker: Breaker): string {
  const { scope, subject, code, nextProbeAt } = breaker;
  const { meaning, remedy } = breakerFault(breaker);
  const of = scope === 'caller_id' || scope === 'country' ? ` (${subject})` : '';
  const probe = nextProbeAt ? ` The dialer tries one call at ${nextProbeAt.toISOString()}.` : '';
  return `${meaning.replace(/\.$/, '')}${of}, error ${code ?? 'unknown'}. ${remedy}${probe}`;
}
