/**
 * Simulates thirty consecutive calling days with our dialer. The law measures the abandonment rate over thirty days,
 * and the pacer keeps its statistics from day to day.
 */
import { findScenarios } from './scenario.ts';
import { summarize } from './statistics.ts';
import { simulateRuns } from './threads.ts';

const DAYS = 30;
const SCENARIOS_DEFAULT = ['10 agents 30%'];

export type MonthOptions = {
  /** Number of months per scenario. */
  months: number;
  /** Filters for names of scenarios, see {@link findScenarios}. */
  scenarios: string[];
  firstSeed: number;
};

/** Simulates the months and prints one line per scenario and month. */
export async function simulateMonths(
  { months, scenarios, firstSeed }: MonthOptions,
  onProgress: (doneCount: number, total: number) => void,
): Promise<void> {
  const names = findScenarios(scenarios.length > 0 ? scenarios : SCENARIOS_DEFAULT).map(({ name }) => name);
  const runs = names.flatMap((scenario) =>
    Array.from({ length: months }, (_, n) => ({ scenario, dialer: 'ours', seed: firstSeed + n, days: DAYS })),
  );
  const results = await simulateRuns(runs, (doneCount) => onProgress(doneCount, runs.length));
  for (const [index, { scenario, seed }] of runs.entries()) {
    const { talk, abandoned, worstDay } = summarize(scenario, 'ours', results[index]!);
    console.log(
      `${scenario}, seed ${seed}: talk time ${talk.toFixed(1)} %, abandoned ${abandoned.toFixed(2)} % over ${DAYS} days, ` +
        `worst day ${worstDay.toFixed(2)} %`,
    );
  }
}
