/** One simulated campaign of some days: the unit of work that threads share out. */
import { createDialer } from './dialers.ts';
import { scenarioByName } from './scenario.ts';
import { simulateDay, type DayResult } from './simulate.ts';

export type Run = { scenario: string; dialer: string; seed: number; days: number };

const DAY_SECONDS = 86_400;
/** Consecutive days of one seed draw from seeds this far apart. */
const SEED_STEP = 7919;

/** The days in order; what the dialer saved goes through JSON from one to the next, as it does in the product. */
export function simulateRun({ scenario, dialer, seed, days }: Run): DayResult[] {
  let saved: unknown;
  return Array.from({ length: days }, (_, day) => {
    const pacer = createDialer(dialer, saved);
    const result = simulateDay(scenarioByName(scenario), seed + day * SEED_STEP, pacer, day * DAY_SECONDS);
    saved = JSON.parse(JSON.stringify(pacer.save()));
    return result;
  });
}
