/** Finds the calls that a campaign gives up because more calls are under way than agents are free. */
import { RING_SECONDS_MIN } from '../compliance/abandonment.ts';
import type { PacingSnapshot } from './inputs.ts';

/** An outbound call that is reserved, ringing or answered and has no agent yet. */
export type CallInFlight = {
  id: number;
  leadId: number;
  /**
   * Whether the call belongs to the campaign. Calls of other campaigns also count, because all campaigns share the
   * agents.
   */
  own: boolean;
  /** Whether the carrier was asked to place the call; false for a reservation (a call that is not placed yet). */
  placed: boolean;
  ageSeconds: number;
  ringSeconds: number;
  answered: boolean;
};

/**
 * Returns the campaign's own calls to give up. If the campaign dials predictively and any agent is present, no call is
 * given up. Otherwise each call needs a free agent, and calls in excess of the free agents are given up. Reservations
 * are given up first, because no phone has rung for them. Then calls that have rung for the legal minimum are given up,
 * the longest first.
 *
 * @returns `release`: reservations to release; `cancel`: calls to hang up.
 */
export function excessCalls(
  snapshot: PacingSnapshot,
  ringing: CallInFlight[],
  predictive: boolean,
): { release: CallInFlight[]; cancel: CallInFlight[] } {
  const present = snapshot.idle + snapshot.talking.length + snapshot.wrapping.length;
  if (predictive && present > 0) return { release: [], cancel: [] };
  const excess = Math.max(0, ringing.length + snapshot.waiting - snapshot.idle);
  const own = ringing.filter((call) => call.own).toReversed();
  const release = own.filter(({ placed }) => !placed).slice(0, excess);
  const cancel = own
    .filter(({ ringSeconds }) => ringSeconds >= RING_SECONDS_MIN)
    .toSorted((a, b) => b.ringSeconds - a.ringSeconds)
    .slice(0, excess - release.length);
  return { release, cancel };
}
