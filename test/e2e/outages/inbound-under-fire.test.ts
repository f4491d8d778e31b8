/**
 * Many callers call while workers and the API are killed. No bidder and no buyer may get more calls than the cap
 * allows. The test checks the caps in the carrier's ledger and in our database. At the end, all claims must be
 * released.
 */
import { afterAll, expect, inject, test } from 'vitest';
import { dataOf } from '../../../api/client/client.ts';
import { QUEUE_NAMES } from '../../../shared/jobs/definition.ts';
import { addBuyer, simulatedBidderUrl, createInboundCampaign } from '../../../scripts/demo/inbound-campaign.ts';
import { waitUntil } from '../../helpers/wait.ts';
import { countConcurrentMax, startPayPerCall } from '../../helpers/fixtures/pay-per-call-system.ts';

const SPEED = 10;
/** The phone number of a campaign with auctions. The campaign `PLAIN` has no auctions, but has the same buyers. */
const AUCTIONED = '+14155557000';
const PLAIN = '+14155557002';
/** The bid amount, the phone number and the caps of each bidder. */
const bidders = [
  { amount: 9, phone: '+14155550201', maxConcurrentCalls: 5, hourlyCap: 40 },
  { amount: 8, phone: '+14155550202', maxConcurrentCalls: 3, hourlyCap: 20 },
  { amount: 7, phone: '+14155550203', maxConcurrentCalls: 8, hourlyCap: 11 },
];
const buyers = [
  { phone: '+14155550301', maxConcurrentCalls: 4, dailyCallLimit: 60 },
  { phone: '+14155550302', maxConcurrentCalls: 6, dailyCallLimit: 25 },
];
const TALK_SECONDS = 20;
/** Number of callers who call at once. Also in the short version, the caps refuse more bids than `refused`. */
const AT_ONCE = inject('isLong') ? { callers: 200, refused: 100 } : { callers: 80, refused: 30 };

/**
 * The queues of the third worker process. The first two worker processes run auctions, and the second also runs
 * imports.
 */
const others = QUEUE_NAMES.filter((name) => name !== 'auctions' && name !== 'imports');
const pools = [['auctions'], ['auctions', 'imports'], others];
const system = await startPayPerCall(pools, SPEED);
afterAll(() => system[Symbol.asyncDispose]());
const { sql, api, running, lines } = system;

const { targetIds, buyerIds } = await createInboundCampaign(api, {
  phoneNumber: AUCTIONED,
  // The timeouts are long, because many auctions at once are slow on a slow machine. Only the caps must limit the
  // calls.
  router: { biddingTimeoutMs: 10_000 },
  bidders: bidders.map(({ amount, phone, maxConcurrentCalls, hourlyCap }) => ({
    name: phone,
    endpointUrl: simulatedBidderUrl(running.simulatorUrl!, 'fast', { amount, destination: phone }),
    target: { maxConcurrentCalls, hourlyCap, timeoutMs: 10_000, connectionTimeout: 10_000 },
  })),
  buyers: buyers.map(({ phone, ...limits }) => ({ name: phone, phoneNumber: phone, ...limits })),
});
const plain = await dataOf(api.POST('/campaigns', { body: { name: 'Plain', phoneNumber: PLAIN } }));
for (const buyerId of buyerIds) await addBuyer(api, plain.id, buyerId);
await system.behave(
  [...bidders, ...buyers].map(({ phone }) => ({
    number: phone,
    persona: { kind: 'human', ringSeconds: 2, talkSeconds: TALK_SECONDS },
  })),
);

let callers = 0;
/** Places `count` calls at the same time. Waits until the carrier has accepted all calls. */
async function wave(count: number): Promise<void> {
  const froms = Array.from({ length: count }, () => `+1212555${1000 + (callers += 1)}`);
  await Promise.all(froms.map((from, at) => system.callIn(at % 3 === 2 ? PLAIN : AUCTIONED, from)));
}

/** Returns the calls that have not ended, the claims that are not released, and the jobs that are not published. */
async function unfinished(): Promise<readonly unknown[]> {
  const { calls } = await system.ledger();
  const onTheLine = calls.filter(({ endedAt }) => endedAt === null).length;
  return [
    ...(onTheLine > 0 ? [`${onTheLine} on the carrier's lines`] : []),
    ...(await sql`
      select 'call' as what, status::text, route_attempt from calls where live
      union all select 'award', status, target_id::integer from rtb_awards where status = 'claimed'
      union all select 'buyer', name, current_calls from buyers where current_calls <> 0
      union all select 'outbox', kind, null from outbox`),
  ];
}

const quiet = (timeoutMs: number) =>
  waitUntil(
    async () => (await unfinished()).length === 0,
    async () => [await unfinished(), ...lines.slice(-10)],
    timeoutMs,
  );

async function awarded(): Promise<number> {
  const [{ count }] = await sql<[{ count: number }]>`select count(*) from rtb_awards`;
  return count;
}

function kill(name: string): void {
  process.kill(running.children.get(name)!.pid!, 'SIGKILL');
}

/**
 * Reads the live calls of each buyer every 20 ms. Returns a function that stops the reading and returns the highest
 * number of live calls for each buyer.
 */
function watchBuyers(): () => Promise<number[]> {
  const worst = buyers.map(() => 0);
  const over = new AbortController();
  const looking = (async () => {
    while (!over.signal.aborted) {
      const rows = await sql<{ id: number; currentCalls: number }[]>`select id, current_calls from buyers`;
      for (const { id, currentCalls } of rows) {
        const at = buyerIds.indexOf(id);
        worst[at] = Math.max(worst[at]!, currentCalls);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  return async () => {
    over.abort();
    await looking;
    return worst;
  };
}

async function assertCapsKept(): Promise<void> {
  const { calls, evictions } = await system.ledger();
  expect(evictions).toBe(0);
  const inTheLedger = (phone: string) =>
    countConcurrentMax(
      calls.flatMap(({ to, direction, acceptedAt, endedAt }) =>
        to === phone && direction === 'outbound-dial'
          ? [{ from: Date.parse(acceptedAt!), to: Date.parse(endedAt!) }]
          : [],
      ),
    );
  for (const [index, { phone, maxConcurrentCalls, hourlyCap }] of bidders.entries()) {
    const spans = await sql<{ from: number; to: number }[]>`
      select extract(epoch from awarded_at)::float8 as from, extract(epoch from ended_at)::float8 as to
      from rtb_awards where target_id = ${targetIds[index]!}`;
    expect(countConcurrentMax([...spans])).toBeLessThanOrEqual(maxConcurrentCalls);
    expect(inTheLedger(phone)).toBeLessThanOrEqual(maxConcurrentCalls);
    // The hourly count of a bidder must equal the completed awards in the hour, and must not exceed the hourly cap.
    const hours = await sql<{ counted: number; completed: number }[]>`
      select b.used as counted, (select count(*) from rtb_awards w
        where w.target_id = b.target_id and w.hour_start = b.starts_at and w.status = 'completed') as completed
      from rtb_cap_buckets b where b.target_id = ${targetIds[index]!} and b.period = 'hour'`;
    expect(hours.length).toBeGreaterThan(0);
    for (const { counted, completed } of hours) {
      expect(counted).toBe(completed);
      expect(counted).toBeLessThanOrEqual(hourlyCap);
    }
  }
  for (const { phone, maxConcurrentCalls } of buyers)
    expect(inTheLedger(phone)).toBeLessThanOrEqual(maxConcurrentCalls);
  const days = await sql<{ id: number; calls: number; callsToday: number }[]>`
    select b.id, b.calls_today, (select count(*) from calls c where c.buyer_id = b.id and c.buyer_day = b.calls_day) as calls
    from buyers b order by b.id`;
  for (const [index, { calls: given, callsToday }] of days.entries()) {
    expect(callsToday).toBe(given);
    expect(given).toBeLessThanOrEqual(buyers[index]!.dailyCallLimit);
  }
}

test('callers who call at once never exceed a cap, and all claims are released at the end', async () => {
  const stopWatching = watchBuyers();
  await wave(AT_ONCE.callers);
  await quiet(120_000);
  const worst = await stopWatching();
  for (const [index, most] of worst.entries()) expect(most).toBeLessThanOrEqual(buyers[index]!.maxConcurrentCalls);
  await assertCapsKept();
  // Many bids were refused because a bidder was at the cap. So the caps limited the calls, and there were enough
  // callers.
  const [{ full }] = await sql<[{ full: number }]>`
    select count(*) as full from bid_responses where reason = 'capped'`;
  expect(full).toBeGreaterThan(AT_ONCE.refused);
  const { calls } = await system.ledger();
  const connected = calls.filter(({ direction, answeredAt }) => direction === 'outbound-dial' && answeredAt !== null);
  expect(connected.length).toBeGreaterThan(20);
}, 180_000);

// The kills take 15 s, so only the long version has them.
test.runIf(inject('isLong'))(
  'no cap is exceeded while workers and the API are killed, and claims are released',
  async () => {
    const before = await awarded();
    const stopWatching = watchBuyers();
    const arriving = wave(60);
    await waitUntil(async () => (await awarded()) > before, 'the first award of the wave');
    kill('workers-auctions');
    await arriving;
    await wave(20);
    kill('api');
    await wave(10);
    await waitUntil(
      async () => (await fetch(`${running.apiUrl}/readyz`).catch(() => undefined))?.ok === true,
      'the API back',
    );
    await wave(20);
    await quiet(120_000);
    for (const [index, most] of (await stopWatching()).entries())
      expect(most).toBeLessThanOrEqual(buyers[index]!.maxConcurrentCalls);
    await assertCapsKept();
  },
  240_000,
);

test('the database agrees with the carrier: every caller is known, and no bidder without a conversation is billed', async () => {
  const { calls } = await system.ledger();
  const inbound = calls.filter(({ direction }) => direction === 'inbound');
  expect(inbound).toHaveLength(callers);
  const completed = await sql<{ destination: string; callSid: string; converted: boolean }[]>`
    select w.destination, c.call_sid, w.converted from rtb_awards w join calls c on c.id = w.call_id
    where w.status = 'completed'`;
  expect(completed.length).toBeGreaterThan(10);
  const talked = (callSid: string, destination: string) =>
    calls.some((leg) => leg.parentSid === callSid && leg.to === destination && leg.durationSeconds > 0);
  expect(completed.filter(({ callSid, destination }) => !talked(callSid, destination))).toEqual([]);
});
