/** The demo's callers: they call a number whose calls are auctioned, to bidders good, slow and broken. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { DemoApi } from './api.ts';
import { bidderUrl, openMarket } from './market.ts';

const PHONE = '+14155557000';
const CALLERS = 30;
/** Real ms from one caller to the next: some auctions run side by side, and bidders reach their caps. */
const PAUSE_MS = 1_200;
/** What the calls that come in ask of bidders, in real ms, since those run on no clock of ours. */
const BIDDING_MS = 700;

/**
 * Who picks up where, and talks for how long: a bid names the 300 seconds from which the call is paid. Who does not answer
 * costs its bidder the call, and the next best bid is dialled.
 */
const phones = {
  '+14155550401': { kind: 'human', ringSeconds: 4, talkSeconds: 420 },
  '+14155550402': { kind: 'human', ringSeconds: 6, talkSeconds: 360 },
  '+14155550403': { kind: 'human', ringSeconds: 5, talkSeconds: 90 },
  '+14155550404': { kind: 'no-answer' },
  '+14155550405': { kind: 'human', ringSeconds: 5, talkSeconds: 200 },
} as const;
type Phone = keyof typeof phones;
const HOUSE: Phone = '+14155550405';

type Bidder = {
  name: string;
  /** Of `scripts/simulator/bidders/kinds.ts`. */
  kind: string;
  /** In dollars, real ms, and the phone of the bid. */
  asked: { amount?: number; delayMs?: number; destination?: Phone };
  maxConcurrentCalls?: number;
};

const bidders: Bidder[] = [
  {
    name: 'Premium Health',
    kind: 'fast',
    asked: { amount: 9.5, delayMs: 80, destination: '+14155550401' },
    maxConcurrentCalls: 3,
  },
  {
    name: 'Nobody Home',
    kind: 'fast',
    asked: { amount: 9.75, delayMs: 60, destination: '+14155550404' },
    maxConcurrentCalls: 1,
  },
  {
    name: 'Steady Leads',
    kind: 'fast',
    asked: { amount: 7.25, delayMs: 120, destination: '+14155550402' },
    maxConcurrentCalls: 4,
  },
  {
    name: 'Brief Calls',
    kind: 'fast',
    asked: { amount: 6, delayMs: 40, destination: '+14155550403' },
    maxConcurrentCalls: 2,
  },
  { name: 'Too Slow', kind: 'slow', asked: { amount: 14, delayMs: 2_000, destination: '+14155550401' } },
  { name: 'Cents for Dollars', kind: 'over', asked: {} },
  { name: 'Other Currency', kind: 'euro', asked: {} },
  { name: 'Not Today', kind: 'declining', asked: {} },
  { name: 'Broken', kind: 'html', asked: {} },
];

/** @param api with a session of the demo's owner */
export async function openDemoMarket(api: DemoApi, simulatorUrl: string): Promise<void> {
  await openMarket(api, {
    phoneNumber: PHONE,
    router: { biddingTimeoutMs: BIDDING_MS },
    bidders: bidders.map(({ name, kind, asked, maxConcurrentCalls = 0 }) => ({
      name,
      endpointUrl: bidderUrl(simulatorUrl, kind, asked),
      target: { minBidAmount: 2.5, maxBidAmount: 25, maxConcurrentCalls },
    })),
    buyers: [{ name: 'House buyer', phoneNumber: HOUSE, maxConcurrentCalls: 0 }],
  });
  const behaviours = Object.entries(phones).map(([number, persona]) => ({ number, persona }));
  await post(`${simulatorUrl}/__sim/behaviours`, behaviours);
}

/** Resolves when the last caller has called; most are still talking then. */
export async function letCallersCall({
  apiUrl,
  simulatorUrl,
}: {
  apiUrl: string;
  simulatorUrl: string;
}): Promise<void> {
  for (let n = 1; n <= CALLERS; n += 1) {
    await post(`${simulatorUrl}/__sim/inbound`, {
      from: `+1212555${5000 + n}`,
      to: PHONE,
      voiceUrl: `${apiUrl}/api/webhooks/voice`,
      statusCallback: `${apiUrl}/api/webhooks/status`,
      // They wait for as long as it rings, and leave when the other side does.
      persona: { patienceSeconds: null, talkSeconds: null },
    });
    await sleep(PAUSE_MS);
  }
}

async function post(url: string, body: unknown): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
}
