import { expect, test } from 'vitest';
import { addUser, createTenant } from '../../../helpers/api/client.ts';
import { AUCTION_ENV, createAuctionMarket } from '../../../helpers/fixtures/auctions.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem({ env: AUCTION_ENV });

/** The example RTB target of the API reference. */
const targetExample = {
  name: 'Premium Buyer',
  companyName: 'Premium Corp',
  contactPerson: 'John Smith',
  contactEmail: 'john@premium.com',
  contactPhone: '+1234567890',
  endpointUrl: 'https://api.premium.com/bid',
  httpMethod: 'POST',
  contentType: 'application/json',
  requestBody: '{"requestId": "{requestId}", "campaignId": "{campaignId}"}',
  authentication: 'Bearer Token',
  authToken: 'secret_token',
  timeoutMs: 5000,
  connectionTimeout: 3000,
  bidAmountPath: 'bidAmount',
  destinationNumberPath: 'destinationNumber',
  acceptancePath: 'accepted',
  currencyPath: 'currency',
  durationPath: 'duration',
  minBidAmount: 2.5,
  maxBidAmount: 25.0,
  currency: 'USD',
  timezone: 'UTC',
  isActive: true,
  maxConcurrentCalls: 10,
  dailyCap: 100,
  hourlyCap: 20,
  monthlyCap: 2000,
};

test('a target is created, listed, read, updated and deleted', async () => {
  const owner = await createTenant(system);
  const { status, body } = await owner.post('/api/rtb/targets', targetExample);
  expect(status).toBe(201);
  const shown = { ...targetExample, authToken: '••••••••en' };
  expect(body).toMatchObject({ ...shown, id: expect.any(Number), userId: expect.any(Number) });
  expect((await owner.get('/api/rtb/targets')).body).toMatchObject([shown]);
  expect((await owner.get(`/api/rtb/targets/${body['id']}`)).body).toMatchObject(shown);
  const changed = await owner.put(`/api/rtb/targets/${body['id']}`, { dailyCap: 50 });
  expect(changed.body).toMatchObject({ ...shown, dailyCap: 50 });
  expect((await owner.delete(`/api/rtb/targets/${body['id']}`)).status).toBe(200);
  expect((await owner.get(`/api/rtb/targets/${body['id']}`)).status).toBe(404);
});

test('a masked token keeps the stored token, which does not move with the target to another host', async () => {
  const owner = await createTenant(system);
  const { body: target } = await owner.post('/api/rtb/targets', targetExample);
  const row = async () =>
    (await system.ctx.sql`select auth_token from rtb_targets where id = ${target['id']}`)[0]!['authToken'] as string;
  const before = await row();
  expect(before).not.toContain('secret_token');
  const { id, authToken } = target;
  expect((await owner.put(`/api/rtb/targets/${id}`, { authToken })).status).toBe(200);
  expect(await row()).toBe(before);
  const endpointUrl = 'https://elsewhere.example/bid';
  expect((await owner.put(`/api/rtb/targets/${id}`, { endpointUrl, authToken })).status).toBe(400);
  expect((await owner.put(`/api/rtb/targets/${id}`, { endpointUrl, authToken: 'another_token' })).status).toBe(200);
  expect(await row()).not.toBe(before);
});

test.each([
  ['endpointUrl', { endpointUrl: 'http://169.254.169.254/latest' }],
  ['endpointUrl', { endpointUrl: 'https://{callerId}.example/' }],
  ['requestBody', { requestBody: '{"a": "{nobody}"}' }],
  ['bidAmountPath', { bidAmountPath: '__proto__.x' }],
  ['maxBidAmount', { maxBidAmount: 1 }],
  ['authentication', { authentication: 'oauth' }],
  ['authToken', { authToken: null }],
  ['timezone', { timezone: 'Mars/Olympus' }],
  ['currency', { currency: 'dollars' }],
])('an invalid %s is named in the error: %j', async (field, wrong) => {
  const owner = await createTenant(system);
  const { status, body } = await owner.post('/api/rtb/targets', { ...targetExample, ...wrong });
  expect(status).toBe(400);
  expect(body['details'][0].field).toBe(field);
});

test('clear-all is not read as an id: an administrator deletes all targets of the tenant and no others', async () => {
  const [owner, other] = [await createTenant(system), await createTenant(system)];
  for (const each of [owner, owner, other]) await each.post('/api/rtb/targets', targetExample);
  const supervisor = await addUser(system, owner, 'supervisor');
  expect((await supervisor.delete('/api/rtb/targets/clear-all')).status).toBe(403);
  const { status, body } = await owner.delete('/api/rtb/targets/clear-all');
  expect([status, body['deleted']]).toEqual([200, 2]);
  expect((await owner.get('/api/rtb/targets')).body).toEqual([]);
  expect((await other.get('/api/rtb/targets')).body).toHaveLength(1);
});

test('the test of a target does not show the answer of the target', async () => {
  const stop = system.startWorkers();
  const market = await createAuctionMarket(system, [{ kind: 'echo' }, { kind: 'html' }]);
  const sample = {
    requestId: 'test_123',
    campaignId: market.campaignId,
    callerId: '+1234567890',
    minBid: 2.5,
    maxBid: 25,
  };
  const [good, bad] = market.targetIds;
  const { status, body } = await market.owner.post(`/api/rtb/targets/${good}/test`, sample);
  expect([status, body['success'], body['bidAmount']]).toEqual([200, true, 8.75]);
  const failed = await market.owner.post(`/api/rtb/targets/${bad}/test`, sample);
  const request = { method: 'POST', query: null, body: expect.stringContaining('"callerId":"+1234567890"') };
  expect(body).toMatchObject({ httpStatus: 200, request });
  expect(failed.body).toMatchObject({ success: false, reason: 'invalid_response', reasonCode: 102, bidAmount: null });
  expect(JSON.stringify([body, failed.body])).not.toMatch(/html|asked|user-agent/);
  await stop();
});
