/**
 * The hard guard, which knows nothing of prices and forecasts: when the day could no longer end under the legal share,
 * every call needs a free agent of its own until it could again.
 */
import type { PacingPolicy, PacingSnapshot } from './types.ts';
import { answeredToday, type Ledger } from './ledger.ts';

/** The next abandoned call and half a call more. */
const MARGIN_CALLS = 1.5;
/** Share of the humans in the calls under way that may yet be abandoned after the guard stops new ones. */
const IN_FLIGHT_AT_RISK = 0.2;
/**
 * How much of the answers of a careful (progressive) rest of the day may be counted on. Above 1 because a tight budget
 * still dials well ahead of progressive; measured over simulated days, 0.85 costs small teams a point of talk time and
 * none of these values let a day pass 3 %.
 */
const ANSWERS_COUNTED_ON = 1.3;

/** @param answersLeft answers that progressive dialling would still bring today. */
export function guardTrips(
  policy: PacingPolicy,
  ledger: Ledger,
  snapshot: PacingSnapshot,
  answerShare: number,
  answersLeft: number,
): boolean {
  const inFlight = IN_FLIGHT_AT_RISK * answerShare * snapshot.ringing.length;
  const abandonedAtWorst = ledger.abandoned + snapshot.waiting + inFlight + MARGIN_CALLS;
  return abandonedAtWorst > policy.hardAbandonRate * (answeredToday(ledger) + ANSWERS_COUNTED_ON * answersLeft);
}

/** Free agents that no waiting human and no call under way may claim. */
export function progressiveStarts(snapshot: PacingSnapshot): number {
  return Math.max(0, snapshot.idle - snapshot.waiting - snapshot.ringing.length);
}
