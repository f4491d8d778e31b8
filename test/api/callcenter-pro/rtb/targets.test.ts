import { expect, test } from 'vitest';
import { addUser, createTenant, send } from '../../../helpers/api/client.ts';
import { AUCTION_ENV, runAuction, insertCall, createAuctionMarket } from '../../../helpers/fixtures/auctions.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem({ env: AUCTION_ENV });

/** The document's own. */
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
const routerExample = {
  name: 'Main Router',
  description: 'Primary RTB router',
  biddingTimeoutMs: 5000,
  minBiddersRequired: 2,
  enablePredictiveRouting: true,
  revenueType: 'per_call',
  conversionTracking: true,
  isActive: true,
};

test("the document's target is created, listed, read, changed and deleted", async () => {
  const owner = await createTenant(system);
  const { status, body } = await owner.post('/api/rtb/targets', targetExample);
  expect(status).toBe(201);
  const shown = { ...targetExample, authToken: '••••••••oken' };
  expect(body).toMatchObject({ ...shown, id: expect.any(Number), userId: expect.any(Number) });
  expect((await owner.get('/api/rtb/targets')).body).toMatchObject([shown]);
  expect((await owner.get(`/api/rtb/targets/${body['id']}`)).body).toMatchObject(shown);
  const changed = await owner.put(`/api/rtb/targets/${body['id']}`, { dailyCap: 50 });
  expect(changed.body).toMatchObject({ ...shown, dailyCap: 50 });
  expect((await owner.delete(`/api/rtb/targets/${body['id']}`)).status).toBe(200);
  expect((await owner.get(`/api/rtb/targets/${body['id']}`)).status).toBe(404);
});

test('a masked token sent back stays what it was, and does not follow the target to another host', async () => {
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
  expect((await owner.put(`/api/rtb/targets/${id}`, { endpointUrl, authToken })).status).toBe(422);
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
])('a wrong %s is refused by name: %j', async (field, wrong) => {
  const owner = await createTenant(system);
  const { status, body } = await owner.post('/api/rtb/targets', { ...targetExample, ...wrong });
  expect(status).toBe(422);
  expect(body['details'][0].field).toBe(field);
});

test("the document's router is created, assigned targets, changed and deleted", async () => {
  const owner = await createTenant(system);
  const { body: target } = await owner.post('/api/rtb/targets', targetExample);
  const { body: router, status } = await owner.post('/api/rtb/routers', routerExample);
  expect(status).toBe(201);
  expect(router).toMatchObject({ ...routerExample, assignedTargets: [] });
  const link = { targetId: target['id'] as number, priority: 1, weight: 100 };
  expect((await owner.post(`/api/rtb/routers/${router['id']}/targets`, link)).status).toBe(201);
  expect((await owner.post(`/api/rtb/routers/${router['id']}/targets`, link)).status).toBe(409);
  const assignedTargets = [{ id: target['id'] as number, name: 'Premium Buyer', priority: 1, weight: 100 }];
  expect((await owner.get('/api/rtb/routers')).body).toMatchObject([{ ...routerExample, assignedTargets }]);
  const changed = await owner.put(`/api/rtb/routers/${router['id']}`, { isActive: false });
  expect(changed.body).toMatchObject({ isActive: false, assignedTargets });
  const path = `/api/rtb/routers/${router['id']}/targets/${target['id']}`;
  expect((await owner.delete(path)).status).toBe(200);
  expect((await owner.delete(path)).status).toBe(404);
  expect((await owner.delete(`/api/rtb/routers/${router['id']}`)).status).toBe(200);
  expect((await owner.get('/api/rtb/routers')).body).toEqual([]);
});

test('clear-all is no id: an administrator deletes all targets of the tenant, and no others', async () => {
  const [owner, other] = [await createTenant(system), await createTenant(system)];
  for (const each of [owner, owner, other]) await each.post('/api/rtb/targets', targetExample);
  const supervisor = await addUser(system, owner, 'supervisor');
  expect((await supervisor.delete('/api/rtb/targets/clear-all')).status).toBe(403);
  const { status, body } = await owner.delete('/api/rtb/targets/clear-all');
  expect([status, body['deleted']]).toEqual([200, 2]);
  expect((await owner.get('/api/rtb/targets')).body).toEqual([]);
  expect((await other.get('/api/rtb/targets')).body).toHaveLength(1);
});

test('an auction is on record as the document shows it', async () => {
  const market = await createAuctionMarket(system, [
    { kind: 'fast', query: { amount: 8.75, destination: '+1987654321' } },
    { kind: 'declining' },
  ]);
  await runAuction(system, market, (await insertCall(system, market)).id);
  const { body } = await market.owner.get('/api/rtb/bid-requests?page=1&limit=50');
  expect(body).toMatchObject({
    bidRequests: [
      {
        requestId: expect.stringMatching(/^req_/),
        campaignId: market.campaignId,
        campaignRtbId: 'a1b2c3d4e5f6g7h8i9j0',
        callerId: '+14155557777',
        targetIds: market.targetIds,
        auctionTimeoutMs: 600,
        minBid: 2.5,
        maxBid: 25,
        currency: 'USD',
        status: 'completed',
        winningBid: 8.75,
        winningTargetId: market.targetIds[0],
      },
    ],
    pagination: { page: 1, limit: 50, total: 1, pages: 1 },
  });
  const { id } = body['bidRequests'][0];
  const responses = (await market.owner.get(`/api/rtb/bid-responses?bidRequestId=${id}`)).body;
  expect(responses).toMatchObject([
    {
      bidRequestId: id,
      targetId: market.targetIds[0],
      bidAmount: 8.75,
      currency: 'USD',
      destinationNumber: '+1987654321',
      accepted: true,
      isWinner: true,
      reasonCode: 0,
    },
    { accepted: false, isWinner: false, reason: 'not_accepted' },
  ]);
  const stranger = await createTenant(system);
  expect((await stranger.get(`/api/rtb/bid-responses?bidRequestId=${id}`)).body).toEqual([]);
  expect((await stranger.get('/api/rtb/bid-requests')).body['bidRequests']).toEqual([]);
});

test('a target is tried out without its answer being shown', async () => {
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
  expect(failed.body).toMatchObject({ success: false, reason: 'invalid_response', reasonCode: 102, bidAmount: null });
  expect(JSON.stringify([body, failed.body])).not.toMatch(/html|asked|user-agent/);
  await stop();
});

test('a hosted target bids for whoever has its credentials, within its terms and caps', async () => {
  const owner = await createTenant(system);
  const { body: target } = await owner.post('/api/rtb/targets', targetExample);
  const asked = {
    requestId: 'req_123456',
    campaignId: 'a1b2c3d4e5f6g7h8i9j0',
    callerId: '+1234567890',
    callStartTime: '2025-01-01T00:00:00Z',
    minBid: 2.5,
    maxBid: 25.0,
    currency: 'USD',
  };
  const path = `/api/rtb/webhook/${target['id']}`;
  const ask = (body: object, authorization?: string) =>
    send(system, 'POST', path, { body, headers: authorization ? { authorization } : {} });
  expect((await ask(asked)).status).toBe(401);
  expect((await ask(asked, 'Bearer wrong')).status).toBe(401);
  const right = 'Bearer secret_token';
  expect((await ask(asked, right)).body).toEqual({
    bidAmount: 2.5,
    destinationNumber: '+1234567890',
    accepted: true,
    currency: 'USD',
    duration: 0,
  });
  expect((await ask({ ...asked, minBid: 3 }, right)).body['accepted']).toBe(false);
  expect((await ask({ ...asked, currency: 'EUR' }, right)).body['accepted']).toBe(false);
  await owner.put(`/api/rtb/targets/${target['id']}`, { isActive: false });
  expect((await ask(asked, right)).body['accepted']).toBe(false);
});

test('without credentials the world may ask for a target’s bid only where its owner named our address as its endpoint', async () => {
  const owner = await createTenant(system);
  const terms = { minBidAmount: 7.5, contactPhone: '+12125550147' };
  const elsewhere = 'https://api.premium.com/bid';
  const { body: target } = await owner.post('/api/rtb/targets', { name: 'Ours', endpointUrl: elsewhere, ...terms });
  const row = await system.ctx.sql<[{ uuid: string }]>`select uuid from rtb_targets where id = ${target['id']}`;
  const path = `/api/rtb/webhook/${target['id']}`;
  const ask = async () => {
    const { status, body } = await send(system, 'POST', path, { body: {} });
    return [status, body['destinationNumber']];
  };
  const answerWith = async (endpointUrl: string) => {
    const { status } = await owner.put(`/api/rtb/targets/${target['id']}`, { endpointUrl });
    return [status, ...(await ask())];
  };
  const ours = `${system.config.publicBaseUrl}/api/rtb/webhook`;
  expect(await ask()).toEqual([404, undefined]);
  expect(await answerWith(`${ours}/${target['id'] + 1}`)).toEqual([200, 404, undefined]);
  expect(await answerWith(`${elsewhere}?for=${ours}/${target['id']}`)).toEqual([200, 404, undefined]);
  expect(await answerWith(`${ours}/${target['id']}`)).toEqual([200, 200, '+12125550147']);
  expect(await answerWith(`${ours}/${row[0].uuid}?caller={callerId}`)).toEqual([200, 200, '+12125550147']);
});
