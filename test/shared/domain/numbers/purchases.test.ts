/** Tests that a phone number is bought at most once, and by one tenant, even if the carrier's reply is lost. */
import { expect, test } from 'vitest';
import { createTenant, openSession } from '../../../helpers/api/client.ts';
import { createTestSystem } from '../../../helpers/system.ts';
import type { FaultRuleInput } from '../../../../scripts/simulator/faults.ts';
import { claimPurchase } from '../../../../sql/numbers/purchases.ts';

const system = await createTestSystem({ env: { TWILIO_TIMEOUT_MS: '400' } });
const { simulator } = system;
const { sql } = system.ctx;
const owner = await openSession(system, await createTenant(system));
const otherTenant = await openSession(system, await createTenant(system));

let next = 0;
const nextNumberForSale = () => `+17185550${String(100 + next++)}`;

type Effect = Extract<FaultRuleInput, { on: 'rest' }>['effect'];

/**
 * Adds faults to the carrier; each fault applies to one purchase request. Returns a function that counts the purchase
 * requests that reach the carrier.
 */
function addCarrierFaults(...effects: Effect[]): () => number {
  simulator.clearFaults();
  simulator.addFaults({ on: 'rest', operation: 'numbers.create', effect: { type: 'lag', lagMs: 0 } });
  for (const effect of effects) simulator.addFaults({ on: 'rest', operation: 'numbers.create', times: 1, effect });
  return () => simulator.state().faults[0]!.matched;
}

const headers = { prefer: 'respond-async', 'content-type': 'application/json' };
async function requestPurchase(phoneNumber: string, { cookie } = owner) {
  const body = JSON.stringify({ phoneNumber });
  const reply = await system.request('/api/phone-numbers/purchase', {
    method: 'POST',
    headers: { ...headers, cookie },
    body,
  });
  return { status: reply.status, body: (await reply.json()) as { id: number; message?: string } };
}
const runPurchaseJob = (purchaseId: number, on: Pick<typeof system, 'runJob'> = system) =>
  on.runJob('number.purchase', { purchaseId });
const registeredNumbers = (phoneNumber: string) =>
  sql<
    { tenantId: number; phoneNumberSid: string }[]
  >`select * from phone_numbers where phone_number = ${phoneNumber} and deleted_at is null`;
const carrierNumbers = (phoneNumber: string) =>
  simulator.ledger().numbers.filter((each) => each.phoneNumber === phoneNumber);

test.each<[string, Effect]>([
  ['is a connection reset', { type: 'reset', when: 'after' }],
  ['never comes', { type: 'no-reply' }],
  ['is an error status', { type: 'error', status: 502, when: 'after' }],
])('when the reply %s, the number is bought once and registered for its tenant', async (_what, effect) => {
  const countRequests = addCarrierFaults(effect);
  const phoneNumber = nextNumberForSale();
  const { body } = await requestPurchase(phoneNumber);
  expect(await runPurchaseJob(body.id)).toEqual({ status: 'bought' });
  expect(await runPurchaseJob(body.id)).toEqual({ status: 'bought' });
  expect(countRequests()).toBe(1);
  expect(await registeredNumbers(phoneNumber)).toEqual([
    expect.objectContaining({ phoneNumberSid: carrierNumbers(phoneNumber)[0]!.sid }),
  ]);
});

test('a purchase without reply is lost only after the lag of the carrier’s list, and is not repeated by itself', async () => {
  const countRequests = addCarrierFaults({ type: 'error', status: 500 });
  const phoneNumber = nextNumberForSale();
  const { body } = await requestPurchase(phoneNumber);
  expect(await runPurchaseJob(body.id)).toEqual({ status: 'unknown' });
  expect((await requestPurchase(phoneNumber, otherTenant)).status).toBe(409);
  await system.advanceClock(30);
  expect(await runPurchaseJob(body.id)).toEqual({ status: 'unknown' });
  await system.advanceClock(60);
  expect(await runPurchaseJob(body.id)).toEqual({ status: 'lost' });
  expect([countRequests(), await registeredNumbers(phoneNumber)]).toEqual([1, []]);
  const reply = await owner.get(`/api/phone-numbers/purchases/${body.id}`);
  expect(reply.body).toMatchObject({ status: 'failed', reason: expect.stringMatching(/try again/) });
  // After a lost purchase, any tenant can request the number again. The number is bought only once.
  const again = await requestPurchase(phoneNumber, otherTenant);
  expect(await runPurchaseJob(again.body.id)).toEqual({ status: 'bought' });
  expect([countRequests(), carrierNumbers(phoneNumber)]).toEqual([2, [expect.anything()]]);
});

test('a lost purchase that succeeded is completed for its tenant when another tenant wants the number', async () => {
  addCarrierFaults();
  const phoneNumber = nextNumberForSale();
  const { body } = await requestPurchase(phoneNumber);
  await claimPurchase(sql, body.id);
  await sql`update number_purchases set status = 'lost', reason = 'x' where id = ${body.id}`;
  await system.ctx.carrier.numbers.buy(phoneNumber, {});
  const countRequests = addCarrierFaults();
  const theirs = await requestPurchase(phoneNumber, otherTenant);
  expect(await runPurchaseJob(theirs.body.id)).toEqual({ status: 'failed' });
  expect(countRequests()).toBe(0);
  const [tenant] = await sql<[{ id: number }]>`select id from tenants where uuid = ${owner.user.tenant_id}`;
  expect(await registeredNumbers(phoneNumber)).toEqual([expect.objectContaining({ tenantId: tenant.id })]);
});

test('after a crash between claim and reply, another worker finds the bought number', async () => {
  const countRequests = addCarrierFaults();
  const phoneNumber = nextNumberForSale();
  const { body } = await requestPurchase(phoneNumber);
  // The state after a crash of the worker: the worker has claimed the purchase, and the carrier has executed the
  // purchase request.
  await claimPurchase(sql, body.id);
  await system.ctx.carrier.numbers.buy(phoneNumber, {});
  expect(await runPurchaseJob(body.id)).toEqual({ status: 'buying' });
  await system.advanceClock(5);
  // The job `number.purchase` was lost in the crash. The sweeper enqueues a new job.
  await system.runJob('system.sweep', {});
  const queued = await system.ctx.queues.get('carrier')!.getJobs();
  expect(queued.filter((job) => job.data.payload.purchaseId === body.id).length).toBeGreaterThan(0);
  const other = await system.startSecondProcess();
  expect(await runPurchaseJob(body.id, other)).toEqual({ status: 'bought' });
  expect([countRequests(), (await registeredNumbers(phoneNumber)).length]).toEqual([1, 1]);
});

test('several jobs for one purchase send one request', async () => {
  const countRequests = addCarrierFaults();
  const other = await system.startSecondProcess();
  const { body } = await requestPurchase(nextNumberForSale());
  await Promise.all([system, other, system, other, system].map((each) => runPurchaseJob(body.id, each)));
  expect(countRequests()).toBe(1);
});

test('when tenants buy one number at the same time, one gets it', async () => {
  const countRequests = addCarrierFaults();
  const phoneNumber = nextNumberForSale();
  const replies = await Promise.all(
    [owner, otherTenant, owner, otherTenant].map((client) => requestPurchase(phoneNumber, client)),
  );
  expect(replies.map(({ status }) => String(status)).toSorted()).toEqual(['202', '409', '409', '409']);
  await runPurchaseJob(replies.find(({ status }) => status === 202)!.body.id);
  expect([countRequests(), (await registeredNumbers(phoneNumber)).length]).toEqual([1, 1]);
});

test('a number that the carrier account had before cannot be bought by a tenant', async () => {
  const phoneNumber = nextNumberForSale();
  await system.ctx.carrier.numbers.buy(phoneNumber, {});
  await system.advanceClock(30);
  addCarrierFaults({ type: 'error', status: 500 });
  const { body } = await requestPurchase(phoneNumber);
  expect(await runPurchaseJob(body.id)).toEqual({ status: 'failed' });
  expect(await registeredNumbers(phoneNumber)).toEqual([]);
});

test('when the carrier got no request, the claim is released and the job tries again', async () => {
  const countRequests = addCarrierFaults({ type: 'too-many-requests' });
  const phoneNumber = nextNumberForSale();
  const { body } = await requestPurchase(phoneNumber);
  await expect(runPurchaseJob(body.id)).rejects.toThrow(/could not be reached/);
  expect(await runPurchaseJob(body.id)).toEqual({ status: 'bought' });
  expect([countRequests(), carrierNumbers(phoneNumber).length]).toEqual([2, 1]);
  addCarrierFaults({ type: 'too-many-requests' });
  const late = await requestPurchase(nextNumberForSale());
  await system.advanceClock(700);
  expect(await runPurchaseJob(late.body.id)).toEqual({ status: 'failed' });
});
