/**
 * Tests leases of phone numbers: each visitor has a number of their own while the pool has enough numbers, also under
 * concurrent requests.
 */
import { expect, inject, test } from 'vitest';
import { receiveCall, randomCallSid } from '../../../helpers/fixtures/inbound-calls.ts';
import {
  randomAddress,
  createTrackedPages,
  type TrackedPages,
  trackVisit,
} from '../../../helpers/fixtures/tracking-tags.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem({ env: { TRUSTED_PROXIES: '1' } });
const { sql } = system.ctx;

const MINUTE = 60;
/** The default times of a tag (the script on tracked pages), in seconds. */
const [IDLE, COOL_DOWN] = [30 * MINUTE, 10 * MINUTE];

type Shown = { phoneNumber: string; overflow?: true; trackingId: string };

async function see(pages: TrackedPages, sessionId: string, from?: string): Promise<Shown> {
  const reply = await trackVisit(system, { tagCode: pages.tag.tagCode, sessionId }, { ...(from && { from }) });
  if (reply.status !== 200) throw new Error(JSON.stringify(reply.body));
  return reply.body as Shown;
}

async function hangUp(CallSid: string): Promise<void> {
  await sql`
    update calls set status = 'completed', end_time = clock_now(), disposition = 'answered' where call_sid = ${CallSid}`;
}

test.runIf(inject('isLong'))(
  '500 sessions at once on 50 numbers, through two processes, a fifth of them asking twice: no number is two’s, no session has two',
  { timeout: 120_000 },
  async () => {
    const pages = await createTrackedPages(system, { numbers: 50 });
    const processes = [system, await system.startSecondProcess()];
    const sessions = Array.from({ length: 500 }, (_, n) => ({ sessionId: `session_${n}`, from: randomAddress() }));
    const asked = [...sessions.slice(0, 100), ...sessions];
    const replies = await Promise.all(
      asked.map(async ({ sessionId, from }, n) => {
        const reply = await trackVisit(
          processes[Math.floor(n / 100) % 2]!,
          { tagCode: pages.tag.tagCode, sessionId },
          { from },
        );
        expect(reply.status).toBe(200);
        return { sessionId, ...(reply.body as Shown) };
      }),
    );
    const numbersOf = Map.groupBy(replies, ({ sessionId }) => sessionId);
    for (const each of numbersOf.values()) expect(new Set(each.map((one) => JSON.stringify(one))).size).toBe(1);
    const own = replies.filter(({ overflow }) => !overflow);
    const visitorsOf = Map.groupBy(own, ({ phoneNumber }) => phoneNumber);
    expect([...visitorsOf.keys()].toSorted()).toEqual(pages.poolNumbers.toSorted());
    for (const visitors of visitorsOf.values()) expect(new Set(visitors.map((one) => one.sessionId)).size).toBe(1);
    for (const { phoneNumber, overflow } of replies)
      expect(overflow ? phoneNumber : 'of the pool').toBe(overflow ? pages.ownNumber : 'of the pool');
    expect(await sql`select from visits where tenant_id = ${pages.tenantId}`).toHaveLength(500);
  },
);

test('a number is kept while its visitor is seen and during the cool-down, and then goes to another visitor', async () => {
  const pages = await createTrackedPages(system, { numbers: 1 });
  const first = await see(pages, 'first');
  for (let beat = 0; beat < 3; beat++) {
    await system.advanceClock(IDLE - MINUTE);
    expect(await see(pages, 'first')).toEqual(first);
  }
  await system.advanceClock(IDLE + COOL_DOWN - MINUTE);
  expect((await see(pages, 'second')).overflow).toBe(true);
  // The visitor was away longer than the idle time, but no other visitor has the phone number yet.
  expect(await see(pages, 'first')).toEqual(first);
  await system.advanceClock(IDLE + COOL_DOWN + MINUTE);
  const third = await see(pages, 'third');
  expect([third.phoneNumber, third.overflow]).toEqual([first.phoneNumber, undefined]);
  const back = await see(pages, 'first');
  expect([back.overflow, back.trackingId === first.trackingId]).toEqual([true, false]);
});

test('the tag sets the idle time and the cool-down', async () => {
  const pages = await createTrackedPages(system, { numbers: 1, idleMinutes: 5, coolDownMinutes: 0 });
  await see(pages, 'first');
  await system.advanceClock(4 * MINUTE);
  expect((await see(pages, 'second')).overflow).toBe(true);
  await system.advanceClock(2 * MINUTE);
  expect((await see(pages, 'third')).overflow).toBe(undefined);
});

test('the free number that was not seen for the longest time is leased next', async () => {
  const pages = await createTrackedPages(system, { numbers: 3 });
  const order: string[] = [];
  for (let n = 0; n < 6; n++) {
    order.push((await see(pages, `visitor ${n}`)).phoneNumber);
    await system.advanceClock(IDLE + COOL_DOWN + MINUTE);
  }
  expect(order).toEqual([...pages.poolNumbers, ...pages.poolNumbers]);
  // The order depends on when each phone number was last seen, not on the start of its lease. The first visitor stays
  // for hours.
  const steady = await see(pages, 'steady');
  await see(pages, 'brief');
  await see(pages, 'brief too');
  for (let beat = 0; beat < 4; beat++) {
    await system.advanceClock(IDLE - MINUTE);
    await see(pages, 'steady');
  }
  await system.advanceClock(IDLE + COOL_DOWN + MINUTE);
  const next = [await see(pages, 'x'), await see(pages, 'y'), await see(pages, 'z')];
  expect(next.at(-1)!.phoneNumber).toBe(steady.phoneNumber);
});

test('a number with a call in progress stays with its visitor', async () => {
  const pages = await createTrackedPages(system, { numbers: 1 });
  const first = await see(pages, 'first');
  const CallSid = randomCallSid();
  await receiveCall(system, first.phoneNumber, { CallSid });
  await system.advanceClock(5 * (IDLE + COOL_DOWN));
  await system.runJob('system.sweep', {});
  expect((await see(pages, 'second')).overflow).toBe(true);
  expect((await see(pages, 'first')).phoneNumber).toBe(first.phoneNumber);
  await hangUp(CallSid);
  await system.advanceClock(IDLE + COOL_DOWN + MINUTE);
  expect((await see(pages, 'third')).phoneNumber).toBe(first.phoneNumber);
});

test('a number that is suspended, removed from its pool or deleted is not shown any more', async () => {
  const pages = await createTrackedPages(system, { numbers: 4 });
  const given = await see(pages, 'visitor');
  await sql`update phone_numbers set is_suspended = true where phone_number = ${given.phoneNumber}`;
  const second = await see(pages, 'visitor');
  expect(second.phoneNumber).not.toBe(given.phoneNumber);
  await sql`update phone_numbers set pool_id = null, assigned_at = null where phone_number = ${second.phoneNumber}`;
  const third = await see(pages, 'visitor');
  await sql`
    update phone_numbers set deleted_at = clock_now(), pool_id = null, assigned_at = null
    where phone_number = ${third.phoneNumber}`;
  const fourth = await see(pages, 'visitor');
  expect(new Set([given, second, third, fourth].map(({ phoneNumber }) => phoneNumber))).toEqual(
    new Set(pages.poolNumbers),
  );
  expect(fourth.trackingId).toBe(given.trackingId);
  const live = await sql`select from number_leases where tenant_id = ${pages.tenantId} and released_at is null`;
  expect(live).toHaveLength(1);
});

test('visitors who return at the same moment, when their leases end, cause no deadlock', async () => {
  const pages = await createTrackedPages(system, { numbers: 30 });
  const processes = [system, await system.startSecondProcess()];
  const visitors = Array.from({ length: 40 }, (_, n) => `visitor ${n}`);
  const seeAll = () =>
    Promise.all(
      visitors.map(async (sessionId, n) => {
        const { status } = await trackVisit(processes[n % 2]!, { tagCode: pages.tag.tagCode, sessionId });
        return status;
      }),
    );
  await seeAll();
  await system.advanceClock(IDLE + COOL_DOWN + MINUTE);
  expect(new Set(await seeAll())).toEqual(new Set([200]));
  const own = await sql`
    select from number_leases where tenant_id = ${pages.tenantId} and released_at is null and not is_overflow`;
  expect(own).toHaveLength(30);
});

test('two campaigns with their own tags share a pool but no number', async () => {
  const pages = await createTrackedPages(system, { numbers: 2 });
  const { body: other } = await pages.owner.post('/api/campaigns', { name: 'Winter Campaign' });
  await sql`update campaigns set pool_id = ${pages.poolId} where id = ${other['id']}`;
  const { body: tag } = await pages.owner.post('/api/tracking-tags', { name: 'Winter', campaignId: other['id'] });
  const first = await see(pages, 'same session');
  const second = (await trackVisit(system, { tagCode: tag['tagCode'], sessionId: 'same session' })).body;
  expect(new Set([first.phoneNumber, second['phoneNumber']])).toEqual(new Set(pages.poolNumbers));
});

test('the sweeper releases due leases in batches and deletes old leases and visits', async () => {
  const pages = await createTrackedPages(system, { numbers: 3 });
  for (const each of ['a', 'b', 'c']) await see(pages, each);
  const leases = () => sql<{ releasedAt: Date | null }[]>`
    select released_at from number_leases where tenant_id = ${pages.tenantId}`;
  await system.advanceClock(IDLE + COOL_DOWN - MINUTE);
  await system.runJob('system.sweep', {});
  expect((await leases()).filter(({ releasedAt }) => releasedAt)).toHaveLength(0);
  await system.advanceClock(2 * MINUTE);
  await system.runJob('system.sweep', {});
  expect((await leases()).filter(({ releasedAt }) => releasedAt)).toHaveLength(3);
  await system.advanceClock(29 * 24 * 60 * MINUTE);
  await system.runJob('system.sweep', {});
  expect(await leases()).toHaveLength(3);
  await system.advanceClock(2 * 24 * 60 * MINUTE);
  await system.runJob('system.sweep', {});
  expect(await leases()).toHaveLength(0);
  expect(await sql`select from visits where tenant_id = ${pages.tenantId}`).toHaveLength(3);
  await system.advanceClock(400 * 24 * 60 * MINUTE);
  await system.runJob('system.sweep', {});
  expect(await sql`select from visits where tenant_id = ${pages.tenantId}`).toHaveLength(0);
});

test('the pool’s webhook gets `pool.exhausted` once an hour', async () => {
  const pages = await createTrackedPages(system, { numbers: 1 });
  await sql`
    update number_pools set webhook_url = 'https://example.com/hook', webhook_secret = 'x' where id = ${pages.poolId}`;
  const told = () => sql`select from pool_webhook_deliveries where pool_id = ${pages.poolId}`;
  await see(pages, 'first');
  expect(await told()).toHaveLength(0);
  await Promise.all(['second', 'third', 'fourth'].map((each) => see(pages, each)));
  expect(await told()).toHaveLength(1);
});

test('the database refuses a second visitor for a number, and a second number for a visitor', async () => {
  const pages = await createTrackedPages(system, { numbers: 2 });
  await see(pages, 'visitor');
  const again = (changes: Record<string, unknown>) => {
    const columns = ['tenant_id', 'tag_id', 'session_id', 'visit_id', 'phone_number_id', 'phone_number'];
    const values = columns.map((name) => (name in changes ? sql`${changes[name] as string}` : sql`${sql(name)}`));
    const list = values.flatMap((value, n) => (n === 0 ? [value] : [sql`,`, value]));
    return sql`
      insert into number_leases (${sql(columns)}, is_overflow, client_address, live_until, held_until)
      select ${list}, false, '', live_until, held_until from number_leases where tenant_id = ${pages.tenantId}`;
  };
  await expect(again({ session_id: 'another' })).rejects.toThrow('number_leases_one_per_number');
  const [{ id }] = await sql<[{ id: number }]>`
    select id from phone_numbers where pool_id = ${pages.poolId} order by id desc limit 1`;
  await expect(again({ phone_number_id: id })).rejects.toThrow('number_leases_one_per_session');
});
