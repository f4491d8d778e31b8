import { expect, test } from 'vitest';
import { createTenant, openSession } from '../../../helpers/api/client.ts';
import {
  receiveCall,
  callBySid,
  endCallerLeg,
  createInboundCampaign,
  randomCallSid,
} from '../../../helpers/fixtures/inbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const owner = await openSession(system, await createTenant(system));

const buyerExample = {
  name: 'John Doe',
  companyName: 'Acme Corp',
  email: 'john@acme.com',
  phoneNumber: '+1234567890',
  priority: 1,
  maxConcurrentCalls: 5,
  dailyCallLimit: 100,
  isActive: true,
};
const time = expect.stringMatching(/^\d{4}-.*Z$/);
const shown = {
  ...buyerExample,
  pricePerCall: 0,
  billableSeconds: 0,
  currency: 'USD',
  timezone: null,
  weight: 1,
  hourlyCallLimit: 0,
  monthlyCallLimit: 0,
  dailyRevenueCap: 0,
  monthlyRevenueCap: 0,
  hoursOfOperation: null,
  whisper: null,
  requiresAccept: false,
  id: expect.any(Number),
  uuid: expect.any(String),
  userId: expect.any(Number),
  createdAt: time,
  updatedAt: time,
};

test('buyers are created, listed, read, updated and deleted as the document shows them', async () => {
  const created = await owner.post('/api/buyers', buyerExample);
  expect([created.status, created.body]).toEqual([201, shown]);
  const path = `/api/buyers/${created.body['id']}`;
  const listed = await owner.get('/api/buyers');
  expect([listed.body, listed.headers.get('x-total-count')]).toEqual([[shown], '1']);
  expect((await owner.get(path)).body).toEqual(shown);
  const changed = await owner.put(path, { priority: 3, isActive: false });
  expect(changed.body).toEqual({ ...shown, priority: 3, isActive: false });
  const deleted = await owner.delete(path);
  expect([deleted.status, deleted.body]).toEqual([200, { message: 'Buyer deleted successfully' }]);
  expect((await owner.get(path)).status).toBe(404);
  expect((await owner.get('/api/buyers')).body).toEqual([]);
});

test('buyers join and leave campaigns as the document shows it, each once', async () => {
  const { body: campaign } = await owner.post('/api/campaigns', { name: 'Summer Campaign' });
  const { body: buyer } = await owner.post('/api/buyers', { ...buyerExample, phoneNumber: '+1987654321' });
  const path = `/api/campaigns/${campaign['id']}/buyers`;
  const linked = {
    id: buyer['id'],
    uuid: buyer['uuid'],
    name: 'John Doe',
    phoneNumber: '+1987654321',
    priority: 1,
    maxConcurrentCalls: 5,
    isActive: true,
    campaignBuyer: { priority: 2, createdAt: time },
  };
  const added = await owner.post(path, { buyerId: buyer['id'], priority: 2 });
  expect([added.status, added.body]).toEqual([201, linked]);
  expect((await owner.post(path, { buyerId: buyer['id'], priority: 2 })).status).toBe(409);
  expect((await owner.get(path)).body).toEqual([linked]);
  const details = await owner.get(`/api/campaigns/${campaign['id']}`);
  expect(details.body['buyers']).toEqual([
    { id: buyer['id'], uuid: buyer['uuid'], name: 'John Doe', phoneNumber: '+1987654321', priority: 2 },
  ]);
  expect((await owner.delete(`${path}/${buyer['id']}`)).status).toBe(200);
  expect((await owner.delete(`${path}/${buyer['id']}`)).status).toBe(404);
  expect((await owner.get(path)).body).toEqual([]);
  expect((await owner.post(path, { buyerId: 1_000_000 })).status).toBe(404);
});

test('campaign and buyer of a call in progress cannot be deleted; afterwards they can, and the call stays', async () => {
  const floor = await createInboundCampaign(system);
  const CallSid = randomCallSid();
  await receiveCall(system, floor.phoneNumber, { CallSid });
  const [campaign, buyer] = [`/api/campaigns/${floor.campaignId}`, `/api/buyers/${floor.buyers[0]!.id}`];
  for (const path of [campaign, buyer]) expect((await floor.owner.delete(path)).status).toBe(409);
  await endCallerLeg(system, CallSid, { CallDuration: '60' });
  for (const path of [buyer, campaign]) expect((await floor.owner.delete(path)).status).toBe(200);
  for (const path of [buyer, campaign]) expect((await floor.owner.get(path)).status).toBe(404);
  const { id } = await callBySid(system, CallSid);
  expect((await floor.owner.get(`/api/calls/${id}`)).body).toMatchObject({
    campaignId: floor.campaignId,
    buyerId: floor.buyers[0]!.id,
  });
});
