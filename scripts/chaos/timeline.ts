/**
 * The timeline of a run: what is planned, drawn from a seed, and what happened. A file holds one JSON object a line. A
 * replay reads the planned lines of a file and ignores the rest. The faults and acts of a replay are the same, but real
 * processes interleave differently in each run.
 */
import { readFile } from 'node:fs/promises';
import { createRandom } from '../simulator/random.ts';
import { ACT_NAMES, type ActName } from './acts.ts';
import { pick } from './draw.ts';
import { FAULTS, type FaultName } from './faults.ts';

/** A planned fault. Times are milliseconds of real time since the start of the faults. */
export type PlannedFault = { type: 'fault'; fault: FaultName; atMs: number; forMs: number; draw: number };
/** A planned act of the people who use the product. */
export type PlannedAct = { type: 'act'; act: ActName; atMs: number; draw: number };

export type Plan = {
  type: 'plan';
  seed: number;
  /** Length of the run in milliseconds of real time, without the start and the end. */
  runMs: number;
  /** How far the clock of the second API and the second worker is ahead. Milliseconds of real time. */
  skewMs: number;
  faults: PlannedFault[];
  acts: PlannedAct[];
};

/** The first fault comes when calls are already in progress. Milliseconds of real time. */
const FIRST_FAULT_MS = 6_000;
/** Milliseconds of real time between the starts of two faults. */
const FAULT_GAP_MS = { min: 2_500, max: 9_000 };
/** Milliseconds of real time after the end of a fault, if no two faults may overlap. */
const SERIAL_GAP_MS = 9_000;
const ACT_GAP_MS = { min: 200, max: 1_600 };
const SKEWS_MS = [0, 0, 1_500, -1_500, 20_000, -20_000];

/**
 * Draws a plan.
 *
 * @param serial whether the next fault begins only after the last one is over. Recovery times are measured so.
 */
export function drawPlan(
  seed: number,
  { minutes, names, serial }: { minutes: number; names: readonly FaultName[]; serial: boolean },
): Plan {
  const runMs = Math.round(minutes * 60_000);
  const random = createRandom(seed, 'chaos');
  const acts: PlannedAct[] = [];
  for (let atMs = 0; atMs < runMs; atMs += Math.round(random.between(ACT_GAP_MS.min, ACT_GAP_MS.max)))
    acts.push({ type: 'act', act: pick(ACT_NAMES, random.uniform()), atMs, draw: random.uniform() });
  const skewMs = pick(SKEWS_MS, random.uniform());
  const faults: PlannedFault[] = [];
  let atMs = FIRST_FAULT_MS;
  while (names.length > 0 && atMs < runMs) {
    const fault = pick(names, random.uniform());
    const { on, seconds } = FAULTS[fault];
    const forMs = Math.round(1_000 * random.between(seconds[0], seconds[1]));
    const draw = random.uniform();
    const gapMs = Math.round(random.between(FAULT_GAP_MS.min, FAULT_GAP_MS.max));
    const last = faults.findLast((other) => FAULTS[other.fault].on === on);
    // Two faults of one thing at the same time would end each other.
    const isFree = last === undefined || last.atMs + last.forMs + 1_000 < atMs;
    if (isFree && atMs + forMs <= runMs) faults.push({ type: 'fault', fault, atMs, forMs, draw });
    atMs += serial && isFree ? forMs + SERIAL_GAP_MS : gapMs;
  }
  return { type: 'plan', seed, runMs, skewMs, faults, acts };
}

/** Returns the lines of a plan, in the order of their times. */
export function planLines({ faults, acts, ...plan }: Plan): string[] {
  const lines = [...faults, ...acts].toSorted((a, b) => a.atMs - b.atMs);
  return [plan, ...lines].map((line) => JSON.stringify(line));
}

/**
 * Reads the plan from the lines of a timeline.
 *
 * @throws Error if the lines contain no plan, or a fault that this version does not know
 */
export function parsePlan(text: string): Plan {
  const lines = text.split('\n').flatMap((line) => (line.trim() ? [JSON.parse(line) as { type: string }] : []));
  const plan = lines.find(({ type }) => type === 'plan');
  if (!plan) throw new Error('The file has no line of the type "plan".');
  const faults = lines.filter((line): line is PlannedFault => line.type === 'fault');
  const acts = lines.filter((line): line is PlannedAct => line.type === 'act');
  for (const { fault } of faults) if (!Object.hasOwn(FAULTS, fault)) throw new Error(`There is no fault ${fault}.`);
  for (const { act } of acts) if (!ACT_NAMES.includes(act)) throw new Error(`There is no act ${act}.`);
  return { ...(plan as Plan), faults, acts };
}

/** Reads the plan of a timeline file. */
export async function readPlan(file: string): Promise<Plan> {
  return parsePlan(await readFile(file, 'utf8'));
}
