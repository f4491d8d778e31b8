/** One run: some consecutive days of one scenario under one dialer. Threads work on whole runs. */
import { createDialer } from './dialers.ts';
import { scenarioByName } from './scenario.ts';
import { simulateDay, type DayResult } from './simulate.ts';

export type Run = { scenario: string; dialer: string; seed: number; days: number };

const DAY_SECONDS = 86_400;
/** The distance between the seeds of consecutive days. */
const SEED_STEP = 7919;

/** @returns One result per day. The dialer's statistics pass from day to day as JSON, as they do in the product. */
export function simulateRun({ scenario, dialer, seed, days }: Run): DayResult[] {
  let saved: unknown;
  return Array.from({ length: days }, (_, day) => {
    const pacer = createDialer(dialer, saved);
    const result = simulateDay(scenarioByName(scenario), seed + day * SEED_STEP, pacer, day * DAY_SECONDS);
    saved = JSON.parse(JSON.stringify(pacer.save()));
    return result;
  });
}
