/**
 * `npm run chaos` injects faults into the running product and audits it against the ledger of the simulated carrier. The
 * exit code is 0 if all invariants hold, and 1 if one is violated.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfig } from '../../shared/config.ts';
import { onNpmEnd } from '../../shared/shutdown.ts';
import { exitWithMessage, orExit } from '../../shared/startup-errors.ts';
import { parseOptions, parseWholeNumber } from '../options.ts';
import { createDataFolder } from '../services/data-folder.ts';
import { FAULT_NAMES, type FaultName } from './faults.ts';
import { kindOf, type Violation } from './invariants.ts';
import { formatRecoveries, type Recovery } from './recovery.ts';
import { runPlan, type RunResult } from './run.ts';
import { shrink } from './shrink.ts';
import { drawPlan, type Plan, readPlan } from './timeline.ts';

const USAGE = `npm run chaos -- [--seed <n>] [--runs <n>] [--minutes <n>] [--faults <a,b>] [--serial] [--shrink]
  --seed <n>         the seed of the first run (1); each further run has the next seed
  --runs <n>         number of runs (1)
  --minutes <n>      length of a run with faults (2), a fraction is allowed
  --faults <a,b>     only these faults; a name may end with *, as in carrier-*
  --serial           no two faults at the same time, to measure recovery times
  --replay <file>    the faults and acts of an earlier run's timeline
  --shrink           after a violation, find the fewest faults that bring it
  --table <files>    print the recovery times of earlier runs, and run nothing

The timeline and the log of each run are in DATA_DIR/chaos. The faults are:
  ${FAULT_NAMES.join(', ')}`;

const { values: options, positionals } = parseOptions(USAGE, {
  options: {
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '2' },
    faults: { type: 'string', default: '*' },
    serial: { type: 'boolean', default: false },
    replay: { type: 'string' },
    shrink: { type: 'boolean', default: false },
    table: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});

const seed = parseWholeNumber('--seed', options.seed, 0);
const runs = parseWholeNumber('--runs', options.runs, 1);
const minutes = Number(options.minutes);
if (!(minutes > 0)) exitWithMessage(`--minutes takes a number above 0, not “${options.minutes}”.`);

function chooseFaults(list: string): FaultName[] {
  return list.split(',').flatMap((name) => {
    const names = FAULT_NAMES.filter((each) =>
      name.endsWith('*') ? each.startsWith(name.slice(0, -1)) : each === name,
    );
    return names.length > 0
      ? names
      : exitWithMessage(`There is no fault ${name}. There are: ${FAULT_NAMES.join(', ')}.`);
  });
}

const names = chooseFaults(options.faults);
const { dataDir } = orExit(readConfig);
if (options.table) {
  console.log(formatRecoveries((await Promise.all(positionals.map(readRecoveries))).flat()));
  process.exit();
}
// The watchdogs end the processes of the product after the exit.
onNpmEnd(() => process.exit(1));
await createDataFolder(dataDir).catch((error: Error) => exitWithMessage(error.message));
const folder = join(dataDir, 'chaos');
await mkdir(folder, { recursive: true });

const recoveries: Recovery[] = [];
let failed = 0;
const plans = options.replay
  ? [await readPlan(options.replay)]
  : Array.from({ length: runs }, (_, index) => drawPlan(seed + index, { minutes, names, serial: options.serial }));
for (const plan of plans) {
  const result = await run(plan, `seed-${plan.seed}`);
  recoveries.push(...result.recoveries);
  if (result.violations.length === 0) continue;
  failed += 1;
  if (options.shrink) await shrinkPlan(plan, result.violations[0]!);
}
if (recoveries.length > 0) console.log(`\nRecovery times, median / worst:\n\n${formatRecoveries(recoveries)}`);
console.log(`\n${plans.length - failed} of ${plans.length} runs without a violation.`);
process.exit(failed > 0 ? 1 : 0);

async function run(plan: Plan, name: string): Promise<RunResult> {
  const file = (ending: string) => join(folder, `${name}.${ending}`);
  const files = { timeline: file('jsonl'), log: file('log'), evidence: file('evidence.json') };
  console.log(
    `\nSeed ${plan.seed}: ${plan.faults.length} faults in ${plan.runMs / 1_000} s, timeline ${files.timeline}`,
  );
  const result = await runPlan(plan, files);
  console.log(result.figures);
  const [first, ...others] = result.violations;
  if (!first) console.log('All invariants hold.');
  else console.log(`First violation: ${formatViolation(first)}`);
  for (const violation of others.slice(0, 20)) console.log(`  then: ${formatViolation(violation)}`);
  return result;
}

function formatViolation({ invariant, atMs, subject }: Violation): string {
  return `${invariant}: ${subject}${atMs === undefined ? '' : ` at ${new Date(atMs).toISOString()}`}`;
}

/** Only the same kind of violation counts, because fewer faults may bring another violation of the same invariant. */
async function shrinkPlan(plan: Plan, violation: Violation): Promise<void> {
  const kind = kindOf(violation);
  console.log(`\nShrinking the ${plan.faults.length} faults that bring “${kind}”.`);
  const faults = await shrink(plan.faults, async (part) => {
    const { violations } = await run({ ...plan, faults: [...part] }, `seed-${plan.seed}-shrunk`);
    return violations.some((each) => kindOf(each) === kind);
  });
  console.log(`\nThe fewest faults that were found:`);
  for (const fault of faults) console.log(`  ${JSON.stringify(fault)}`);
}

async function readRecoveries(file: string): Promise<Recovery[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.includes('"type":"recovery"'));
  return lines.map((line) => JSON.parse(line) as Recovery);
}
