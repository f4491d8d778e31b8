/** Which dialers meet which scenarios, and what came of it. */
import type { Run } from './run.ts';
import { GRID, createReferenceScenario, findScenarios } from './scenario.ts';
import type { DayResult } from './simulate.ts';
import { summarize, type Summary } from './statistics.ts';

export type StudyOptions = {
  seeds: number;
  seedFirst: number;
  /** Only scenarios whose names begin or end with one of these; all if empty. */
  cells: string[];
  /** Only dialers of these names; all if empty. */
  dialers: string[];
};

/** Lines per free agent among which the best one is chosen with hindsight, on the very same days. */
export const RATIOS = [1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4.25, 5, 6.5, 8.5, 11.5];
const SHOWN_RATIOS = new Set([2, 3]);
const BEST_RATIO = 'best ratio, by hindsight';
const OTHERS = ['progressive', 'VICIdial hard limit', 'VICIdial average', 'VICIdial tapered', '(1+a)/p', 'clairvoyant'];
const LIMIT_PERCENT = 3;

export function planRuns(options: StudyOptions): Run[] {
  const { seeds, seedFirst } = options;
  const wanted = (name: string) => options.dialers.length === 0 || options.dialers.includes(name);
  const scenarios = findScenarios(options.cells);
  const ratios = wanted('ratio') ? RATIOS.map((lines) => `ratio:${lines}`) : [];
  return scenarios.flatMap(({ name: scenario }) =>
    ['ours', ...OTHERS]
      .filter(wanted)
      .concat(ratios)
      .flatMap((dialer) =>
        Array.from({ length: seeds }, (_, n): Run => {
          // Our dialer's second day shows what one learnt day is worth.
          return { scenario, dialer, seed: seedFirst + n, days: dialer === 'ours' ? 2 : 1 };
        }),
      ),
  );
}

/** One row per scenario and dialer, in the order of the plan. */
export function summarizeRuns(runs: Run[], results: DayResult[][]): Summary[] {
  const groups = Map.groupBy(runs.keys(), (index) => `${runs[index]!.scenario}|${runs[index]!.dialer}`);
  const all = [...groups.values()].flatMap((indices): Summary[] => {
    const { scenario, dialer, days } = runs[indices[0]!]!;
    const ofDay = (day: number) => indices.map((index) => results[index]![day]!);
    if (days === 1) return [summarize(scenario, dialer, ofDay(0))];
    return [
      summarize(scenario, `${dialer}, first day`, ofDay(0)),
      summarize(scenario, `${dialer}, second day`, ofDay(1)),
    ];
  });
  return [...Map.groupBy(all, ({ scenario }) => scenario).values()].flatMap(withBestRatio);
}

const isRatio = ({ dialer }: Summary) => dialer.startsWith('ratio:');

function withBestRatio(rows: Summary[]): Summary[] {
  const legal = rows.filter((row) => isRatio(row) && row.abandoned <= LIMIT_PERCENT);
  const best = legal.toSorted((a, b) => b.talk - a.talk)[0];
  const shown = rows.filter((row) => !isRatio(row) || SHOWN_RATIOS.has(Number(row.dialer.slice('ratio:'.length))));
  return best ? [...shown, { ...best, dialer: `${BEST_RATIO} (${best.dialer.slice('ratio:'.length)})` }] : shown;
}

/** Talk time to reach with nothing learnt, in percent, at 3 % abandoned: a tuned prototype on the same grid. */
export const TALK_TARGETS_PERCENT = new Map(
  [59.9, 68.0, 72.6, 68.1, 72.3, 74.8, 74.7, 75.8, 77.3, 78.4, 80.2].map((talk, i) => [
    createReferenceScenario(...GRID[i]!).name,
    talk,
  ]),
);
