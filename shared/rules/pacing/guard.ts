/**
 * The guard, which stands between the model and the law. It looks only at the day's account and at how many answers
 * the rest of the day can be counted on to bring.
 *
 * It acts in steps because falling back to one call per free agent also costs answers, and with them the room for
 * what has been abandoned already: closing early and for good makes the day's share worse, not better. That is also why a
 * day that closed dialling could no longer repair, but tight dialling could, stays tight.
 */
import type { PacingPolicy, PacingSnapshot } from './types.ts';
import { answeredToday, type AnswersLeft, type Ledger } from './ledger.ts';

/**
 * - open: the budget decides.
 * - wary: it does, but no call is started on the hope that a list which seems poor stays so.
 * - tight: hardly any risk is taken; about 0.1 % of answers are still abandoned.
 * - closed: every call has a free agent of its own.
 */
export type Guard = 'open' | 'wary' | 'tight' | 'closed';

/**
 * Bursts of abandoned calls kept in hand before dialling becomes wary. With 5, a day of a clumped list ended above the limit (1
 * in 200); with 7 none did, and no talk time is lost: what is spared is spent later (7 to 15 do as well).
 */
const WARY_MARGIN_BURSTS = 7;
/** The same before it becomes tight. */
const TIGHT_MARGIN_BURSTS = 2;
/**
 * Before dialling closes, so many bursts are kept in hand at the end of the day, and less the more abandoned calls the answers
 * still to come will allow: while there is time, tight dialling repairs the share faster than closed dialling.
 */
const CLOSED_MARGIN_BURSTS = 1.75;
const CLOSING_AHEAD_CALLS = 4;
/** Share of the humans in the calls under way that may yet be abandoned after dialling has become tight. */
const IN_FLIGHT_AT_RISK = 0.25;
/** Dialling tightly brings at least this share of the answers of an ordinary hour (measured: 0.75 to 0.95). */
const ANSWERS_COUNTED_ON = 0.7;

/** @param burst the burst factor of the list. */
export function guardOf(
  policy: PacingPolicy,
  ledger: Ledger,
  snapshot: PacingSnapshot,
  answerShare: number,
  answersLeft: AnswersLeft,
  burst: number,
): Guard {
  const rate = policy.hardAbandonRate;
  const allowedSoFar = rate * answeredToday(ledger);
  const allowedAhead = rate * ANSWERS_COUNTED_ON * answersLeft.usual;
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
  return lost + WARY_MARGIN_BURSTS * burst > allowed ? 'wary' : 'open';
}

/** Free agents that no waiting human and no call under way may claim. */
export function progressiveStarts(snapshot: PacingSnapshot): number {
  return Math.max(0, snapshot.idle - snapshot.waiting - snapshot.ringing.length);
}
