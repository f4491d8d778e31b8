/** How soon a busy agent is free again, given how long the conversation or the wrap-up has lasted. Times are seconds. */
import { binStartSeconds, DURATION_BINS, durationBin, quantileSeconds, survivalAt } from './durations.ts';
import type { AgentCurves } from './learnt.ts';

/** Wrap-up lengths that stand for all of them, equally likely. */
const WRAP_QUANTILES = 8;
/** Talk figures are kept by half second ahead, up to 50 s. */
const HALF_SECONDS = 100;

export type AgentsFree = {
  curves: AgentCurves;
  wrapSeconds: number[];
  /** P(free within the half seconds | talked so long), by duration bin and half second; NaN until asked for. */
  talkFree: Float64Array;
};

export function agentsFreeOf(curves: AgentCurves): AgentsFree {
  return {
    curves,
    wrapSeconds: Array.from({ length: WRAP_QUANTILES }, (_, i) =>
      quantileSeconds(curves.wrap, (i + 0.5) / WRAP_QUANTILES),
    ),
    talkFree: new Float64Array(DURATION_BINS * HALF_SECONDS).fill(NaN),
  };
}

/** P(conversation and wrap-up both end within so many seconds). */
export function talkFreeWithin(agents: AgentsFree, talkedSeconds: number, seconds: number): number {
  const halves = Math.min(HALF_SECONDS - 1, Math.round(2 * seconds));
  const bin = durationBin(talkedSeconds);
  const key = bin * HALF_SECONDS + halves;
  const kept = agents.talkFree[key]!;
  if (!Number.isNaN(kept)) return kept;
  const { talk } = agents.curves;
  const from = binStartSeconds(bin);
  const still = survivalAt(talk, from);
  let freed = 0;
  for (const wrapSeconds of agents.wrapSeconds)
    if (wrapSeconds < halves / 2) freed += 1 - survivalAt(talk, from + halves / 2 - wrapSeconds) / still;
  const share = still > 1e-9 ? freed / agents.wrapSeconds.length : 0;
  agents.talkFree[key] = share;
  return share;
}

/** P(the wrap-up ends within so many seconds). */
export function wrapFreeWithin({ curves }: AgentsFree, wrappedSeconds: number, seconds: number): number {
  const still = survivalAt(curves.wrap, wrappedSeconds);
  return still > 1e-9 ? 1 - survivalAt(curves.wrap, wrappedSeconds + seconds) / still : 0;
}
