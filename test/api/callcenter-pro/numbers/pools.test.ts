import { expect, test } from 'vitest';
import { createTenant, openSession, type SessionClient } from '../../../helpers/api/client.ts';
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
const owner = await openSession(system, await createTenant(system));
const otherTenant = await openSession(system, await createTenant(system));

const example = {
  name: 'Main Pool',
  description: 'Primary number pool for campaigns',
  webhookUrl: 'https://api.example.com/webhook',
  isActive: true,
};
const time = expect.stringMatching(/^\d{4}-.*Z$/);
const expectedPool = {
  id: expect.any(Number),
  uuid: expect.any(String),
  userId: expect.any(Number),
  ...example,
  phoneNumbers: [],
  createdAt: time,
  updatedAt: time,
};

async function poolWith(client: SessionClient, count: number) {
  const pool = (await client.post('/api/pools', { name: 'A pool' })).body['id'] as number;
  const numbers: { id: number; uuid: string; phoneNumber: string }[] = [];
  for (let at = 0; at < count; at++) {
    const { body } = await client.post('/api/phone-numbers', { phoneNumber: randomPhoneNumber() });
    const added = await client.post(`/api/pools/${pool}/numbers`, { phoneNumberId: body['id'] });
    if (added.status !== 201) throw new Error(JSON.stringify(added.body));
    numbers.push(added.body as { id: number; uuid: string; phoneNumber: string });
  }
  return { pool, path: `/api/pools/${pool}`, numbers };
}

test('pools are created, listed, read, updated and deleted with the replies of the API document', async () => {
  const created = await owner.post('/api/pools', example);
  expect([created.status, created.body]).toEqual([
    201,
    { ...expectedPool, webhookSecret: expect.stringMatching(/^whsec_/) },
  ]);
  const path = `/api/pools/${created.body['id']}`;
  const listed = await owner.get('/api/pools');
  expect([listed.body, listed.headers.get('x-total-count')]).toEqual([[expectedPool], '1']);
  expect((await owner.get(path)).body).toEqual(expectedPool);
  const changed = await owner.put(path, { name: 'Renamed', isActive: false });
  expect(changed.body).toEqual({ ...expectedPool, name: 'Renamed', isActive: false });
  const deleted = await owner.delete(path);
  expect([deleted.status, deleted.body]).toEqual([200, { message: 'Number pool deleted successfully' }]);
  expect((await owner.get(path)).status).toBe(404);
});

test('a webhook secret is shown once, stored encrypted, and replaced on request', async () => {
  const { body: pool } = await owner.post('/api/pools', { name: 'Quiet' });
  expect(pool).not.toHaveProperty('webhookSecret');
  const path = `/api/pools/${pool['id']}`;
  const first = await owner.put(path, { webhookUrl: 'https://api.example.com/webhook' });
  const firstSecret = first.body['webhookSecret'];
  expect(firstSecret).toMatch(/^whsec_/);
  const later = await owner.put(path, { webhookUrl: 'https://api.example.com/other' });
  expect(later.body).not.toHaveProperty('webhookSecret');
  const rotated = await owner.post(`${path}/webhook-secret`);
  expect(rotated.body).toEqual({ webhookSecret: expect.stringMatching(/^whsec_/) });
  expect(rotated.body['webhookSecret']).not.toBe(firstSecret);
  const [row] = await sql`select webhook_secret from number_pools where id = ${pool['id']}`;
  expect(row!['webhookSecret']).toMatch(/^v1:/);
  const privateUrl = await owner.put(path, { webhookUrl: 'https://10.0.0.1/hook' });
  expect([privateUrl.status, privateUrl.body['details'][0].field]).toEqual([422, 'webhookUrl']);
});

test('numbers are added to and removed from pools, each to one pool at a time', async () => {
  const { path, numbers } = await poolWith(owner, 2);
  const other = await poolWith(owner, 0);
  expect((await owner.get(path)).body['phoneNumbers']).toEqual(
    numbers.map(({ id, uuid, phoneNumber }) => ({ id, uuid, phoneNumber, status: 'assigned' })),
  );
  const { id } = numbers[0]!;
  expect((await owner.post(`${other.path}/numbers`, { phoneNumberId: id })).status).toBe(409);
  expect((await owner.post(`${path}/numbers`, { phoneNumberId: id })).status).toBe(409);
  expect((await owner.delete(`${other.path}/numbers/${id}`)).status).toBe(404);
  expect((await owner.delete(`${path}/numbers/${id}`)).body).toEqual({
    message: 'Number removed from pool successfully',
  });
  expect((await owner.delete(`${path}/numbers/${id}`)).status).toBe(404);
  expect((await owner.post(`${other.path}/numbers`, { phoneNumberId: id })).status).toBe(201);
  const theirs = await poolWith(otherTenant, 1);
  expect((await owner.post(`${path}/numbers`, { phoneNumberId: theirs.numbers[0]!.id })).status).toBe(404);
  expect((await owner.post(`${theirs.path}/numbers`, { phoneNumberId: id })).status).toBe(404);
});

test('concurrent changes of numbers, pools and campaigns never deadlock', async () => {
  const { path, numbers } = await poolWith(owner, 3);
  const { body: campaign } = await owner.post('/api/campaigns', { name: 'Busy' });
  const work = numbers.flatMap(({ id, phoneNumber }) => [
    owner.delete(`${path}/numbers/${id}`),
    owner.put(`/api/phone-numbers/${id}`, { assignedTo: 'campaign', assignedId: campaign['id'] }),
    owner.put(`/api/campaigns/${campaign['id']}`, { phoneNumber }),
    owner.post(`${path}/numbers`, { phoneNumberId: id }),
  ]);
  const statuses = (await Promise.all([...work, owner.delete(path)])).map(({ status }) => status);
  expect(statuses.filter((status) => ![200, 201, 404, 409].includes(status))).toEqual([]);
});

test('a campaign gets a pool of its own tenant, by UUID or integer id', async () => {
  const { pool } = await poolWith(owner, 0);
  const [{ uuid }] = await sql<[{ uuid: string }]>`select uuid from number_pools where id = ${pool}`;
  const { body } = await owner.post('/api/campaigns', { name: 'Pooled', poolId: uuid });
  expect(body['poolId']).toBe(pool);
  expect((await owner.put(`/api/campaigns/${body['id']}`, { poolId: null })).body['poolId']).toBeNull();
  expect((await owner.put(`/api/campaigns/${body['id']}`, { poolId: pool })).body['poolId']).toBe(pool);
  expect((await otherTenant.post('/api/campaigns', { name: 'Theirs', poolId: pool })).status).toBe(404);
  expect((await owner.post('/api/campaigns', { name: 'Unknown pool', poolId: 1_000_000 })).status).toBe(404);
  await owner.delete(`/api/pools/${pool}`);
  expect((await owner.get(`/api/campaigns/${body['id']}`)).body['poolId']).toBeNull();
});

test('statistics count calls when no visitors are tracked', async () => {
  const floor = await createInboundCampaign(system);
  const { pool, path, numbers } = await poolWith(floor.owner, 4);
  await floor.owner.put(`/api/campaigns/${floor.campaignId}`, { poolId: pool });
  expect((await floor.owner.get(`${path}/stats`)).body).toEqual({
    totalNumbers: 4,
    assignedNumbers: 4,
    inUseNumbers: 0,
    availableNumbers: 4,
    utilizationRate: 0,
    totalCalls: 0,
    averageCallsPerNumber: 0,
    peakConcurrentLeases: 0,
    overflowRate: 0,
    recommendedSize: 1,
  });
  const CallSid = randomCallSid();
  await receiveCall(system, numbers[0]!.phoneNumber, { CallSid });
  await receiveCall(system, numbers[0]!.phoneNumber);
  await receiveCall(system, numbers[1]!.phoneNumber);
  await floor.owner.put(`/api/phone-numbers/${numbers[3]!.id}`, { status: 'suspended' });
  expect((await floor.owner.delete(path)).status).toBe(409);
  expect((await floor.owner.get(`${path}/stats`)).body).toMatchObject({
    totalNumbers: 4,
    assignedNumbers: 3,
    inUseNumbers: 2,
    availableNumbers: 1,
    utilizationRate: 0.5,
    totalCalls: 3,
    averageCallsPerNumber: 0.75,
  });
  await system.advanceClock(1_800);
  await endCallerLeg(system, CallSid);
  // Three calls of half an hour in the busiest hour are 1.5 erlangs (average calls at the same time). A load of 1.5
  // erlangs needs six phone numbers.
  expect((await floor.owner.get(`${path}/stats`)).body).toMatchObject({ recommendedSize: 6 });
});

test('statistics of leases: peak, overflow and numbers in use; leased numbers stay in the pool', async () => {
  const { pool, path, numbers } = await poolWith(owner, 2);
  const { body: campaign } = await owner.post('/api/campaigns', { name: 'Tracked', poolId: pool });
  const { body: tag } = await owner.post('/api/tracking-tags', {
    name: 'Landing',
    tagCode: `landing-${pool}`,
    campaignId: campaign['id'],
  });
  const lease = (session: string, startMinutesAgo: number, endMinutesAgo: number | null, at: number | null) => sql`
    with visit as (
      insert into visits (tenant_id, tag_id, campaign_id, tracking_id, session_id, source, ip_address)
      select tenant_id, ${tag['id']}, id, ${`dni_${session}_${pool}`}, ${session}, 'google', '192.0.2.1'
      from campaigns where id = ${campaign['id']} returning id, tenant_id
    )
    insert into number_leases (tenant_id, tag_id, session_id, visit_id, phone_number_id, phone_number,
      is_overflow, client_address, leased_at, live_until, held_until, released_at)
    select tenant_id, ${tag['id']}, ${session}, id, ${at === null ? null : numbers[at]!.id}, '+14155550000',
      ${at === null}, '192.0.2.1', clock_now() - make_interval(mins => ${startMinutesAgo}),
      clock_now() + interval '1 hour', clock_now() + interval '1 hour',
      ${endMinutesAgo === null ? null : sql`clock_now() - make_interval(mins => ${endMinutesAgo})`}
    from visit`;
  await lease('a', 5_000, 4_990, 0);
  await lease('b', 4_990, 4_980, 0);
  await lease('c', 4_989, 4_980, 1);
  await lease('d', 4_985, 4_980, null);
  await lease('e', 10, null, 1);
  expect((await owner.get(`${path}/stats`)).body).toMatchObject({
    totalNumbers: 2,
    assignedNumbers: 2,
    inUseNumbers: 1,
    availableNumbers: 1,
    peakConcurrentLeases: 2,
    overflowRate: 0.2,
  });
  expect((await owner.delete(path)).body['message']).toMatch(/Visitors/);
  expect((await owner.delete(`${path}/numbers/${numbers[1]!.id}`)).status).toBe(409);
  expect((await owner.delete(`${path}/numbers/${numbers[0]!.id}`)).status).toBe(200);
});
