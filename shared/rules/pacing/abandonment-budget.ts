/**
 * The day's abandonment budget: how many more calls may be abandoned today. The budget is spent evenly over the
 * answered calls that are still expected today.
 */
import { answeredToday, type DayLedger } from './day-ledger.ts';
import type { PacingPolicy } from './inputs.ts';

/**
 * Smallest budget factor. A day with too many abandoned calls still takes a small risk, until the guard closes
 * predictive dialing.
 */
export const BUDGET_FACTOR_MIN = 0.02;
/**
 * Largest budget factor. The maximum limits how fast dialing catches up when few calls were abandoned so far today. A
 * factor of 2 brings bursts of abandoned calls that a small team cannot compensate. With 5 agents and 10 % answers, a
 * factor of 2 puts about 2 days in 100 over the limit instead of 3 in 1000. On no list does a factor of 2 add much talk
 * time.
 */
const BUDGET_FACTOR_MAX = 1.25;
/**
 * First part of the reserve below the hard limit, in bursts of abandoned calls. The reserve is for the day's last
 * calls.
 */
const RESERVE_BURSTS = 1.75;
/** Second part of the reserve below the hard limit, as a share of the day's answered calls. */
const RESERVE_SHARE = 0.0004;
/**
 * Lower bound for the answered calls that are still expected today. At the end of a day the budget is divided by at
 * least this number. The bound is needed because after the last few answers no time is left to compensate an abandoned
 * call.
 */
const ANSWERS_AHEAD_MIN = 40;
/** If the day's budget is spent evenly, the day ends at this fraction of the limit, because of the reserve. */
const PLANNED_PART = 0.93;
const ABANDON_SHARE_MIN = 1e-4;
export const ABANDON_SHARE_MAX = 0.5;

/**
 * Returns the planned share: the abandoned share of a day whose budget is spent evenly. The planned share is 0.93 × the
 * lower of target and hard limit, in [1e-4, 0.5].
 */
export function plannedShare(policy: PacingPolicy): number {
  const share = PLANNED_PART * Math.min(policy.targetAbandonRate, policy.hardAbandonRate);
  return Math.max(ABANDON_SHARE_MIN, Math.min(ABANDON_SHARE_MAX, share));
}

/**
 * Returns how many more calls may be abandoned today. The reserve is subtracted, so that the day stays under the hard
 * limit even if the day's last calls are abandoned in bursts.
 */
function budgetLeft(policy: PacingPolicy, ledger: DayLedger, answersLeft: number, burst: number): number {
  const answersOfDay = answeredToday(ledger) + answersLeft;
  const reserve = RESERVE_BURSTS * burst + RESERVE_SHARE * answersOfDay;
  const allowed = Math.min(policy.targetAbandonRate * answersOfDay, policy.hardAbandonRate * answersOfDay - reserve);
  return allowed - ledger.abandoned;
}

/**
 * Returns the budget factor: the abandonment budget that is left, relative to an evenly spent day. The factor is
 * `budget left / (planned share · answers left)`, in [0.02, 1.25]. A factor above 1 means that fewer calls than planned
 * were abandoned so far today. A factor below 1 means that more calls than planned were abandoned.
 *
 * @param burst the burst factor of the list (see `burstFactor`).
 */
export function budgetFactor(policy: PacingPolicy, ledger: DayLedger, answersLeft: number, burst: number): number {
  const planned = plannedShare(policy) * Math.max(ANSWERS_AHEAD_MIN, answersLeft);
  const factor = budgetLeft(policy, ledger, answersLeft, burst) / planned;
  return Math.max(BUDGET_FACTOR_MIN, Math.min(BUDGET_FACTOR_MAX, factor));
}
