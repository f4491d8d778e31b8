/**
 * The price: the highest abandon probability at which one more call is still worth starting.
 *
 * The price in force is the product of two parts: `exp(logPrice)` and the budget factor.
 *
 * `logPrice` is adapted over days by stochastic approximation (Robbins and Monro 1951) towards a Lagrange multiplier.
 * `logPrice` stays constant on average when the abandoned share equals the planned share. So an error of the model
 * costs talk time and not compliance. The first steps are long, because on an unusual list (for example one whose
 * answers come in clumps) the initial price is far off.
 *
 * The budget factor spreads the rest of the day's abandonment budget evenly over the answered calls still expected.
 *
 * The price moves slowly on purpose, because every swing of the price loses talk time (talk time is concave in the
 * price). At 10 agents and 30 % answers, a price that adapts up to twenty times faster all day costs 0.3 points of talk
 * time at equal abandonment.
 */
import { ABANDON_SHARE_MAX, plannedShare } from './abandonment-budget.ts';
import type { PacingPolicy } from './inputs.ts';

/**
 * The initial price. Campaigns of 5 to 50 agents and 10 to 50 % answers settle at prices from 0.018 to 0.033
 * (measured).
 */
const PRICE_INITIAL = 0.024;
const LOG_PRICE_MIN = Math.log(1e-6);
const LOG_PRICE_MAX = Math.log(0.6);
/**
 * The first 150 outcomes (answered calls, served or abandoned) do not change the price, because ring and talk times are
 * hardly known yet. A price lowered by these outcomes needs half a day to recover (50 agents, 30 % answers: 0.2 points
 * of talk time).
 */
export const WARMUP_OUTCOMES = 150;
/**
 * Final step of `logPrice` at each outcome. The price then varies by chance by about 10 % over a day of 1500 answers.
 */
const GAIN_STEADY = 0.001;
/** First step of `logPrice` after the warm-up. After 150 more outcomes (`GAIN_HALVES_AFTER`) the step has halved. */
const GAIN_INITIAL = 0.01;
const GAIN_HALVES_AFTER = 150;
/** After this many outcomes the step keeps its final size. */
export const STEADY_OUTCOMES = WARMUP_OUTCOMES + GAIN_HALVES_AFTER * (GAIN_INITIAL / GAIN_STEADY - 1);

/** `outcomes` counts the answered calls of decisions that used the price, up to `STEADY_OUTCOMES`. */
export type AbandonmentPrice = { logPrice: number; outcomes: number };

export const initialPrice = (): AbandonmentPrice => ({ logPrice: Math.log(PRICE_INITIAL), outcomes: 0 });

/**
 * Updates the price after one answered call. With q = planned share · budget factor, a served call raises `logPrice` by
 * `step`. An abandoned call lowers `logPrice` by `step · (1 − q) / q`. The mean change is therefore 0 when the
 * abandoned share is q. If the factor is below 1, the step is shorter, so that a day which avoids abandoned calls does
 * not raise the price.
 *
 * @param factor the budget factor of the last decision; 0 if that decision was progressive (one call per free agent).
 *   With 0 the price does not change, because the price did not choose progressive calls.
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

/** Returns the price in force: the highest abandon probability at which a call is started, `exp(logPrice) · factor`. */
export const startThreshold = (price: AbandonmentPrice, factor: number) => Math.exp(price.logPrice) * factor;
