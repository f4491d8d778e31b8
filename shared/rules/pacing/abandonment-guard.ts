/**
 * The guard between the forecast and the law. It sees only the ledger of the day and the number of answers that the rest
 * of the day will bring; it does not trust the forecast.
 *
 * The guard acts in steps, because falling back to one call per free agent also costs answers, and with the answers the
 * room for the calls that were abandoned already. Closing early and for good makes the share of the day worse, not better.
 * For the same reason a day that tight dialing can still repair, but closed dialing cannot, stays tight.
 */
import { answeredToday, type AnswersLeft, type DayLedger } from './day-ledger.ts';
import type { PacingPolicy, PacingSnapshot } from './inputs.ts';

/**
 * - open: the abandonment budget decides.
 * - cautious: the budget decides, with the highest answer share that the list has shown instead of the estimate.
 * - tight: hardly any risk; about 0.1 % of answers are still abandoned.
 * - closed: every call has a free agent.
 */
export type GuardLevel = 'open' | 'cautious' | 'tight' | 'closed';

/**
 * Bursts of abandoned calls that must fit below the limit, or dialing becomes cautious. With 5 bursts, a day of a list
 * with clumps ended above the limit (1 in 200); with 7 bursts no day did. Talk time is not lost: what is saved is spent
 * later (7 to 15 work equally well).
 */
const CAUTIOUS_MARGIN_BURSTS = 7;
/** Bursts that must fit below the limit, or dialing becomes tight. */
const TIGHT_MARGIN_BURSTS = 2;
/**
 * Bursts that must fit below the limit at the end of the day, or dialing closes. The margin shrinks with the abandoned
 * calls that future answers will allow: while time is left, tight dialing repairs the share faster than closed dialing.
 */
const CLOSED_MARGIN_BURSTS = 1.75;
const CLOSING_AHEAD_CALLS = 4;
/** Share of the humans in the calls under way that may still be abandoned after dialing has become tight. */
const IN_FLIGHT_AT_RISK = 0.25;
/** Tight dialing brings at least this share of the answers of an ordinary hour (measured: 0.75 to 0.95). */
const TIGHT_ANSWERS_SHARE = 0.7;

/**
 * The guard level of this moment. With `allowed = hard limit · (answers so far + 0.7 · answers left)`, a level is entered
 * when abandoned calls plus the margin of that level exceed `allowed`.
 *
 * @param burst the burst factor of the list.
 */
export function guardLevel(
  policy: PacingPolicy,
  ledger: DayLedger,
  snapshot: PacingSnapshot,
  answerShare: number,
  answersLeft: AnswersLeft,
  burst: number,
): GuardLevel {
  const rate = policy.hardAbandonRate;
  const allowedSoFar = rate * answeredToday(ledger);
  const allowedAhead = rate * TIGHT_ANSWERS_SHARE * answersLeft.usual;
  const allowed = allowedSoFar + allowedAhead;
  const lost = ledger.abandoned + snapshot.waiting;
  const inFlight = IN_FLIGHT_AT_RISK * answerShare * snapshot.ringing.length;
  const closedMargin = CLOSED_MARGIN_BURSTS * burst * Math.max(0, 1 - allowedAhead / CLOSING_AHEAD_CALLS);
  if (lost + closedMargin > allowed) {
    const closedRepairs = lost <= allowedSoFar + rate * answersLeft.progressive;
    const tightRepairs = lost <= allowedSoFar + rate * answersLeft.usual;
    return tightRepairs && !closedRepairs ? 'tight' : 'closed';
  }
  if (lost + inFlight + TIGHT_MARGIN_BURSTS * burst > allowed) return 'tight';
  return lost + CAUTIOUS_MARGIN_BURSTS * burst > allowed ? 'cautious' : 'open';
}

/** Calls that progressive dialing starts: free agents minus waiting humans and calls under way. */
export function progressiveStarts(snapshot: PacingSnapshot): number {
  return Math.max(0, snapshot.idle - snapshot.waiting - snapshot.ringing.length);
}
