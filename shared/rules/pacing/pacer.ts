/**
 * Predictive pacing: how many calls to start now, and which ringing calls to give up.
 *
 * The model. A call started now is answered, if at all, after a set-up and ring time with a learnt distribution. At
 * each of eight equally likely such moments, the humans who will have answered less the agents who will have become
 * free is a sum of independent yes/no variables, whose exact distribution (Poisson-binomial) gives the chance that one
 * more answer finds nobody. Calls are started while that chance, averaged over the moments, stays at or under a price.
 * Ring times are competing risks, talk and wrap-up times are survival curves, the answer share is an average of Beta
 * posteriors with shorter and longer memories; all are learnt from the events and outlive the day. At first what rings or
 * lasts at this moment counts as well, because the first to end are the short ones.
 *
 * The price follows the abandoned share aimed at and spends the day's budget evenly. Two things stand outside the
 * model: calls that have rung for the legal minimum are cancelled when the next seconds are crowded, and a hard guard
 * first reckons with the most answers the list has shown, then allows hardly any risk, and at last one call per free
 * agent, as the day comes near to ending above the hard limit. The calls it keeps in hand are counted in bursts, because
 * abandoned calls come in bursts. The day ends with its list, if that is shorter. With too little learnt, or fewer than
 * three agents, it is progressive as well, and it grows bold only as fast as it learns.
 *
 * Sources: the weighting of busy agents by their chance of being free within a window, corrected by abandonment, goes
 * back to US patents 4,933,964 (1990) and 5,907,601 (1999), both expired; the estimators are Aalen–Johansen and
 * Kaplan–Meier, the posteriors are averaged by fixed share (Herbster and Warmuth 1998), the price is a Robbins–Monro
 * approximation of a Lagrange multiplier. Legal background: 16 CFR 310.4(b)(4) — 3 % abandoned of calls answered by a
 * person, two seconds of grace, 15 s of ringing.
 *
 * Units: seconds, probabilities and counts; rates are fractions. Deterministic: the same events and snapshots give the
 * same decisions, across any number of save() and createPacer().
 */
import { agentsFreeOf, type AgentsFree } from './agents-free.ts';
import { burstFactor, learnAbandoned } from './bursts.ts';
import {
  addStart,
  forecastOf,
  lonelyAtLeast,
  lonelyIfStarted,
  lonelySoon,
  look,
  newCrowds,
  type Forecast,
} from './forecast.ts';
import { guardOf, progressiveStarts } from './guard.ts';
import {
  agentCurvesOf,
  callCurvesOf,
  handleSecondsOf,
  isYoung,
  knowsEnough,
  learnHandled,
  learnResolved,
  learnSetup,
  rampCalls,
  type CallCurves,
  type Learnt,
} from './learnt.ts';
import { agentCount, answersLeftOf, noteEvent, noteTick } from './ledger.ts';
import { budgetFactor, FACTOR_MIN, learnPrice, thresholdOf } from './price.ts';
import { restoredState } from './saved.ts';
import { safeEvent, safePolicy, safeSnapshot } from './snapshot.ts';
import type { Pacer, PacingDecision, PacingEvent, PacingPolicy, PacingSnapshot } from './types.ts';

export type { Pacer, PacingDecision, PacingEvent, PacingPolicy, PacingSnapshot };

/** Below this the law of large numbers has nothing to work with. */
const AGENTS_MIN = 3;
/** No single decision starts more calls than this, whatever the forecast. */
const STARTS_MAX = 500;
/** Calls under way per agent, at most; ten are usual on a list where one call in ten is answered. */
const CALLS_PER_AGENT_MAX = 40;
/**
 * A call that has rung long enough is given up when its human would find nobody with this many times the price. More
 * than one, because it may still be given up half a second later; 3 to 6 give the same talk time.
 */
const CANCEL_PRICES = 4;

/** The predictive pacer. Its `saved` state may come from either kind; what is no such state counts as nothing learnt. */
export const createPacer = (policy: PacingPolicy, saved?: unknown): Pacer => pacerOf(policy, saved, true);

/**
 * One call per free agent, never cancelling. It learns all the same, so a campaign that begins with it, or falls back
 * to it, can change to the predictive pacer and back without a cold start or a gap in the day's account.
 */
export const createProgressivePacer = (policy: PacingPolicy, saved?: unknown): Pacer => pacerOf(policy, saved, false);

function pacerOf(requested: PacingPolicy, saved: unknown, predictive: boolean): Pacer {
  const policy = safePolicy(requested);
  const state = restoredState(saved);
  const { learnt, ledger, price, bursts } = state;
  const crowds = newCrowds();
  let calls: CallCurves | undefined;
  let agents: AgentsFree | undefined;

  function observe(unsafe: PacingEvent): void {
    const event = safeEvent(unsafe);
    noteEvent(ledger, event.atSeconds);
    if (event.kind === 'resolved') {
      learnResolved(learnt, event);
      calls = undefined;
    } else if (event.kind === 'handled') {
      learnHandled(learnt, event);
      agents = undefined;
    } else {
      ledger[event.kind] += 1;
      if (event.kind === 'abandoned') learnAbandoned(bursts, event.atSeconds);
      learnPrice(price, policy, state.factor, event.kind === 'served');
    }
  }

  function forecastFor(snapshot: PacingSnapshot): Forecast {
    if (isYoung(learnt, snapshot)) {
      const agentsNow = agentsFreeOf(agentCurvesOf(learnt, snapshot));
      return forecastOf(policy, callCurvesOf(learnt, snapshot.ringing), agentsNow, learnt.setupSeconds, crowds);
    }
    calls ??= callCurvesOf(learnt, []);
    agents ??= agentsFreeOf(agentCurvesOf(learnt, { talking: [], wrapping: [] }));
    return forecastOf(policy, calls, agents, learnt.setupSeconds, crowds);
  }

  function decide(unsafe: PacingSnapshot): PacingDecision {
    const snapshot = safeSnapshot(unsafe);
    noteTick(ledger, snapshot);
    for (const call of snapshot.ringing) learnSetup(learnt, call);
    state.factor = 0;
    if (!predictive) return { start: startsWhileOpen(snapshot, progressiveStarts(snapshot)), cancel: [] };
    const view = forecastFor(snapshot);
    const { answerShare, answerShareAtMost } = view.calls;
    const answersLeft = answersLeftOf(ledger, snapshot, handleSecondsOf(learnt), answerShare);
    const burst = burstFactor(bursts);
    const guard = guardOf(policy, ledger, snapshot, answerShare, answersLeft, burst);
    const tooFew = !knowsEnough(learnt) || agentCount(snapshot) < AGENTS_MIN;
    if (tooFew || guard === 'closed') return carefully(snapshot, policy);
    view.answerShare = guard === 'open' ? answerShare : answerShareAtMost;
    state.factor = guard === 'tight' ? FACTOR_MIN : budgetFactor(policy, ledger, answersLeft.usual, burst);
    const threshold = thresholdOf(price, state.factor);
    return predictively(snapshot, policy, view, { threshold, startsMax: startsMaxOf(snapshot, learnt) });
  }

  return { observe, decide, save: () => structuredClone(state) };
}

/** How many calls may be started at all, whatever the forecast. */
function startsMaxOf(snapshot: PacingSnapshot, learnt: Learnt): number {
  const { idle, waiting, ringing } = snapshot;
  const underWayMax = Math.min(
    CALLS_PER_AGENT_MAX * agentCount(snapshot),
    Math.max(0, idle - waiting) + rampCalls(learnt),
  );
  return startsWhileOpen(snapshot, Math.max(0, Math.min(STARTS_MAX, Math.floor(underWayMax - ringing.length))));
}

const startsWhileOpen = (snapshot: PacingSnapshot, starts: number) => (snapshot.secondsLeft > 0 ? starts : 0);

/** The calls that have rung for the legal minimum, longest first. */
function cancellable(snapshot: PacingSnapshot, policy: PacingPolicy): number[] {
  const { ringing } = snapshot;
  return [...ringing.keys()]
    .filter((index) => ringing[index]!.ringSeconds >= policy.ringSecondsMin)
    .toSorted((a, b) => ringing[b]!.ringSeconds - ringing[a]!.ringSeconds);
}

function carefully(snapshot: PacingSnapshot, policy: PacingPolicy): PacingDecision {
  const surplus = Math.max(0, snapshot.ringing.length + snapshot.waiting - snapshot.idle);
  return {
    start: startsWhileOpen(snapshot, progressiveStarts(snapshot)),
    cancel: surplus > 0 ? cancellable(snapshot, policy).slice(0, surplus) : [],
  };
}

function predictively(
  snapshot: PacingSnapshot,
  policy: PacingPolicy,
  forecast: Forecast,
  { threshold, startsMax }: { threshold: number; startsMax: number },
): PacingDecision {
  const free = snapshot.idle - snapshot.waiting;
  look(forecast, snapshot, startsMax, 'near');
  const late = cancellable(snapshot, policy);
  const cancel = late.length > 0 && lonelySoon(forecast, free) > CANCEL_PRICES * threshold ? late : [];
  if (startsMax === 0 || lonelyAtLeast(forecast, free) > threshold) return { start: 0, cancel };
  look(forecast, snapshot, startsMax, 'far');
  let start = 0;
  while (start < startsMax && lonelyIfStarted(forecast, free) <= threshold) {
    addStart(forecast);
    start += 1;
  }
  return { start, cancel };
}
