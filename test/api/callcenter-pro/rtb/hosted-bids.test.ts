import { expect, test } from 'vitest';
import { createTenant, send } from '../../../helpers/api/client.ts';
import { AUCTION_ENV } from '../../../helpers/fixtures/auctions.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem({ env: AUCTION_ENV });

const hostedTarget = {
  name: 'Premium Buyer',
  contactPhone: '+1234567890',
  endpointUrl: 'https://api.premium.com/bid',
  authentication: 'Bearer Token',
  authToken: 'secret_token',
  minBidAmount: 2.5,
  maxBidAmount: 25.0,
  currency: 'USD',
  maxConcurrentCalls: 10,
};

test('a hosted target bids for clients with its credentials, within its terms and caps', async () => {
  const owner = await createTenant(system);
  const { body: target } = await owner.post('/api/rtb/targets', hostedTarget);
  const request = {
    requestId: 'req_123456',
    campaignId: 'a1b2c3d4e5f6g7h8i9j0',
    callerId: '+1234567890',
    callStartTime: '2025-01-01T00:00:00Z',
    minBid: 2.5,
    maxBid: 25.0,
    currency: 'USD',
  };
  const path = `/api/rtb/webhook/${target['id']}`;
  const requestBid = (body: object, authorization?: string) =>
    send(system, 'POST', path, { body, headers: authorization ? { authorization } : {} });
  expect((await requestBid(request)).status).toBe(401);
  expect((await requestBid(request, 'Bearer wrong')).status).toBe(401);
  const right = 'Bearer secret_token';
  expect((await requestBid(request, right)).body).toEqual({
    bidAmount: 2.5,
    destinationNumber: '+1234567890',
    accepted: true,
    currency: 'USD',
    duration: 0,
  });
  expect((await requestBid({ ...request, minBid: 3 }, right)).body['accepted']).toBe(false);
  expect((await requestBid({ ...request, currency: 'EUR' }, right)).body['accepted']).toBe(false);
  await owner.put(`/api/rtb/targets/${target['id']}`, { isActive: false });
  expect((await requestBid(request, right)).body['accepted']).toBe(false);
});

test('a target with the authentication none answers the printed request of every client', async () => {
  const owner = await createTenant(system);
  const target = { name: 'Ours', endpointUrl: 'https://api.premium.com/bid', authentication: 'none', bidDuration: 300 };
  const created = await owner.post('/api/rtb/targets', { ...target, minBidAmount: 8.75, contactPhone: '+12125550147' });
  expect(created.body).toMatchObject(target);
  const body = { requestId: 'req_123456', callerId: '+1234567890', minBid: 2.5, maxBid: 25, currency: 'USD' };
  expect(await send(system, 'POST', `/api/rtb/webhook/${created.body['id']}`, { body })).toMatchObject({
    status: 200,
    body: { bidAmount: 8.75, destinationNumber: '+12125550147', accepted: true, currency: 'USD', duration: 300 },
  });
});

test('an unknown target gives the same reply as wrong credentials, and both are limited', async () => {
  const owner = await createTenant(system);
  const { body: target } = await owner.post('/api/rtb/targets', hostedTarget);
  const requestBid = async (id: number, authorization: string, address: string) => {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({}),
    };
    const reply = await system.request(`/api/rtb/webhook/${id}`, init, {
      incoming: { socket: { remoteAddress: address } },
    });
    const { requestId: _, timestamp: __, ...body } = (await reply.json()) as Record<string, unknown>;
    return { status: reply.status, body };
  };
  const known = await requestBid(target['id'], 'Bearer wrong', '203.0.113.1');
  expect(known.status).toBe(401);
  expect(await requestBid(1_000_000, 'Bearer wrong', '203.0.113.1')).toEqual(known);

  const guess = (address: string) => requestBid(target['id'], 'Bearer wrong', address);
  const replies = await Promise.all(Array.from({ length: 30 }, () => guess('203.0.113.2')));
  expect(replies.filter(({ status }) => status === 401)).toHaveLength(20);
  expect(replies.filter(({ status }) => status === 429)).toHaveLength(10);
  // While an address is blocked, the reply does not say whether the credentials were right.
  expect((await requestBid(target['id'], 'Bearer secret_token', '203.0.113.2')).status).toBe(429);
  expect((await requestBid(target['id'], 'Bearer secret_token', '203.0.113.3')).status).toBe(200);
});
