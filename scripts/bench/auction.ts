/**
 * What an auction adds to its bidders: the whole path of a call (signed webhook over HTTP, rows, queue, worker, fan-out, caps,
 * TwiML) next to a bare undici fan-out to the same bidders in the same run. API and worker share this process; bidders
 * have a thread.
 */
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { Agent, request } from 'undici';
import { serveApi } from '../../api/serve.ts';
import { readConfig, requireServices } from '../../shared/config.ts';
import { createContext, type OwnedContext } from '../../shared/context.ts';
import { createCampaign } from '../../shared/domain/campaigns.ts';
import { createRouter, addTargetToRouter } from '../../shared/domain/rtb-routers.ts';
import { createTarget } from '../../shared/domain/rtb-targets.ts';
import { startPool } from '../../workers/worker.ts';
import { freePort } from '../processes/ports.ts';
import { startServices } from '../services.ts';
import { openAccount } from './account.ts';
import { callIn } from './auction-call.ts';
import { scratchDatabase } from './scratch-database.ts';

const BIDDERS = [1, 10, 50];
const WARM_UP = 20;
const AUCTIONS = 200;
const SATURATION_IN_FLIGHT = 20;
const SATURATION_AUCTIONS = 400;

export async function benchAuction(): Promise<void> {
  const config = { ...readConfig(), logLevel: 'error' as const };
  await using services = await startServices(config, { scratch: true });
  await using database = await scratchDatabase(services.databaseUrl, 'auction');
  const port = await freePort();
  const own = { jwtSecret: 'not used by an auction, though long', secretsKey: '00'.repeat(32), port };
  const urls = { databaseUrl: database.url, redisUrl: services.redisUrl, publicBaseUrl: `http://127.0.0.1:${port}` };
  await using ctx = await createContext(
    requireServices({ ...config, ...own, ...urls, egressAllowCidrs: ['127.0.0.0/8'] }),
    { processName: 'bench', keyPrefix: `{${database.name}}`, connectionsMax: 20 },
  );
  const bidders = new Worker(new URL('bidder-thread.ts', import.meta.url));
  const [bidderPort] = (await once(bidders, 'message')) as [number];
  const server = await serveApi(ctx, { hostname: '127.0.0.1' });
  const pool = startPool(ctx, 'auctions', new AbortController());
  const client = new Agent({ connections: 256 });
  try {
    for (const count of BIDDERS) await measure(ctx, client, { count, bidderPort });
  } finally {
    await pool.close();
    await server.close();
    await client.close();
    await bidders.terminate();
  }
}

async function measure(ctx: OwnedContext, client: Agent, { count, bidderPort }: { count: number; bidderPort: number }) {
  const addresses = Array.from(
    { length: count },
    (_, i) => `http://127.0.0.1:${bidderPort}/__sim/bidders/fast?amount=${5 + i / 100}`,
  );
  const number = await openMarket(ctx, addresses);
  const bare = () => fanOut(client, addresses);
  const { publicBaseUrl: apiUrl, twilio } = ctx.config;
  let unsold = 0;
  const whole = async () => {
    const twiml = await callIn(client, { ...twilio, apiUrl, to: number });
    if (!twiml.includes('+14155550100')) unsold += 1;
  };
  await timesOf(bare, WARM_UP);
  await timesOf(whole, WARM_UP);
  if (unsold === WARM_UP) throw new Error('No bidder was dialled for any call.');
  const limit: number[] = [];
  const ours: number[] = [];
  // In turns, so that what else the machine does meets both alike.
  for (let round = 0; round < AUCTIONS; round += 1) {
    limit.push(...(await timesOf(bare, 1)));
    ours.push(...(await timesOf(whole, 1)));
  }
  const line = [0.5, 0.95, 0.99].map((share) => {
    const [a, b] = [at(ours, share), at(limit, share)];
    return `p${share * 100} ${a.toFixed(1)} (bare ${b.toFixed(1)}, added ${(a - b).toFixed(1)})`;
  });
  console.log(`${String(count).padStart(2)} bidders  ${line.join('  ')} ms`);
  const startMs = performance.now();
  await inFlight(whole);
  const perSecond = SATURATION_AUCTIONS / ((performance.now() - startMs) / 1000);
  console.log(
    `            ${Math.round(perSecond)} calls/s, ${Math.round(perSecond * count)} bids/s, ${SATURATION_IN_FLIGHT} in flight` +
      (unsold > 0 ? `; ${unsold} calls went without a bid, as the machine was too slow` : ''),
  );
}

/** A campaign with a number of its own, whose router has a target for each address. */
async function openMarket(ctx: OwnedContext, addresses: string[]): Promise<string> {
  const actor = await openAccount(ctx);
  const router = await createRouter(ctx, actor, {
    name: 'Bench',
    description: null,
    biddingTimeoutMs: 5_000,
    minBiddersRequired: 1,
    isActive: true,
    enablePredictiveRouting: false,
    revenueType: 'per_call',
    conversionTracking: true,
  });
  for (const endpointUrl of addresses) {
    const target = await createTarget(ctx, actor, {
      name: 'Bench',
      companyName: null,
      contactPerson: null,
      contactEmail: null,
      contactPhone: null,
      endpointUrl,
      httpMethod: 'POST',
      contentType: 'application/json',
      requestBody: null,
      authentication: 'none',
      timeoutMs: 5_000,
      connectionTimeoutMs: 3_000,
      bidAmountPath: 'bidAmount',
      acceptancePath: 'accepted',
      destinationNumberPath: 'destinationNumber',
      currencyPath: 'currency',
      durationPath: 'duration',
      // Without a ceiling every bidder is waited for, as the bare fan-out does.
      minBidMicros: 0,
      maxBidMicros: null,
      currency: 'USD',
      timezone: 'UTC',
      hoursOfOperation: null,
      isActive: true,
      maxConcurrentCalls: 0,
      hourlyCap: 0,
      dailyCap: 0,
      monthlyCap: 0,
    });
    await addTargetToRouter(ctx, actor, { id: router.id }, { target: { id: target.id }, priority: 1, weight: 1 });
  }
  const phoneNumber = `+1415555${String(1000 + actor.tenantId)}`;
  await createCampaign(ctx, actor, {
    name: 'Bench',
    phoneNumber,
    routingType: 'priority',
    rtbRouter: { id: router.id },
    enableRtb: true,
    status: 'active',
  });
  return phoneNumber;
}

async function fanOut(client: Agent, addresses: string[]): Promise<void> {
  const body = JSON.stringify({ requestId: 'req_1', callerId: '+14155557777', minBid: 0, currency: 'USD' });
  await Promise.all(
    addresses.map(async (address) => {
      const headers = { 'content-type': 'application/json' };
      const reply = await request(address, { method: 'POST', dispatcher: client, headers, body });
      await reply.body.json();
    }),
  );
}

async function timesOf(work: () => Promise<void>, times: number): Promise<number[]> {
  const took: number[] = [];
  for (let turn = 0; turn < times; turn += 1) {
    const startMs = performance.now();
    await work();
    took.push(performance.now() - startMs);
  }
  return took;
}

async function inFlight(work: () => Promise<void>): Promise<void> {
  let left = SATURATION_AUCTIONS;
  const lane = async () => {
    while (left-- > 0) await work();
  };
  await Promise.all(Array.from({ length: SATURATION_IN_FLIGHT }, lane));
}

const at = (times: number[], share: number): number =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0;
