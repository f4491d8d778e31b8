/**
 * Callers must not notice outages behind the webhook. While Redis or the workers are down, the webhook connects each
 * caller to the next buyer within three seconds, and no report of the carrier is lost.
 */
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { QUEUE_NAMES } from '../../../shared/jobs/definition.ts';
import { simulatedBidderUrl, createInboundCampaign } from '../../../scripts/demo/inbound-campaign.ts';
import { waitUntil } from '../../helpers/wait.ts';
import { dialedNumber, randomPhoneNumber, randomCallSid } from '../../helpers/fixtures/inbound-calls.ts';
import { startPayPerCall } from '../../helpers/fixtures/pay-per-call-system.ts';

/** The longest time until the carrier receives the TwiML reply. Milliseconds of real time. */
const ANSWER_MS_MAX = 3_000;
const CALLERS = 12;
const PHONE = '+14155557001';
const BIDDER = '+14155550211';
const BUYER = '+14155550311';

const system = await startPayPerCall([['auctions'], QUEUE_NAMES.filter((name) => name !== 'auctions')], 5);
afterAll(() => system[Symbol.asyncDispose]());
const { sql, running, lines } = system;

await createInboundCampaign(system.api, {
  phoneNumber: PHONE,
  bidders: [
    { name: 'Bidder', endpointUrl: simulatedBidderUrl(running.simulatorUrl!, 'fast', { destination: BIDDER }) },
  ],
  buyers: [{ name: 'Buyer', phoneNumber: BUYER, maxConcurrentCalls: 0 }],
});

type Caller = { CallSid: string; From: string };
const callersOf = (count: number): Caller[] =>
  Array.from({ length: count }, () => ({ CallSid: randomCallSid(), From: randomPhoneNumber() }));

async function callIn({ CallSid, From }: Caller) {
  const params = { CallSid, From, To: PHONE, CallStatus: 'ringing', Direction: 'inbound' };
  const { status, text, tookMs } = await system.callback('/api/webhooks/voice', params);
  expect(status).toBe(200);
  return { dialled: dialedNumber(text), tookMs };
}

/**
 * Places two calls one after the other, and then all other calls at the same time. Returns the dialed phone numbers and
 * the longest response time.
 */
async function answersTo(callers: Caller[]): Promise<{ phones: unknown[]; slowestMs: number }> {
  const [first, second, ...others] = callers as [Caller, Caller, ...Caller[]];
  const answers = [await callIn(first), await callIn(second), ...(await Promise.all(others.map(callIn)))];
  return {
    phones: [...new Set(answers.map(({ dialled }) => dialled))],
    slowestMs: Math.max(...answers.map(({ tookMs }) => tookMs)),
  };
}

const atTheBuyer = { phones: [BUYER], slowestMs: expect.toSatisfy((ms: number) => ms < ANSWER_MS_MAX) as number };

/** Reports that all callers hung up, as the carrier does. The carrier waits at most 15 seconds for a reply. */
async function hangUp(callers: Caller[]): Promise<void> {
  const reports = callers.map(({ CallSid }) =>
    system.callback('/api/webhooks/status', { CallSid, CallStatus: 'no-answer', CallDuration: '0' }),
  );
  for (const { status, tookMs } of await Promise.all(reports)) {
    expect(status).toBe(204);
    expect(tookMs).toBeLessThan(15_000);
  }
}

/**
 * Checks that every report of the carrier was processed, that no call ended because of a poll, and that no claim or job
 * is left.
 */
async function assertNothingLost(callers: Caller[]): Promise<void> {
  const sids = callers.map(({ CallSid }) => CallSid);
  const left = () => sql`
    select call_sid as what, status::text from calls where call_sid = any(${sids}) and live
    union all select 'outbox', kind from outbox
    union all select 'award', status from rtb_awards where status = 'claimed'
    union all select 'buyer', name from buyers where current_calls <> 0`;
  await waitUntil(
    async () => (await left()).length === 0,
    async () => [await left(), ...lines.slice(-10)],
    40_000,
  );
  const ends = await sql`select distinct status::text, disposition from calls where call_sid = any(${sids})`;
  expect(ends).toEqual([{ status: 'no-answer', disposition: 'no_answer' }]);
}

/** Checks that the bidder gets calls again immediately, because an outage must not count as a failure of the bidder. */
async function assertBidderWins(): Promise<void> {
  const callers = callersOf(3);
  for (const caller of callers) expect((await callIn(caller)).dialled).toBe(BIDDER);
  await hangUp(callers);
  await assertNothingLost(callers);
}

const { redis } = running.services;
const worker = (name: string) => running.children.get(`workers-${name}`)!;
const countBidResponses = async () => (await sql<[{ count: number }]>`select count(*) from bid_responses`)[0].count;

beforeAll(assertBidderWins, 60_000);
afterEach(assertBidderWins, 60_000);

// Each outage takes 10 s, so the short version has only one.
test.runIf(inject('isLong'))(
  'with every worker of the auctions dead',
  async () => {
    const callers = callersOf(CALLERS);
    const before = await countBidResponses();
    await worker('auctions').kill();
    expect(await answersTo(callers)).toEqual(atTheBuyer);
    await hangUp(callers);
    await assertNothingLost(callers);
    await worker('auctions').start();
    // If an auction job waited in the queue until after the deadline of the auction, the worker pings no bidder.
    await waitUntil(
      async () => (await sql`select from bid_requests where status = 'failed'`).length >= CALLERS,
      'the expired jobs recorded as failed',
    );
    expect(await countBidResponses()).toBe(before);
  },
  90_000,
);

test.runIf(inject('isLong'))(
  'with all workers dead',
  async () => {
    const callers = callersOf(CALLERS);
    for (const [name, child] of running.children) if (name.startsWith('workers')) await child.kill();
    expect(await answersTo(callers)).toEqual(atTheBuyer);
    await hangUp(callers);
    for (const [name, child] of running.children) if (name.startsWith('workers')) await child.start();
    await assertNothingLost(callers);
  },
  90_000,
);

test('with Redis stopped', async () => {
  const callers = callersOf(CALLERS);
  await redis!.kill();
  expect(await answersTo(callers)).toEqual(atTheBuyer);
  await hangUp(callers);
  // The API has applied most reports, and the others wait in Postgres.
  const [{ stored }] = await sql<[{ stored: number }]>`
    select (select count(*) from outbox where kind = 'call.event')
      + (select count(*) from calls where call_sid = any(${callers.map(({ CallSid }) => CallSid)}) and not live) as stored`;
  expect(stored).toBeGreaterThanOrEqual(CALLERS);
  await redis!.start();
  await assertNothingLost(callers);
}, 90_000);

test.runIf(inject('isLong'))(
  'with Redis frozen',
  async () => {
    const callers = callersOf(CALLERS);
    process.kill(redis!.pid!, 'SIGSTOP');
    try {
      expect(await answersTo(callers)).toEqual(atTheBuyer);
      await hangUp(callers);
    } finally {
      process.kill(redis!.pid!, 'SIGCONT');
    }
    await assertNothingLost(callers);
  },
  90_000,
);
