/**
 * `npm run pacing-lab -- [--quick] [--cells "10 agents,drift"] [--dialers ours,progressive] [--seeds 20] [--month 10]`
 *
 * Simulates whole calling days of every scenario under every dialer, prints the table and writes the report.
 * `--month N` instead simulates N times thirty days in a row under our dialer.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { month } from './month.ts';
import { htmlReport, textTable } from './report.ts';
import { evaluate, plan } from './study.ts';
import { simulateAll } from './threads.ts';

const QUICK = { seeds: 2, cells: ['10 agents 30%'], dialers: ['ours', 'progressive', 'VICIdial tapered', '(1+a)/p'] };
const SEED_FIRST = 5000;
const list = (text: string) => text.split(',').flatMap((part) => part.trim() || []);

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    cells: { type: 'string', default: '' },
    dialers: { type: 'string', default: '' },
    seeds: { type: 'string', default: '20' },
    month: { type: 'string' },
    report: { type: 'string', default: '.data/pacing-lab.html' },
  },
});

function progress(total: number) {
  return (done: number) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${done}/${total} runs${done === total ? '\n' : ''}`);
  };
}

async function study(): Promise<void> {
  const chosen = { seeds: Number(values.seeds), cells: list(values.cells), dialers: list(values.dialers) };
  const options = { seedFirst: SEED_FIRST, ...(values.quick ? QUICK : chosen) };
  const runs = plan(options);
  if (runs.length === 0) throw new Error('No scenario or dialer of that name.');
  const rows = evaluate(runs, await simulateAll(runs, progress(runs.length)));
  console.log(textTable(rows));
  const description =
    `Eight-hour days, ${options.seeds} per cell, seeds from ${SEED_FIRST}, the same leads for every dialer. ` +
    'Talk 120 s lognormal, wrap-up 20 s, two seconds of grace, unless the scenario says otherwise.';
  await mkdir(new URL('.', new URL(values.report, `file://${process.cwd()}/`)), { recursive: true });
  await writeFile(values.report, await htmlReport(rows, description));
  console.log(`\nReport: ${values.report}`);
}

await (values.month === undefined ? study() : month(Number(values.month), list(values.cells), SEED_FIRST, progress));
