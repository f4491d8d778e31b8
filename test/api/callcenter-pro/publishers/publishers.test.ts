import { expect, test } from 'vitest';
import { transaction } from '../../../../shared/transaction.ts';
import { creditPublisher } from '../../../../shared/domain/publishers/payouts.ts';
import { createTenant, openSession } from '../../../helpers/api/client.ts';
import { grantNumber, randomPhoneNumber } from '../../../helpers/fixtures/inbound-calls.ts';
import { createPublishedCampaign } from '../../../helpers/fixtures/paid-calls.ts';
import { insertEndedCall } from '../../../helpers/fixtures/ended-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { ctx } = system;
const { sql } = ctx;
const client = await createTenant(system);
const owner = await openSession(system, client);
const [{ id: tenantId }] = await sql<[{ id: number }]>`select id from tenants where uuid = ${client.user.tenant_id}`;

const publisherExample = {
  name: 'Premium Publisher',
  companyName: 'Publisher Corp',
  contactEmail: 'contact@publisher.com',
  contactPhone: '+1234567890',
  payoutType: 'per_call',
  defaultPayout: 5.0,
  minSeconds: 0,
  isActive: true,
};
const time = expect.stringMatching(/^\d{4}-.*Z$/);
const shown = {
  ...publisherExample,
  currency: 'USD',
  id: expect.any(Number),
  uuid: expect.any(String),
  userId: expect.any(Number),
  createdAt: time,
  updatedAt: time,
};

async function link(publisher: Record<string, unknown> = {}, terms: Record<string, unknown> = {}) {
  const { body: campaign } = await owner.post('/api/campaigns', { name: 'Summer Campaign' });
  const { body } = await owner.post('/api/publishers', { ...publisherExample, ...publisher });
  const path = `/api/publishers/${body['id']}`;
  const { status } = await owner.post(`${path}/campaigns`, { campaignId: campaign['id'], ...terms });
  expect(status).toBe(201);
  const [number] = await sql<[{ phoneNumber: string }]>`
    insert into phone_numbers (tenant_id, phone_number, publisher_id)
    values (${tenantId}, ${randomPhoneNumber()}, ${body['id']}) returning phone_number`;
  const sent = { campaignId: campaign['id'] as number, toNumber: number.phoneNumber };
  return { path, id: body['id'] as number, campaignId: sent.campaignId, sent };
}

/** Inserts an ended inbound call that was answered. */
const inbound = (fields: Record<string, unknown>) =>
  insertEndedCall(sql, {
    tenantId,
    direction: 'inbound',
    disposition: 'answered',
    answerTime: '2024-01-15T10:30:05Z',
    connectedAt: '2024-01-15T10:30:05Z',
    talkTime: 45,
    ...fields,
  });

const credit = (id: number) => transaction(ctx, (tx) => creditPublisher(tx, { id, tenantId }));

async function ledger(path: string) {
  const { body } = await owner.get(`${path}/payouts`);
  const amounts = (body['payouts'] as { entry: string; amount: number; reason: string }[])
    .map(({ entry, amount, reason }) => `${entry} ${amount} ${reason}`)
    .toReversed();
  return { amounts, total: body['totalAmount'] as number };
}

test('publishers are created, listed, read, updated and deleted in the documented shape', async () => {
  const created = await owner.post('/api/publishers', publisherExample);
  expect([created.status, created.body]).toEqual([201, shown]);
  const path = `/api/publishers/${created.body['id']}`;
  const listed = await owner.get('/api/publishers');
  expect([listed.body, listed.headers.get('x-total-count')]).toEqual([[shown], '1']);
  expect((await owner.get(path)).body).toEqual(shown);
  const changed = await owner.put(path, { payoutType: 'cpa', defaultPayout: 0.0625, minSeconds: 90 });
  expect(changed.body).toEqual({ ...shown, payoutType: 'cpa', defaultPayout: 0.0625, minSeconds: 90 });
  const deleted = await owner.delete(path);
  expect([deleted.status, deleted.body]).toEqual([200, { message: 'Publisher deleted successfully' }]);
  expect((await owner.get(path)).status).toBe(404);
});

test('a wrong field of a publisher is named in the error', async () => {
  const wrong = await owner.post('/api/publishers', { name: '', payoutType: 'per_hour', defaultPayout: -1 });
  expect(wrong.status).toBe(422);
  const told = (wrong.body['details'] as { field: string }[]).map(({ field }) => field);
  expect(told.toSorted()).toEqual(['defaultPayout', 'name', 'payoutType']);
  expect((await owner.post('/api/publishers', { name: 'P', defaultPayout: 0.00001 })).status).toBe(422);
});

test('the document’s example: 150 calls at 6.00 are 900.00', async () => {
  const { path, campaignId, sent } = await link({}, { customPayout: 6.0 });
  await Promise.all(Array.from({ length: 150 }, async () => credit((await inbound(sent)).id)));
  const listed = await owner.get(`${path}/campaigns`);
  expect(listed.body).toEqual([
    {
      campaignId,
      campaignName: 'Summer Campaign',
      customPayout: 6.0,
      minSeconds: null,
      calls: 150,
      revenue: 900.0,
      createdAt: time,
    },
  ]);
  const page = await owner.get(`${path}/payouts?limit=20&page=2`);
  expect(page.body['payouts']).toHaveLength(20);
  expect(page.body['payouts'][0]).toEqual({
    id: expect.any(Number),
    uuid: expect.any(String),
    callId: expect.any(Number),
    campaignId,
    campaignName: 'Summer Campaign',
    entry: 'credit',
    amount: 6,
    currency: 'USD',
    reason: 'earned',
    payoutType: 'per_call',
    payout: 6,
    talkSeconds: 45,
    createdAt: time,
  });
  expect(page.body['totalAmount']).toBe(900);
  expect(page.body['pagination']).toMatchObject({ page: 2, total: 150, pages: 8, hasNext: true, hasPrev: true });
});

test('a publisher is added to a campaign once, and keeps the payouts when removed', async () => {
  const { path, campaignId, sent } = await link();
  expect((await owner.post(`${path}/campaigns`, { campaignId })).status).toBe(409);
  await credit((await inbound(sent)).id);
  const left = await owner.delete(`${path}/campaigns/${campaignId}`);
  expect([left.status, left.body]).toEqual([200, { message: 'Publisher removed from campaign successfully' }]);
  expect((await owner.delete(`${path}/campaigns/${campaignId}`)).status).toBe(404);
  expect((await owner.get(`${path}/campaigns`)).body).toMatchObject([{ campaignId, customPayout: null, revenue: 5 }]);
  expect((await ledger(path)).total).toBe(5);
});

test('a call is credited once, also when many jobs compute its value at the same time', async () => {
  const { path, sent } = await link();
  const { id } = await inbound(sent);
  await Promise.all([1, 2, 3, 4].map(() => credit(id)));
  expect(await credit(id)).toBeUndefined();
  expect(await ledger(path)).toEqual({ amounts: ['credit 5 earned'], total: 5 });
  const [call] = await sql`select publisher_id from calls where id = ${id}`;
  expect(path).toBe(`/api/publishers/${call!['publisherId']}`);
});

test('a call that changes later is corrected on the terms of its credit, and the ledger adds up', async () => {
  const { path, sent } = await link({ payoutType: 'cpa' });
  const { id } = await inbound({ ...sent, converted: false });
  await credit(id);
  await owner.put(path, { defaultPayout: 9 });
  for (const converted of [true, true, false, true]) {
    await sql`update calls set converted = ${converted} where id = ${id}`;
    await credit(id);
  }
  expect(await ledger(path)).toEqual({
    amounts: ['credit 0 not_converted', 'correction 5 earned', 'correction -5 not_converted', 'correction 5 earned'],
    total: 5,
  });
  await expect(sql`update payouts set amount_micros = 1 where call_id = ${id}`).rejects.toThrow('for good');
});

test('terms of the campaign override the terms of the publisher', async () => {
  const { path, sent } = await link({ minSeconds: 30 }, { customPayout: 2.5, minSeconds: 60 });
  for (const talkTime of [59, 60]) await credit((await inbound({ ...sent, talkTime })).id);
  await credit((await inbound({ ...sent, connectedAt: null, talkTime: 0 })).id);
  expect(await ledger(path)).toEqual({
    amounts: ['credit 0 too_short', 'credit 2.5 earned', 'credit 0 not_connected'],
    total: 2.5,
  });
});

test('a call belongs to the publisher of the number, and never to a publisher only because of the campaign', async () => {
  const only = await link();
  const [row] = await sql<[{ id: number; phoneNumber: string }]>`
    insert into phone_numbers (tenant_id, phone_number) values (${tenantId}, ${randomPhoneNumber()}) returning id, phone_number`;
  await grantNumber(system, tenantId, row.phoneNumber);
  const { body: other } = await owner.post('/api/publishers', { ...publisherExample, name: 'Other' });
  const path = `/api/publishers/${other['id']}`;
  const given = await owner.post(`${path}/phone-numbers`, { phoneNumberId: row.id });
  expect([given.status, given.body]).toEqual([
    201,
    { phoneNumberId: row.id, phoneNumber: row.phoneNumber, friendlyName: null },
  ]);
  expect((await owner.get(`${path}/phone-numbers`)).body).toEqual([given.body]);
  expect((await owner.post(`${only.path}/phone-numbers`, { phoneNumberId: row.id })).status).toBe(409);
  expect((await owner.post(`${only.path}/phone-numbers`, { phoneNumberId: 1_000_000 })).status).toBe(404);

  const { campaignId } = only;
  const senderOf = async (fields: object) => (await credit((await inbound({ campaignId, ...fields })).id))?.publisherId;
  expect(await senderOf({ toNumber: row.phoneNumber })).toBe(other['id']);
  expect(await senderOf({ phoneNumberId: row.id })).toBe(other['id']);
  expect(await senderOf({})).toBeUndefined();
  expect(await senderOf(only.sent)).toBe(only.id);
  expect(await senderOf({ campaignId: null })).toBeUndefined();

  await owner.put(path, { isActive: false });
  expect(await senderOf({ phoneNumberId: row.id })).toBeUndefined();
  await owner.put(path, { isActive: true });
  await owner.post(`${path}/campaigns`, { campaignId });
  expect(await senderOf({})).toBeUndefined();
  expect((await owner.delete(`${path}/phone-numbers/${row.id}`)).status).toBe(200);
  expect((await owner.delete(`${path}/phone-numbers/${row.id}`)).status).toBe(404);
});

test('a visitor’s call belongs to the publisher of the tag, unless the number has a publisher', async () => {
  const { campaignId } = await link();
  const { body: other } = await owner.post('/api/publishers', { ...publisherExample, name: 'Pages' });
  const tag = await owner.post('/api/tracking-tags', { name: 'Landing pages', campaignId, tagCode: 'landing_pages' });
  const path = `/api/publishers/${other['id']}/tracking-tags`;
  const given = await owner.post(path, { trackingTagId: tag.body['id'] });
  const shownTag = { trackingTagId: tag.body['id'], tagCode: 'landing_pages', name: 'Landing pages' };
  expect([given.status, given.body]).toEqual([201, shownTag]);
  expect((await owner.get(path)).body).toEqual([shownTag]);
  const [visit] = await sql<[{ id: number }]>`
    insert into visits (tenant_id, tag_id, campaign_id, tracking_id, session_id, source, ip_address)
    values (${tenantId}, ${tag.body['id']}, ${campaignId}, 'dni_1', 'session_1', 'google', '127.0.0.1') returning id`;
  const call = await inbound({ campaignId, visitId: visit.id });
  expect(await credit(call.id)).toEqual({ publisherId: other['id'], amountMicros: 5_000_000 });
  expect((await owner.delete(`${path}/${tag.body['id']}`)).status).toBe(200);
});

test('only ended inbound calls are credited', async () => {
  const { path, sent } = await link();
  for (const fields of [
    { direction: 'outbound' },
    { externallyLogged: true },
    { status: 'in-progress', disposition: null, endTime: null },
  ])
    expect(await credit((await inbound({ ...sent, ...fields })).id)).toBeUndefined();
  expect(await ledger(path)).toEqual({ amounts: [], total: 0 });
});

test('an inbound call credits its publisher when its value is computed', async () => {
  const { owner, path, talk } = await createPublishedCampaign(
    system,
    { payoutType: 'per_minute' },
    { pricePerCall: 7 },
  );
  const callId = await talk(61);
  const { body: earned } = await owner.get(`${path}/payouts`);
  expect(earned).toMatchObject({
    payouts: [{ callId, amount: 10, reason: 'earned', talkSeconds: 61 }],
    totalAmount: 10,
    currency: 'USD',
    pagination: { total: 1 },
  });
});

test('with the default terms a publisher earns nothing when the buyer pays nothing', async () => {
  const buyer = { pricePerCall: 7, billableSeconds: 90 };
  const { owner, path, talk } = await createPublishedCampaign(system, { payoutType: 'per_call' }, buyer);
  await talk(1);
  await talk(90);
  const { body } = await owner.get(`${path}/payouts`);
  expect(body).toMatchObject({
    payouts: [
      { amount: 5, reason: 'earned' },
      { amount: 0, reason: 'unpaid' },
    ],
  });
});

test('the terms of buyer and publisher are those of the start of the call', async () => {
  const { owner, path, talk, buyers } = await createPublishedCampaign(system, { minSeconds: 30 }, { pricePerCall: 7 });
  const callId = await talk(30, async () => {
    await owner.put(path, { defaultPayout: 99, minSeconds: 600 });
    await owner.put(`/api/buyers/${buyers[0]!.id}`, { pricePerCall: 99, billableSeconds: 600, currency: 'EUR' });
  });
  expect((await owner.get(`/api/calls/${callId}`)).body).toMatchObject({ revenue: 7, currency: 'USD', payout: 5 });
  expect((await owner.get(`${path}/payouts`)).body).toMatchObject({ totalAmount: 5 });
});

test('the currency of a publisher with payouts stays', async () => {
  const { owner, path, talk } = await createPublishedCampaign(system, {}, { pricePerCall: 7 });
  expect((await owner.put(path, { currency: 'eur' })).body).toMatchObject({ currency: 'EUR' });
  await talk(5);
  expect((await owner.put(path, { currency: 'USD' })).status).toBe(409);
  expect((await owner.get(`${path}/payouts`)).body).toMatchObject({ totalAmount: 5, currency: 'EUR' });
});
