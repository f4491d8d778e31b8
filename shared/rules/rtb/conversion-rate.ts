/**
 * Weight of one call in a target's conversion rate. The rate is an exponential moving average, so about the last twenty
 * calls count. An award that was dialled and not answered counts as a call that did not convert.
 */
export const CONVERSION_RATE_WEIGHT = 0.05;
