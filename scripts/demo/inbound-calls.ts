/**
 * The demo's inbound calls: the callers, the publishers who send them, and the bidders in the auctions of the calls. Some
 * bidders are slow or broken, and one bids in a second currency.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type CallCenterProClient, dataOf } from '../../api/client/client.ts';
import { remoteSimulator } from '../simulator/control/remote.ts';
import { simulatedBidderUrl, createInboundCampaign } from './inbound-campaign.ts';

const PHONE = '+14155557000';
/** The campaign's second phone number, which the demo buys from the carrier. */
const BOUGHT_PHONE = '+14155550119';
/** Every third call comes to the bought number. */
const BOUGHT_PHONE_EVERY = 3;
const CALLS = 30;
/** By the number of a call, the call whose caller calls again. The caller has talked to a bidder at that time. */
const REPEATED_CALLS: Record<number, number> = { 21: 1, 26: 8 };
/**
 * Milliseconds of real time from one caller to the next. The interval is so short that some auctions overlap and some
 * bidders reach their caps.
 */
const CALLER_INTERVAL_MS = 1_200;
/**
 * Milliseconds of real time. Limit for a bid. The limit is in real time, because bidders are external servers and do
 * not run on the product's clock.
 */
const BIDDING_MS_MAX = 700;

/**
 * The phone numbers in the bids, and who answers. A bidder pays for a call only after 300 seconds of conversation;
 * every bid says so. If a bidder's phone does not answer, the bidder's award is released and the next best bid is
 * dialed.
 */
const PHONES = {
  '+14155550401': { kind: 'human', ringSeconds: 4, talkSeconds: 420 },
  '+14155550402': { kind: 'human', ringSeconds: 6, talkSeconds: 360 },
  '+14155550403': { kind: 'human', ringSeconds: 5, talkSeconds: 90 },
  '+14155550404': { kind: 'no-answer' },
  '+14155550405': { kind: 'human', ringSeconds: 5, talkSeconds: 200 },
  '+14155550406': { kind: 'human', ringSeconds: 5, talkSeconds: 330 },
} as const;
type Phone = keyof typeof PHONES;
const HOUSE_BUYER_PHONE: Phone = '+14155550405';

type Bidder = {
  name: string;
  /** Kind of bidder: a key of the table in `scripts/simulator/bidders/kinds.ts`. */
  kind: string;
  /**
   * The bid: its amount in dollars, the bidder's response time in milliseconds of real time, and the destination phone
   * number.
   */
  bid: { amount?: number; delayMs?: number; destination?: Phone };
  maxConcurrentCalls?: number;
  /** The currency of the bidder's account. */
  currency?: string;
};

const BIDDERS: Bidder[] = [
  {
    name: 'Premium Health',
    kind: 'fast',
    bid: { amount: 9.5, delayMs: 80, destination: '+14155550401' },
    maxConcurrentCalls: 3,
  },
  {
    name: 'Never Answers',
    kind: 'fast',
    bid: { amount: 9.75, delayMs: 60, destination: '+14155550404' },
    maxConcurrentCalls: 1,
  },
  {
    name: 'Steady Leads',
    kind: 'fast',
    bid: { amount: 7.25, delayMs: 120, destination: '+14155550402' },
    maxConcurrentCalls: 4,
  },
  {
    name: 'Brief Calls',
    kind: 'fast',
    bid: { amount: 6, delayMs: 40, destination: '+14155550403' },
    maxConcurrentCalls: 2,
  },
  { name: 'Too Slow', kind: 'slow', bid: { amount: 14, delayMs: 2_000, destination: '+14155550401' } },
  { name: 'Cents for Dollars', kind: 'over', bid: {} },
  { name: 'Other Currency', kind: 'euro', bid: {} },
  {
    name: 'Euro Bidder',
    kind: 'euro',
    bid: { amount: 8.9, delayMs: 90, destination: '+14155550406' },
    maxConcurrentCalls: 2,
    currency: 'EUR',
  },
  { name: 'Declines All', kind: 'declining', bid: {} },
  { name: 'Broken Endpoint', kind: 'html', bid: {} },
];

/** What one US dollar buys. Auctions compare bids of several currencies by the stored rate of the day. */
const EUR_PER_DOLLAR = 0.92;

/** A publisher without `minSeconds` earns a payout only for calls that earn revenue. */
const PUBLISHERS = {
  [PHONE]: { name: 'Search Ads', payoutType: 'per_call', defaultPayout: 2.75 },
  [BOUGHT_PHONE]: { name: 'Euro Affiliate', payoutType: 'per_minute', defaultPayout: 0.35, currency: 'EUR' },
} as const;

/** @param api A client that has logged in as the owner of the demo's tenant. */
export async function createDemoInboundCampaign(api: CallCenterProClient, simulatorUrl: string): Promise<void> {
  const date = new Date().toISOString().slice(0, 10);
  await dataOf(api.POST('/exchange-rates', { body: { date, source: 'Demo', rates: { EUR: EUR_PER_DOLLAR } } }));
  const { campaignId } = await createInboundCampaign(api, {
    phoneNumber: PHONE,
    campaign: { duplicateAction: 'other_buyer', duplicateBillable: false, duplicatePayable: false },
    router: { biddingTimeoutMs: BIDDING_MS_MAX },
    bidders: BIDDERS.map(({ name, kind, bid, maxConcurrentCalls = 0, currency = 'USD' }) => ({
      name,
      endpointUrl: simulatedBidderUrl(simulatorUrl, kind, bid),
      target: { minBidAmount: 2.5, maxBidAmount: 25, maxConcurrentCalls, currency },
    })),
    buyers: [
      {
        name: 'House buyer',
        phoneNumber: HOUSE_BUYER_PHONE,
        maxConcurrentCalls: 0,
        pricePerCall: 4.15,
        billableSeconds: 90,
      },
    ],
  });
  await createPublishers(api, campaignId);
  const behaviours = Object.entries(PHONES).map(([number, persona]) => ({ number, persona }));
  await remoteSimulator(simulatorUrl).addBehaviours(behaviours);
}

/** Creates a publisher for each phone number of the campaign. */
async function createPublishers(api: CallCenterProClient, campaignId: number): Promise<void> {
  const bought = await dataOf(api.POST('/phone-numbers/purchase', { body: { phoneNumber: BOUGHT_PHONE } }));
  const body = { assignedTo: 'campaign', assignedId: campaignId } as const;
  await dataOf(api.PUT('/phone-numbers/{id}', { params: { path: { id: bought.id } }, body }));
  const main = await dataOf(api.POST('/phone-numbers', { body: { phoneNumber: PHONE } }));
  for (const [phone, { id: phoneNumberId }] of [
    [PHONE, main],
    [BOUGHT_PHONE, bought],
  ] as const) {
    const { id } = await dataOf(api.POST('/publishers', { body: PUBLISHERS[phone] }));
    await dataOf(
      api.POST('/publishers/{publisherId}/phone-numbers', {
        params: { path: { publisherId: id } },
        body: { phoneNumberId },
      }),
    );
  }
}

/**
 * Places all inbound calls, one after another. Resolves after the last call began, while most callers are still
 * talking.
 */
export async function placeInboundCalls({
  apiUrl,
  simulatorUrl,
}: {
  apiUrl: string;
  simulatorUrl: string;
}): Promise<void> {
  const simulator = remoteSimulator(simulatorUrl);
  for (let n = 1; n <= CALLS; n += 1) {
    await simulator.callIn({
      from: `+1212555${5000 + (REPEATED_CALLS[n] ?? n)}`,
      to: n % BOUGHT_PHONE_EVERY === 0 ? BOUGHT_PHONE : PHONE,
      voiceUrl: `${apiUrl}/api/webhooks/voice`,
      statusCallback: `${apiUrl}/api/webhooks/status`,
      // The caller has no time limits: the caller waits as long as the phone rings, and talks until the other party
      // hangs up.
      persona: { patienceSeconds: null, talkSeconds: null },
    });
    await sleep(CALLER_INTERVAL_MS);
  }
}
