/**
 * How many abandoned calls come at once. One unlucky moment – several people answer while every agent is busy – costs a
 * burst of them, and so the calls kept in hand below the limit are counted in bursts: on lists whose answers clump a
 * burst is longer than on others. All times are seconds.
 */

/** Abandoned calls closer than a ring time belong to one moment's decisions. */
const SAME_BURST_SECONDS = 30;
/**
 * Weight of the newest abandoned call. Each counts with the length of the burst it was part of, so long bursts weigh more than
 * in a mean of bursts: on clumped lists they are rare, and they are what breaks the limit.
 */
const GAIN = 0.03;
/** What margins are measured in: that mean on a list with independent answers (measured: 1.2 to 1.4 calls). */
const USUAL_CALLS = 1.2;
/** The opening is a little careful. */
const OPENING_CALLS = 1.45;

/** `meanCalls` is by abandoned call; `lastAtSeconds` means nothing before the first of them. */
export type Bursts = { meanCalls: number; runningCalls: number; lastAtSeconds: number };

export const openingBursts = (): Bursts => ({ meanCalls: OPENING_CALLS, runningCalls: 0, lastAtSeconds: 0 });

export function learnAbandoned(bursts: Bursts, atSeconds: number): void {
  const begun = bursts.runningCalls > 0;
  // Reports may come out of order, and a clock may start over.
  const same = begun && Math.abs(atSeconds - bursts.lastAtSeconds) < SAME_BURST_SECONDS;
  if (begun && !same)
    bursts.meanCalls += (1 - (1 - GAIN) ** bursts.runningCalls) * (bursts.runningCalls - bursts.meanCalls);
  bursts.runningCalls = same ? bursts.runningCalls + 1 : 1;
  bursts.lastAtSeconds = atSeconds;
}

/** By how much the calls kept in hand are to exceed those of an ordinary list; never below 1. */
export const burstFactor = ({ meanCalls }: Bursts) => Math.max(1, meanCalls / USUAL_CALLS);
