/** Simulated campaigns: agents, lead list and carrier. All times are seconds since the start of the calling day. */
import type { Distribution } from './random.ts';

export type Scenario = {
  name: string;
  agents: number;
  daySeconds: number;
  tickSeconds: number;
  graceSeconds: number;
  /** Seconds of conversation after an answered call. */
  talk: Distribution;
  /** Seconds of wrap-up time after a call. */
  wrap: Distribution;
  /** Seconds from the start of a call until the phone rings. */
  setupSeconds: number;
  /** Ring time until a human answers the call. */
  ring: Distribution;
  /**
   * Share of calls that a human answers, by the start time of the call and the position of the lead in the lead list.
   */
  answerShare: (atSeconds: number, lead: number) => number;
  /**
   * Number of agents at work, by time. If the number falls, agents leave as soon as they have no call and no wrap-up.
   */
  staff?: (atSeconds: number) => number;
  /**
   * Errors of answering-machine detection: the share of humans reported as machines, and the share of machines reported
   * as humans.
   */
  detection?: { humanAsMachine: number; machineAsHuman: number };
  /**
   * How machines are detected. `async`: the agent is connected at the answer, and released when a machine is found.
   * `sync`: the person waits for the result of the detection, and may hang up meanwhile. If absent, the result is known
   * at the answer.
   */
  machineDetection?: 'async' | 'sync';
  callsPerSecondMax?: number;
  /**
   * Number of leads, if the lead list ends before the day. The working time of the agents then ends with the lead list.
   */
  leads?: number;
  /**
   * Delay of every report of the carrier. For each call the delay is drawn uniformly between `min` and `max` seconds.
   */
  reportDelaySeconds?: [min: number, max: number];
  /** Share of events that are lost and never reach the pacer. */
  eventLoss?: number;
};

const HOUR = 3600;

/**
 * The wrap-up time after a call. Real wrap-up times are neither constant nor exponentially distributed. {@link
 * createReferenceScenario} says how much the distribution matters.
 */
const createWrapUp = (mean: number): Distribution => ({ kind: 'lognormal', mean, cv: 0.5 });

/**
 * Creates the reference campaign: two minutes of talk, 20 s of wrap-up, ten seconds of ringing.
 *
 * The variation of the wrap-up time changes the result more than any pacing rule does. With a fixed wrap-up time, the
 * pacer knows in advance when an agent becomes free. With 10 agents and 30 % answers, the talk time is then 2
 * percentage points higher. With an exponential wrap-up time, the pacer learns nothing in advance, and the talk time is
 * half a percentage point lower. A fixed and an exponential wrap-up time are among the difficult scenarios below.
 */
export function createReferenceScenario(
  agents: number,
  answerShare: number,
  changes: Partial<Scenario> = {},
): Scenario {
  return {
    name: `${agents} agents ${Math.round(answerShare * 100)}%`,
    agents,
    daySeconds: 8 * HOUR,
    tickSeconds: 0.5,
    graceSeconds: 2,
    talk: { kind: 'lognormal', mean: 120, cv: 1 },
    wrap: createWrapUp(20),
    setupSeconds: 2,
    ring: { kind: 'lognormal', mean: 10, cv: 0.5 },
    answerShare: () => answerShare,
    ...changes,
  };
}

/**
 * The number of agents and the answer share of each reference scenario. The conditions of a reference scenario stay the
 * same all day.
 */
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

const createVariant = (agents: number, name: string, changes: Partial<Scenario>) =>
  createReferenceScenario(agents, 0.3, { name: `${agents} agents ${name}`, ...changes });

/**
 * Creates the difficult scenarios, with problems of real lead lists, teams and carriers. People answer about 30 % of
 * the calls.
 */
const createDifficultScenarios = (agents: number): Scenario[] => [
  createVariant(agents, 'drift', { answerShare: (at) => 0.3 * (1 + 0.5 * Math.sin((2 * Math.PI * at) / (2 * HOUR))) }),
  createVariant(agents, 'step', { answerShare: (at) => (at < 3 * HOUR ? 0.4 : 0.15) }),
  createVariant(agents, 'clumped list', { answerShare: (_, lead) => (Math.floor(lead / 50) % 5 < 2 ? 0.6 : 0.1) }),
  createVariant(agents, 'lunch break', {
    staff: (at) => (at > 4 * HOUR && at < 4.5 * HOUR ? Math.ceil(agents / 2) : agents),
  }),
  createVariant(agents, 'slow log-in', { staff: (at) => Math.min(agents, 1 + Math.floor(at / 300)) }),
  createVariant(agents, 'asynchronous detection', { machineDetection: 'async' }),
  createVariant(agents, 'synchronous detection', { machineDetection: 'sync' }),
  createVariant(agents, 'detection errors', { detection: { humanAsMachine: 0.08, machineAsHuman: 0.1 } }),
  createVariant(agents, 'short list', { leads: 1000 }),
  createVariant(agents, '1 call/s', { callsPerSecondMax: 1 }),
  createVariant(agents, 'late reports', { reportDelaySeconds: [0.2, 1.5] }),
  createVariant(agents, 'lost events', { eventLoss: 0.005 }),
  createVariant(agents, '1 s ticks', { tickSeconds: 1 }),
  createVariant(agents, 'exponential wrap-up', { wrap: { kind: 'exponential', mean: 20 } }),
  createVariant(agents, 'fixed wrap-up', { wrap: { kind: 'fixed', mean: 20 } }),
  createVariant(agents, 'short calls', {
    talk: { kind: 'lognormal', mean: 40, cv: 1 },
    wrap: createWrapUp(10),
  }),
  createVariant(agents, 'long calls', {
    talk: { kind: 'lognormal', mean: 300, cv: 1 },
    wrap: createWrapUp(30),
  }),
];

const DIFFICULT_TEAM_SIZES = [10, 25];
const SCENARIOS: Scenario[] = [
  ...GRID.map(([agents, share]) => createReferenceScenario(agents, share)),
  ...DIFFICULT_TEAM_SIZES.flatMap(createDifficultScenarios),
];

/**
 * Returns the scenarios whose name begins or ends with the words of one of the filters, or all scenarios if there is no
 * filter.
 */
export function findScenarios(filters: string[]): Scenario[] {
  const matches = (name: string) =>
    filters.some((filter) => ` ${name} `.startsWith(` ${filter} `) || ` ${name} `.endsWith(` ${filter} `));
  return SCENARIOS.filter(({ name }) => filters.length === 0 || matches(name));
}

export function scenarioByName(name: string): Scenario {
  const scenario = SCENARIOS.find((candidate) => candidate.name === name);
  if (!scenario) throw new Error(`There is no scenario "${name}".`);
  return scenario;
}
