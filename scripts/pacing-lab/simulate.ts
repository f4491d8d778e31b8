/**
 * Simulates one calling day of a scenario with one dialer, event by event. Times are seconds since the start of the
 * day.
 *
 * The dialer gets the same input as in the product: the reports of the carrier and the states of the agents. The
 * scenario can delay or lose reports. The results contain what really happened. A call that is in progress at the end
 * of the day continues to its end and counts.
 */
import type { CallOutcome, PacingEvent } from '../../shared/rules/pacing/inputs.ts';
import type { Pacer } from '../../shared/rules/pacing/pacer.ts';
import {
  DETECTION_SECONDS,
  drawCall,
  drawConversation,
  drawDetectedOutcome,
  drawPatienceSeconds,
  isEventLost,
} from './call-draw.ts';
import type { TrueSnapshot } from './clairvoyant.ts';
import { createEventQueue } from './event-queue.ts';
import type { Scenario } from './scenario.ts';

/** Seconds of silence after which the synchronous detection reports a person. */
const SPEECH_END_SECONDS = 1.2;

export type DayResult = {
  /** Talk time as a share of the agents' working time. */
  talkShare: number;
  /** Number of calls that answering-machine detection reported as answered by a human. */
  answered: number;
  /** Number of answered calls that got no agent within the grace time. */
  abandoned: number;
  dials: number;
  /** Mean seconds for which an agent was idle before a call. */
  idleSeconds: number;
  /** Number of humans that answering-machine detection reported as machines. The dialers cannot notice this error. */
  humansAsMachines: number;
  decisionMsMax: number;
};

type Call = {
  number: number;
  startedAt: number;
  /** The time at which the dialer receives the report that the phone rings. */
  ringReportedAt: number;
  answeredAt: number;
  outcome: CallOutcome;
  ringSeconds: number;
};
type Agent = {
  state: 'idle' | 'talking' | 'wrapping' | 'away';
  since: number;
  freeAt: number;
  talkSeconds: number;
  wrapSeconds: number;
};
type DayEvent =
  | { kind: 'tick' }
  | { kind: 'resolved' | 'detected' | 'graceOver'; call: Call }
  | { kind: 'talkEnded' | 'wrapUpEnded'; agent: Agent };

function createDay(scenario: Scenario, seed: number, pacer: Pacer, startsAt: number) {
  return {
    scenario,
    seed,
    pacer,
    startsAt,
    now: 0,
    queue: createEventQueue<DayEvent>(),
    agents: Array.from({ length: scenario.agents }, (): Agent => ({
      state: 'away',
      since: 0,
      freeAt: 0,
      talkSeconds: 0,
      wrapSeconds: 0,
    })),
    /** The idle agents. The agent who has been idle for the longest time is first. */
    idle: [] as Agent[],
    ringing: new Set<Call>(),
    /** Answered calls without an agent. The list begins with the call that was answered earliest. */
    waiting: [] as Call[],
    /** The calls that the carrier would accept at once; see {@link claimCallTokens}. */
    tokens: 1,
    tokensAt: 0,
    /** Number of events so far, lost events included. */
    eventCount: 0,
    sums: { served: 0, abandoned: 0, dials: 0, humansAsMachines: 0, talk: 0, staff: 0, idle: 0, decisionMsMax: 0 },
  };
}
type Day = ReturnType<typeof createDay>;

/** The type of an event without its time. */
type WithoutTime<E> = E extends unknown ? Omit<E, 'atSeconds'> : never;

/** Reports an event to the pacer, unless the scenario loses the event. */
function recordPacingEvent(day: Day, event: WithoutTime<PacingEvent>): void {
  day.eventCount += 1;
  if (isEventLost(day.scenario, day.seed, day.eventCount)) return;
  day.pacer.observe({ ...event, atSeconds: day.startsAt + day.now });
}

const countLeadsLeft = ({ scenario, sums }: Day) => (scenario.leads ?? Infinity) - sums.dials;

function placeCall(day: Day): void {
  const { scenario, seed, now } = day;
  const number = day.sums.dials;
  day.sums.dials += 1;
  const draw = drawCall(scenario, seed, number, now);
  const call = {
    number,
    startedAt: now,
    ringReportedAt: draw.rings ? now + scenario.setupSeconds + draw.reportDelaySeconds : Infinity,
    answeredAt: now + draw.endsAfterSeconds,
    outcome: draw.outcome,
    ringSeconds: draw.rings ? Math.max(0, draw.endsAfterSeconds - scenario.setupSeconds) : 0,
  };
  day.ringing.add(call);
  day.queue.push(call.answeredAt + draw.reportDelaySeconds, { kind: 'resolved', call });
}

/** Connects an answered call with the agent who has been idle for the longest time. */
function connectAgent(day: Day, call: Call): void {
  const agent = day.idle.shift();
  if (!agent) throw new Error('No agent is idle.');
  const { scenario, now, sums } = day;
  sums.idle += now - agent.since;
  // Seconds with a machine are neither talk time nor an answered call.
  const isMachine = call.outcome === 'machine';
  if (!isMachine) sums.served += 1;
  Object.assign(agent, drawConversation(scenario, day.seed, call.number, call.outcome));
  agent.state = 'talking';
  agent.since = now;
  agent.freeAt = now + agent.talkSeconds + agent.wrapSeconds;
  if (!isMachine) sums.talk += Math.max(0, Math.min(agent.talkSeconds, scenario.daySeconds - now));
  day.queue.push(now + agent.talkSeconds, { kind: 'talkEnded', agent });
  // The product tells the pacer only about people, because a machine does not count as an answered call.
  if (!(isMachine && scenario.machineDetection === 'async')) recordPacingEvent(day, { kind: 'served' });
}

/** The law counts only people. The pacer does not know yet whether a machine answered. */
function abandonCall(day: Day, call: Call): void {
  if (call.outcome !== 'machine') day.sums.abandoned += 1;
  recordPacingEvent(day, { kind: 'abandoned' });
}

/** Handles the end of ringing: the call was answered or ended without an answer. */
function resolveCall(day: Day, call: Call): void {
  // If the dialer cancelled the call, the set `ringing` no longer contains the call.
  if (!day.ringing.delete(call)) return;
  const isAnswered = call.outcome === 'human' || call.outcome === 'machine';
  if (day.scenario.machineDetection === 'sync' && isAnswered)
    return day.queue.push(day.now + DETECTION_SECONDS, { kind: 'detected', call });
  answerOrEnd(day, call);
}

/**
 * Handles an answered call whose kind is known, or a call that ended without an answer. With asynchronous detection, a
 * machine looks like a person at first.
 */
function answerOrEnd(day: Day, call: Call): void {
  const detected =
    day.scenario.machineDetection === 'async' && call.outcome === 'machine' ? 'human' : detectedOutcome(day, call);
  recordPacingEvent(day, { kind: 'resolved', outcome: detected, ringSeconds: call.ringSeconds });
  if (detected !== 'human') return;
  const graceLeft = greetingEnd(day, call) + day.scenario.graceSeconds - day.now;
  if (graceLeft <= 0 || hasHungUp(day, call)) return abandonCall(day, call);
  if (day.idle.length > 0) return connectAgent(day, call);
  day.waiting.push(call);
  day.queue.push(day.now + graceLeft, { kind: 'graceOver', call });
}

/** The two seconds of the law begin at the end of the greeting, which only the synchronous detection knows in time. */
function greetingEnd({ scenario }: Day, call: Call): number {
  return call.answeredAt + (scenario.machineDetection === 'sync' ? DETECTION_SECONDS - SPEECH_END_SECONDS : 0);
}

/** Whether the person hung up during the synchronous detection. */
const hasHungUp = ({ scenario, seed, now }: Day, call: Call) =>
  scenario.machineDetection === 'sync' && now - call.answeredAt > drawPatienceSeconds(seed, call.number);

function detectedOutcome(day: Day, call: Call): CallOutcome {
  const detected = drawDetectedOutcome(day.scenario, day.seed, call.number, call.outcome);
  if (call.outcome === 'human' && detected !== 'human') day.sums.humansAsMachines += 1;
  return detected;
}

/** Number of agents that should be at work now in the scenario. */
const staffNow = ({ scenario, now }: Day) => Math.min(scenario.agents, scenario.staff?.(now) ?? scenario.agents);
const countPresent = ({ agents }: Day) => agents.reduce((sum, agent) => sum + (agent.state === 'away' ? 0 : 1), 0);

/**
 * Releases an agent after a call. The agent takes the next waiting call, becomes idle, or leaves if too many agents are
 * at work.
 */
function releaseAgent(day: Day, agent: Agent): void {
  agent.since = day.now;
  agent.state = 'away';
  if (countPresent(day) >= staffNow(day)) return;
  agent.state = 'idle';
  day.idle.push(agent);
  const next = day.waiting.shift();
  if (next) connectAgent(day, next);
}

/** Lets idle agents leave or absent agents come until the number of agents at work is right. */
function adjustStaff(day: Day): void {
  for (let surplus = countPresent(day) - staffNow(day); surplus > 0; surplus -= 1) {
    const leaver = day.idle.shift();
    if (!leaver) break;
    leaver.state = 'away';
  }
  for (const agent of day.agents)
    if (agent.state === 'away' && countPresent(day) < staffNow(day)) releaseAgent(day, agent);
}

function createSnapshot(day: Day, calls: Call[]): TrueSnapshot {
  const { now, scenario } = day;
  const talking = day.agents.filter((agent) => agent.state === 'talking');
  const wrapping = day.agents.filter((agent) => agent.state === 'wrapping');
  return {
    atSeconds: day.startsAt + now,
    secondsLeft: scenario.daySeconds - now,
    idle: day.idle.length,
    talking: talking.map((agent) => now - agent.since),
    wrapping: wrapping.map((agent) => now - agent.since),
    freeInSeconds: [...talking, ...wrapping].map((agent) => agent.freeAt - now),
    waiting: day.waiting.length,
    leadsLeft: countLeadsLeft(day),
    ringing: calls.map((call) => ({
      ageSeconds: now - call.startedAt,
      ringSeconds: Math.max(0, now - call.ringReportedAt),
    })),
  };
}

/**
 * Returns how many of `calls` new calls the carrier accepts now. The limit is a token bucket that holds the calls of
 * one second: each accepted call takes a token, and tokens return at the carrier's rate.
 */
function claimCallTokens(day: Day, calls: number): number {
  const rate = day.scenario.callsPerSecondMax;
  if (rate === undefined) return calls;
  day.tokens = Math.min(Math.max(1, rate), day.tokens + (day.now - day.tokensAt) * rate);
  day.tokensAt = day.now;
  const accepted = Math.min(calls, Math.floor(day.tokens));
  day.tokens -= accepted;
  return accepted;
}

/** Gets a decision from the pacer and carries out the decision. */
function decide(day: Day): void {
  const calls = [...day.ringing];
  const snapshot = createSnapshot(day, calls);
  const startMs = performance.now();
  const { start, cancel } = day.pacer.decide(snapshot);
  day.sums.decisionMsMax = Math.max(day.sums.decisionMsMax, performance.now() - startMs);
  for (const index of cancel) {
    day.ringing.delete(calls[index]!);
    recordPacingEvent(day, {
      kind: 'resolved',
      outcome: 'cancelled',
      ringSeconds: snapshot.ringing[index]!.ringSeconds,
    });
  }
  const starts = claimCallTokens(day, day.now < day.scenario.daySeconds ? Math.min(start, countLeadsLeft(day)) : 0);
  for (let n = 0; n < starts; n += 1) placeCall(day);
}

function handleEvent(day: Day, event: DayEvent): void {
  const { scenario, now } = day;
  switch (event.kind) {
    case 'tick':
      adjustStaff(day);
      day.sums.staff += staffNow(day) * scenario.tickSeconds;
      decide(day);
      if (countLeadsLeft(day) === 0 && day.ringing.size === 0) return;
      if (now + scenario.tickSeconds < scenario.daySeconds) day.queue.push(now + scenario.tickSeconds, event);
      return;
    case 'resolved':
      return resolveCall(day, event.call);
    case 'detected':
      return answerOrEnd(day, event.call);
    case 'graceOver': {
      const position = day.waiting.indexOf(event.call);
      if (position < 0) return;
      day.waiting.splice(position, 1);
      return abandonCall(day, event.call);
    }
    case 'talkEnded':
      event.agent.state = 'wrapping';
      event.agent.since = now;
      return day.queue.push(now + event.agent.wrapSeconds, { kind: 'wrapUpEnded', agent: event.agent });
    case 'wrapUpEnded': {
      const { talkSeconds, wrapSeconds } = event.agent;
      recordPacingEvent(day, { kind: 'handled', talkSeconds, wrapSeconds });
      releaseAgent(day, event.agent);
      if (now < scenario.daySeconds) decide(day);
    }
  }
}

/**
 * Simulates one day.
 *
 * @param startsAt The time of the pacer's clock, in seconds, at the start of the day.
 */
export function simulateDay(scenario: Scenario, seed: number, pacer: Pacer, startsAt = 0): DayResult {
  const day = createDay(scenario, seed, pacer, startsAt);
  day.queue.push(0, { kind: 'tick' });
  for (let next = day.queue.pop(); next; next = day.queue.pop()) {
    day.now = next.atSeconds;
    handleEvent(day, next.event);
  }
  const { served, abandoned, dials, humansAsMachines, talk, staff, idle, decisionMsMax } = day.sums;
  return {
    talkShare: talk / staff,
    answered: served + abandoned,
    abandoned,
    dials,
    idleSeconds: idle / Math.max(1, served),
    humansAsMachines,
    decisionMsMax,
  };
}
