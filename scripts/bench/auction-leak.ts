/**
 * `npm run bench -- auction --auctions=50000`: whether auctions leave anything behind. The real processes, unchanged, take so
 * many calls; what they hold after a full collection must not grow with the calls they have taken.
 */
import { randomBytes } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { Agent } from 'undici';
import { readConfig } from '../../shared/config.ts';
import { queueNames } from '../../shared/jobs.ts';
import { DemoApi } from '../demo/api.ts';
import { bidderUrl, openMarket } from '../demo/market.ts';
import { launch } from '../launch.ts';
import { callIn } from './auction-call.ts';
import { inspect, type Inspected, INSPECTOR_LINE } from './inspected.ts';

/** Calls from one look to the next; five looks at least. */
const STEP_MAX = 10_000;
const LOOKS_MIN = 5;
const IN_FLIGHT = 20;
const BIDDERS = 3;
const PHONE = '+14155557000';
const MB = 1024 * 1024;
/** The processes that take part in an auction. */
const WATCHED = ['workers-auctions', 'api'];

export async function benchAuctionLeak(auctions: number): Promise<void> {
  const inspectors = new Map<string, string>();
  await using running = await launch({
    scratch: true,
    settings: {
      CARRIER: 'simulator',
      LOG_LEVEL: 'error',
      EGRESS_ALLOW_CIDRS: '127.0.0.0/8',
      // Each process takes a free port of its own.
      NODE_OPTIONS: '--inspect=127.0.0.1:0',
    },
    workerProcesses: [['auctions'], queueNames.filter((name) => name !== 'auctions')],
    onLine: (name, line) => {
      const url = INSPECTOR_LINE.exec(line)?.[1];
      if (url) inspectors.set(name, url);
    },
  });
  const { apiUrl, simulatorUrl = '' } = running;
  const credentials = { email: 'bench@example.com', password: randomBytes(16).toString('hex') };
  await new DemoApi(apiUrl).register(credentials);
  const api = new DemoApi(apiUrl);
  await api.login(credentials);
  await openMarket(api, {
    phoneNumber: PHONE,
    bidders: Array.from({ length: BIDDERS }, (_, i) => ({
      name: `Bidder ${i}`,
      endpointUrl: bidderUrl(simulatorUrl, 'fast', { amount: 5 + i }),
    })),
    // Under load an auction may come too late; its call is taken all the same.
    buyers: [{ name: 'Buyer', phoneNumber: '+14155550999', maxConcurrentCalls: 0 }],
  });
  const watched = new Map<string, Inspected>();
  for (const name of WATCHED) watched.set(name, await inspect(inspectors.get(name) ?? ''));
  const client = new Agent({ connections: IN_FLIGHT });
  const { authToken, accountSid } = readConfig({}).twilio;
  try {
    console.log(`${' '.repeat(9)}${WATCHED.map((name) => `${name} heap, RSS in MB`.padStart(34)).join('')}   calls/s`);
    const step = Math.min(STEP_MAX, Math.ceil(auctions / LOOKS_MIN));
    for (let done = 0; done < auctions; done += step) {
      const startMs = performance.now();
      const calls = Math.min(step, auctions - done);
      let left = calls;
      const lane = async () => {
        while (left-- > 0) await callIn(client, { apiUrl, authToken, accountSid, to: PHONE });
      };
      await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
      const perSecond = calls / ((performance.now() - startMs) / 1_000);
      await report(watched, done + calls, perSecond);
    }
  } finally {
    for (const each of watched.values()) each.close();
    await client.close();
  }
}

async function report(watched: Map<string, Inspected>, done: number, perSecond: number): Promise<void> {
  const cells: string[] = [];
  for (const each of watched.values()) {
    const { heapBytes, rssBytes } = await each.memory();
    cells.push(`${(heapBytes / MB).toFixed(1)}, ${(rssBytes / MB).toFixed(0)}`.padStart(34));
  }
  console.log(`${String(done).padStart(9)}${cells.join('')}${perSecond.toFixed(0).padStart(10)}`);
}
