/**
 * The price: the chance of finding no agent up to which one more call is worth starting.
 *
 * It has two parts. `logPrice` is learnt over days by a stochastic approximation (Robbins–Monro) that rests when the
 * abandoned share equals the share aimed at, so a wrong model costs ranking, not compliance; it begins with long steps,
 * because on a list unlike others (answers in clumps, say) the opening price is far off. The budget factor spends what
 * is left of the day's abandoned calls evenly over the answers still to come. Both are steady on purpose: talk time is
 * concave in the price, so every swing of it loses (at 10 agents and 30 % answers, a learnt part that moves up to
 * twenty times faster all day costs 0.3 points of talk time at equal abandonment).
 */
import type { PacingPolicy } from './types.ts';
import { answeredToday, type Ledger } from './ledger.ts';

/** Where measured campaigns of 5 to 50 agents and 10 to 50 % answers come to rest: 0.018 to 0.033. */
const PRICE_OPENING = 0.024;
const LOG_PRICE_MIN = Math.log(1e-6);
const LOG_PRICE_MAX = Math.log(0.6);
/**
 * The first answers teach no price: they came while ring and talk times were hardly known, and a price that they lowered
 * takes half a day to come back (50 agents, 30 % answers: 0.2 points of talk time).
 */
export const UNTAUGHT_OUTCOMES = 150;
/** Step of the learnt part at each outcome, at last: about 10 % of random movement over a day of 1500 answers. */
const GAIN_RESTING = 0.001;
/** The first step, and the number of further outcomes after which it has halved. */
const GAIN_OPENING = 0.01;
const GAIN_HALVES_AFTER = 150;
/** From here on the step is the last one. */
export const RESTING_OUTCOMES = UNTAUGHT_OUTCOMES + GAIN_HALVES_AFTER * (GAIN_OPENING / GAIN_RESTING - 1);
export const FACTOR_MIN = 0.02;
/**
 * A spared day may catch up only so fast: twice the price brings bursts that a small team cannot make good (5 agents,
 * 10 % answers: about 2 days in 100 over the limit instead of 3 in 1000), and hardly more talk time anywhere.
 */
const FACTOR_MAX = 1.25;
/** Abandoned calls kept in reserve below the hard limit: bursts for the last calls of the day, a share for its length. */
const RESERVE_BURSTS = 1.75;
const RESERVE_SHARE = 0.0004;
/**
 * What is left at the end of a day is spent as if so many answers were still to come: a risk taken for the last few
 * cannot be made good any more.
 */
const ANSWERS_AHEAD_MIN = 40;
/** Evenly spent days end about this much under the limit, because of the reserve. */
const USUAL_PART = 0.93;
const SHARE_MIN = 1e-4;
const SHARE_MAX = 0.5;

/** `outcomes` counts the answers that it was tried on. */
export type Price = { logPrice: number; outcomes: number };

export const openingPrice = (): Price => ({ logPrice: Math.log(PRICE_OPENING), outcomes: 0 });

/** The share at which the learnt part rests when the budget is spent evenly. */
function usualShare(policy: PacingPolicy): number {
  const share = USUAL_PART * Math.min(policy.targetAbandonRate, policy.hardAbandonRate);
  return Math.max(SHARE_MIN, Math.min(SHARE_MAX, share));
}

/** Abandoned calls that may still be spent today, so that the day ends under the hard limit even when its last go badly. */
function budgetLeft(policy: PacingPolicy, ledger: Ledger, answersLeft: number, burst: number): number {
  const answersOfDay = answeredToday(ledger) + answersLeft;
  const reserve = RESERVE_BURSTS * burst + RESERVE_SHARE * answersOfDay;
  const allowed = Math.min(policy.targetAbandonRate * answersOfDay, policy.hardAbandonRate * answersOfDay - reserve);
  return allowed - ledger.abandoned;
}

/**
 * Above 1 when the day has been spared so far, below 1 when it has been overspent.
 * @param burst the burst factor of the list.
 */
export function budgetFactor(policy: PacingPolicy, ledger: Ledger, answersLeft: number, burst: number): number {
  const usual = usualShare(policy) * Math.max(ANSWERS_AHEAD_MIN, answersLeft);
  return Math.max(FACTOR_MIN, Math.min(FACTOR_MAX, budgetLeft(policy, ledger, answersLeft, burst) / usual));
}

/**
 * @param factor the budget factor in force, 0 while dialling progressively: a day being saved must not teach a higher
 *   price, and calls that the price did not choose must not teach anything.
 */
export function learnPrice(price: Price, policy: PacingPolicy, factor: number, served: boolean): void {
  if (factor <= 0) return;
  const share = Math.min(SHARE_MAX, usualShare(policy) * factor);
  price.outcomes = Math.min(RESTING_OUTCOMES, price.outcomes + 1);
  const taught = price.outcomes - UNTAUGHT_OUTCOMES;
  if (taught <= 0) return;
  const gain = Math.max(GAIN_RESTING, GAIN_OPENING / (1 + taught / GAIN_HALVES_AFTER));
  const step = (gain / 2) * Math.min(1, factor) * (served ? 1 : -(1 - share) / share);
  price.logPrice = Math.max(LOG_PRICE_MIN, Math.min(LOG_PRICE_MAX, price.logPrice + step));
}

export const thresholdOf = (price: Price, factor: number) => Math.exp(price.logPrice) * factor;
