/**
 * Measures what one call costs each process of the product, and the number of calls per second that follows from it. The
 * whole product runs on this machine, together with the simulated carrier and the driver.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { Agent } from 'undici';
import { dataOf, type DialerClient } from '../../api/client/client.ts';
import { readConfig } from '../../shared/config.ts';
import { exitWithMessage } from '../../shared/startup-errors.ts';
import { connect, type Pool } from '../../sql/db.ts';
import { createAvailableAgent } from '../demo/agents.ts';
import { addBuyer } from '../demo/inbound-campaign.ts';
import { logIn, registerOwner } from '../demo/sign-in.ts';
import { launch, type RunningSystem } from '../launch.ts';
import { percentile } from '../percentile.ts';
import { startOrExit } from '../start-or-exit.ts';
import { formatTable } from '../table.ts';
import { findCallablePlace } from './floor/leads.ts';
import { endInboundCall, randomCallSid, sendInboundCall } from './inbound-call.ts';
import { readCpuMs } from './scale/cpu.ts';
import { runOpenLoop } from './scale/open-loop.ts';

export type ScaleSettings = { seconds: number; callsPerSecond: number };

const AGENTS = 60;
const LEADS = 20_000;
const CLOCK_SPEED = 10;
/** Seconds of real time until the first calls have ended, so that calls of all ages are measured. */
const WARM_UP_SECONDS = 10;
const USER = { email: 'bench@example.com', password: 'bench-password' };
const BUYER_PHONE = '+14155550100';

type Cost = { unit: string; count: number; cpuMs: Map<string, number>; redis: number; note: string };

export async function benchScale({ seconds, callsPerSecond }: ScaleSettings): Promise<void> {
  if (process.platform !== 'linux') exitWithMessage('The benchmark scale reads /proc, which only Linux has.');
  if (readConfig().databaseUrl)
    exitWithMessage('The benchmark scale needs an empty database of its own. Run it without DATABASE_URL.');
  const authToken = randomBytes(32).toString('hex');
  await using system = await startOrExit(
    launch({
      scratch: true,
      settings: {
        CARRIER: 'simulator',
        SIMULATOR_AUTH_TOKEN: authToken,
        CLOCK_SPEED: String(CLOCK_SPEED),
        LOG_LEVEL: 'error',
        RATE_LIMIT_PER_MINUTE: '100000',
        TWILIO_CALLS_PER_SECOND: '100',
      },
      onLine: () => {},
    }),
  );
  const sql = connect({ url: system.databaseUrl, applicationName: 'bench', connectionsMax: 2 });
  try {
    const api = await registerOwner(system.apiUrl, USER);
    const costs = [
      await measureInbound(system, authToken, { seconds, callsPerSecond }),
      await measureOutbound(system, sql, api, seconds),
    ];
    printCosts(costs);
  } finally {
    await sql.end();
  }
}

/** Sends calls to a campaign with one buyer and without bidders. */
async function measureInbound(
  system: RunningSystem,
  authToken: string,
  { seconds, callsPerSecond }: ScaleSettings,
): Promise<Cost> {
  const to = '+14155559999';
  // The API of buyers takes a session instead of a token.
  const api = await logIn(system.apiUrl, USER);
  const campaign = await dataOf(api.POST('/campaigns', { body: { name: 'Inbound', phoneNumber: to } }));
  const body = { name: 'Buyer', phoneNumber: BUYER_PHONE, maxConcurrentCalls: 0 };
  const buyer = await dataOf(api.POST('/buyers', { body }));
  await addBuyer(api, campaign.id, buyer.id);
  const client = new Agent({ connections: 64 });
  const { accountSid } = readConfig({}).twilio;
  const sendCall = async () => {
    const call = { apiUrl: system.apiUrl, authToken, accountSid, to, callSid: randomCallSid() };
    const twiml = await sendInboundCall(client, call);
    // The call ends, so that it does not count in the limits of the tenant and of the buyer for ever.
    await endInboundCall(client, call);
    if (!twiml.includes(BUYER_PHONE)) throw new Error('The call reached no buyer.');
  };
  await runOpenLoop({ perSecond: 10, seconds: 2 }, sendCall);
  const before = await readUse(system);
  const { timesMs, failed } = await runOpenLoop({ perSecond: callsPerSecond, seconds }, sendCall);
  const use = subtract(await readUse(system), before);
  await client.close();
  const times = [0.5, 0.95, 0.99].map((share) => `p${share * 100} ${percentile(timesMs, share).toFixed(1)}`).join(', ');
  const note = `answered and ended at ${callsPerSecond}/s: ${times} ms${failed > 0 ? `; ${failed} failed` : ''}`;
  return { unit: 'inbound call', count: timesMs.length, ...use, note };
}

/** Lets the dialer call as many leads as it can, with the simulator's usual mix of persons. */
async function measureOutbound(system: RunningSystem, sql: Pool, api: DialerClient, seconds: number): Promise<Cost> {
  const place = findCallablePlace(Date.now(), 2 * CLOCK_SPEED * (seconds + WARM_UP_SECONDS));
  const body = {
    name: 'Outbound',
    caller_id: '+14155551234',
    timezone: place.zone,
    calling_hours_start: '00:00:00',
    calling_hours_end: '00:00:00',
    wrap_up_seconds: 5,
    agent_legs: 'on_demand',
    dial_mode: 'progressive',
  } as const;
  const { campaign } = await dataOf(api.POST('/campaigns', { body }));
  const phones = Array.from({ length: LEADS }, (_, n) => place.phoneAt(n));
  await sql`
    insert into leads (tenant_id, campaign_id, phone, phone_normalized)
    select k.tenant_id, k.id, phone, phone from campaigns k, unnest(${phones}::text[]) phone where k.uuid = ${campaign.id}`;
  await sql`update campaigns set total_leads = ${LEADS} where uuid = ${campaign.id}`;
  const createAgent = (n: number) => createAvailableAgent(api, { name: `Agent ${n}`, phone: `+1415555${9000 + n}` });
  await Promise.all(Array.from({ length: AGENTS }, (_, n) => createAgent(n)));
  const params = { path: { id: campaign.id } };
  await dataOf(api.POST('/campaigns/{id}/start', { params }));
  await sleep(WARM_UP_SECONDS * 1_000);
  const [before, callsBefore] = [await readUse(system), await countEnded(sql)];
  await sleep(seconds * 1_000);
  const [use, count] = [subtract(await readUse(system), before), (await countEnded(sql)) - callsBefore];
  await dataOf(api.POST('/campaigns/{id}/pause', { params }));
  return { unit: 'outbound call', count, ...use, note: `${(count / seconds).toFixed(1)} calls ended per second` };
}

async function countEnded(sql: Pool): Promise<number> {
  const [row] = await sql<[{ ended: number }]>`
    select count(*) as ended from calls where direction = 'outbound' and not live`;
  return row.ended;
}

type Use = { cpuMs: Map<string, number>; redis: number };

/** Reads the CPU time of each process, and the number of commands that Redis has run, with those in scripts. */
async function readUse({ children, services }: RunningSystem): Promise<Use> {
  const processes = [...children.values(), ...[services.postgres, services.redis].flatMap((child) => child ?? [])];
  const pids = new Map(processes.flatMap(({ name, pid }) => (pid === undefined ? [] : [[name, pid] as const])));
  return { cpuMs: await readCpuMs(pids), redis: await countRedisCommands(services.redisUrl) };
}

async function countRedisCommands(url: string): Promise<number> {
  const redis = new Redis(url);
  try {
    const calls = [...(await redis.info('commandstats')).matchAll(/calls=(\d+)/g)];
    return calls.reduce((sum, [, count]) => sum + Number(count), 0);
  } finally {
    redis.disconnect();
  }
}

const subtract = (after: Use, before: Use): Use => ({
  cpuMs: new Map([...after.cpuMs].map(([name, ms]) => [name, ms - (before.cpuMs.get(name) ?? 0)])),
  redis: after.redis - before.redis,
});

function printCosts(costs: Cost[]): void {
  const names = [...costs[0]!.cpuMs.keys()];
  const columns = ['', ...names, 'all', 'Redis commands', 'ceiling'].map((title, index) => ({
    title,
    align: index === 0 ? ('left' as const) : ('right' as const),
  }));
  const rows = costs.map(({ unit, count, cpuMs, redis }) => {
    const perUnit = (ms: number) => ms / Math.max(1, count);
    const product = names.filter((name) => name !== 'simulator');
    // A Node process has one event loop, so the busiest process of the product is full first.
    const busiest = Math.max(...product.filter((name) => name !== 'postgres').map((name) => perUnit(cpuMs.get(name)!)));
    const all = product.reduce((sum, name) => sum + perUnit(cpuMs.get(name)!), 0);
    const cells = names.map((name) => perUnit(cpuMs.get(name)!).toFixed(1));
    return [unit, ...cells, all.toFixed(1), perUnit(redis).toFixed(0), `${Math.floor(1_000 / busiest)}/s`];
  });
  console.log(`CPU milliseconds of each process for one call; "all" is without the simulator. The ceiling is what one
process of each kind can do, if the machine has a core for each.

${formatTable(columns, rows).join('\n')}
`);
  for (const { unit, count, note } of costs) console.log(`  ${unit}: ${count} measured, ${note}`);
}
