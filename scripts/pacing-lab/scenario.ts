/** A simulated campaign: its agents, its list and its carrier. Times are seconds since the start of the calling day. */
import type { Distribution } from './random.ts';

export type Scenario = {
  name: string;
  agents: number;
  daySeconds: number;
  tickSeconds: number;
  graceSeconds: number;
  talk: Distribution;
  wrap: Distribution;
  setupSeconds: number;
  /** Ringing before a human answers. */
  ring: Distribution;
  /** Share of calls a human answers, by the time of the call and its place in the list. */
  answerShare: (atSeconds: number, lead: number) => number;
  /** Agents at work by time; whoever is too many leaves as soon as he is not busy. */
  staff?: (atSeconds: number) => number;
  /** Answering-machine detection errors: shares of humans taken for machines and of machines taken for humans. */
  detection?: { humanAsMachine: number; machineAsHuman: number };
  callsPerSecondMax?: number;
  /** Calls the list holds, if it ends before the day does; the agents' working time then ends with it. */
  leads?: number;
  /** Every report of the carrier arrives late by a uniform delay in this range. */
  reportDelaySeconds?: [min: number, max: number];
  /** Share of events that never reach the pacer. */
  eventLoss?: number;
};

const HOUR = 3600;

/** Nobody wraps up in no time, and few take three times as long as usual; how steady they are matters (see below). */
const wrapUp = (mean: number): Distribution => ({ kind: 'lognormal', mean, cv: 0.5 });

/**
 * The reference campaign: two minutes of talk, 20 s of wrap-up, ten seconds of ringing. How wrap-ups vary decides more than any
 * rule of pacing: of fixed length they tell in advance when an agent will be free (about 2 points of talk time at 10 agents and
 * 30 % answers), exponential ones tell nothing (half a point less than these). Both are among the hardships.
 */
export function createReferenceScenario(agents: number, answerShare: number, changes: Partial<Scenario> = {}): Scenario {
  return {
    name: `${agents} agents ${Math.round(answerShare * 100)}%`,
    agents,
    daySeconds: 8 * HOUR,
    tickSeconds: 0.5,
    graceSeconds: 2,
    talk: { kind: 'lognormal', mean: 120, cv: 1 },
    wrap: wrapUp(20),
    setupSeconds: 2,
    ring: { kind: 'lognormal', mean: 10, cv: 0.5 },
    answerShare: () => answerShare,
    ...changes,
  };
}

/** The stationary cells, by agents and answer share. */
export const GRID: [agents: number, answerShare: number][] = [
  [5, 0.1],
  [5, 0.3],
  [5, 0.5],
  [10, 0.1],
  [10, 0.3],
  [10, 0.5],
  [15, 0.3],
  [25, 0.1],
  [25, 0.3],
  [25, 0.5],
  [50, 0.3],
];

const variant = (agents: number, name: string, changes: Partial<Scenario>) =>
  createReferenceScenario(agents, 0.3, { name: `${agents} agents ${name}`, ...changes });

/** What goes wrong in real lists, teams and carriers, at 30 % answers on average. */
const hardships = (agents: number): Scenario[] => [
  variant(agents, 'drift', { answerShare: (at) => 0.3 * (1 + 0.5 * Math.sin((2 * Math.PI * at) / (2 * HOUR))) }),
  variant(agents, 'step', { answerShare: (at) => (at < 3 * HOUR ? 0.4 : 0.15) }),
  variant(agents, 'clumped list', { answerShare: (_, lead) => (Math.floor(lead / 50) % 5 < 2 ? 0.6 : 0.1) }),
  variant(agents, 'lunch break', {
    staff: (at) => (at > 4 * HOUR && at < 4.5 * HOUR ? Math.ceil(agents / 2) : agents),
  }),
  variant(agents, 'slow log-in', { staff: (at) => Math.min(agents, 1 + Math.floor(at / 300)) }),
  variant(agents, 'detection errors', { detection: { humanAsMachine: 0.08, machineAsHuman: 0.1 } }),
  variant(agents, 'short list', { leads: 1000 }),
  variant(agents, '1 call/s', { callsPerSecondMax: 1 }),
  variant(agents, 'late reports', { reportDelaySeconds: [0.2, 1.5] }),
  variant(agents, 'lost events', { eventLoss: 0.005 }),
  variant(agents, '1 s ticks', { tickSeconds: 1 }),
  variant(agents, 'exponential wrap-up', { wrap: { kind: 'exponential', mean: 20 } }),
  variant(agents, 'fixed wrap-up', { wrap: { kind: 'fixed', mean: 20 } }),
  variant(agents, 'short calls', {
    talk: { kind: 'lognormal', mean: 40, cv: 1 },
    wrap: wrapUp(10),
  }),
  variant(agents, 'long calls', {
    talk: { kind: 'lognormal', mean: 300, cv: 1 },
    wrap: wrapUp(30),
  }),
];

const HARDSHIP_TEAMS = [10, 25];
const SCENARIOS: Scenario[] = [
  ...GRID.map(([agents, share]) => createReferenceScenario(agents, share)),
  ...HARDSHIP_TEAMS.flatMap(hardships),
];

/** The scenarios whose names begin or end with one of the given texts; all if there is none. */
export function findScenarios(texts: string[]): Scenario[] {
  const fits = (name: string) =>
    texts.some((text) => ` ${name} `.startsWith(` ${text} `) || ` ${name} `.endsWith(` ${text} `));
  return SCENARIOS.filter(({ name }) => texts.length === 0 || fits(name));
}

export function scenarioByName(name: string): Scenario {
  const scenario = SCENARIOS.find((candidate) => candidate.name === name);
  if (!scenario) throw new Error(`No scenario "${name}".`);
  return scenario;
}
