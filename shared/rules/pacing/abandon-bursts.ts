/**
 * Measures bursts of abandoned calls. If several people answer while every agent is busy, several calls are abandoned
 * within seconds: a burst. Safety margins below the legal limit are therefore counted in bursts. On a list whose
 * answers come in clumps (many within a short time), bursts are longer than on other lists. All times are in seconds.
 */

/** If less than 30 s (about one ring time) lie between two abandoned calls, the two calls belong to the same burst. */
const SAME_BURST_SECONDS = 30;
/**
 * Weight of the newest abandoned call in the mean burst length. Each abandoned call counts with the length of its
 * burst, so a long burst weighs more than in a mean over bursts. Long bursts must weigh more, because on lists with
 * clumps of answers long bursts are rare, and the long bursts break the legal limit.
 */
const GAIN = 0.03;
/**
 * The mean burst length on a list whose answers do not come in clumps (measured: 1.2 to 1.4 calls). Safety margins are
 * sized for this burst length.
 */
const ORDINARY_CALLS = 1.2;
/**
 * The mean burst length that a new campaign starts with. The value is slightly above the ordinary mean, to be careful.
 */
const INITIAL_CALLS = 1.45;

/**
 * `meanCalls` is the mean burst length, and `runningCalls` is the number of abandoned calls in the current burst.
 * `lastAtSeconds` is the time of the last abandoned call. While `runningCalls` is 0, `lastAtSeconds` has no meaning.
 */
export type AbandonBursts = { meanCalls: number; runningCalls: number; lastAtSeconds: number };

export const initialBursts = (): AbandonBursts => ({ meanCalls: INITIAL_CALLS, runningCalls: 0, lastAtSeconds: 0 });

/**
 * Counts one abandoned call. When a burst of n calls has ended, the mean burst length moves towards n: `mean += (1 − (1
 * − GAIN)^n) · (n − mean)`.
 */
export function recordAbandoned(bursts: AbandonBursts, atSeconds: number): void {
  const begun = bursts.runningCalls > 0;
  // The absolute difference is used, because reports may arrive out of order and the clock may restart.
  const same = begun && Math.abs(atSeconds - bursts.lastAtSeconds) < SAME_BURST_SECONDS;
  if (begun && !same)
    bursts.meanCalls += (1 - (1 - GAIN) ** bursts.runningCalls) * (bursts.runningCalls - bursts.meanCalls);
  bursts.runningCalls = same ? bursts.runningCalls + 1 : 1;
  bursts.lastAtSeconds = atSeconds;
}

/** Returns the burst factor: how many times larger the safety margins are than on an ordinary list. At least 1. */
export const burstFactor = ({ meanCalls }: AbandonBursts) => Math.max(1, meanCalls / ORDINARY_CALLS);
