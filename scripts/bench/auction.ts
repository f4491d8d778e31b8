/**
 * Measures how much time an auction adds to the response time of its bidders.
 *
 * The first measurement is a whole inbound call: signed webhook over HTTP, rows in the database, queue, worker,
 * requests to the bidders, caps, TwiML. The second measurement sends the same requests to the same bidders with the
 * HTTP client undici alone. The two measurements alternate in the same run. API and worker share this process; the
 * bidders run in a thread.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { Agent, request } from 'undici';
import { serveApi } from '../../api/serve.ts';
import type { OwnedContext } from '../../shared/context.ts';
import { createCampaign } from '../../shared/domain/campaigns/campaigns.ts';
import { createRouter, addTargetToRouter } from '../../shared/domain/rtb/routers.ts';
import { createTarget } from '../../shared/domain/rtb/targets.ts';
import { startWorker } from '../../workers/worker.ts';
import { findFreePort } from '../processes/ports.ts';
import { percentile } from '../percentile.ts';
import { runConcurrently } from './concurrency.ts';
import { createBenchContext } from './context.ts';
import { createTenant } from './tenant.ts';
import { sendInboundCall } from './inbound-call.ts';

const BIDDER_COUNTS = [1, 10, 50];
/**
 * Node compiles a function after some hundred calls, and PostgreSQL keeps the plan of a statement from its sixth run on
 * each connection. Colder calls cost up to three times the CPU time, which a deployment pays only after a start.
 */
const WARM_UP_CALLS = 300;
const CALLS = 200;
const SATURATION_CONCURRENCY = 20;
const SATURATION_CALLS = 400;
/**
 * The phone number in the bids of the simulated bidders. If the TwiML for a call lacks the number BIDDER_PHONE, no bid
 * won the call.
 */
const BIDDER_PHONE = '+14155550100';

export async function benchAuction(): Promise<void> {
  const port = await findFreePort();
  const settings = { port, publicBaseUrl: `http://127.0.0.1:${port}`, egressAllowCidrs: ['127.0.0.0/8'] };
  await using ctx = await createBenchContext('auction', { settings, connectionsMax: 20 });
  const bidders = new Worker(new URL('bidder-thread.ts', import.meta.url));
  const [bidderPort] = (await once(bidders, 'message')) as [number];
  const server = await serveApi(ctx);
  const pool = startWorker(ctx, 'auctions', new AbortController());
  const client = new Agent({ connections: 256 });
  try {
    for (const count of BIDDER_COUNTS) await measureAuctions(ctx, client, { count, bidderPort });
  } finally {
    await pool.close();
    await server.close();
    await client.close();
    await bidders.terminate();
  }
}

async function measureAuctions(
  ctx: OwnedContext,
  client: Agent,
  { count, bidderPort }: { count: number; bidderPort: number },
): Promise<void> {
  const bidderUrls = Array.from(
    { length: count },
    (_, i) => `http://127.0.0.1:${bidderPort}/__sim/bidders/fast?amount=${5 + i / 100}`,
  );
  // The calls of the warm-up stay live. In a tenant of their own, they do not count in the carrier's room of the others.
  let phoneNumber = await createCampaignWithBidders(ctx, bidderUrls);
  const sendBareRequests = () => requestBids(client, bidderUrls);
  const { publicBaseUrl: apiUrl, twilio } = ctx.config;
  let callsWithoutBid = 0;
  const sendCall = async () => {
    const twiml = await sendInboundCall(client, { ...twilio, apiUrl, to: phoneNumber });
    if (!twiml.includes(BIDDER_PHONE)) callsWithoutBid += 1;
  };
  await runConcurrently(WARM_UP_CALLS, SATURATION_CONCURRENCY, async () => {
    await sendBareRequests();
    await sendCall();
  });
  if (callsWithoutBid === WARM_UP_CALLS) throw new Error('No call of the warm-up reached a bidder.');
  callsWithoutBid = 0;
  phoneNumber = await createCampaignWithBidders(ctx, bidderUrls);
  const bareMs: number[] = [];
  const callMs: number[] = [];
  const waitMs: number[] = [];
  // Inbound calls and bare requests to the bidders alternate, so other load on the machine affects the times of both in
  // the same way.
  for (let call = 0; call < CALLS; call += 1) {
    bareMs.push(await measureMs(sendBareRequests));
    const waitedMs = processorWaitMs();
    callMs.push(await measureMs(sendCall));
    waitMs.push(processorWaitMs() - waitedMs);
  }
  const cells = [0.5, 0.95, 0.99].map((share) => {
    const [call, bare] = [percentile(callMs, share), percentile(bareMs, share)];
    return `p${share * 100} ${call.toFixed(1)} (bare ${bare.toFixed(1)}, added ${(call - bare).toFixed(1)})`;
  });
  console.log(
    `${String(count).padStart(2)} bidders  ${cells.join('  ')} ms; ` +
      `of a median call, ${percentile(waitMs, 0.5).toFixed(1)} ms are waiting for a processor`,
  );
  const measureRate = async (work: () => Promise<void>) =>
    SATURATION_CALLS /
    ((await measureMs(() => runConcurrently(SATURATION_CALLS, SATURATION_CONCURRENCY, work))) / 1000);
  const bareRate = await measureRate(sendBareRequests);
  using statements = countStatements(ctx);
  const cpuBefore = process.threadCpuUsage();
  const rate = await measureRate(sendCall);
  const { user, system } = process.threadCpuUsage(cpuBefore);
  console.log(
    `            ${Math.round(rate)} calls/s, ${Math.round(rate * count)} bids/s with ${SATURATION_CONCURRENCY} ` +
      `concurrent calls (bare ${Math.round(bareRate)}/s); a call: ` +
      `${(statements.count / SATURATION_CALLS).toFixed(1)} statements, ` +
      `${((user + system) / 1000 / SATURATION_CALLS).toFixed(1)} CPU-ms of API, worker and callers` +
      (callsWithoutBid > 0 ? `; ${callsWithoutBid} calls got no bid in time` : ''),
  );
}

/**
 * Creates a campaign in a new tenant, with one RTB target for each URL in `bidderUrls`.
 *
 * @returns The phone number of the campaign.
 */
async function createCampaignWithBidders(ctx: OwnedContext, bidderUrls: string[]): Promise<string> {
  const actor = await createTenant(ctx);
  const router = await createRouter(ctx, actor, {
    name: 'Bench',
    description: null,
    biddingTimeoutMs: 5_000,
    minBiddersRequired: 1,
    isActive: true,
    enablePredictiveRouting: false,
    revenueType: 'per_call',
    conversionTracking: true,
    conversionSeconds: null,
    destinationCountries: null,
  });
  for (const endpointUrl of bidderUrls) {
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
      headers: {},
      callerIdExposure: 'full',
      postUrl: null,
      postMethod: 'POST',
      postBody: null,
      postTimeoutMs: 1_000,
      authentication: 'none',
      timeoutMs: 5_000,
      connectionTimeoutMs: 3_000,
      bidAmountPath: 'bidAmount',
      acceptancePath: 'accepted',
      acceptanceValues: ['true'],
      noBidStatuses: null,
      expiryPath: null,
      destinationNumberPath: 'destinationNumber',
      currencyPath: 'currency',
      durationPath: 'duration',
      // Without a maximum bid, an auction waits for every bidder. The requests of the comparison also wait for every
      // bidder.
      minBidMicros: 0,
      maxBidMicros: null,
      bidDuration: 0,
      conversionSeconds: null,
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

/** Sends the same bid request to all bidders at once and reads the responses of the bidders. */
async function requestBids(client: Agent, bidderUrls: string[]): Promise<void> {
  const body = JSON.stringify({ requestId: 'req_1', callerId: '+14155557777', minBid: 0, currency: 'USD' });
  await Promise.all(
    bidderUrls.map(async (url) => {
      const headers = { 'content-type': 'application/json' };
      const reply = await request(url, { method: 'POST', dispatcher: client, headers, body });
      await reply.body.json();
    }),
  );
}

/** Counts the statements of the context, with `begin` and `commit`, until it is disposed. */
function countStatements({ sql }: OwnedContext): Disposable & { count: number } {
  const options = sql.options as { debug?: unknown };
  const counter = {
    count: 0,
    [Symbol.dispose]() {
      options.debug = undefined;
    },
  };
  options.debug = () => (counter.count += 1);
  return counter;
}

/**
 * Returns how long the main thread has been ready to run while other threads and programs had the processors. If the
 * difference over a call is a large share of the call, the machine is too busy for the figure. NaN without Linux.
 */
function processorWaitMs(): number {
  if (process.platform !== 'linux') return Number.NaN;
  return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[1]) / 1e6;
}

async function measureMs(work: () => Promise<void>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}
