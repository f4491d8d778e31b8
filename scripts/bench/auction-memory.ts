/**
 * `npm run bench -- auction --auctions=50000` looks for memory leaks in auctions. The benchmark sends 50,000 inbound
 * calls to the product's real processes. After every few thousand calls and a full garbage collection, the benchmark
 * prints the memory of the processes. The memory must not grow with the number of calls.
 */
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { Agent } from 'undici';
import { readConfig, requireServices } from '../../shared/config.ts';
import { QUEUE_NAMES } from '../../shared/jobs/definition.ts';
import { logIn, registerOwner } from '../demo/sign-in.ts';
import { simulatedBidderUrl, createInboundCampaign } from '../demo/inbound-campaign.ts';
import { launch, type RunningSystem } from '../launch.ts';
import { runConcurrently } from './concurrency.ts';
import { startOrExit } from '../start-or-exit.ts';
import { sendInboundCall } from './inbound-call.ts';
import { inspectProcess, type ProcessInspector, INSPECTOR_LINE } from './process-inspector.ts';

/** Maximum number of calls between two memory measurements. */
const CALLS_PER_STEP_MAX = 10_000;
/** Minimum number of memory measurements. */
const STEPS_MIN = 5;
const CONCURRENT_CALLS = 20;
const BIDDERS = 3;
const PHONE = '+14155557000';
const MB = 1024 * 1024;
const COLUMN_WIDTH = 34;
/** The processes that take part in an auction and whose memory is measured. */
const MEASURED_PROCESSES = ['workers-auctions', 'api'];

/**
 * Runs the benchmark.
 *
 * @param auctions Number of inbound calls; each call has one auction.
 */
export async function benchAuctionMemory(auctions: number): Promise<void> {
  const inspectorUrls = new Map<string, string>();
  await using system = await startOrExit(
    launch({
      scratch: true,
      settings: {
        CARRIER: 'simulator',
        LOG_LEVEL: 'error',
        EGRESS_ALLOW_CIDRS: '127.0.0.0/8',
        // With port 0, the inspector (debugging port) of each process takes a free port.
        NODE_OPTIONS: '--inspect=127.0.0.1:0',
      },
      workerProcesses: [['auctions'], QUEUE_NAMES.filter((name) => name !== 'auctions')],
      onLine: (name, line) => {
        const url = INSPECTOR_LINE.exec(line)?.[1];
        if (url) inspectorUrls.set(name, url);
      },
    }),
  );
  await createCampaignWithBidders(system);
  const inspectors: ProcessInspector[] = [];
  for (const name of MEASURED_PROCESSES) inspectors.push(await inspectProcess(inspectorUrls.get(name) ?? ''));
  const client = new Agent({ connections: CONCURRENT_CALLS });
  const { authToken, accountSid } = requireServices(readConfig(system.settings)).twilio;
  const call = { apiUrl: system.apiUrl, authToken, accountSid, to: PHONE };
  try {
    const titles = MEASURED_PROCESSES.map((name) => `${name}: heap, RSS in MB`.padStart(COLUMN_WIDTH));
    console.log(`${'calls'.padStart(9)}${titles.join('')}   calls/s`);
    const step = Math.min(CALLS_PER_STEP_MAX, Math.ceil(auctions / STEPS_MIN));
    for (let done = 0; done < auctions; done += step) {
      const calls = Math.min(step, auctions - done);
      const startMs = performance.now();
      await runConcurrently(calls, CONCURRENT_CALLS, () => sendInboundCall(client, call));
      await printMemory(inspectors, done + calls, calls / ((performance.now() - startMs) / 1_000));
    }
  } finally {
    for (const inspector of inspectors) inspector.close();
    await client.close();
  }
}

async function createCampaignWithBidders({ apiUrl, simulatorUrl = '' }: RunningSystem): Promise<void> {
  const credentials = { email: 'bench@example.com', password: randomBytes(16).toString('hex') };
  await registerOwner(apiUrl, credentials);
  const api = await logIn(apiUrl, credentials);
  await createInboundCampaign(api, {
    phoneNumber: PHONE,
    bidders: Array.from({ length: BIDDERS }, (_, i) => ({
      name: `Bidder ${i}`,
      endpointUrl: simulatedBidderUrl(simulatorUrl, 'fast', { amount: 5 + i }),
    })),
    // Under load an auction can miss its deadline. The product then connects the caller to the buyer.
    buyers: [{ name: 'Buyer', phoneNumber: '+14155550999', maxConcurrentCalls: 0 }],
  });
}

async function printMemory(inspectors: ProcessInspector[], calls: number, callsPerSecond: number): Promise<void> {
  const cells: string[] = [];
  for (const inspector of inspectors) {
    const { heapBytes, rssBytes } = await inspector.readMemory();
    cells.push(`${(heapBytes / MB).toFixed(1)}, ${(rssBytes / MB).toFixed(0)}`.padStart(COLUMN_WIDTH));
  }
  console.log(`${String(calls).padStart(9)}${cells.join('')}${callsPerSecond.toFixed(0).padStart(10)}`);
}
