/**
 * Kills, freezes and stops the real processes of a running campaign, and kills Redis. Afterwards every lead must have
 * been called the intended number of times, and our rows must agree with the carrier's ledger.
 */
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, expect, test } from 'vitest';
import { dataOf } from '../../../api/client/client.ts';
import { registerOwner } from '../../../scripts/demo/sign-in.ts';
import { auditOutboundCalls } from '../../../scripts/demo/audit-outbound.ts';
import { launch } from '../../../scripts/launch.ts';
import { Watchdog } from '../../../scripts/processes/watchdog.ts';
import { startWatchedProcess, type WatchedProcess } from '../../../scripts/processes/watched-process.ts';
import type { BehaviourInput } from '../../../scripts/simulator/personas/behaviours.ts';
import { type QueueName, QUEUE_NAMES } from '../../../shared/jobs/definition.ts';
import { connect } from '../../../sql/db.ts';
import { startOutboundCampaign } from '../../../scripts/chaos/floor.ts';
import { remoteSimulator } from '../../../scripts/simulator/control/remote.ts';
import { callableNumbers } from '../../../scripts/chaos/callable-numbers.ts';
import { waitUntil } from '../../helpers/wait.ts';

const SPEED = 25;
/** The number of leads. The test pauses the campaign before all leads are called. */
const LEADS = 600;
const AGENTS = 8;
const RETRY_MINUTES = 60;
const ATTEMPTS_MAX = 3;
/**
 * The test freezes a worker for this long. After this time, the worker's locks on jobs have expired, and other workers
 * have noticed the expired locks. Milliseconds of real time.
 */
const LOCKS_LOST_MS = 21_000;

const lines: string[] = [];
const onLine = (name: string, line: string) => void lines.push(`${name} | ${line}`);
const alone: QueueName[][] = [['calls'], ['events'], ['dialer', 'retries', 'imports']];
const pools = [...alone, QUEUE_NAMES.filter((name) => !alone.flat().includes(name))];
await using stack = new AsyncDisposableStack();
const running = stack.use(
  await launch({
    scratch: true,
    settings: {
      // With empty URLs, the test starts a separate Postgres and a separate Redis, because the test kills services.
      DATABASE_URL: '',
      REDIS_URL: '',
      CARRIER: 'simulator',
      CLOCK_SPEED: String(SPEED),
      LOG_LEVEL: 'warn',
      RATE_LIMIT_PER_MINUTE: '100000',
      TWILIO_CALLS_PER_SECOND: '2',
      TWILIO_TIMEOUT_MS: '2000',
    },
    workerProcesses: pools,
    onLine,
  }),
);
const sql = connect({ url: running.databaseUrl, applicationName: 'test', connectionsMax: 2 });
const api = await registerOwner(running.apiUrl, { email: 'owner@example.com', password: 'securePassword123' });
const owned = stack.move();
afterAll(async () => {
  await sql.end({ timeout: 1 });
  await owned.disposeAsync();
});

const phones = callableNumbers(LEADS);

/** The behaviors of the called phones. The leads get the five behaviors in turn. */
const personas: BehaviourInput['persona'][] = [
  { kind: 'human', ringSeconds: 3, talkSeconds: 20, patienceSeconds: 90 },
  { kind: 'busy', ringSeconds: 2 },
  { kind: 'human', ringSeconds: 5, talkSeconds: 40, patienceSeconds: 90 },
  { kind: 'machine', ringSeconds: 4, greetingSeconds: 6 },
  { kind: 'failed', ringSeconds: 1 },
];

const simulator = remoteSimulator(running.simulatorUrl!);

/** Creates and starts a campaign with leads and agents. Returns the id of the campaign. */
async function startCampaign(): Promise<string> {
  await simulator.addBehaviours(phones.map((number, i) => ({ number, persona: personas[i % personas.length]! })));
  const fields = {
    retry_policy: { max_attempts: ATTEMPTS_MAX, delay_minutes: RETRY_MINUTES },
    voicemail_message_url: 'https://example.com/voicemail.mp3',
    record_calls: true,
    wrap_up_seconds: 5,
  };
  return (await startOutboundCampaign(api, { phones, agents: AGENTS, fields })).campaignId;
}

async function callsEnded(): Promise<number> {
  const [{ ended }] = await sql<[{ ended: number }]>`select count(*) as ended from calls where not live`;
  return ended;
}

/** Waits until `calls` more calls have ended. */
async function waitForEndedCalls(calls: number): Promise<void> {
  const before = await callsEnded();
  const state = async () => [`${await callsEnded()} of ${before + calls} calls ended`, ...lines.slice(-20)];
  await waitUntil(async () => (await callsEnded()) >= before + calls, state, 60_000);
}

/** The names of the killed processes: all except the carrier. */
const KILLED = [...running.children.keys()].filter((name) => name !== 'simulator');

function kill(name: string): void {
  const { pid } = running.children.get(name)!;
  if (pid === undefined) throw new Error(`${name} is down.`);
  process.kill(pid, 'SIGKILL');
}

/** Starts one more worker process for the queues `names`. Waits until the worker process is ready. */
async function startWorkers(...names: string[]): Promise<WatchedProcess & { pid: number }> {
  const env = { ...running.settings, LOG_LEVEL: 'info' };
  const program = { command: process.execPath, args: ['workers/main.ts', ...names], env };
  const started = Promise.withResolvers<void>();
  const cwd = join(import.meta.dirname, '../../..');
  const worker = startWatchedProcess({ ...program, cwd }, owned.use(new Watchdog()), (line) => {
    if (line.includes('workers started')) started.resolve();
    if (!line.includes('"level":30')) onLine(`extra ${names.join(' ')}`, line);
  });
  await started.promise;
  return { ...worker, pid: worker.pid! };
}

/** Returns live calls and legs, calls without a final cost, leads in a call, unpublished jobs, and busy agents. */
async function listUnfinished(): Promise<readonly unknown[]> {
  return await sql`
    select to_number as what, status::text, cost_source, (clock_now() - updated_at)::text as untouched
      from calls where live or cost_source = 'estimated'
    union all select to_number, status::text, 'leg', (clock_now() - updated_at)::text from call_legs where live
    union all select phone, status, 'lead', (clock_now() - updated_at)::text from leads
      where status in ('queued', 'calling')
    union all select kind, 'outbox', null, null from outbox
    union all select name, 'busy', null, null from agents where current_calls > 0`;
}

/**
 * Freezes a worker while the worker creates calls at the carrier. The worker's locks on jobs expire, and other workers
 * take over the jobs.
 *
 * @returns A function that lets the worker continue and stops it.
 */
async function freezeWorker(): Promise<() => Promise<void>> {
  await simulator.addFaults([
    { on: 'rest', operation: 'calls.create', times: 4, effect: { type: 'reply-after-webhook' } },
  ]);
  const frozen = await startWorkers('calls');
  await waitForEndedCalls(5);
  process.kill(frozen.pid, 'SIGSTOP');
  const frozenMs = performance.now();
  return async () => {
    await waitUntil(async () => performance.now() - frozenMs > LOCKS_LOST_MS, 'the locks lost', 2 * LOCKS_LOST_MS);
    process.kill(frozen.pid, 'SIGCONT');
    frozen.signal('SIGTERM');
    expect(await frozen.ended).toBe('exit code 0');
  };
}

test('a campaign survives the death of its processes', async () => {
  const campaign = await startCampaign();
  await waitForEndedCalls(5);
  const thawWorker = await freezeWorker();

  const redis = new Redis(running.redisUrl);
  await redis.flushall();
  redis.disconnect();
  await waitForEndedCalls(5);

  await simulator.addFaults([{ on: 'rest', operation: 'calls.create', times: 4, effect: { type: 'no-reply' } }]);
  await waitForEndedCalls(3);
  for (const name of KILLED) {
    kill(name);
    await waitForEndedCalls(4);
  }

  await running.services.redis!.kill();
  await running.services.redis!.start();
  await waitForEndedCalls(4);

  const stopped = await startWorkers('calls', 'events', 'dialer');
  await waitForEndedCalls(8);
  process.kill(stopped.pid, 'SIGTERM');
  expect(await stopped.ended).toBe('exit code 0');
  await dataOf(api.POST('/campaigns/{id}/pause', { params: { path: { id: campaign } } }));

  await thawWorker();
  await waitUntil(
    async () => (await listUnfinished()).length === 0,
    async () => [await listUnfinished(), ...lines.slice(-20)],
    90_000,
  );
}, 240_000);

test('our rows agree with the carrier’s ledger', async () => {
  const expected = { rows: LEADS, retryGapMs: RETRY_MINUTES * 60_000, attemptsMax: ATTEMPTS_MAX };
  const checks = await auditOutboundCalls(sql, await simulator.ledger(), expected);
  expect(checks.filter(({ errorCount }) => errorCount !== 0)).toEqual([]);
  expect(checks.length).toBeGreaterThan(10);
});

test('no lead was called twice for one attempt', async () => {
  const { calls, evictions } = await simulator.ledger();
  const attempts = calls.flatMap(({ to, url }) =>
    phones.includes(to) ? (new URL(url!).searchParams.get('callId') ?? []) : [],
  );
  expect(attempts.length).toBeGreaterThan(20);
  expect(new Set(attempts).size).toBe(attempts.length);
  expect(evictions).toBe(0);
  const [{ more }] = await sql<[{ more: number }]>`
    select count(*) as more from leads l
    where call_attempts <> (select count(*) from calls c where c.lead_id = l.id and c.start_time is not null)`;
  expect(more).toBe(0);
});
