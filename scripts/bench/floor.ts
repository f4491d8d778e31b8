/**
 * A campaign with twenty agents in the real system (API, queue, Postgres, simulated carrier), and the same shift in the
 * pacing laboratory: the same people in the same order, who ring, answer and talk alike. Only the system around the pacer
 * differs, so what is missing of the laboratory's talk time is what the system costs.
 */
import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Clock } from '../../shared/clock.ts';
import { readConfig } from '../../shared/config.ts';
import { connect, type Pool } from '../../sql/db.ts';
import { ApiClient } from '../demo/api-client.ts';
import { launch, type RunningSystem } from '../launch.ts';
import { createDialer, POLICY } from '../pacing-lab/dialers.ts';
import { createReferenceScenario, type Scenario } from '../pacing-lab/scenario.ts';
import { simulateDay } from '../pacing-lab/simulate.ts';
import { startSimulator } from '../simulator/server.ts';
import { measureShift } from './floor/shift.ts';
import { behaviourFor, findCallablePlace } from './floor/leads.ts';

const AGENTS = 20;
const ANSWER_SHARE = 0.3;
const SHIFT_SECONDS = 3_600;
const SEED = 5_000;
/** Product seconds per real second: as many as two cores keep up with. */
const SPEED = 10;
/** More than any dialer calls in the shift. */
const LEADS = 4_000;
const CALLS_PER_SECOND = 30;
const LINES_MS_MAX = 60_000;

const scenario: Scenario = createReferenceScenario(AGENTS, ANSWER_SHARE, {
  daySeconds: SHIFT_SECONDS,
  wrap: { kind: 'fixed', mean: 20 },
  // The simulated carrier's network takes one second.
  setupSeconds: 1,
});

/** Laboratory shifts around the one compared with, to show how much chance is in it. */
const LAB_SEEDS = 10;

export async function benchFloor(): Promise<void> {
  const logFile = join(readConfig().dataDir, 'bench-floor.log');
  await mkdir(readConfig().dataDir, { recursive: true });
  console.log(`${SHIFT_SECONDS / 60} minutes at ${SPEED} seconds a second (log of the system: ${logFile})`);
  const clock = new Clock();
  const { accountSid, authToken } = readConfig({}).twilio;
  await using simulator = await startSimulator({ clock, accountSid, authToken, callsPerSecond: CALLS_PER_SECOND });
  await using running = await launch({
    scratch: true,
    settings: {
      CARRIER: 'simulator',
      SIMULATOR_URL: simulator.url,
      CLOCK_SPEED: String(SPEED),
      LOG_LEVEL: 'warn',
      RATE_LIMIT_PER_MINUTE: '100000',
      TWILIO_CALLS_PER_SECOND: String(CALLS_PER_SECOND),
    },
    onLine: (name, line) => void appendFile(logFile, `${name} | ${line}\n`),
  });
  const [realMs, productMs] = running.settings.CLOCK_ANCHOR!.split(':').map(Number);
  clock.reanchor({ realMs: realMs!, productMs: productMs!, speed: SPEED });
  const sql = connect({ url: running.databaseUrl, applicationName: 'bench', connectionsMax: 2 });
  try {
    const shift = await workShift(running, sql, clock, (rules) => simulator.addBehaviours(...rules));
    report(shift);
  } finally {
    await sql.end();
  }
}

type Script = (rules: ReturnType<typeof behaviourFor>[]) => void;

async function workShift(running: RunningSystem, sql: Pool, clock: Clock, script: Script) {
  const place = findCallablePlace(clock.nowMs(), 2 * SHIFT_SECONDS);
  const phones = Array.from({ length: LEADS }, (_, n) => place.numberOf(n));
  script(phones.map((phone, n) => behaviourFor(scenario, SEED, n, phone)));
  const api = new ApiClient(running.apiUrl);
  await api.register({ email: 'bench@example.com', password: 'bench-password' });
  const { campaign } = await api.send<{ campaign: { id: string } }>('POST', '/api/campaigns', {
    name: 'Floor',
    caller_id: '+14155551234',
    timezone: place.zone,
    calling_hours_start: '00:00:00',
    calling_hours_end: '00:00:00',
    amd_enabled: false,
    agent_legs: 'parked',
    wrap_up_seconds: scenario.wrap.mean,
    ring_seconds_max: 60,
    abandon_policy: { target_rate: POLICY.targetAbandonRate, hard_rate: POLICY.hardAbandonRate },
  });
  await sql`
    insert into leads (tenant_id, campaign_id, phone, phone_normalized, next_call_at)
    select k.tenant_id, k.id, phone, phone, clock_now() + interval '1 day'
    from campaigns k, unnest(${phones}::text[]) with ordinality as list (phone, n) where k.uuid = ${campaign.id} order by n`;
  await sql`update campaigns set total_leads = ${LEADS} where uuid = ${campaign.id}`;
  for (let n = 0; n < AGENTS; n += 1) {
    const body = { name: `Agent ${n}`, phone: `+1415555${9000 + n}` };
    const { agent } = await api.send<{ agent: { id: string } }>('POST', '/api/agents', body);
    await api.send('PUT', `/api/agents/${agent.id}/status`, { status: 'available' });
  }
  await api.send('POST', `/api/campaigns/${campaign.id}/start`);
  await untilParked(sql);
  const from = clock.now();
  const until = new Date(from.getTime() + SHIFT_SECONDS * 1000);
  await api.send('PUT', `/api/campaigns/${campaign.id}`, { schedule_end: until.toISOString() });
  await sql`update leads set next_call_at = null`;
  await watch(api, campaign.id, clock, until);
  await untilQuiet(sql);
  return measureShift(sql, { from, until, agents: AGENTS });
}

async function untilParked(sql: Pool): Promise<void> {
  for (const startMs = Date.now(); Date.now() - startMs < LINES_MS_MAX; await pause(200)) {
    const [{ parked }] = await sql<[{ parked: number }]>`
      select count(*) as parked from agent_lines where status = 'in-progress'`;
    if (parked === AGENTS) return;
  }
  throw new Error('The agents did not get on the line.');
}

type Tick = { agents_idle: number; calls_ringing: number; mode: string; price: number | null } | null;

async function watch(api: ApiClient, campaignId: string, clock: Clock, until: Date): Promise<void> {
  for (let nextMs = 0; clock.nowMs() < until.getTime(); await pause(1_000)) {
    if (clock.nowMs() < nextMs) continue;
    nextMs = clock.nowMs() + 300_000;
    type Pacing = { last_tick: Tick; today: { utilisation: number } | null; abandonment: { rate: number } };
    const { pacing } = await api.get<{ pacing: Pacing }>(`/api/campaigns/${campaignId}/pacing`);
    const { last_tick: tick, today, abandonment } = pacing;
    const left = Math.round((until.getTime() - clock.nowMs()) / 60_000);
    console.log(
      `${String(left).padStart(3)} min left: ${tick?.mode}, idle ${tick?.agents_idle}, ringing ${tick?.calls_ringing}, ` +
        `price ${tick?.price?.toFixed(3)}, talk ${percent(today?.utilisation ?? 0)}, abandoned ${percent(abandonment.rate)}`,
    );
  }
}

/** Conversations that began in the shift run to their end, as in the laboratory. */
async function untilQuiet(sql: Pool): Promise<void> {
  for (const startMs = Date.now(); Date.now() - startMs < LINES_MS_MAX; await pause(500)) {
    const [{ live }] = await sql<[{ live: number }]>`select count(*) as live from calls where live`;
    if (live === 0) return;
  }
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

function labShift(changes: Partial<Scenario>, seed: number) {
  return simulateDay({ ...scenario, ...changes }, seed, createDialer('ours'));
}

function report(shift: Awaited<ReturnType<typeof measureShift>>): void {
  const lab = labShift({}, SEED);
  const others = Array.from({ length: LAB_SEEDS }, (_, n) => 100 * labShift({}, SEED + 1 + n).talkShare);
  const mean = others.reduce((sum, talk) => sum + talk, 0) / LAB_SEEDS;
  const spread = Math.sqrt(others.reduce((sum, talk) => sum + (talk - mean) ** 2, 0) / (LAB_SEEDS - 1));
  const abandoned = (of: { abandoned: number; answered: number }) => percent(of.abandoned / Math.max(1, of.answered));
  console.log(`
            talk     abandoned          answered  dials
product     ${percent(shift.talkShare)}   ${abandoned(shift)} (${shift.abandoned})   ${shift.answered}   ${shift.dials}, ${shift.cancelled} given up
laboratory  ${percent(lab.talkShare)}   ${abandoned(lab)} (${lab.abandoned})   ${lab.answered}   ${lab.dials}
ratio       ${percent(shift.talkShare / lab.talkShare)}   (other ${LAB_SEEDS} laboratory shifts: ${mean.toFixed(1)} % ± ${spread.toFixed(1)})

Seconds of product time, ${SPEED} of them per real second:
  setup until ringing is reported  ${shift.setup.toFixed(2)}
  answer until an agent is taken   ${shift.answerToAgent.toFixed(2)}
  agent taken until bridged        ${shift.agentToBridge.toFixed(2)}
  end until the wrap-up begins     ${shift.endToRelease.toFixed(2)}
Laboratory with ticks every 1 s: ${percent(labShift({ tickSeconds: 1 }, SEED).talkShare)}; with reports 0.2 to 1.5 s late: ${percent(labShift({ reportDelaySeconds: [0.2, 1.5] }, SEED).talkShare)}`);
}
