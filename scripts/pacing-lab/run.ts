/** A run simulates consecutive days of one scenario with one dialer. Each worker thread takes whole runs. */
import { createDialer } from './dialers.ts';
import { scenarioByName } from './scenario.ts';
import { simulateDay, type DayResult } from './simulate.ts';

export type Run = { scenario: string; dialer: string; seed: number; days: number };

const DAY_SECONDS = 86_400;
/** The difference between the random seeds of consecutive days. */
const SEED_STEP = 7919;

/**
 * Simulates the days of a run. The dialer's statistics pass from day to day as JSON, as in the product.
 *
 * @returns One result per day.
 */
export function simulateRun({ scenario, dialer, seed, days }: Run): DayResult[] {
  let saved: unknown;
  return Array.from({ length: days }, (_, day) => {
    const pacer = createDialer(dialer, saved);
    const result = simulateDay(scenarioByName(scenario), seed + day * SEED_STEP, pacer, day * DAY_SECONDS);
    saved = JSON.parse(JSON.stringify(pacer.save()));
    return result;
  });
}
