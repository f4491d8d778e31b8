/** Tests who may found a tenant with a real carrier. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { send } from '../../../helpers/api/client.ts';
import { createTestSystem, REAL_CARRIER } from '../../../helpers/system.ts';

const system = await createTestSystem({ env: REAL_CARRIER });
const { sql } = system.ctx;

const register = (fields: object = {}) => {
  const body = { email: `${randomUUID()}@example.com`, password: 'securePassword123', role: 'admin', ...fields };
  return send(system, 'POST', '/api/auth/register', { body });
};

test('with a real carrier, one of many parallel registrations founds the first tenant, and the others are refused', async () => {
  const replies = await Promise.all(Array.from({ length: 8 }, () => register()));
  expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, ...Array<number>(7).fill(403)]);
  expect(await sql`select status from tenants`).toEqual([{ status: 'active' }]);
  const refused = replies.find(({ status }) => status === 403);
  expect(refused?.body['message']).toContain('invitation_code');
  expect((await register({ tenant_id: randomUUID() })).status).toBe(403);
  expect((await register({ invitation_code: 'guessed' })).body['message']).toContain('unknown, used, expired');
});

test('an administrator of an existing tenant still registers colleagues', async () => {
  const [row] = await sql<[{ email: string }]>`select email from users limit 1`;
  const body = { email: row.email, password: 'securePassword123' };
  const { token, user } = (await send(system, 'POST', '/api/auth/login', { body })).body;
  const colleague = {
    email: `${randomUUID()}@example.com`,
    password: 'securePassword123',
    tenant_id: user.tenant_id as string,
  };
  expect((await send(system, 'POST', '/api/auth/register', { body: colleague, token })).status).toBe(201);
});
