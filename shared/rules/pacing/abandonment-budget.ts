/**
 * The day's abandonment budget: how many more calls may be abandoned today, spread evenly over the answers that are
 * still expected.
 */
import { answeredToday, type DayLedger } from './day-ledger.ts';
import type { PacingPolicy } from './inputs.ts';

/** Smallest budget factor: an overspent day still takes a small risk, until the guard closes predictive dialing. */
export const BUDGET_FACTOR_MIN = 0.02;
/**
 * Limits how fast an underspent day catches up. A factor of 2 brings bursts that a small team cannot make good (5 agents,
 * 10 % answers: about 2 days in 100 over the limit instead of 3 in 1000), and hardly more talk time on any list.
 */
const BUDGET_FACTOR_MAX = 1.25;
/** Abandoned calls kept in reserve below the hard limit: some bursts for the last calls of the day … */
const RESERVE_BURSTS = 1.75;
/** … and a share of the day's answers. */
const RESERVE_SHARE = 0.0004;
/**
 * At the end of a day the rest of the budget is spent as if at least so many answers were still expected: after the last
 * few answers no time is left to make good an abandoned call.
 */
const ANSWERS_AHEAD_MIN = 40;
/** A day whose budget is spent evenly ends at this part of the limit, because of the reserve. */
const PLANNED_PART = 0.93;
const ABANDON_SHARE_MIN = 1e-4;
export const ABANDON_SHARE_MAX = 0.5;

/** The abandoned share of a day whose budget is spent evenly: 0.93 × the lower of target and hard limit, in [1e-4, 0.5]. */
export function plannedShare(policy: PacingPolicy): number {
  const share = PLANNED_PART * Math.min(policy.targetAbandonRate, policy.hardAbandonRate);
  return Math.max(ABANDON_SHARE_MIN, Math.min(ABANDON_SHARE_MAX, share));
}

/** Calls that may still be abandoned today, with the reserve that keeps the day under the hard limit if its last calls go badly. */
function budgetLeft(policy: PacingPolicy, ledger: DayLedger, answersLeft: number, burst: number): number {
  const answersOfDay = answeredToday(ledger) + answersLeft;
  const reserve = RESERVE_BURSTS * burst + RESERVE_SHARE * answersOfDay;
  const allowed = Math.min(policy.targetAbandonRate * answersOfDay, policy.hardAbandonRate * answersOfDay - reserve);
  return allowed - ledger.abandoned;
}

/**
 * The budget that is left, relative to an evenly spent day: `budget left / (planned share · answers left)`, in
 * [0.02, 1.25]. Above 1 the day has been underspent so far, below 1 it has been overspent.
 *
 * @param burst the burst factor of the list.
 */
export function budgetFactor(policy: PacingPolicy, ledger: DayLedger, answersLeft: number, burst: number): number {
  const planned = plannedShare(policy) * Math.max(ANSWERS_AHEAD_MIN, answersLeft);
  const factor = budgetLeft(policy, ledger, answersLeft, burst) / planned;
  return Math.max(BUDGET_FACTOR_MIN, Math.min(BUDGET_FACTOR_MAX, factor));
}
