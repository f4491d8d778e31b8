/**
 * Predictive pacing: how many calls to start now, and which ringing calls to give up.
 *
 * The model. A call started now is answered, if at all, after a set-up time and a ring time whose distribution is known
 * from events. At each of eight equally likely answer times, the surplus is the number of humans who will have answered
 * minus the number of agents who will have become free. The surplus is a sum of independent yes/no variables, so its exact
 * distribution is a Poisson binomial, and it gives the abandon probability: P(one more answer finds no agent). Calls are
 * started while that probability, averaged over the answer times, is at most the price. Ring times are competing risks,
 * talk and wrap-up times are survival curves, the answer share is an average of Beta posteriors with shorter and longer
 * memories. All statistics come from events and outlive the day. At first, calls that still ring and conversations that
 * still last count as censored observations, because the first ones to end are short.
 *
 * The price steers the abandoned share to the target and spends the day's budget evenly. Two rules stand outside the model.
 * Calls that have rung for the legal minimum are cancelled when the abandon probability of the next seconds is high. A
 * guard reacts when the day may end above the hard limit: first it assumes the highest answer share that the list has
 * shown, then it allows hardly any risk, and at last one call per free agent. Its margins are counted in bursts, because
 * abandoned calls come in bursts. The day ends with its list if the list is shorter. With few statistics or fewer than
 * three agents the pacer dials progressively, and the number of extra calls grows with the number of resolved calls.
 *
 * Sources. Weighting busy agents by their probability of becoming free within a window, corrected by abandonment, goes
 * back to US patents 4,933,964 (1990) and 5,907,601 (1999), both expired. The estimators are Aalen–Johansen and
 * Kaplan–Meier; the posteriors are averaged by fixed share (Herbster and Warmuth 1998); the price is a Robbins–Monro
 * approximation of a Lagrange multiplier. Law: 16 CFR 310.4(b)(4): at most 3 % abandoned of the calls that a person
 * answered, two seconds of grace, 15 s of ringing.
 *
 * Units: seconds, probabilities and counts; rates are fractions. The pacer is deterministic: the same events and snapshots
 * give the same decisions, across any number of save() and createPacer().
 */
import { burstFactor, recordAbandoned } from './abandon-bursts.ts';
import { BUDGET_FACTOR_MIN, budgetFactor } from './abandonment-budget.ts';
import {
  type AbandonmentForecast,
  abandonProbabilityIfStarted,
  abandonProbabilityLowerBound,
  abandonProbabilitySoon,
  addStartedCall,
  createForecast,
  createSurplusDistributions,
  rebuildSurplus,
} from './abandonment-forecast.ts';
import { guardLevel, progressiveStarts } from './abandonment-guard.ts';
import { startThreshold, updatePrice } from './abandonment-price.ts';
import { type AgentAvailability, createAgentAvailability } from './agent-availability.ts';
import { agentCount, estimateAnswersLeft, recordEventTime, recordTick } from './day-ledger.ts';
import {
  clampEvent,
  clampPolicy,
  clampSnapshot,
  type PacingEvent,
  type PacingPolicy,
  type PacingSnapshot,
} from './inputs.ts';
import { restorePacerState } from './pacer-state.ts';
import {
  type CallCurves,
  estimateAgentCurves,
  estimateCallCurves,
  hasEnoughStatistics,
  meanHandleSeconds,
  needsCensoredObservations,
  type PacingStatistics,
  recordHandled,
  recordResolved,
  recordSetupTime,
  startRampMax,
} from './statistics.ts';

export type PacingDecision = {
  /** How many calls to start now. */
  start: number;
  /** Indices into `snapshot.ringing` of the calls to hang up. */
  cancel: number[];
};

export type Pacer = {
  observe(event: PacingEvent): void;
  decide(snapshot: PacingSnapshot): PacingDecision;
  /** The state as small JSON; a pacer restored from it decides exactly as this one would. */
  save(): unknown;
};

/** With fewer agents the law of large numbers does not help. */
const AGENTS_MIN = 3;
/** No single decision starts more calls than this. */
const STARTS_MAX = 500;
/** Calls under way per agent, at most; ten are usual on a list where one call in ten is answered. */
const CALLS_PER_AGENT_MAX = 40;
/**
 * A call that has rung long enough is cancelled when the abandon probability of the next seconds exceeds the price by this
 * factor. The factor is above 1 because the call may still be cancelled half a second later; 3 to 6 give the same talk time.
 */
const CANCEL_PRICES = 4;

/** The predictive pacer. `saved` may come from either kind of pacer; any other value counts as a cold start. */
export const createPacer = (policy: PacingPolicy, saved?: unknown): Pacer => createPacerOfKind(policy, saved, true);

/**
 * The progressive pacer: one call per free agent, and no cancelled calls. It keeps the same statistics, so that a campaign
 * can change to the predictive pacer and back without a cold start and without a gap in the ledger of the day.
 */
export const createProgressivePacer = (policy: PacingPolicy, saved?: unknown): Pacer =>
  createPacerOfKind(policy, saved, false);

function createPacerOfKind(requested: PacingPolicy, saved: unknown, predictive: boolean): Pacer {
  const policy = clampPolicy(requested);
  const state = restorePacerState(saved);
  const { statistics, ledger, price, bursts } = state;
  const distributions = createSurplusDistributions();
  let calls: CallCurves | undefined;
  let agents: AgentAvailability | undefined;

  function observe(unsafe: PacingEvent): void {
    const event = clampEvent(unsafe);
    recordEventTime(ledger, event.atSeconds);
    if (event.kind === 'resolved') {
      recordResolved(statistics, event);
      calls = undefined;
    } else if (event.kind === 'handled') {
      recordHandled(statistics, event);
      agents = undefined;
    } else {
      ledger[event.kind] += 1;
      if (event.kind === 'abandoned') recordAbandoned(bursts, event.atSeconds);
      updatePrice(price, policy, state.factor, event.kind === 'served');
    }
  }

  function forecastFor(snapshot: PacingSnapshot): AbandonmentForecast {
    const { setupSeconds } = statistics;
    if (needsCensoredObservations(statistics, snapshot)) {
      const callsNow = estimateCallCurves(statistics, snapshot.ringing);
      const agentsNow = createAgentAvailability(estimateAgentCurves(statistics, snapshot));
      return createForecast(policy, callsNow, agentsNow, setupSeconds, distributions);
    }
    calls ??= estimateCallCurves(statistics, []);
    agents ??= createAgentAvailability(estimateAgentCurves(statistics, { talking: [], wrapping: [] }));
    return createForecast(policy, calls, agents, setupSeconds, distributions);
  }

  function decide(unsafe: PacingSnapshot): PacingDecision {
    const snapshot = clampSnapshot(unsafe);
    recordTick(ledger, snapshot);
    for (const call of snapshot.ringing) recordSetupTime(statistics, call);
    state.factor = 0;
    if (!predictive) return { start: startsWhileOpen(snapshot, progressiveStarts(snapshot)), cancel: [] };
    const forecast = forecastFor(snapshot);
    const { answerShare, answerShareMax } = forecast.calls;
    const answersLeft = estimateAnswersLeft(ledger, snapshot, meanHandleSeconds(statistics), answerShare);
    const burst = burstFactor(bursts);
    const guard = guardLevel(policy, ledger, snapshot, answerShare, answersLeft, burst);
    const mustBeProgressive = !hasEnoughStatistics(statistics) || agentCount(snapshot) < AGENTS_MIN;
    if (mustBeProgressive || guard === 'closed') return decideProgressive(snapshot, policy);
    forecast.answerShare = guard === 'open' ? answerShare : answerShareMax;
    state.factor = guard === 'tight' ? BUDGET_FACTOR_MIN : budgetFactor(policy, ledger, answersLeft.usual, burst);
    const threshold = startThreshold(price, state.factor);
    return decidePredictive(snapshot, policy, forecast, { threshold, startsMax: startsUpTo(snapshot, statistics) });
  }

  return { observe, decide, save: () => structuredClone(state) };
}

/** The number of calls that may be started at most, independent of the forecast. */
function startsUpTo(snapshot: PacingSnapshot, statistics: PacingStatistics): number {
  const { idle, waiting, ringing } = snapshot;
  const underWayMax = Math.min(
    CALLS_PER_AGENT_MAX * agentCount(snapshot),
    Math.max(0, idle - waiting) + startRampMax(statistics),
  );
  return startsWhileOpen(snapshot, Math.max(0, Math.min(STARTS_MAX, Math.floor(underWayMax - ringing.length))));
}

const startsWhileOpen = (snapshot: PacingSnapshot, starts: number) => (snapshot.secondsLeft > 0 ? starts : 0);

/** Indices of the calls that have rung for the legal minimum, longest first. */
function cancellableCalls(snapshot: PacingSnapshot, policy: PacingPolicy): number[] {
  const { ringing } = snapshot;
  return [...ringing.keys()]
    .filter((index) => ringing[index]!.ringSeconds >= policy.ringSecondsMin)
    .toSorted((a, b) => ringing[b]!.ringSeconds - ringing[a]!.ringSeconds);
}

function decideProgressive(snapshot: PacingSnapshot, policy: PacingPolicy): PacingDecision {
  const excess = Math.max(0, snapshot.ringing.length + snapshot.waiting - snapshot.idle);
  return {
    start: startsWhileOpen(snapshot, progressiveStarts(snapshot)),
    cancel: excess > 0 ? cancellableCalls(snapshot, policy).slice(0, excess) : [],
  };
}

function decidePredictive(
  snapshot: PacingSnapshot,
  policy: PacingPolicy,
  forecast: AbandonmentForecast,
  { threshold, startsMax }: { threshold: number; startsMax: number },
): PacingDecision {
  const free = snapshot.idle - snapshot.waiting;
  rebuildSurplus(forecast, snapshot, startsMax, 'near');
  const cancellable = cancellableCalls(snapshot, policy);
  const mustCancel = cancellable.length > 0 && abandonProbabilitySoon(forecast, free) > CANCEL_PRICES * threshold;
  const cancel = mustCancel ? cancellable : [];
  if (startsMax === 0 || abandonProbabilityLowerBound(forecast, free) > threshold) return { start: 0, cancel };
  rebuildSurplus(forecast, snapshot, startsMax, 'far');
  let start = 0;
  while (start < startsMax && abandonProbabilityIfStarted(forecast, free) <= threshold) {
    addStartedCall(forecast);
    start += 1;
  }
  return { start, cancel };
}
