import { expect, test } from 'vitest';
import { newAgentPhone } from '../../../helpers/fixtures/agent-phones.ts';
import { createTenant, openSession } from '../../../helpers/api/client.ts';
import { insertEndedCall } from '../../../helpers/fixtures/ended-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const owner = await openSession(system, await createTenant(system));
const time = expect.stringMatching(/^\d{4}-.*Z$/);

const agentExample = {
  name: 'Jane Smith',
  email: 'jane@company.com',
  phoneNumber: '+1234567890',
  skills: ['sales', 'support'],
  maxConcurrentCalls: 3,
  priority: 1,
  status: 'available',
  isActive: true,
};

test('agents are created, listed, read and updated as in the reference', async () => {
  const shown = {
    ...agentExample,
    id: expect.any(Number),
    uuid: expect.any(String),
    userId: expect.any(Number),
    createdAt: time,
    updatedAt: time,
  };
  const created = await owner.post('/api/agents', agentExample);
  expect([created.status, created.body]).toEqual([201, shown]);
  const listed = await owner.get('/api/agents');
  expect([listed.body, listed.headers.get('x-total-count')]).toEqual([[shown], '1']);
  const path = `/api/agents/${created.body['id']}`;
  expect((await owner.get(path)).body).toEqual(shown);
  const away = await owner.put(`${path}/status`, { status: 'busy', reason: 'Lunch' });
  expect([away.status, away.body]).toEqual([200, { ...shown, status: 'busy' }]);
  expect((await owner.put(`${path}/status`, { status: 'break' })).body['status']).toBe('offline');
});

/** The API reference's example has 150 calls in 30 days, 36,000 seconds of talk time, and 45 conversions. */
test('metrics equal those of a case calculated by hand, in the shape of the reference', async () => {
  const { body: agent } = await owner.post('/api/agents', { ...agentExample, phoneNumber: newAgentPhone() });
  const [row] = await system.ctx.sql`select tenant_id from agents where id = ${agent['id']}`;
  const call = { tenantId: row!['tenantId'] as number, agentId: agent['id'] as number };
  const days = [0, 3, 10, 20, 29];
  for (let made = 0; made < 150; made += 1) {
    const createdAt = new Date(system.ctx.clock.nowMs() - days[made % 5]! * 86_400_000);
    const outcome = made < 128 ? { disposition: 'answered', talkTime: 270, converted: made < 45 } : { talkTime: 0 };
    const rest = made === 127 ? { talkTime: 36_000 - 127 * 270 } : {};
    await insertEndedCall(system.ctx.sql, { ...call, createdAt, ...outcome, ...rest });
  }
  const before = new Date(system.ctx.clock.nowMs() - 30 * 86_400_000);
  await insertEndedCall(system.ctx.sql, { ...call, createdAt: before, disposition: 'answered', talkTime: 9_999 });
  const path = `/api/agents/${agent['id']}/metrics`;
  const shown = {
    totalCalls: 150,
    averageCallDuration: 240,
    successRate: 0.8533,
    totalTalkTime: 36_000,
    callsPerDay: 5,
    performance: { rating: 4.5, conversions: 45, conversionRate: 0.3 },
  };
  expect((await owner.get(`${path}?days=30`)).body).toEqual(shown);
  expect((await owner.get(path)).body).toEqual(shown);
  expect((await owner.get(`${path}?days=1`)).body).toMatchObject({ totalCalls: 30, callsPerDay: 30 });
  expect((await owner.get(`${path}?days=400`)).status).toBe(422);
});

test('the metrics of an agent without calls are zero', async () => {
  const { body: agent } = await owner.post('/api/agents', { name: 'New', phoneNumber: '+14155553333' });
  expect((await owner.get(`/api/agents/${agent['id']}/metrics`)).body).toEqual({
    totalCalls: 0,
    averageCallDuration: 0,
    successRate: 0,
    totalTalkTime: 0,
    callsPerDay: 0,
    performance: { rating: 0, conversions: 0, conversionRate: 0 },
  });
});
