import { expect, test } from 'vitest';
import { addUser, createTenant, openSession, send, type SessionClient } from '../../../helpers/api/client.ts';
import { receiveCall, endCallerLeg, randomPhoneNumber, createInboundCampaign, randomCallSid } from '../../../helpers/fixtures/inbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
system.startWorkers(['carrier']);
const { sql } = system.ctx;
const founder = await createTenant(system);
const owner = await openSession(system, founder);
const stranger = await openSession(system, await createTenant(system));

const time = expect.stringMatching(/^\d{4}-.*Z$/);
const PN = `PN${'x'.repeat(32)}`;
const example = {
  phoneNumber: '+1234567890',
  phoneNumberSid: PN,
  friendlyName: 'Campaign Main Line',
  capabilities: ['voice', 'sms'],
};
const shown = {
  id: expect.any(Number),
  userId: expect.any(Number),
  ...example,
  status: 'available',
  assignedTo: null,
  assignedId: null,
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

test('numbers are registered, listed, read, assigned and deleted as the document shows them', async () => {
  const created = await owner.post('/api/phone-numbers', example);
  expect([created.status, created.body]).toEqual([201, shown]);
  const path = `/api/phone-numbers/${created.body['id']}`;
  const listed = await owner.get('/api/phone-numbers');
  expect([listed.body, listed.headers.get('x-total-count')]).toEqual([[shown], '1']);
  const assignedId = await campaignOf(owner);
  const assigned = { ...shown, friendlyName: 'Renamed', status: 'assigned', assignedTo: 'campaign', assignedId };
  const put = { friendlyName: 'Renamed', status: 'assigned', assignedTo: 'campaign', assignedId };
  expect((await owner.put(path, put)).body).toEqual(assigned);
  expect((await owner.get(path)).body).toEqual(assigned);
  expect((await owner.put(path, { status: 'suspended' })).body).toEqual({ ...assigned, status: 'suspended' });
  expect((await owner.put(path, { status: 'available' })).body).toEqual({ ...shown, friendlyName: 'Renamed' });
  const deleted = await owner.delete(path);
  expect([deleted.status, deleted.body]).toEqual([200, { message: 'Phone number deleted successfully' }]);
  expect((await owner.get(path)).status).toBe(404);
  expect((await owner.post('/api/phone-numbers', example)).status).toBe(201);
});

test('a number is one tenant’s: as a number, as a campaign’s own, and in either order', async () => {
  const { phoneNumber } = await register(owner);
  expect((await owner.post('/api/phone-numbers', { phoneNumber })).status).toBe(409);
  expect((await stranger.post('/api/phone-numbers', { phoneNumber })).body['message']).toMatch(/Another account/);
  expect((await stranger.post('/api/campaigns', { name: 'Theirs', phoneNumber })).status).toBe(409);
  const own = await campaignOf(stranger);
  expect((await stranger.put(`/api/campaigns/${own}`, { phoneNumber })).status).toBe(409);
  const theirs = randomPhoneNumber();
  await campaignOf(stranger, { phoneNumber: theirs });
  expect((await owner.post('/api/phone-numbers', { phoneNumber: theirs })).status).toBe(409);
  // Its own campaign's number it may have; it then shows where that rings.
  const registered = await register(stranger, { phoneNumber: theirs });
  expect(registered).toMatchObject({ status: 'assigned', assignedTo: 'campaign' });
  expect((await stranger.put(`/api/phone-numbers/${registered.id}`, { status: 'available' })).status).toBe(409);
});

test('two tenants who register one number at the same moment: one has it', async () => {
  const phoneNumber = randomPhoneNumber();
  const replies = await Promise.all(
    [owner, stranger, owner, stranger].map((client, at) =>
      at < 2
        ? client.post('/api/phone-numbers', { phoneNumber })
        : client.post('/api/campaigns', { name: 'Mine', phoneNumber }),
    ),
  );
  const holders = await sql<{ tenantId: number }[]>`
    select tenant_id from phone_numbers where phone_number = ${phoneNumber}
    union select tenant_id from campaigns where phone_number = ${phoneNumber}`;
  expect(holders).toHaveLength(1);
  expect(replies.map(({ status }) => status).filter((status) => status !== 201 && status !== 409)).toEqual([]);
});

test('what is asked for must make sense, and is refused by the name of its field', async () => {
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
  expect(await field({ status: 'available', assignedTo: 'pool', assignedId: 1 })).toEqual([422, 'status']);
  const bad = await owner.post('/api/phone-numbers', { phoneNumber: '5551234', phoneNumberSid: 'PN1' });
  expect(bad.body['details'].map((each: { field: string }) => each.field)).toEqual(['phoneNumber', 'phoneNumberSid']);
  const [theirs, pool] = [await campaignOf(stranger), await poolOf(stranger)];
  expect((await owner.put(path, { assignedTo: 'campaign', assignedId: theirs })).status).toBe(404);
  expect((await owner.put(path, { assignedTo: 'pool', assignedId: pool })).status).toBe(404);
  const ended = await campaignOf(owner);
  await owner.put(`/api/campaigns/${ended}`, { status: 'completed' });
  expect((await owner.put(path, { assignedTo: 'campaign', assignedId: ended })).status).toBe(409);
});

test('a number in a pool leaves it before it goes elsewhere, and is no campaign’s own meanwhile', async () => {
  const { id, phoneNumber } = await register(owner);
  const [one, other, campaign] = [await poolOf(owner), await poolOf(owner), await campaignOf(owner)];
  const put = (body: object) => owner.put(`/api/phone-numbers/${id}`, body);
  expect((await put({ assignedTo: 'pool', assignedId: one })).body).toMatchObject({
    assignedTo: 'pool',
    assignedId: one,
  });
  expect((await put({ assignedTo: 'pool', assignedId: other })).status).toBe(409);
  expect((await put({ assignedTo: 'campaign', assignedId: campaign })).status).toBe(409);
  expect((await owner.put(`/api/campaigns/${campaign}`, { phoneNumber })).status).toBe(409);
  expect((await put({ status: 'available' })).status).toBe(200);
  expect((await put({ assignedTo: 'campaign', assignedId: campaign })).status).toBe(200);
  expect((await owner.put(`/api/campaigns/${await campaignOf(owner)}`, { phoneNumber })).status).toBe(409);
  expect((await owner.put(`/api/campaigns/${campaign}`, { phoneNumber })).status).toBe(200);
});

test('a number with a caller on it stays where it is, and can be renamed and suspended', async () => {
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

test('deleting a campaign frees its numbers', async () => {
  const { id } = await register(owner);
  const campaign = await campaignOf(owner);
  await owner.put(`/api/phone-numbers/${id}`, { assignedTo: 'campaign', assignedId: campaign });
  await owner.delete(`/api/campaigns/${campaign}`);
  expect((await owner.get(`/api/phone-numbers/${id}`)).body).toMatchObject({ status: 'available', assignedTo: null });
});

test('the carrier’s offer is found as the document shows it', async () => {
  const { status, body } = await owner.get('/api/phone-numbers/search?areaCode=212&type=local&limit=10');
  expect(status).toBe(200);
  expect(body['availableNumbers']).toHaveLength(10);
  expect(body['availableNumbers'][0]).toEqual({
    phoneNumber: expect.stringMatching(/^\+1212\d{7}$/),
    friendlyName: expect.any(String),
    locality: expect.any(String),
    region: 'NY',
    isoCountry: 'US',
    capabilities: ['voice', 'sms', 'mms'],
  });
  expect((await owner.get('/api/phone-numbers/search?type=toll_free')).body['availableNumbers'].length).toBeGreaterThan(
    0,
  );
  expect((await owner.get('/api/phone-numbers/search?areaCode=533')).body).toEqual({ availableNumbers: [] });
  const elsewhere = await owner.get('/api/phone-numbers/search?country=FR');
  expect([elsewhere.status, elsewhere.body['details'][0].field]).toEqual([422, 'type']);
  expect((await owner.get('/api/phone-numbers/search?areaCode=21')).body['details'][0].field).toBe('areaCode');
});

test('a number is bought, and its calls are announced here', async () => {
  const phoneNumber = '+13105550105';
  const bought = await owner.post('/api/phone-numbers/purchase', { phoneNumber, friendlyName: 'Hotline' });
  const [held] = system.simulator.ledger().numbers.filter((each) => each.phoneNumber === phoneNumber);
  const row = {
    ...shown,
    phoneNumber,
    friendlyName: 'Hotline',
    phoneNumberSid: held!.sid,
    capabilities: ['voice', 'sms', 'mms'],
  };
  expect([bought.status, bought.body]).toEqual([201, row]);
  expect(held!.voiceUrl).toMatch(new RegExp(`^${system.config.publicBaseUrl}/webhooks/voice`));
  expect(held!.statusCallback).toMatch(new RegExp(`^${system.config.publicBaseUrl}/webhooks/status`));
  expect((await owner.post('/api/phone-numbers/purchase', { phoneNumber })).status).toBe(409);
  expect((await stranger.post('/api/phone-numbers/purchase', { phoneNumber })).status).toBe(409);
});

test('the document’s own purchase has its URLs at the carrier; what is not on sale is refused in words', async () => {
  const phoneNumber = '+13105550106';
  const voiceUrl = 'https://api.example.com/webhooks/voice';
  const statusCallback = 'https://api.example.com/webhooks/status';
  const sent = { phoneNumber, friendlyName: 'Campaign Line', voiceUrl, statusCallback };
  expect((await owner.post('/api/phone-numbers/purchase', sent)).status).toBe(201);
  const held = system.simulator.ledger().numbers.find((each) => each.phoneNumber === phoneNumber);
  expect(held).toMatchObject({ voiceUrl, statusCallback });
  const refused = await owner.post('/api/phone-numbers/purchase', { phoneNumber: '+15005550000' });
  expect([refused.status, refused.body['message']]).toEqual([
    409,
    expect.stringMatching(/does not sell.*not available/),
  ]);
});

test('who does not wait is told where to ask; the same key buys once', async () => {
  const phoneNumber = '+13105550107';
  const post = () =>
    send(system, 'POST', '/api/phone-numbers/purchase', {
      cookie: owner.cookie,
      body: { phoneNumber },
      headers: { prefer: 'respond-async', 'idempotency-key': 'once' },
    });
  const first = await post();
  expect([first.status, first.body['status']]).toEqual([202, 'pending']);
  const location = first.headers.get('location')!;
  expect(location).toBe(first.body['statusUrl']);
  const again = await post();
  expect([again.status, again.body, again.headers.get('idempotent-replayed')]).toEqual([202, first.body, 'true']);
  await expect.poll(async () => (await owner.get(location)).body['status'], { timeout: 10_000 }).toBe('completed');
  const { body } = await owner.get(location);
  expect((await owner.get(`/api/phone-numbers/${body['phoneNumberId']}`)).body).toMatchObject({ phoneNumber });
  expect((await stranger.get(location)).status).toBe(404);
});

test('a supervisor assigns, and does not spend', async () => {
  const supervisor = await openSession(system, await addUser(system, founder, 'supervisor'));
  const { id } = await register(supervisor, { phoneNumberSid: null });
  const post = { phoneNumber: '+13105550108' };
  expect((await supervisor.post('/api/phone-numbers/purchase', post)).status).toBe(403);
  expect((await supervisor.delete(`/api/phone-numbers/${id}?release=true`)).status).toBe(403);
  expect((await owner.delete(`/api/phone-numbers/${id}?release=true`)).status).toBe(409);
  expect((await supervisor.delete(`/api/phone-numbers/${id}`)).status).toBe(200);
});
