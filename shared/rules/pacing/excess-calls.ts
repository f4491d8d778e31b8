/** Calls under way in excess of the free agents, which a campaign gives up when each call must have an agent. */
import { RING_SECONDS_MIN } from '../compliance/abandonment.ts';
import type { PacingSnapshot } from './inputs.ts';

/** An outbound call under way that has no agent yet. */
export type CallInFlight = {
  id: number;
  leadId: number;
  /** Whether the call belongs to this campaign; calls of other campaigns compete for the same agents. */
  own: boolean;
  /** Whether the carrier was asked to place the call; false for a reservation. */
  placed: boolean;
  ageSeconds: number;
  ringSeconds: number;
  answered: boolean;
};

/**
 * The campaign's own calls to give up. Predictive dialing gives up none while any agent is present. Otherwise each call
 * needs a free agent: of the excess, reservations go first, because no phone has rung for them, then calls that have rung
 * for the legal minimum, the longest first.
 *
 * @returns `release`: reservations; `cancel`: calls to hang up.
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
