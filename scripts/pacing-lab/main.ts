/** Simulates whole calling days of every scenario under every dialer, prints the table and writes the report. */
import { mkdir, writeFile } from 'node:fs/promises';
import { refuse } from '../../shared/startup.ts';
import { parseOptions, parseWholeNumber } from '../options.ts';
import { simulateMonths } from './month.ts';
import { htmlReport, textTable } from './report.ts';
import { summarizeRuns, planRuns } from './study.ts';
import { simulateAll } from './threads.ts';

const QUICK = { seeds: 2, cells: ['10 agents 30%'], dialers: ['ours', 'progressive', 'VICIdial tapered', '(1+a)/p'] };
const SEED_FIRST = 5000;
const list = (text: string) => text.split(',').flatMap((part) => part.trim() || []);

const USAGE = `npm run pacing-lab -- [options]
  --quick            one small scenario, four dialers, two days each
  --cells <names>    only scenarios that begin or end so, as in --cells "10 agents,drift"
  --dialers <names>  only these, as in --dialers "ours,progressive,VICIdial tapered"
  --seeds <n>        days per scenario and dialer (20)
  --month <n>        instead, n times thirty days in a row under our dialer
  --report <file>    where the charts go (.data/pacing-lab.html)`;

const { values } = parseOptions(USAGE, {
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
  const chosen = {
    seeds: parseWholeNumber('--seeds', values.seeds, 1),
    cells: list(values.cells),
    dialers: list(values.dialers),
  };
  const options = { seedFirst: SEED_FIRST, ...(values.quick ? QUICK : chosen) };
  const runs = planRuns(options);
  if (runs.length === 0)
    refuse('No scenario or dialer is called that. The names are those of the table that --quick prints.');
  const rows = summarizeRuns(runs, await simulateAll(runs, progress(runs.length)));
  console.log(textTable(rows));
  const description =
    `Eight-hour days, ${options.seeds} per cell, seeds from ${SEED_FIRST}, the same leads for every dialer. ` +
    'Talk 120 s lognormal, wrap-up 20 s, two seconds of grace, unless the scenario says otherwise.';
  await mkdir(new URL('.', new URL(values.report, `file://${process.cwd()}/`)), { recursive: true });
  await writeFile(values.report, await htmlReport(rows, description));
  console.log(`\nReport: ${values.report}`);
}

await (values.month === undefined
  ? study()
  : simulateMonths(parseWholeNumber('--month', values.month, 1), list(values.cells), SEED_FIRST, progress));
