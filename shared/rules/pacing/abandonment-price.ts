/**
 * The price: the highest abandon probability at which one more call is still worth starting.
 *
 * The price in force is the product of two parts. `logPrice` is adapted over days by stochastic approximation (Robbins and
 * Monro 1951) towards a Lagrange multiplier: it rests when the abandoned share equals the planned share, so an error of the
 * model costs talk time and not compliance. It begins with long steps, because on an unusual list (answers in clumps, for
 * example) the initial price is far off. The budget factor spends the rest of the day's abandonment budget evenly over the
 * answers still expected.
 *
 * Both parts move slowly on purpose. Talk time is concave in the price, so every swing of the price loses talk time: at 10
 * agents and 30 % answers, a price that adapts up to twenty times faster all day costs 0.3 points of talk time at equal
 * abandonment.
 */
import { ABANDON_SHARE_MAX, plannedShare } from './abandonment-budget.ts';
import type { PacingPolicy } from './inputs.ts';

/** Measured campaigns of 5 to 50 agents and 10 to 50 % answers come to rest at prices from 0.018 to 0.033. */
const PRICE_INITIAL = 0.024;
const LOG_PRICE_MIN = Math.log(1e-6);
const LOG_PRICE_MAX = Math.log(0.6);
/**
 * The first outcomes do not move the price: they came while ring and talk times were hardly known, and a price that they
 * lowered needs half a day to recover (50 agents, 30 % answers: 0.2 points of talk time).
 */
export const WARMUP_OUTCOMES = 150;
/** Final step at each outcome: about 10 % of random movement over a day of 1500 answers. */
const GAIN_STEADY = 0.001;
/** The first step, and the number of further outcomes after which the step has halved. */
const GAIN_INITIAL = 0.01;
const GAIN_HALVES_AFTER = 150;
/** After this many outcomes the step stays at its final size. */
export const STEADY_OUTCOMES = WARMUP_OUTCOMES + GAIN_HALVES_AFTER * (GAIN_INITIAL / GAIN_STEADY - 1);

/** `outcomes` counts the answers that the price was tested on, up to `STEADY_OUTCOMES`. */
export type AbandonmentPrice = { logPrice: number; outcomes: number };

export const initialPrice = (): AbandonmentPrice => ({ logPrice: Math.log(PRICE_INITIAL), outcomes: 0 });

/**
 * Moves the price after one answered call. With q = planned share · budget factor, a served call raises `logPrice` by
 * `step` and an abandoned call lowers it by `step · (1 − q) / q`, so the mean step is 0 when the abandoned share is q.
 *
 * @param factor the budget factor of the last decision; 0 when that decision was progressive. Progressive calls leave the
 *   price alone, because the price did not choose them. A factor below 1 shortens the step, so that a day which saves
 *   abandoned calls does not raise the price.
 */
export function updatePrice(price: AbandonmentPrice, policy: PacingPolicy, factor: number, served: boolean): void {
  if (factor <= 0) return;
  const share = Math.min(ABANDON_SHARE_MAX, plannedShare(policy) * factor);
  price.outcomes = Math.min(STEADY_OUTCOMES, price.outcomes + 1);
  const outcomesUsed = price.outcomes - WARMUP_OUTCOMES;
  if (outcomesUsed <= 0) return;
  const gain = Math.max(GAIN_STEADY, GAIN_INITIAL / (1 + outcomesUsed / GAIN_HALVES_AFTER));
  const step = (gain / 2) * Math.min(1, factor) * (served ? 1 : -(1 - share) / share);
  price.logPrice = Math.max(LOG_PRICE_MIN, Math.min(LOG_PRICE_MAX, price.logPrice + step));
}

/** The price in force: the highest abandon probability at which a call is started, `exp(logPrice) · factor`. */
export const startThreshold = (price: AbandonmentPrice, factor: number) => Math.exp(price.logPrice) * factor;
