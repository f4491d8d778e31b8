import { expect, test } from 'vitest';
import { addUser, createTenant, openSession, type SessionClient } from '../../../helpers/api/client.ts';
import {
  receiveCall,
  endCallerLeg,
  randomPhoneNumber,
  createInboundCampaign,
  randomCallSid,
} from '../../../helpers/fixtures/inbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;
const founder = await createTenant(system);
const owner = await openSession(system, founder);
const otherTenant = await openSession(system, await createTenant(system));

const time = expect.stringMatching(/^\d{4}-.*Z$/);
const PN = `PN${'x'.repeat(32)}`;
const example = {
  phoneNumber: '+1234567890',
  phoneNumberSid: PN,
  friendlyName: 'Campaign Main Line',
  capabilities: ['voice', 'sms'],
};
const expectedNumber = {
  id: expect.any(Number),
  uuid: expect.any(String),
  userId: expect.any(Number),
  ...example,
  status: 'available',
  assignedTo: null,
  assignedId: null,
  carrierStatus: 'not_synced',
  carrierProblem: null,
  createdAt: time,
  updatedAt: time,
};

const register = async (client: SessionClient, fields: object = {}) =>
  (await client.post('/api/phone-numbers', { phoneNumber: randomPhoneNumber(), ...fields })).body as {
    id: number;
    phoneNumber: string;
  };
const campaignOf = async (client: SessionClient, fields: object = {}) =>
  (await client.post('/api/campaigns', { name: 'Summer Campaign', ...fields })).body['id'] as number;
const poolOf = async (client: SessionClient) =>
  (await client.post('/api/pools', { name: 'Main Pool' })).body['id'] as number;

test('numbers are registered, listed, read, assigned and deleted with the replies of the API document', async () => {
  const created = await owner.post('/api/phone-numbers', example);
  expect([created.status, created.body]).toEqual([201, expectedNumber]);
  const path = `/api/phone-numbers/${created.body['id']}`;
  const listed = await owner.get('/api/phone-numbers');
  expect([listed.body, listed.headers.get('x-total-count')]).toEqual([[expectedNumber], '1']);
  const assignedId = await campaignOf(owner);
  const assigned = {
    ...expectedNumber,
    friendlyName: 'Renamed',
    status: 'assigned',
    assignedTo: 'campaign',
    assignedId,
    carrierStatus: 'syncing',
  };
  const put = { friendlyName: 'Renamed', status: 'assigned', assignedTo: 'campaign', assignedId };
  expect((await owner.put(path, put)).body).toEqual(assigned);
  expect((await owner.get(path)).body).toEqual(assigned);
  expect((await owner.put(path, { status: 'suspended' })).body).toEqual({ ...assigned, status: 'suspended' });
  expect((await owner.put(path, { status: 'available' })).body).toEqual({
    ...expectedNumber,
    friendlyName: 'Renamed',
    carrierStatus: 'syncing',
  });
  const deleted = await owner.delete(path);
  expect([deleted.status, deleted.body]).toEqual([200, { message: 'Phone number deleted successfully' }]);
  expect((await owner.get(path)).status).toBe(404);
  expect((await owner.post('/api/phone-numbers', example)).status).toBe(201);
});

test('a number belongs to one tenant, whether it is registered or the phoneNumber of a campaign first', async () => {
  const { phoneNumber } = await register(owner);
  expect((await owner.post('/api/phone-numbers', { phoneNumber })).status).toBe(409);
  expect((await otherTenant.post('/api/phone-numbers', { phoneNumber })).body['message']).toMatch(
    /may not use the phone number/,
  );
  expect((await otherTenant.post('/api/campaigns', { name: 'Theirs', phoneNumber })).status).toBe(409);
  const theirCampaign = await campaignOf(otherTenant);
  expect((await otherTenant.put(`/api/campaigns/${theirCampaign}`, { phoneNumber })).status).toBe(409);
  const theirNumber = randomPhoneNumber();
  await campaignOf(otherTenant, { phoneNumber: theirNumber });
  expect((await owner.post('/api/phone-numbers', { phoneNumber: theirNumber })).status).toBe(409);
  // A tenant may register the phone number of a campaign of the same tenant. The API then assigns the phone number to
  // the campaign.
  const registered = await register(otherTenant, { phoneNumber: theirNumber });
  expect(registered).toMatchObject({ status: 'assigned', assignedTo: 'campaign' });
  expect((await otherTenant.put(`/api/phone-numbers/${registered.id}`, { status: 'available' })).status).toBe(409);
});

test('when two tenants register one number at the same time, one gets it', async () => {
  const phoneNumber = randomPhoneNumber();
  const replies = await Promise.all(
    [owner, otherTenant, owner, otherTenant].map((client, at) =>
      at < 2
        ? client.post('/api/phone-numbers', { phoneNumber })
        : client.post('/api/campaigns', { name: 'Mine', phoneNumber }),
    ),
  );
  const owners = await sql<{ tenantId: number }[]>`
    select tenant_id from phone_numbers where phone_number = ${phoneNumber}
    union select tenant_id from campaigns where phone_number = ${phoneNumber}`;
  expect(owners).toHaveLength(1);
  expect(replies.map(({ status }) => status).filter((status) => status !== 201 && status !== 409)).toEqual([]);
});

test('contradictory fields are rejected with the name of the field', async () => {
  const { id } = await register(owner);
  const path = `/api/phone-numbers/${id}`;
  const field = async (body: object) => {
    const reply = await owner.put(path, body);
    return [reply.status, reply.body['details']?.[0].field];
  };
  expect(await field({ assignedTo: 'campaign' })).toEqual([422, 'assignedId']);
  expect(await field({ assignedId: 1 })).toEqual([422, 'assignedTo']);
  expect(await field({ status: 'assigned' })).toEqual([422, 'assignedId']);
  expect(await field({ status: 'assigned', assignedTo: null })).toEqual([422, 'assignedId']);
  // The number is available, so the status changes nothing. The pool does not exist.
  expect(await field({ status: 'available', assignedTo: 'pool', assignedId: 1 })).toEqual([404, undefined]);
  expect((await owner.put(path, { status: 'suspended' })).status).toBe(200);
  expect(await field({ status: 'available', assignedTo: 'pool', assignedId: 1 })).toEqual([422, 'status']);
  const bad = await owner.post('/api/phone-numbers', { phoneNumber: '5551234', phoneNumberSid: 'PN1' });
  expect(bad.body['details'].map((each: { field: string }) => each.field)).toEqual(['phoneNumber', 'phoneNumberSid']);
  const [theirCampaign, theirPool] = [await campaignOf(otherTenant), await poolOf(otherTenant)];
  expect((await owner.put(path, { assignedTo: 'campaign', assignedId: theirCampaign })).status).toBe(404);
  expect((await owner.put(path, { assignedTo: 'pool', assignedId: theirPool })).status).toBe(404);
  const ended = await campaignOf(owner);
  await owner.put(`/api/campaigns/${ended}`, { status: 'completed' });
  expect((await owner.put(path, { assignedTo: 'campaign', assignedId: ended })).status).toBe(409);
});

test('a number in a pool cannot be assigned elsewhere or become a phoneNumber until it is removed from the pool', async () => {
  const { id, phoneNumber } = await register(owner);
  const [pool, otherPool, campaign] = [await poolOf(owner), await poolOf(owner), await campaignOf(owner)];
  const put = (body: object) => owner.put(`/api/phone-numbers/${id}`, body);
  expect((await put({ assignedTo: 'pool', assignedId: pool })).body).toMatchObject({
    assignedTo: 'pool',
    assignedId: pool,
  });
  expect((await put({ assignedTo: 'pool', assignedId: otherPool })).status).toBe(409);
  expect((await put({ assignedTo: 'campaign', assignedId: campaign })).status).toBe(409);
  expect((await owner.put(`/api/campaigns/${campaign}`, { phoneNumber })).status).toBe(409);
  expect((await put({ status: 'available' })).status).toBe(200);
  expect((await put({ assignedTo: 'campaign', assignedId: campaign })).status).toBe(200);
  expect((await owner.put(`/api/campaigns/${await campaignOf(owner)}`, { phoneNumber })).status).toBe(409);
  expect((await owner.put(`/api/campaigns/${campaign}`, { phoneNumber })).status).toBe(200);
});

test('a number with a live call cannot be unassigned or deleted, but renamed and suspended', async () => {
  const floor = await createInboundCampaign(system);
  const { id, phoneNumber } = await register(floor.owner);
  const path = `/api/phone-numbers/${id}`;
  await floor.owner.put(path, { assignedTo: 'campaign', assignedId: floor.campaignId });
  const CallSid = randomCallSid();
  await receiveCall(system, phoneNumber, { CallSid });
  expect((await floor.owner.put(path, { status: 'available' })).status).toBe(409);
  expect((await floor.owner.delete(path)).status).toBe(409);
  expect((await floor.owner.put(path, { friendlyName: 'Busy', status: 'suspended' })).status).toBe(200);
  await endCallerLeg(system, CallSid);
  expect((await floor.owner.put(path, { status: 'available' })).status).toBe(200);
  expect((await floor.owner.delete(path)).status).toBe(200);
});

test('deleting a campaign unassigns its numbers', async () => {
  const { id } = await register(owner);
  const campaign = await campaignOf(owner);
  await owner.put(`/api/phone-numbers/${id}`, { assignedTo: 'campaign', assignedId: campaign });
  await owner.delete(`/api/campaigns/${campaign}`);
  expect((await owner.get(`/api/phone-numbers/${id}`)).body).toMatchObject({ status: 'available', assignedTo: null });
});

test('a supervisor may assign numbers, but not buy or release them', async () => {
  const supervisor = await openSession(system, await addUser(system, founder, 'supervisor'));
  const { id } = await register(supervisor, { phoneNumberSid: null });
  const body = { phoneNumber: '+13105550108' };
  expect((await supervisor.post('/api/phone-numbers/purchase', body)).status).toBe(403);
  expect((await supervisor.delete(`/api/phone-numbers/${id}?release=true`)).status).toBe(403);
  expect((await owner.delete(`/api/phone-numbers/${id}?release=true`)).status).toBe(409);
  expect((await supervisor.delete(`/api/phone-numbers/${id}`)).status).toBe(200);
});

/** Adds a number to the carrier account whose calls go to another platform, and grants the number to the tenant. */
async function numberOfOldPlatform() {
  const phoneNumber = randomPhoneNumber();
  const settings = { voiceUrl: 'https://old-platform.example.com/voice', voiceMethod: 'GET' } as const;
  const bought = await system.ctx.carrier.numbers.buy(phoneNumber, {
    ...settings,
    voiceApplicationSid: `AP${'a'.repeat(32)}`,
    trunkSid: `TK${'b'.repeat(32)}`,
  });
  if (bought.outcome !== 'bought') throw new Error(bought.outcome);
  return { phoneNumber, phoneNumberSid: bought.number.sid };
}

test.each(['registered first', 'given to the campaign first'])(
  'the carrier is told about a number of another platform that is %s',
  async (order) => {
    const { phoneNumber, phoneNumberSid } = await numberOfOldPlatform();
    const atCarrier = () => system.ctx.carrier.numbers.fetch(phoneNumberSid);
    expect((await atCarrier())?.voiceApplicationSid).toMatch(/^AP/);
    const steps = [() => register(owner, { phoneNumber, phoneNumberSid }), () => campaignOf(owner, { phoneNumber })];
    for (const step of order === 'registered first' ? steps : steps.toReversed()) await step();
    const shown = async () => {
      const { body } = await owner.get('/api/phone-numbers');
      return (body as unknown as { id: number; phoneNumber: string; carrierStatus: string }[]).find(
        (each) => each.phoneNumber === phoneNumber,
      )!;
    };
    const { id, ...before } = await shown();
    expect(before).toMatchObject({ status: 'assigned', carrierStatus: 'syncing' });
    await system.runJob('number.sync', { numberId: id });
    expect(await shown()).toMatchObject({ status: 'assigned', carrierStatus: 'synced', carrierProblem: null });
    expect(await atCarrier()).toMatchObject({
      voiceUrl: expect.stringMatching(/\/webhooks\/voice/),
      voiceMethod: 'POST',
      voiceApplicationSid: null,
      trunkSid: null,
    });
  },
);

test('the refusal of the carrier is shown', async () => {
  const { id } = await register(owner, { phoneNumberSid: `PN${'0'.repeat(32)}` });
  await owner.put(`/api/phone-numbers/${id}`, { assignedTo: 'campaign', assignedId: await campaignOf(owner) });
  await system.runJob('number.sync', { numberId: id });
  expect((await owner.get(`/api/phone-numbers/${id}`)).body).toMatchObject({
    carrierStatus: 'failed',
    carrierProblem: expect.stringMatching(/has no number/),
  });
});
