/** The comparison of dialers: which dialer is simulated in which scenario, and the summary of the results. */
import type { Run } from './run.ts';
import { GRID, createReferenceScenario, findScenarios } from './scenario.ts';
import type { DayResult } from './simulate.ts';
import { summarize, type Summary } from './statistics.ts';

export type StudyOptions = {
  /**
   * Number of simulated days per scenario and dialer. Each day has its own seed; the first day has the seed
   * `firstSeed`.
   */
  days: number;
  firstSeed: number;
  /** Filters for names of scenarios, see {@link findScenarios}. If empty, all scenarios are simulated. */
  scenarios: string[];
  /** Names of dialers. If empty, all dialers are simulated. */
  dialers: string[];
};

/**
 * Ratios of calls per free agent. For each scenario, the report looks at the ratios that keep the limit of abandoned
 * calls, and names the one with the most talk time.
 */
export const RATIOS = [1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4.25, 5, 6.5, 8.5, 11.5];
/** Ratios that always have their own row in the report. */
const REPORTED_RATIOS = new Set([2, 3]);
const BEST_RATIO = 'best ratio, by hindsight';
const OTHER_DIALERS = [
  'progressive',
  'VICIdial hard limit',
  'VICIdial average',
  'VICIdial tapered',
  '(1+a)/p',
  'clairvoyant',
];
const ABANDON_LIMIT_PERCENT = 3;

export function planRuns({ days, firstSeed, scenarios, dialers }: StudyOptions): Run[] {
  const isSelected = (name: string) => dialers.length === 0 || dialers.includes(name);
  const ratios = isSelected('ratio') ? RATIOS.map((ratio) => `ratio:${ratio}`) : [];
  return findScenarios(scenarios).flatMap(({ name: scenario }) =>
    ['ours', ...OTHER_DIALERS]
      .filter(isSelected)
      .concat(ratios)
      .flatMap((dialer) =>
        Array.from({ length: days }, (_, n): Run => {
          // Our dialer is simulated for two days. The second day shows the gain from the statistics of one day.
          return { scenario, dialer, seed: firstSeed + n, days: dialer === 'ours' ? 2 : 1 };
        }),
      ),
  );
}

/**
 * Summarizes the results.
 *
 * @returns One row per scenario and dialer, in the order of the runs.
 */
export function summarizeRuns(runs: Run[], results: DayResult[][]): Summary[] {
  const groups = Map.groupBy(runs.keys(), (index) => `${runs[index]!.scenario}|${runs[index]!.dialer}`);
  const rows = [...groups.values()].flatMap((indices): Summary[] => {
    const { scenario, dialer, days } = runs[indices[0]!]!;
    const resultsOfDay = (day: number) => indices.map((index) => results[index]![day]!);
    if (days === 1) return [summarize(scenario, dialer, resultsOfDay(0))];
    return [
      summarize(scenario, `${dialer}, first day`, resultsOfDay(0)),
      summarize(scenario, `${dialer}, second day`, resultsOfDay(1)),
    ];
  });
  return [...Map.groupBy(rows, ({ scenario }) => scenario).values()].flatMap(addBestRatio);
}

const isRatio = ({ dialer }: Summary) => dialer.startsWith('ratio:');
const ratioOf = ({ dialer }: Summary) => dialer.slice('ratio:'.length);

function addBestRatio(rows: Summary[]): Summary[] {
  const withinLimit = rows.filter((row) => isRatio(row) && row.abandoned <= ABANDON_LIMIT_PERCENT);
  const best = withinLimit.toSorted((a, b) => b.talk - a.talk)[0];
  const reported = rows.filter((row) => !isRatio(row) || REPORTED_RATIOS.has(Number(ratioOf(row))));
  return best ? [...reported, { ...best, dialer: `${BEST_RATIO} (${ratioOf(best)})` }] : reported;
}

/**
 * The talk time in percent that our dialer should reach on its first day with 3 % abandoned calls, by reference
 * scenario. A tuned prototype reached the same talk times.
 */
export const TALK_TARGETS_PERCENT = new Map(
  [59.9, 68.0, 72.6, 68.1, 72.3, 74.8, 74.7, 75.8, 77.3, 78.4, 80.2].map((talk, i) => [
    createReferenceScenario(...GRID[i]!).name,
    talk,
  ]),
);
