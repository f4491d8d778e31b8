/**
 * The guard makes dialing more careful when the day may end above the legal limit of abandoned calls. The guard does
 * not trust the forecast. The guard uses only the day's ledger and the number of answered calls expected for the rest
 * of the day.
 *
 * The guard acts in steps. With only one call per free agent, fewer people answer, and fewer answered calls allow fewer
 * abandoned calls. So closing predictive dialing early and for the whole day raises the day's abandoned share. For the
 * same reason dialing stays tight when tight dialing can still bring the day below the limit and closed dialing cannot.
 */
import { answeredToday, type AnswersLeft, type DayLedger } from './day-ledger.ts';
import type { PacingPolicy, PacingSnapshot } from './inputs.ts';

/**
 * - open: the abandonment budget decides how many calls start.
 * - cautious: the abandonment budget decides, but with the highest answer share that the list has shown, not the
 *   estimate.
 * - tight: the pacer takes hardly any risk; about 0.1 % of the answered calls are still abandoned.
 * - closed: the pacer starts only one call per free agent.
 */
export type GuardLevel = 'open' | 'cautious' | 'tight' | 'closed';

/**
 * If fewer than 7 more bursts of abandoned calls fit below the limit, dialing becomes cautious. With 5 bursts, 1 day in
 * 200 ended above the limit on a list whose answers come in clumps. With 7 bursts no day did. The margin costs no talk
 * time, because abandoned calls that are saved now may happen later in the day (7 to 15 bursts work equally well).
 */
const CAUTIOUS_MARGIN_BURSTS = 7;
/** If fewer than 2 more bursts of abandoned calls fit below the limit, dialing becomes tight. */
const TIGHT_MARGIN_BURSTS = 2;
/**
 * If fewer than 1.75 more bursts of abandoned calls fit below the limit at the end of the day, dialing closes. Earlier
 * in the day the margin is smaller. The margin is 0 while the expected answers still allow 4 or more abandoned calls.
 * The reason is that tight dialing lowers the abandoned share faster than closed dialing while time is left.
 */
const CLOSED_MARGIN_BURSTS = 1.75;
const CLOSING_AHEAD_CALLS = 4;
/**
 * When dialing becomes tight, some calls still ring. The guard assumes that this share of their expected answers may be
 * abandoned.
 */
const IN_FLIGHT_AT_RISK = 0.25;
/** Tight dialing brings at least this share of the answered calls of an ordinary hour (measured: 0.75 to 0.95). */
const TIGHT_ANSWERS_SHARE = 0.7;

/**
 * Returns the guard level for now. With `allowed = hard limit · (answers so far + 0.7 · answers left)`, a level applies
 * when the abandoned calls plus the margin of the level exceed `allowed`.
 *
 * @param burst the burst factor of the list (see `burstFactor`).
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

/**
 * Returns how many calls progressive dialing (one call per free agent) starts: free agents minus answered people who
 * wait for an agent, minus ringing calls.
 */
export function progressiveStarts(snapshot: PacingSnapshot): number {
  return Math.max(0, snapshot.idle - snapshot.waiting - snapshot.ringing.length);
}
