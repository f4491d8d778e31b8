/** One run: starts the product, lets traffic and faults of a plan happen, and audits what came of it. */
import { appendFile, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { dataOf } from '../../api/client/client.ts';
import { persist, runAct, type Stage } from './acts.ts';
import { compareBooks, type Evidence, listFailedJobs, listOpen, readBooks } from './evidence.ts';
import { FAULTS } from './faults.ts';
import { BIDDERS, createFloor } from './floor.ts';
import { audit, type Violation } from './invariants.ts';
import { createJournal } from './journal.ts';
import { type InjectedFault, measureRecoveries, type Recovery } from './recovery.ts';
import { type Plan, type PlannedFault, planLines } from './timeline.ts';
import { SPEED, startWorld, type World, waitForHealth } from './world.ts';

/** Milliseconds of real time between two audits during the run. */
const AUDIT_MS = 2_500;
const HEALTH_MS = 400;
/** After the last fault, the product must be healthy within this time. Milliseconds of real time. */
const HEALTHY_MS_MAX = 30_000;
/** Time without faults before the campaigns are paused, so that the last recovery can be measured. */
const CALM_MS = 6_000;
/** Time for everything to come to rest after the pause. Milliseconds of real time. */
const REST_MS_MAX = 180_000;
const CALLS_BEFORE_FAULTS = 6;

export type RunResult = { violations: Violation[]; recoveries: Recovery[]; figures: string };

export type RunFiles = {
  /** Gets the plan and what happens, one JSON object a line. */
  timeline: string;
  /** Gets the output of all processes. */
  log: string;
  /** Gets the ledger and the rows of the database after a violation. */
  evidence: string;
};

type Run = Stage & {
  plan: Plan;
  startMs: number;
  injected: InjectedFault[];
  healthMs: { atMs: number; healthy: boolean }[];
  /** Ends the run early, after the first violation. */
  stop: AbortController;
  say(line: object): Promise<void>;
};

/** Runs a plan. */
export async function runPlan(plan: Plan, files: RunFiles): Promise<RunResult> {
  await writeFile(files.timeline, `${planLines(plan).join('\n')}\n`);
  await writeFile(files.log, '');
  await using world = await startWorld(plan.skewMs, (name, line) => void appendFile(files.log, `${name} | ${line}\n`));
  const floor = await createFloor(world);
  const run: Run = {
    plan,
    world,
    floor,
    journal: createJournal(),
    startMs: 0,
    injected: [],
    healthMs: [],
    stop: new AbortController(),
    say: (line) => appendFile(files.timeline, `${JSON.stringify(line)}\n`),
  };
  await waitForCalls(world);
  run.startMs = performance.now();
  const over = new AbortController();
  const watching = [watchInvariants(run, over.signal), watchHealth(run, over.signal)];
  const acts = plan.acts.map((act) => playAct(run, act));
  await Promise.all(plan.faults.map((fault) => inject(run, fault)));
  await sleep(Math.max(0, run.startMs + plan.runMs - performance.now()), undefined, { signal: run.stop.signal }).catch(
    () => {},
  );
  const healthy = await waitForHealth(world.running.apiUrl, HEALTHY_MS_MAX);
  await Promise.all(acts);
  await sleep(CALM_MS);
  over.abort();
  const [early] = await Promise.all(watching);
  const recoveries = await measure(run);
  const violations = early ?? (await auditAtRest(run, healthy));
  if (violations.length > 0) await writeFile(files.evidence, JSON.stringify(await readEverything(run)));
  for (const line of [...recoveries, ...violations.map((each) => ({ type: 'violation', ...each }))])
    await run.say(line);
  return { violations, recoveries, figures: await describe(run) };
}

const elapsedMs = ({ startMs }: Run) => Math.round(performance.now() - startMs);

async function waitUntil(run: Run, atMs: number): Promise<boolean> {
  await sleep(Math.max(0, atMs - elapsedMs(run)), undefined, { signal: run.stop.signal }).catch(() => {});
  return !run.stop.signal.aborted;
}

async function waitForCalls({ sql }: World): Promise<void> {
  for (;;) {
    const [{ count }] = await sql<[{ count: number }]>`select count(*) from calls where call_sid is not null`;
    if (count >= CALLS_BEFORE_FAULTS) return;
    await sleep(100);
  }
}

async function inject(run: Run, planned: PlannedFault): Promise<void> {
  if (!(await waitUntil(run, planned.atMs))) return;
  const { fault, forMs, draw } = planned;
  const beginMs = elapsedMs(run);
  await run.say({ type: 'begin', fault, atMs: beginMs });
  const injected = { fault, beginMs, endMs: Infinity };
  run.injected.push(injected);
  const end = await FAULTS[fault].begin(run.world, draw);
  await sleep(forMs, undefined, { signal: run.stop.signal }).catch(() => {});
  await end();
  injected.endMs = elapsedMs(run);
  await run.say({ type: 'end', fault, atMs: injected.endMs });
}

async function playAct(run: Run, { act, atMs, draw }: Plan['acts'][number]): Promise<void> {
  if (!(await waitUntil(run, atMs))) return;
  // The product may refuse an act, or not answer, while something is away.
  await runAct(act, run, draw).catch((error: Error) => run.say({ type: 'refused', act, error: error.message }));
}

async function readEvidence({ world, journal, injected, startMs }: Run): Promise<Evidence> {
  const [ledger, books] = await Promise.all([world.simulator.ledger(), readBooks(world.sql)]);
  const { anchor } = world.clock;
  const originMs = performance.timeOrigin + startMs;
  const productMs = (ms: number) => anchor.productMs + (originMs + ms - anchor.realMs) * SPEED;
  return {
    ledger,
    books,
    acknowledged: journal.acknowledged,
    delayedSpans: injected
      .filter(({ fault }) => /^freeze|^carrier-(hang|cut|late|no-reply)/.test(fault))
      .map(({ beginMs, endMs }) => ({ fromMs: productMs(beginMs), toMs: productMs(endMs + 5_000) })),
    callsAtOnceMax: new Map(BIDDERS.map(({ phone, concurrentMax }) => [phone, concurrentMax])),
    crashes: world.crashes,
    forged: injected.some(({ fault }) => fault === 'webhook-forged'),
  };
}

async function readEverything(run: Run): Promise<object> {
  const { sql } = run.world;
  const [calls, legs, events, awards, evidence] = await Promise.all([
    sql`select * from calls order by id`,
    sql`select * from call_legs order by id`,
    sql`select * from call_events order by id`,
    sql`select * from rtb_awards order by id`,
    readEvidence(run),
  ]);
  return { calls, legs, events, awards, ledger: evidence.ledger, acknowledged: evidence.acknowledged };
}

/** Audits again and again. Returns the violations of the first audit that finds any, and stops the run. */
async function watchInvariants(run: Run, over: AbortSignal): Promise<Violation[] | undefined> {
  while (!over.aborted) {
    await sleep(AUDIT_MS, undefined, { signal: over }).catch(() => {});
    // While Postgres is away, there is nothing to audit.
    const evidence = await readEvidence(run).catch(() => undefined);
    const violations = evidence ? audit(evidence) : [];
    if (violations.length === 0) continue;
    run.stop.abort();
    return violations;
  }
  return undefined;
}

async function watchHealth(run: Run, over: AbortSignal): Promise<undefined> {
  const { apiUrl } = run.world.running;
  while (!over.aborted) {
    const atMs = elapsedMs(run);
    const answer = await fetch(`${apiUrl}/healthz`, { signal: AbortSignal.timeout(2_500) }).catch(() => undefined);
    await answer?.body?.cancel().catch(() => {});
    run.healthMs.push({ atMs, healthy: answer?.ok === true });
    await sleep(HEALTH_MS, undefined, { signal: over }).catch(() => {});
  }
}

async function auditAtRest(run: Run, healthy: boolean): Promise<Violation[]> {
  const { world, floor } = run;
  const health = healthy ? [] : [`/healthz is not 200 ${HEALTHY_MS_MAX / 1000} s after the last fault`];
  for (const { api, campaignId } of floor.outbound)
    await persist(() => dataOf(api.POST('/campaigns/{id}/pause', { params: { path: { id: campaignId } } })));
  const endMs = performance.now() + REST_MS_MAX;
  let open = await listOpen(world);
  while (open.length > 0 && performance.now() < endMs) {
    await sleep(500);
    open = await listOpen(world);
  }
  const evidence = await readEvidence(run);
  const checks = await compareBooks(world.sql, evidence.ledger);
  return audit({
    ...evidence,
    atRest: { open: [...health, ...open], checks, failedJobs: await listFailedJobs(world) },
  });
}

async function measure({ world, floor, injected, healthMs, plan, startMs }: Run): Promise<Recovery[]> {
  const { calls } = await world.simulator.ledger();
  const leads = new Set(floor.leadPhones);
  const { anchor } = world.clock;
  const originMs = performance.timeOrigin + startMs;
  const callsMs = calls
    .filter(({ direction, to }) => direction === 'outbound-api' && leads.has(to))
    .map(({ acceptedAt }) => anchor.realMs + (Date.parse(acceptedAt!) - anchor.productMs) / SPEED - originMs)
    .toSorted((a, b) => a - b);
  return measureRecoveries({ faults: injected, callsMs, healthMs, endMs: plan.runMs + CALM_MS });
}

async function describe({ world, journal, injected }: Run): Promise<string> {
  const { calls } = await world.simulator.ledger();
  const inbound = calls.filter(({ direction }) => direction === 'inbound');
  const outbound = calls.filter(({ direction }) => direction === 'outbound-api');
  const unanswered = inbound.filter(({ requests }) => !requests.some(({ status }) => status === 200));
  return (
    `${injected.length} faults, ${outbound.length} calls placed, ${inbound.length} callers ` +
    `(${unanswered.length} without TwiML), ${journal.acknowledged.length} acts acknowledged`
  );
}
