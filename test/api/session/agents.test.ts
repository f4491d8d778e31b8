import { expect, test } from 'vitest';
import { foundTenant, openSession } from '../../helpers/client.ts';
import { createTestSystem } from '../../helpers/system.ts';

const system = await createTestSystem();
const owner = await openSession(system, await foundTenant(system));
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

test('agents are created, listed, read and change their status as the document shows them', async () => {
  const shown = {
    ...agentExample,
    id: expect.any(Number),
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
