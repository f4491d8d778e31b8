import { expect, test } from 'vitest';
import { addUser, createTenant, operatorOf } from '../../../helpers/api/client.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();

test('the operator lists the tenants, newest first, with the numbers of their users', async () => {
  const [first, second] = [await createTenant(system), await createTenant(system)];
  const agent = await addUser(system, first, 'agent');
  await system.ctx.sql`update users set is_active = false where uuid = ${agent.user.id}`;
  const operator = operatorOf(system);
  const { status, body } = await operator.get('/api/operator/tenants');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    count: 2,
    total: 2,
    tenants: [
      { uuid: second.user.tenant_id, user_count: 1, active_user_count: 1 },
      { uuid: first.user.tenant_id, user_count: 2, active_user_count: 1 },
    ],
  });
  const page = await operator.get('/api/operator/tenants?limit=1&offset=1');
  expect(page.body).toMatchObject({ count: 1, total: 2, tenants: [{ uuid: first.user.tenant_id }] });
});
