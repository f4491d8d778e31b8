/**
 * Predictive pacing: decides how many calls to start now, and which ringing calls to give up.
 *
 * The model. A call started now is answered, if at all, after a set-up time and a ring time. The distributions of
 * set-up time and ring time are estimated from events. The pacer looks at eight equally likely answer times. At each
 * answer time, the surplus is the number of people who will have answered minus the number of agents who will have
 * become free. The surplus is a sum of independent yes/no variables, so the exact distribution of the surplus is a
 * Poisson binomial. The distribution gives the abandon probability: P(one more person who answers finds no agent). The
 * pacer starts calls while the abandon probability, averaged over the answer times, is at most the price.
 *
 * The estimates. All statistics come from events and outlive the day. Ring times are competing risks: either a human
 * answer or something else ends the ringing. Talk and wrap-up times are survival curves: the probability that a time
 * exceeds t. The answer share is an average of Beta posteriors with shorter and longer memories. At first, calls that
 * still ring and conversations that still last count as censored observations (we know only that each time will be
 * longer than the time so far). Without censored observations the estimated times would be too short, because the first
 * calls to end are short calls.
 *
 * The price is the highest abandon probability at which a call is worth starting. The price steers the abandoned share
 * to the target and spends the day's abandonment budget evenly.
 *
 * Two rules stand outside the model. First, calls that have rung for the legal minimum are cancelled if the abandon
 * probability of the next seconds is high. Second, a guard reacts if the day may end above the hard limit. The guard
 * first assumes the highest answer share that the list has shown. Then the guard allows hardly any risk, and at last
 * only one call per free agent. The guard counts its margins in bursts, because abandoned calls come in bursts. If the
 * lead list ends before the calling window, the day ends with the lead list. With few statistics or fewer than three
 * agents the pacer dials progressively (one call per free agent). Later the number of extra calls grows with the number
 * of calls that have stopped ringing.
 *
 * Sources. The method to weight busy agents by their probability of becoming free within a window, corrected by
 * abandonment, comes from US patents 4,933,964 (1990) and 5,907,601 (1999). Both patents have expired. The estimators
 * are Aalen–Johansen and Kaplan–Meier. The posteriors are averaged by fixed share (Herbster and Warmuth 1998). The
 * price is a Robbins–Monro approximation of a Lagrange multiplier. Law: 16 CFR 310.4(b)(4): of the calls that a person
 * answered, at most 3 % may be abandoned; an agent must answer within two seconds; a call must ring for 15 s.
 *
 * Units: seconds, probabilities and counts; rates are fractions. The pacer is deterministic: the same events and
 * snapshots give the same decisions, even if the pacer is saved with save() and restored with createPacer() in between.
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
  /** Returns the state as small JSON. A pacer restored from the saved state makes exactly the same decisions. */
  save(): unknown;
};

/**
 * With fewer agents than this, the pacer dials progressively (one call per free agent). For so few agents, chance makes
 * a forecast useless.
 */
const AGENTS_MIN = 3;
/** The most calls that a single decision starts. */
const STARTS_MAX = 500;
/** The most calls under way per agent. Ten calls per agent are usual on a list where one call in ten is answered. */
const CALLS_PER_AGENT_MAX = 40;
/**
 * If the abandon probability of the next seconds exceeds 4 times the price, calls that have rung long enough are
 * cancelled. The factor is above 1 because a call that is kept now can still be cancelled half a second later. Factors
 * from 3 to 6 give the same talk time.
 */
const CANCEL_PRICES = 4;

/**
 * Returns a predictive pacer. `saved` may come from a predictive or a progressive pacer. If `saved` is any other value,
 * the pacer starts without statistics.
 */
export const createPacer = (policy: PacingPolicy, saved?: unknown): Pacer => createPacerOfKind(policy, saved, true);

/**
 * Returns a progressive pacer, which starts one call per free agent and cancels no calls. The progressive pacer keeps
 * the same statistics as the predictive pacer. So a campaign can change between the two pacers without losing its
 * statistics or its ledger of the day.
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

/** Returns the most calls that may be started now, independent of the forecast. */
function startsUpTo(snapshot: PacingSnapshot, statistics: PacingStatistics): number {
  const { idle, waiting, ringing } = snapshot;
  const underWayMax = Math.min(
    CALLS_PER_AGENT_MAX * agentCount(snapshot),
    Math.max(0, idle - waiting) + startRampMax(statistics),
  );
  return startsWhileOpen(snapshot, Math.max(0, Math.min(STARTS_MAX, Math.floor(underWayMax - ringing.length))));
}

const startsWhileOpen = (snapshot: PacingSnapshot, starts: number) => (snapshot.secondsLeft > 0 ? starts : 0);

/** Returns the indices of the calls that have rung for the legal minimum, sorted by ring time, longest first. */
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
