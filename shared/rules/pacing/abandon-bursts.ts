/**
 * How many abandoned calls come at once. When several people answer while every agent is busy, one moment costs several
 * abandoned calls: a burst. Safety margins below the legal limit are therefore counted in bursts. Where answers come in
 * clumps, bursts are longer than on other lists. All times are seconds.
 */

/** Abandoned calls closer together than one ring time belong to the same burst. */
const SAME_BURST_SECONDS = 30;
/**
 * Weight of the newest abandoned call in the mean. Each abandoned call counts with the length of its burst, so a long
 * burst weighs more here than in a mean over bursts: on lists with clumps long bursts are rare, and they break the limit.
 */
const GAIN = 0.03;
/** The mean burst length on a list with independent answers, the unit of the margins (measured: 1.2 to 1.4 calls). */
const ORDINARY_CALLS = 1.2;
/** A new campaign starts slightly above the ordinary mean, to be careful. */
const INITIAL_CALLS = 1.45;

/**
 * `meanCalls` is the mean burst length over abandoned calls, `runningCalls` the length of the current burst.
 * `lastAtSeconds` has no meaning while `runningCalls` is 0.
 */
export type AbandonBursts = { meanCalls: number; runningCalls: number; lastAtSeconds: number };

export const initialBursts = (): AbandonBursts => ({ meanCalls: INITIAL_CALLS, runningCalls: 0, lastAtSeconds: 0 });

/**
 * Counts one abandoned call. When a burst of n calls has ended, the mean moves towards n:
 * `mean += (1 − (1 − GAIN)^n) · (n − mean)`.
 */
export function recordAbandoned(bursts: AbandonBursts, atSeconds: number): void {
  const begun = bursts.runningCalls > 0;
  // Reports may arrive out of order, and the clock may restart.
  const same = begun && Math.abs(atSeconds - bursts.lastAtSeconds) < SAME_BURST_SECONDS;
  if (begun && !same)
    bursts.meanCalls += (1 - (1 - GAIN) ** bursts.runningCalls) * (bursts.runningCalls - bursts.meanCalls);
  bursts.runningCalls = same ? bursts.runningCalls + 1 : 1;
  bursts.lastAtSeconds = atSeconds;
}

/** The factor by which this list's safety margins exceed those of an ordinary list; at least 1. */
export const burstFactor = ({ meanCalls }: AbandonBursts) => Math.max(1, meanCalls / ORDINARY_CALLS);
