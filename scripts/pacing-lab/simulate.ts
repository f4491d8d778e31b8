/**
 * One calling day of a scenario under one dialer, event by event.
 *
 * The dialer sees what the product would see: reports of the carrier (late or lost if the scenario says so) and the
 * states of its agents. The figures are the truth. Calls still open at closing time run to their end, and count.
 */
import type { CallOutcome, Pacer, PacingEvent } from '../../shared/rules/pacing/types.ts';
import { drawConversation, drawCall, drawDetectedOutcome, isEventLost } from './call-draw.ts';
import type { TrueSnapshot } from './clairvoyant.ts';
import { createEventQueue } from './event-queue.ts';
import type { Scenario } from './scenario.ts';

export type DayResult = {
  /** Talk time as a share of the agents' working time. */
  talkShare: number;
  answered: number;
  abandoned: number;
  dials: number;
  /** Mean idle time before a served call. */
  idleSeconds: number;
  /** Humans that detection took for machines; no dialer can see them. */
  humansAsMachines: number;
  decisionMsMax: number;
};

type Call = {
  number: number;
  startedAt: number;
  /** When the dialer learns that it rings. */
  ringKnownAt: number;
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
type Happening =
  | { kind: 'tick' }
  | { kind: 'ended' | 'patience'; call: Call }
  | { kind: 'talked' | 'wrapped'; agent: Agent };

function createDay(scenario: Scenario, seed: number, pacer: Pacer, startsAt: number) {
  return {
    scenario,
    seed,
    pacer,
    startsAt,
    now: 0,
    queue: createEventQueue<Happening>(),
    agents: Array.from({ length: scenario.agents }, (): Agent => ({
      state: 'away',
      since: 0,
      freeAt: 0,
      talkSeconds: 0,
      wrapSeconds: 0,
    })),
    /** Longest idle first. */
    idle: [] as Agent[],
    ringing: new Set<Call>(),
    waiting: [] as Call[],
    tokens: 1,
    tokensAt: 0,
    events: 0,
    sums: { served: 0, abandoned: 0, dials: 0, mistaken: 0, talk: 0, staff: 0, idle: 0, decisionMsMax: 0 },
  };
}
type Day = ReturnType<typeof createDay>;

/** The event without its time, which is now. */
type Untimed<E> = E extends unknown ? Omit<E, 'atSeconds'> : never;

function tell(day: Day, event: Untimed<PacingEvent>): void {
  day.events += 1;
  if (isEventLost(day.scenario, day.seed, day.events)) return;
  day.pacer.observe({ ...event, atSeconds: day.startsAt + day.now });
}

const leadsLeft = ({ scenario, sums }: Day) => (scenario.leads ?? Infinity) - sums.dials;

function placeCall(day: Day): void {
  const { scenario, seed, now } = day;
  const number = day.sums.dials;
  day.sums.dials += 1;
  const fate = drawCall(scenario, seed, number, now);
  const call = {
    number,
    startedAt: now,
    ringKnownAt: fate.rings ? now + scenario.setupSeconds + fate.reportDelaySeconds : Infinity,
    answeredAt: now + fate.endsAfterSeconds,
    outcome: fate.outcome,
    ringSeconds: fate.rings ? Math.max(0, fate.endsAfterSeconds - scenario.setupSeconds) : 0,
  };
  day.ringing.add(call);
  day.queue.push(call.answeredAt + fate.reportDelaySeconds, { kind: 'ended', call });
}

function serve(day: Day, call: Call): void {
  const agent = day.idle.shift();
  if (!agent) throw new Error('No agent is idle.');
  const { scenario, now, sums } = day;
  sums.idle += now - agent.since;
  sums.served += 1;
  Object.assign(agent, drawConversation(scenario, day.seed, call.number, call.outcome));
  agent.state = 'talking';
  agent.since = now;
  agent.freeAt = now + agent.talkSeconds + agent.wrapSeconds;
  sums.talk += Math.max(0, Math.min(agent.talkSeconds, scenario.daySeconds - now));
  day.queue.push(now + agent.talkSeconds, { kind: 'talked', agent });
  tell(day, { kind: 'served' });
}

function abandon(day: Day): void {
  day.sums.abandoned += 1;
  tell(day, { kind: 'abandoned' });
}

function endCall(day: Day, call: Call): void {
  // A cancelled call has left the set already.
  if (!day.ringing.delete(call)) return;
  const seen = drawDetectedOutcome(day.scenario, day.seed, call.number, call.outcome);
  if (call.outcome === 'human' && seen !== 'human') day.sums.mistaken += 1;
  tell(day, { kind: 'resolved', outcome: seen, ringSeconds: call.ringSeconds });
  if (seen !== 'human') return;
  const patience = call.answeredAt + day.scenario.graceSeconds - day.now;
  if (patience <= 0) return abandon(day);
  if (day.idle.length > 0) return serve(day, call);
  day.waiting.push(call);
  day.queue.push(day.now + patience, { kind: 'patience', call });
}

const staffAt = ({ scenario, now }: Day) => Math.min(scenario.agents, scenario.staff?.(now) ?? scenario.agents);
const present = ({ agents }: Day) => agents.reduce((sum, agent) => sum + (agent.state === 'away' ? 0 : 1), 0);

function release(day: Day, agent: Agent): void {
  agent.since = day.now;
  agent.state = 'away';
  if (present(day) >= staffAt(day)) return;
  agent.state = 'idle';
  day.idle.push(agent);
  const next = day.waiting.shift();
  if (next) serve(day, next);
}

function callStaff(day: Day): void {
  for (let spare = present(day) - staffAt(day); spare > 0; spare -= 1) {
    const leaver = day.idle.shift();
    if (!leaver) break;
    leaver.state = 'away';
  }
  for (const agent of day.agents) if (agent.state === 'away' && present(day) < staffAt(day)) release(day, agent);
}

function snapshotOf(day: Day, calls: Call[]): TrueSnapshot {
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
    leadsLeft: leadsLeft(day),
    ringing: calls.map((call) => ({
      ageSeconds: now - call.startedAt,
      ringSeconds: Math.max(0, now - call.ringKnownAt),
    })),
  };
}

/** How many calls the carrier takes now: a token bucket of one second. */
function takeTokens(day: Day, wanted: number): number {
  const rate = day.scenario.callsPerSecondMax;
  if (rate === undefined) return wanted;
  day.tokens = Math.min(Math.max(1, rate), day.tokens + (day.now - day.tokensAt) * rate);
  day.tokensAt = day.now;
  const taken = Math.min(wanted, Math.floor(day.tokens));
  day.tokens -= taken;
  return taken;
}

function act(day: Day): void {
  const calls = [...day.ringing];
  const snapshot = snapshotOf(day, calls);
  const before = performance.now();
  const { start, cancel } = day.pacer.decide(snapshot);
  day.sums.decisionMsMax = Math.max(day.sums.decisionMsMax, performance.now() - before);
  for (const index of cancel) {
    day.ringing.delete(calls[index]!);
    tell(day, { kind: 'resolved', outcome: 'cancelled', ringSeconds: snapshot.ringing[index]!.ringSeconds });
  }
  const starts = takeTokens(day, day.now < day.scenario.daySeconds ? Math.min(start, leadsLeft(day)) : 0);
  for (let n = 0; n < starts; n += 1) placeCall(day);
}

function happen(day: Day, what: Happening): void {
  const { scenario, now } = day;
  switch (what.kind) {
    case 'tick':
      callStaff(day);
      day.sums.staff += staffAt(day) * scenario.tickSeconds;
      act(day);
      if (leadsLeft(day) === 0 && day.ringing.size === 0) return;
      if (now + scenario.tickSeconds < scenario.daySeconds) day.queue.push(now + scenario.tickSeconds, what);
      return;
    case 'ended':
      return endCall(day, what.call);
    case 'patience': {
      const place = day.waiting.indexOf(what.call);
      if (place < 0) return;
      day.waiting.splice(place, 1);
      return abandon(day);
    }
    case 'talked':
      what.agent.state = 'wrapping';
      what.agent.since = now;
      return day.queue.push(now + what.agent.wrapSeconds, { kind: 'wrapped', agent: what.agent });
    case 'wrapped': {
      const { talkSeconds, wrapSeconds } = what.agent;
      tell(day, { kind: 'handled', talkSeconds, wrapSeconds });
      release(day, what.agent);
      if (now < scenario.daySeconds) act(day);
    }
  }
}

/** @param startsAt what the pacer's clock shows when the day opens. */
export function simulateDay(scenario: Scenario, seed: number, pacer: Pacer, startsAt = 0): DayResult {
  const day = createDay(scenario, seed, pacer, startsAt);
  day.queue.push(0, { kind: 'tick' });
  for (let next = day.queue.pop(); next; next = day.queue.pop()) {
    day.now = next.at;
    happen(day, next.what);
  }
  const { served, abandoned, dials, mistaken, talk, staff, idle, decisionMsMax } = day.sums;
  return {
    talkShare: talk / staff,
    answered: served + abandoned,
    abandoned,
    dials,
    idleSeconds: idle / Math.max(1, served),
    humansAsMachines: mistaken,
    decisionMsMax,
  };
}
