/**
 * `npm run pacing-lab` compares dialers. The program simulates whole calling days of every scenario with every dialer.
 * Then the program prints a table and writes a report with charts.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { exitWithMessage } from '../../shared/startup-errors.ts';
import { parseOptions, parseWholeNumber } from '../options.ts';
import { simulateMonths } from './month.ts';
import { formatHtmlReport, formatTextReport } from './report.ts';
import { summarizeRuns, planRuns } from './study.ts';
import { simulateRuns } from './threads.ts';

const QUICK = {
  days: 2,
  scenarios: ['10 agents 30%'],
  dialers: ['ours', 'progressive', 'VICIdial tapered', '(1+a)/p'],
};
const FIRST_SEED = 5000;

const USAGE = `npm run pacing-lab -- [options]
  --quick              one small scenario, four dialers, two days each
  --scenarios <names>  only scenarios whose name begins or ends with one of these: --scenarios "10 agents,drift"
  --dialers <names>    only these dialers: --dialers "ours,progressive,VICIdial tapered"
  --days <n>           simulated days per scenario and dialer (20)
  --months <n>         instead of the comparison: n times thirty days in a row under our dialer
  --report <file>      where the report with the charts is written (.data/pacing-lab.html)`;

const { values: options } = parseOptions(USAGE, {
  options: {
    quick: { type: 'boolean', default: false },
    scenarios: { type: 'string', default: '' },
    dialers: { type: 'string', default: '' },
    days: { type: 'string', default: '20' },
    months: { type: 'string' },
    report: { type: 'string', default: '.data/pacing-lab.html' },
  },
});

const splitNames = (text: string) => text.split(',').flatMap((part) => part.trim() || []);

function printProgress(doneCount: number, total: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${doneCount} of ${total} runs${doneCount === total ? '\n' : ''}`);
}

async function compareDialers(): Promise<void> {
  const study = options.quick
    ? QUICK
    : {
        days: parseWholeNumber('--days', options.days, 1),
        scenarios: splitNames(options.scenarios),
        dialers: splitNames(options.dialers),
      };
  const runs = planRuns({ firstSeed: FIRST_SEED, ...study });
  if (runs.length === 0)
    exitWithMessage(
      'There is no scenario or dialer with this name. The table that --quick prints shows how the names look.',
    );
  const rows = summarizeRuns(runs, await simulateRuns(runs, (doneCount) => printProgress(doneCount, runs.length)));
  console.log(formatTextReport(rows));
  const description =
    `Eight-hour days, ${study.days} per scenario and dialer, seeds from ${FIRST_SEED}, the same leads for every dialer. ` +
    'Talk time 120 s (lognormal), wrap-up 20 s, grace time 2 s, unless the scenario says otherwise.';
  await mkdir(dirname(options.report), { recursive: true });
  await writeFile(options.report, await formatHtmlReport(rows, description));
  console.log(`\nReport with charts: ${options.report}`);
}

if (options.months === undefined) {
  await compareDialers();
} else {
  const months = parseWholeNumber('--months', options.months, 1);
  const scenarios = splitNames(options.scenarios);
  await simulateMonths({ months, scenarios, firstSeed: FIRST_SEED }, printProgress);
}
