/**
 * Runs a shift of twenty agents in the real system (API, queue, Postgres, simulated carrier) and the same shift in the
 * pacing laboratory. Both shifts have the same leads in the same order, with the same ring times, outcomes and talk
 * times. Only the software around the pacer differs, so the difference in talk time is the cost of that software.
 */
import { randomBytes } from 'node:crypto';
import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Clock } from '../../shared/clock.ts';
import { dataOf, type DialerClient } from '../../api/client/client.ts';
import { readConfig } from '../../shared/config.ts';
import { exitWithMessage } from '../../shared/startup-errors.ts';
import { connect, type Pool } from '../../sql/db.ts';
import { createAvailableAgent } from '../demo/agents.ts';
import { registerOwner } from '../demo/sign-in.ts';
import { launch } from '../launch.ts';
import { createDialer, POLICY } from '../pacing-lab/dialers.ts';
import { createReferenceScenario, type Scenario } from '../pacing-lab/scenario.ts';
import { simulateDay, type DayResult } from '../pacing-lab/simulate.ts';
import { mean, standardDeviation } from '../pacing-lab/statistics.ts';
import { startSimulator } from '../simulator/server.ts';
import { startOrExit } from '../start-or-exit.ts';
import { formatTable } from '../table.ts';
import { measureShift, type Shift } from './floor/shift.ts';
import { behaviourFor, findCallablePlace } from './floor/leads.ts';

const AGENTS = 20;
const ANSWER_SHARE = 0.3;
const SEED = 5_000;
/**
 * `clockSpeed`: seconds of product time (the product's clock) per second of real time. Two processor cores are fast
 * enough for speed 10. Every millisecond that the software needs then counts as ten, also in the two seconds of the law.
 */
export type FloorSettings = { shiftSeconds: number; clockSpeed: number };
/** Number of leads. The number is larger than the number of calls that any dialer can place in the shift. */
const LEADS = 4_000;
const CALLS_PER_SECOND = 30;
/**
 * Milliseconds of real time. Limit for all agents to be parked (to wait on the line for a call), and for the last calls
 * to end.
 */
const WAIT_MS_MAX = 60_000;
const PROGRESS_INTERVAL_MS = 300_000;

const SCENARIO: Scenario = createReferenceScenario(AGENTS, ANSWER_SHARE, {
  wrap: { kind: 'fixed', mean: 20 },
  machineDetection: 'async',
  // The simulated carrier needs one second from the start of a call until the phone rings.
  setupSeconds: 1,
});

/**
 * Number of laboratory shifts with other seeds of the random numbers. The results show how much talk time varies by
 * chance.
 */
const OTHER_SEEDS = 10;

export async function benchFloor({ shiftSeconds, clockSpeed }: FloorSettings): Promise<void> {
  const { dataDir, databaseUrl } = readConfig();
  // The benchmark counts and changes rows of all tenants, so the benchmark must not run on an existing database.
  if (databaseUrl)
    exitWithMessage('The benchmark floor needs an empty database of its own. Run it without DATABASE_URL.');
  const logFile = join(dataDir, 'bench-floor.log');
  await mkdir(dataDir, { recursive: true });
  console.log(
    `A shift of ${shiftSeconds / 60} minutes at ${clockSpeed} times real speed. Log of the system: ${logFile}`,
  );
  const clock = new Clock();
  const { accountSid } = readConfig({}).twilio;
  const authToken = randomBytes(32).toString('hex');
  await using simulator = await startSimulator({ clock, accountSid, authToken, callsPerSecond: CALLS_PER_SECOND });
  await using system = await startOrExit(
    launch({
      scratch: true,
      settings: {
        CARRIER: 'simulator',
        SIMULATOR_URL: simulator.url,
        SIMULATOR_AUTH_TOKEN: authToken,
        CLOCK_SPEED: String(clockSpeed),
        LOG_LEVEL: 'warn',
        RATE_LIMIT_PER_MINUTE: '100000',
        TWILIO_CALLS_PER_SECOND: String(CALLS_PER_SECOND),
      },
      onLine: (name, line) => void appendFile(logFile, `${name} | ${line}\n`),
    }),
  );
  const [realMs, productMs] = system.settings.CLOCK_ANCHOR!.split(':').map(Number);
  clock.setAnchor({ realMs: realMs!, productMs: productMs!, speed: clockSpeed });
  const sql = connect({ url: system.databaseUrl, applicationName: 'bench', connectionsMax: 2 });
  try {
    const place = findCallablePlace(clock.nowMs(), 2 * shiftSeconds);
    const phones = Array.from({ length: LEADS }, (_, n) => place.phoneAt(n));
    simulator.addBehaviours(...phones.map((phone, n) => behaviourFor(SCENARIO, SEED, n, phone)));
    const input = { apiUrl: system.apiUrl, sql, clock, timezone: place.zone, phones, shiftSeconds };
    printShift(await runShift(input), { shiftSeconds, clockSpeed });
  } finally {
    await sql.end();
  }
}

type ShiftInput = {
  apiUrl: string;
  sql: Pool;
  clock: Clock;
  timezone: string;
  phones: string[];
  shiftSeconds: number;
};

async function runShift({ apiUrl, sql, clock, timezone, phones, shiftSeconds }: ShiftInput): Promise<Shift> {
  const api = await registerOwner(apiUrl, { email: 'bench@example.com', password: 'bench-password' });
  const body = {
    name: 'Floor',
    caller_id: '+14155551234',
    timezone,
    calling_hours_start: '00:00:00',
    calling_hours_end: '00:00:00',
    wrap_up_seconds: SCENARIO.wrap.mean,
    ring_seconds_max: 60,
    abandon_policy: { target_rate: POLICY.targetAbandonRate, hard_rate: POLICY.hardAbandonRate },
  };
  const { campaign } = await dataOf(api.POST('/campaigns', { body }));
  const params = { path: { id: campaign.id } };
  await sql`
    insert into leads (tenant_id, campaign_id, phone, phone_normalized, next_call_at)
    select k.tenant_id, k.id, phone, phone, clock_now() + interval '1 day'
    from campaigns k, unnest(${phones}::text[]) with ordinality as list (phone, n) where k.uuid = ${campaign.id} order by n`;
  await sql`update campaigns set total_leads = ${LEADS} where uuid = ${campaign.id}`;
  for (let n = 0; n < AGENTS; n += 1)
    await createAvailableAgent(api, { name: `Agent ${n}`, phone: `+1415555${9000 + n}` });
  await dataOf(api.POST('/campaigns/{id}/start', { params }));
  await waitUntilParked(sql);
  const from = clock.now();
  const until = new Date(from.getTime() + shiftSeconds * 1000);
  await dataOf(api.PUT('/campaigns/{id}', { params, body: { schedule_end: until.toISOString() } }));
  await sql`update leads set next_call_at = null`;
  await printProgress(api, campaign.id, clock, until);
  await waitUntilCallsEnded(sql);
  return measureShift(sql, { from, until, agents: AGENTS });
}

async function waitUntilParked(sql: Pool): Promise<void> {
  for (const startMs = Date.now(); Date.now() - startMs < WAIT_MS_MAX; await sleep(200)) {
    const [{ parked }] = await sql<[{ parked: number }]>`
      select count(*) as parked from call_legs where call_id is null and live and status = 'in-progress'`;
    if (parked === AGENTS) return;
  }
  throw new Error(`The agents were not all parked within ${WAIT_MS_MAX / 1000} s.`);
}

/** Prints a line of the pacing report every five minutes of product time, until the shift ends. */
async function printProgress(api: DialerClient, campaignId: string, clock: Clock, until: Date): Promise<void> {
  for (let nextMs = 0; clock.nowMs() < until.getTime(); await sleep(1_000)) {
    if (clock.nowMs() < nextMs) continue;
    nextMs = clock.nowMs() + PROGRESS_INTERVAL_MS;
    const params = { path: { id: campaignId } };
    const { pacing } = await dataOf(api.GET('/campaigns/{id}/pacing', { params }));
    const { last_tick: tick, today, abandonment } = pacing;
    const minutesLeft = Math.round((until.getTime() - clock.nowMs()) / 60_000);
    console.log(
      `${String(minutesLeft).padStart(3)} min left: ${tick?.mode}, idle ${tick?.agents_idle}, ringing ${tick?.calls_ringing}, ` +
        `price ${tick?.price?.toFixed(3)}, talk ${formatPercent(today?.utilisation ?? 0)}, ` +
        `abandoned ${formatPercent(abandonment.rate)}`,
    );
  }
}

/**
 * Waits until the conversations that began in the shift have ended. The pacing laboratory also lets such conversations
 * end.
 */
async function waitUntilCallsEnded(sql: Pool): Promise<void> {
  for (const startMs = Date.now(); Date.now() - startMs < WAIT_MS_MAX; await sleep(500)) {
    const [{ live }] = await sql<[{ live: number }]>`select count(*) as live from calls where live`;
    if (live === 0) return;
  }
}

const formatPercent = (share: number) => `${(100 * share).toFixed(1)} %`;

function printShift(shift: Shift, { shiftSeconds, clockSpeed }: FloorSettings): void {
  const simulateShift = (changes: Partial<Scenario>, seed: number): DayResult =>
    simulateDay({ ...SCENARIO, daySeconds: shiftSeconds, ...changes }, seed, createDialer('ours'));
  const lab = simulateShift({}, SEED);
  const others = Array.from({ length: OTHER_SEEDS }, (_, n) => 100 * simulateShift({}, SEED + 1 + n).talkShare);
  const deviation = standardDeviation(others);
  const columns = [
    { title: '' },
    ...['talk time', 'abandoned', 'answered', 'calls', 'cancelled'].map((title) => ({
      title,
      align: 'right' as const,
    })),
  ];
  const cellsOf = (
    name: string,
    day: Pick<Shift, 'talkShare' | 'abandoned' | 'answered' | 'dials'>,
    cancelled: string,
  ) => [
    name,
    formatPercent(day.talkShare),
    `${day.abandoned} = ${formatPercent(day.abandoned / Math.max(1, day.answered))}`,
    `${day.answered}`,
    `${day.dials}`,
    cancelled,
  ];
  const rows = [cellsOf('product', shift, `${shift.cancelled}`), cellsOf('laboratory', lab, '')];
  const oneSecondTicks = simulateShift({ tickSeconds: 1 }, SEED).talkShare;
  const lateReports = simulateShift({ reportDelaySeconds: [0.2, 1.5] }, SEED).talkShare;
  console.log(`
${formatTable(columns, rows).join('\n')}

  talk time of the product as a share of the laboratory's: ${formatPercent(shift.talkShare / lab.talkShare)}
  talk time of ${OTHER_SEEDS} laboratory shifts with other seeds: ${mean(others).toFixed(1)} % ± ${deviation.toFixed(1)}

  connected later than 2 s: ${shift.connectedLate} of ${shift.answered} = ${formatPercent(shift.connectedLate / Math.max(1, shift.answered))}
  answer until agent and person are connected: p50 ${Math.round(shift.connectMedianMs)} ms, p99 ${Math.round(shift.connectP99Ms)} ms
  of product time; ${clockSpeed} ms of product time are 1 ms of real time

  Mean times in product seconds (${clockSpeed} of them are one real second):
    call started until ringing is reported   ${shift.setupSeconds.toFixed(2)}
    answer until an agent is reserved        ${shift.answerToAgentSeconds.toFixed(2)}
    agent reserved until connected           ${shift.agentToBridgeSeconds.toFixed(2)}
    end until the wrap-up begins             ${shift.endToWrapUpSeconds.toFixed(2)}

  Talk time in the laboratory with one tick per second: ${formatPercent(oneSecondTicks)}
  Talk time in the laboratory with reports that arrive 0.2 to 1.5 s late: ${formatPercent(lateReports)}`);
}
