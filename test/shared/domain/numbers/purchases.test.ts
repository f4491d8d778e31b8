/** A number is bought at most once, whatever becomes of the carrier's answer, and by one tenant. */
import { expect, test } from 'vitest';
import { createTenant, openSession } from '../../../helpers/api/client.ts';
import { createTestSystem } from '../../../helpers/system.ts';
import type { FaultRuleInput } from '../../../../scripts/simulator/faults.ts';
import { claimPurchase } from '../../../../sql/numbers/purchases.ts';

const system = await createTestSystem({ env: { TWILIO_TIMEOUT_MS: '400' } });
const { simulator } = system;
const { sql } = system.ctx;
const owner = await openSession(system, await createTenant(system));
const stranger = await openSession(system, await createTenant(system));

let next = 0;
const anOffer = () => `+17185550${String(100 + next++)}`;

type Effect = Extract<FaultRuleInput, { on: 'rest' }>['effect'];

/** Bad weather for purchases, and how many reach the carrier. */
function weather(...effects: Effect[]): () => number {
  simulator.clearFaults();
  simulator.addFaults({ on: 'rest', operation: 'numbers.create', effect: { type: 'lag', lagMs: 0 } });
  for (const effect of effects) simulator.addFaults({ on: 'rest', operation: 'numbers.create', times: 1, effect });
  return () => simulator.state().faults[0]!.matched;
}

const headers = { prefer: 'respond-async', 'content-type': 'application/json' };
async function ask(phoneNumber: string, { cookie } = owner) {
  const body = JSON.stringify({ phoneNumber });
  const reply = await system.request('/api/phone-numbers/purchase', {
    method: 'POST',
    headers: { ...headers, cookie },
    body,
  });
  return { status: reply.status, body: (await reply.json()) as { id: number; message?: string } };
}
const run = (purchaseId: number, on: Pick<typeof system, 'runJob'> = system) =>
  on.runJob('number.purchase', { purchaseId });
const owned = (phoneNumber: string) =>
  sql<
    { tenantId: number; phoneNumberSid: string }[]
  >`select * from phone_numbers where phone_number = ${phoneNumber} and deleted_at is null`;
const held = (phoneNumber: string) => simulator.ledger().numbers.filter((each) => each.phoneNumber === phoneNumber);

test.each<[string, Effect]>([
  ['is reset', { type: 'reset', when: 'after' }],
  ['never comes', { type: 'no-reply' }],
  ['is an error', { type: 'error', status: 502, when: 'after' }],
])('an answer that %s leaves the number bought once, and its buyer’s', async (_what, effect) => {
  const posts = weather(effect);
  const phoneNumber = anOffer();
  const { body } = await ask(phoneNumber);
  expect(await run(body.id)).toEqual({ status: 'bought' });
  expect(await run(body.id)).toEqual({ status: 'bought' });
  expect(posts()).toBe(1);
  expect(await owned(phoneNumber)).toEqual([expect.objectContaining({ phoneNumberSid: held(phoneNumber)[0]!.sid })]);
});

test('a request that got nowhere is given up only when the list must have told, and never repeated by itself', async () => {
  const posts = weather({ type: 'error', status: 500 });
  const phoneNumber = anOffer();
  const { body } = await ask(phoneNumber);
  expect(await run(body.id)).toEqual({ status: 'unknown' });
  expect((await ask(phoneNumber, stranger)).status).toBe(409);
  await system.advanceClock(30);
  expect(await run(body.id)).toEqual({ status: 'unknown' });
  await system.advanceClock(60);
  expect(await run(body.id)).toEqual({ status: 'lost' });
  expect([posts(), await owned(phoneNumber)]).toEqual([1, []]);
  const shown = await owner.get(`/api/phone-numbers/purchases/${body.id}`);
  expect(shown.body).toMatchObject({ status: 'failed', reason: expect.stringMatching(/try again/) });
  // Whoever asks again buys it, once.
  const again = await ask(phoneNumber, stranger);
  expect(await run(again.body.id)).toEqual({ status: 'bought' });
  expect([posts(), held(phoneNumber)]).toEqual([2, [expect.anything()]]);
});

test('what was given up for lost and was bought after all is its first buyer’s, and is not asked for again', async () => {
  weather();
  const phoneNumber = anOffer();
  const { body } = await ask(phoneNumber);
  await claimPurchase(sql, body.id);
  await sql`update number_purchases set status = 'lost', reason = 'x' where id = ${body.id}`;
  await system.ctx.carrier.numbers.buy(phoneNumber, {});
  const posts = weather();
  const theirs = await ask(phoneNumber, stranger);
  expect(await run(theirs.body.id)).toEqual({ status: 'failed' });
  expect(posts()).toBe(0);
  const [tenant] = await sql<[{ id: number }]>`select id from tenants where uuid = ${owner.user.tenant_id}`;
  expect(await owned(phoneNumber)).toEqual([expect.objectContaining({ tenantId: tenant.id })]);
});

test('a worker that dies between licence and answer has bought once, and another finds it', async () => {
  const posts = weather();
  const phoneNumber = anOffer();
  const { body } = await ask(phoneNumber);
  // All that is left of the worker: its licence, and what the carrier took.
  await claimPurchase(sql, body.id);
  await system.ctx.carrier.numbers.buy(phoneNumber, {});
  expect(await run(body.id)).toEqual({ status: 'buying' });
  await system.advanceClock(5);
  // Its job is gone with it; the sweeper finds the row.
  await system.runJob('system.sweep', {});
  const queued = await system.ctx.queues.get('carrier')!.getJobs();
  expect(queued.filter((job) => job.data.payload.purchaseId === body.id).length).toBeGreaterThan(0);
  const other = await system.startSecondProcess();
  expect(await run(body.id, other)).toEqual({ status: 'bought' });
  expect([posts(), (await owned(phoneNumber)).length]).toEqual([1, 1]);
});

test('many jobs for one purchase make one request', async () => {
  const posts = weather();
  const other = await system.startSecondProcess();
  const { body } = await ask(anOffer());
  await Promise.all([system, other, system, other, system].map((each) => run(body.id, each)));
  expect(posts()).toBe(1);
});

test('tenants who want one number at the same moment: one buys it', async () => {
  const posts = weather();
  const phoneNumber = anOffer();
  const replies = await Promise.all([owner, stranger, owner, stranger].map((client) => ask(phoneNumber, client)));
  expect(replies.map(({ status }) => String(status)).toSorted()).toEqual(['202', '409', '409', '409']);
  await run(replies.find(({ status }) => status === 202)!.body.id);
  expect([posts(), (await owned(phoneNumber)).length]).toEqual([1, 1]);
});

test('a number that the account had before is nobody’s to claim by buying it', async () => {
  const phoneNumber = anOffer();
  await system.ctx.carrier.numbers.buy(phoneNumber, {});
  await system.advanceClock(30);
  weather({ type: 'error', status: 500 });
  const { body } = await ask(phoneNumber);
  expect(await run(body.id)).toEqual({ status: 'failed' });
  expect(await owned(phoneNumber)).toEqual([]);
});

test('a carrier that is not reached at all is asked again, with the licence given back', async () => {
  const posts = weather({ type: 'too-many-requests' });
  const phoneNumber = anOffer();
  const { body } = await ask(phoneNumber);
  await expect(run(body.id)).rejects.toThrow(/could not be reached/);
  expect(await run(body.id)).toEqual({ status: 'bought' });
  expect([posts(), held(phoneNumber).length]).toEqual([2, 1]);
  weather({ type: 'too-many-requests' });
  const late = await ask(anOffer());
  await system.advanceClock(700);
  expect(await run(late.body.id)).toEqual({ status: 'failed' });
});
