/**
 * Tests the attribution of calls to visits. The attribution is compared with the test's own record of a simulated day.
 */
import { expect, inject, test } from 'vitest';
import { createRandom } from '../../../../scripts/simulator/random.ts';
import {
  callBySid,
  receiveCall,
  dialedNumber,
  randomPhoneNumber,
  randomCallSid,
} from '../../../helpers/fixtures/inbound-calls.ts';
import { createTrackedPages, type TrackedPages, trackVisit } from '../../../helpers/fixtures/tracking-tags.ts';
import { createTestSystem, type TestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem({ env: { TRUSTED_PROXIES: '1' } });
const { sql } = system.ctx;

const MINUTE = 60;

type Shown = { phoneNumber: string; trackingId: string; overflow?: true };
type Attribution = { trackingId: string | null; confidence: string | null; campaignId: number | null };

async function see({ tag }: TrackedPages, sessionId: string): Promise<Shown> {
  return (await trackVisit(system, { tagCode: tag.tagCode, sessionId })).body as Shown;
}

async function attributionOf(CallSid: string): Promise<Attribution> {
  const [row] = await sql<[Attribution]>`
    select v.tracking_id, c.campaign_id, (
      select metadata ->> 'confidence' from call_events e where e.call_id = c.id and e.event = 'call_attributed'
    ) as confidence
    from calls c left join visits v on v.id = c.visit_id where c.call_sid = ${CallSid}`;
  return row;
}

async function callAndHangUp({ ctx }: TestSystem, to: string): Promise<Attribution> {
  const CallSid = randomCallSid();
  await receiveCall(system, to, { CallSid });
  await ctx.sql`
    update calls set status = 'completed', end_time = clock_now(), disposition = 'answered' where call_sid = ${CallSid}`;
  return attributionOf(CallSid);
}

/** Returns the confidence values that are correct `awayMinutes` minutes after the visitor was last seen. */
function possible(awayMinutes: number | undefined): (string | null)[] {
  if (awayMinutes === undefined) return [null];
  if (awayMinutes < 29.9) return ['live'];
  return awayMinutes < 39.9 ? ['cooldown'] : ['cooldown', 'late'];
}

test.runIf(inject('isLong'))(
  'every call of a simulated day is attributed to the visitor who saw the number last',
  { timeout: 240_000 },
  async () => {
    const pages = await createTrackedPages(system, { numbers: 5 });
    const chance = createRandom('a day');
    const random = () => chance.uniform();
    const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)]!;
    const nowMinutes = () => system.ctx.clock.nowMs() / 60_000;
    /** The test's own record: the last visitor who saw each phone number, and when the visitor was last seen. */
    const last = new Map<string, { trackingId: string; seenAt: number }>();
    let here: string[] = [];
    const seen = { live: 0, cooldown: 0, late: 0, none: 0 };
    for (let step = 0; step < 120; step++) {
      await system.advanceClock(12 * MINUTE);
      here = here.filter(() => random() > 0.3);
      if (random() < 0.7) here.push(`visitor ${step}`);
      for (const sessionId of here) {
        const { phoneNumber, trackingId, overflow } = await see(pages, sessionId);
        if (!overflow) last.set(phoneNumber, { trackingId, seenAt: nowMinutes() });
      }
      if (step % 4 === 3) await system.runJob('system.sweep', {});
      if (random() < 0.2) continue;
      const to = random() < 0.15 ? pages.ownNumber : pick(pages.poolNumbers);
      const holder = last.get(to);
      const call = await callAndHangUp(system, to);
      expect(call).toMatchObject({ trackingId: holder?.trackingId ?? null, campaignId: pages.campaignId });
      const awayMinutes = holder ? nowMinutes() - holder.seenAt : undefined;
      expect(call.confidence).toBeOneOf(possible(awayMinutes));
      seen[(call.confidence ?? 'none') as keyof typeof seen] += 1;
    }
    // Each kind of confidence must occur several times during the day.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(3);
  },
);

test('a call is attributed at once and days later, but not after a month', async () => {
  const pages = await createTrackedPages(system, { numbers: 1 });
  const shown = await see(pages, 'visitor');
  expect(await callAndHangUp(system, pages.ownNumber)).toMatchObject({ trackingId: null, confidence: null });
  const attributed = async () => (await callAndHangUp(system, shown.phoneNumber)).confidence;
  expect(await attributed()).toBe('live');
  await system.advanceClock(31 * MINUTE);
  expect(await attributed()).toBe('cooldown');
  await system.advanceClock(15 * MINUTE);
  await system.runJob('system.sweep', {});
  expect(await attributed()).toBe('late');
  await system.advanceClock(29 * 24 * 60 * MINUTE);
  expect(await attributed()).toBe('late');
  await system.advanceClock(2 * 24 * 60 * MINUTE);
  expect(await attributed()).toBe(null);
});

test('when campaigns share a pool, the campaign of the visitor’s page takes the call and routes it to its buyers', async () => {
  const pages = await createTrackedPages(system, { numbers: 2 });
  const { owner } = pages;
  const { body: winter } = await owner.post('/api/campaigns', { name: 'Winter Campaign' });
  await sql`update campaigns set pool_id = ${pages.poolId} where id = ${winter['id']}`;
  const { body: buyer } = await owner.post('/api/buyers', { name: 'Winter Buyer', phoneNumber: randomPhoneNumber() });
  await owner.post(`/api/campaigns/${winter['id']}/buyers`, { buyerId: buyer['id'] });
  const { body: tag } = await owner.post('/api/tracking-tags', { name: 'Winter', campaignId: winter['id'] });
  const shown = (await trackVisit(system, { tagCode: tag['tagCode'], sessionId: 'x' })).body as Shown;
  const CallSid = randomCallSid();
  expect(dialedNumber(await receiveCall(system, shown.phoneNumber, { CallSid }))).toBe(buyer['phoneNumber']);
  expect(await attributionOf(CallSid)).toMatchObject({ trackingId: shown.trackingId, campaignId: winter['id'] });
  const call = await callBySid(system, CallSid);
  const { body: logs } = await owner.get(`/api/calls/${call.id}/logs`);
  expect(logs).toContainEqual(
    expect.objectContaining({
      event: 'call_attributed',
      metadata: expect.objectContaining({ confidence: 'live', trackingId: shown.trackingId, source: 'direct' }),
    }),
  );
  // An ended campaign takes no calls, but a call is still attributed to the visit of the campaign's page.
  await sql`update calls set status = 'completed', end_time = clock_now(), disposition = 'answered'`;
  await sql`update campaigns set status = 'completed' where id = ${winter['id']}`;
  const later = await callAndHangUp(system, shown.phoneNumber);
  expect(later).toMatchObject({ trackingId: shown.trackingId, campaignId: pages.campaignId });
});

test('a voice webhook that arrives twice attributes the call once', async () => {
  const pages = await createTrackedPages(system, { numbers: 1 });
  const shown = await see(pages, 'visitor');
  const CallSid = randomCallSid();
  await Promise.all([1, 2].map(() => receiveCall(system, shown.phoneNumber, { CallSid })));
  const events = await sql`
    select from call_events e join calls c on c.id = e.call_id
    where c.call_sid = ${CallSid} and e.event = 'call_attributed'`;
  expect(events).toHaveLength(1);
});

test('the call event counts the visitors who saw the number as the shared number', async () => {
  const pages = await createTrackedPages(system, { numbers: 1 });
  await sql`update campaigns set phone_number = null where id = ${pages.campaignId}`;
  const holder = await see(pages, 'holder');
  expect((await see(pages, 'other')).overflow).toBe(true);
  const CallSid = randomCallSid();
  await receiveCall(system, holder.phoneNumber, { CallSid });
  const [event] = await sql<{ metadata: Record<string, unknown> }[]>`
    select e.metadata from call_events e join calls c on c.id = e.call_id
    where c.call_sid = ${CallSid} and e.event = 'call_attributed'`;
  expect(event?.metadata).toMatchObject({ trackingId: holder.trackingId, sharedWith: 1 });
});
