import { expect, test } from 'vitest';
import { createTenant, openSession } from '../../../helpers/api/client.ts';
import { randomPhoneNumber } from '../../../helpers/fixtures/inbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const founder = await createTenant(system);
const owner = await openSession(system, founder);
const { sql } = system.ctx;
const time = expect.stringMatching(/^\d{4}-.*Z$/);

const campaignExample = {
  name: 'Winter Campaign',
  description: 'Q4 lead generation campaign',
  phoneNumber: '+1234567891',
  routingType: 'priority',
  status: 'active',
  poolId: null,
  rtbRouterId: null,
  enableRtb: false,
};
const shown = {
  requiredSkills: [],
  ...campaignExample,
  id: expect.any(Number),
  uuid: expect.any(String),
  recordCalls: false,
  ringSecondsMax: 30,
  conversionSeconds: 60,
  duplicateWindowSeconds: 86_400,
  duplicateAction: 'normal',
  duplicateBillable: true,
  duplicatePayable: true,
  hiddenCallers: 'accept',
  allowedCallers: [],
  blockedCallers: [],
  callerCallsPerHourMax: 0,
  userId: expect.any(Number),
  rtbId: expect.stringMatching(/^[0-9a-f]{32}$/),
  createdAt: time,
  updatedAt: time,
};

test('campaigns are created, listed, read, updated and deleted as in the reference', async () => {
  const created = await owner.post('/api/campaigns', campaignExample);
  expect([created.status, created.body]).toEqual([201, shown]);
  const path = `/api/campaigns/${created.body['id']}`;
  const listed = await owner.get('/api/campaigns');
  expect([listed.body, listed.headers.get('x-total-count')]).toEqual([[shown], '1']);
  expect((await owner.get(path)).body).toEqual({ ...shown, buyers: [] });
  const changed = await owner.put(path, { ...campaignExample, routingType: 'round_robin', status: 'paused' });
  expect([changed.status, changed.body]).toEqual([200, { ...shown, routingType: 'round_robin', status: 'paused' }]);
  expect((await owner.put(path, { status: 'active' })).body['status']).toBe('active');
  const deleted = await owner.delete(path);
  expect([deleted.status, deleted.body]).toEqual([200, { message: 'Campaign deleted successfully' }]);
  for (const method of ['get', 'delete'] as const) expect((await owner[method](path)).status).toBe(404);
  expect((await owner.get('/api/campaigns')).body).toEqual([]);
});

test('a phone number belongs to one campaign at a time, and stays with its tenant when the campaign ends', async () => {
  const phoneNumber = randomPhoneNumber();
  const { body } = await owner.post('/api/campaigns', { name: 'First', phoneNumber });
  const stranger = await openSession(system, await createTenant(system));
  expect((await stranger.post('/api/campaigns', { name: 'Second', phoneNumber })).status).toBe(409);
  const { body: other } = await stranger.post('/api/campaigns', { name: 'Second' });
  expect((await stranger.put(`/api/campaigns/${other['id']}`, { phoneNumber })).status).toBe(409);
  expect((await owner.post('/api/campaigns', { name: 'Second', phoneNumber })).status).toBe(409);
  await owner.put(`/api/campaigns/${body['id']}`, { status: 'completed' });
  expect((await stranger.put(`/api/campaigns/${other['id']}`, { phoneNumber })).status).toBe(409);
  expect((await owner.post('/api/campaigns', { name: 'Second', phoneNumber })).status).toBe(201);
});

test('what is read of a campaign of the dialer can be sent back, and each documented status follows each other one', async () => {
  const { body } = await founder.post('/api/campaigns', { name: 'Outbound' });
  const uuid = body['campaign'].id;
  const row = () => sql`select * from campaigns where uuid = ${uuid}`;
  const own = async () => (await founder.get(`/api/campaigns/${uuid}`)).body['campaign'].status;
  const put = (status: string) => owner.put(`/api/campaigns/${uuid}`, { status });
  expect((await put('paused')).body['status']).toBe('paused');
  expect(await own()).toBe('draft');
  const [before] = await row();
  const { routingType } = (await owner.get(`/api/campaigns/${uuid}`)).body;
  await owner.put(`/api/campaigns/${uuid}`, { name: 'Outbound', routingType });
  expect((await row())[0]).toEqual({ ...before, updatedAt: expect.any(Date) });
  for (const status of ['completed', 'active', 'completed', 'paused', 'active', 'paused', 'completed']) {
    expect(await put(status)).toMatchObject({ status: 200, body: { status } });
    expect(await own()).toBe(status);
  }
  await founder.post(`/api/campaigns/${uuid}/cancel`);
  expect((await put('completed')).body['status']).toBe('completed');
  expect(await own()).toBe('cancelled');
  expect((await put('active')).status).toBe(409);
});

test('an unknown router is not found', async () => {
  expect((await owner.post('/api/campaigns', { name: 'RTB', rtbRouterId: 1_000_000 })).status).toBe(404);
});
