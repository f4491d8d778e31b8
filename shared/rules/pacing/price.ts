/**
 * The price: the chance of finding no agent up to which one more call is worth starting.
 *
 * It has two parts. `logPrice` is learnt over days by a slow stochastic approximation (Robbins–Monro) that rests when
 * the abandoned share equals the share aimed at, so a wrong model costs ranking, not compliance. The budget factor
 * spends what is left of the day's abandoned calls evenly over the answers still to come. Both are steady on purpose:
 * talk time is concave in the price, so every swing of it loses (at 10 agents and 30 % answers, a learnt part that
 * moves up to twenty times faster costs 0.3 points of talk time at equal abandonment).
 */
import type { PacingPolicy } from './types.ts';
import { answeredToday, type Ledger } from './ledger.ts';

/** Where measured campaigns of 5 to 50 agents and 10 to 50 % answers come to rest: 0.018 to 0.033. */
const PRICE_OPENING = 0.024;
const LOG_PRICE_MIN = Math.log(1e-6);
const LOG_PRICE_MAX = Math.log(0.6);
/** Step of the learnt part at each outcome: about 10 % of random movement over a day of 1500 answers. */
const GAIN = 0.001;
export const FACTOR_MIN = 0.02;
const FACTOR_MAX = 2;
/** Abandoned calls kept in reserve below the hard limit: some for the last calls of the day, some for its length. */
const RESERVE_CALLS = 1.75;
const RESERVE_SHARE = 0.0004;
/** The last answers of a day are not fought over one by one. */
const ANSWERS_AHEAD_MIN = 12;
/** Evenly spent days end about this much under the limit, because of the reserve. */
const USUAL_PART = 0.93;
const SHARE_MIN = 1e-4;
const SHARE_MAX = 0.5;

export type Price = { logPrice: number };

export const openingPrice = (): Price => ({ logPrice: Math.log(PRICE_OPENING) });

/** The share at which the learnt part rests when the budget is spent evenly. */
function usualShare(policy: PacingPolicy): number {
  const share = USUAL_PART * Math.min(policy.targetAbandonRate, policy.hardAbandonRate);
  return Math.max(SHARE_MIN, Math.min(SHARE_MAX, share));
}

/** The share to aim at, so that a day of so many answers ends under the hard limit even when its last calls go badly. */
export function shareAimedAt(policy: PacingPolicy, answersOfDay: number): number {
  const reserve = RESERVE_CALLS / Math.max(1, answersOfDay) + RESERVE_SHARE;
  return Math.max(0, Math.min(policy.targetAbandonRate, policy.hardAbandonRate - reserve));
}

/** Above 1 when the day has been spared so far, below 1 when it has been overspent. */
export function budgetFactor(policy: PacingPolicy, ledger: Ledger, answersLeft: number): number {
  const answered = answeredToday(ledger);
  const ahead = Math.max(ANSWERS_AHEAD_MIN, answersLeft);
  const budget = shareAimedAt(policy, answered + answersLeft) * (answered + ahead) - ledger.abandoned;
  return Math.max(FACTOR_MIN, Math.min(FACTOR_MAX, budget / (usualShare(policy) * ahead)));
}

/**
 * @param factor the budget factor in force, 0 while dialling progressively: a day being saved must not teach a higher
 *   price, and calls that the price did not choose must not teach anything.
 */
export function learnPrice(price: Price, policy: PacingPolicy, factor: number, served: boolean): void {
  if (factor <= 0) return;
  const share = Math.min(SHARE_MAX, usualShare(policy) * factor);
  const step = (GAIN / 2) * Math.min(1, factor) * (served ? 1 : -(1 - share) / share);
  price.logPrice = Math.max(LOG_PRICE_MIN, Math.min(LOG_PRICE_MAX, price.logPrice + step));
}

export const thresholdOf = (price: Price, factor: number) => Math.exp(price.logPrice) * factor;
