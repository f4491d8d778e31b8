import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { operatorOf, send } from '../../../helpers/api/client.ts';
import { createTestSystem, REAL_CARRIER } from '../../../helpers/system.ts';

const system = await createTestSystem({ env: { ...REAL_CARRIER, SIGN_UP: 'invite' } });
const { sql } = system.ctx;
const operator = operatorOf(system);
const PATH = '/api/operator/invitations';

const email = () => `${randomUUID()}@example.com`;
const register = (fields: object) => {
  const body = { email: email(), password: 'securePassword123', ...fields };
  return send(system, 'POST', '/api/auth/register', { body });
};

test('a stranger founds an active tenant with the code of the operator, exactly once', async () => {
  expect((await register({})).status).toBe(403);
  const { status, body } = await operator.post(PATH);
  expect(status).toBe(201);
  expect(body).toMatchObject({
    code: expect.stringMatching(/^[\w-]{32}$/),
    invitation: { status: 'open', email: null, tenant_uuid: null, used_at: null },
  });
  const { created_at: created, expires_at: expires } = body['invitation'] as Record<string, string>;
  expect(Date.parse(expires!) - Date.parse(created!)).toBe(7 * 86_400_000);

  const founded = await register({ invitation_code: body['code'] });
  expect(founded.status).toBe(201);
  expect((await register({ invitation_code: body['code'] })).status).toBe(403);
  const tenant = founded.body.user.tenant_id as string;
  const list = await operator.get(`${PATH}?limit=1`);
  expect(list.body).toMatchObject({ count: 1, total: 1, invitations: [{ status: 'used', tenant_uuid: tenant }] });
  // The code is not shown again.
  expect(JSON.stringify(list.body)).not.toContain(body['code']);
  const { body: tenants } = await operator.get('/api/operator/tenants');
  expect(tenants['tenants']).toMatchObject([{ uuid: tenant, status: 'active' }]);
  expect((await operator.delete(`${PATH}/${body['invitation'].id}`)).status).toBe(404);
});

test('a code for an e-mail address works only for this address, and expires', async () => {
  const invited = email();
  const { body } = await operator.post(PATH, { email: invited, days: 1 });
  expect((await register({ invitation_code: body['code'] })).status).toBe(403);
  await sql`update invitations set expires_at = now() where uuid = ${body['invitation'].uuid}`;
  expect((await register({ email: invited, invitation_code: body['code'] })).status).toBe(403);
  const list = await operator.get(`${PATH}?limit=1`);
  expect(list.body['invitations']).toMatchObject([{ status: 'expired', email: invited }]);
});

test('a revoked code is refused, and both forms of the id revoke', async () => {
  for (const form of ['id', 'uuid']) {
    const { body } = await operator.post(PATH);
    const path = `${PATH}/${body['invitation'][form]}`;
    expect((await operator.delete(path)).status).toBe(200);
    expect((await operator.delete(path)).status).toBe(404);
    expect((await register({ invitation_code: body['code'] })).status).toBe(403);
  }
});

test('wrong bodies are refused', async () => {
  for (const body of [{ days: 0 }, { days: 91 }, { days: 1.5 }, { email: 'x' }, { tenant_id: 1 }])
    expect([body, (await operator.post(PATH, body)).status]).toEqual([body, 400]);
});

test('invitations are events of the operator in the audit log, without the code', async () => {
  const reply = await operator.post(PATH, { days: 3 });
  await operator.delete(`${PATH}/${reply.body['invitation'].uuid}`);
  const events = await sql`
    select tenant_id, actor_kind, actor_name, verb, request_id, changes from audit_events
    where entity = 'invitation' and entity_uuid = ${reply.body['invitation'].uuid} order by id`;
  const actor = { tenantId: null, actorKind: 'operator', actorName: 'operator' };
  expect(events).toMatchObject([
    {
      ...actor,
      verb: 'created',
      requestId: reply.headers.get('x-request-id'),
      changes: { code_hash: { before: null, after: '[hidden]' } },
    },
    { ...actor, verb: 'deleted' },
  ]);
});
