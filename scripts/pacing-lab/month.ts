/** Thirty calling days in a row under our dialer: the window the law looks at, with what was learnt kept throughout. */
import { findScenarios } from './scenario.ts';
import { abandonPercent, mean } from './statistics.ts';
import { simulateAll } from './threads.ts';

const DAYS = 30;
const CELLS = ['10 agents 30%'];

export async function simulateMonths(
  seeds: number,
  cells: string[],
  seedFirst: number,
  progress: (total: number) => (done: number) => void,
): Promise<void> {
  const wanted = cells.length > 0 ? cells : CELLS;
  const names = findScenarios(wanted).map(({ name }) => name);
  const runs = names.flatMap((scenario) =>
    Array.from({ length: seeds }, (_, n) => ({ scenario, dialer: 'ours', seed: seedFirst + n, days: DAYS })),
  );
  const results = await simulateAll(runs, progress(runs.length));
  for (const [index, run] of runs.entries()) {
    const days = results[index]!;
    const total = (100 * mean(days.map((day) => day.abandoned))) / mean(days.map((day) => day.answered));
    const talk = 100 * mean(days.map((day) => day.talkShare));
    const worst = Math.max(...days.map(abandonPercent));
    console.log(
      `${run.scenario}, seed ${run.seed}: talk ${talk.toFixed(1)} %, abandoned ${total.toFixed(2)} % over ${DAYS} days, worst day ${worst.toFixed(2)} %`,
    );
  }
}
