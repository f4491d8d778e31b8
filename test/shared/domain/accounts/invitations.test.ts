import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createInvitation, revokeInvitation } from '../../../../shared/domain/accounts/invitations.ts';
import { countInvitations, listInvitations } from '../../../../sql/accounts/invitations.ts';
import { send } from '../../../helpers/api/client.ts';
import { createTestSystem, REAL_CARRIER } from '../../../helpers/system.ts';

const system = await createTestSystem({ env: { ...REAL_CARRIER, SIGN_UP: 'invite' } });
const { ctx } = system;
const { sql } = ctx;

const email = () => `${randomUUID()}@example.com`;
const invite = (fields: { email?: string; days?: number } = {}) =>
  createInvitation(ctx, { email: fields.email ?? null, days: fields.days ?? 7 });
const register = (fields: object) => {
  const body = { email: email(), password: 'securePassword123', ...fields };
  return send(system, 'POST', '/api/auth/register', { body });
};

test('nobody founds a tenant without an invitation, not even the first one', async () => {
  const { status, body } = await register({});
  expect([status, body['message']]).toEqual([403, expect.stringContaining('invitation_code')]);
  expect((await register({ invitation_code: 'x'.repeat(32) })).status).toBe(403);
});

test('one of many parallel registrations with one code founds a tenant, and the tenant is active', async () => {
  const { code, invitation } = await invite();
  const replies = await Promise.all(Array.from({ length: 4 }, () => register({ invitation_code: code })));
  expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 403, 403, 403]);
  const tenantUuid = replies.find(({ status }) => status === 201)!.body.user.tenant_id as string;
  expect(await sql`select status from tenants where uuid = ${tenantUuid}`).toEqual([{ status: 'active' }]);
  const listed = (await listInvitations(sql, { limit: 10, offset: 0 })).find(({ id }) => id === invitation.id);
  expect(listed).toMatchObject({ tenantUuid, usedAt: expect.any(Date) });
});

test('a registration that fails does not use the code up', async () => {
  const { code } = await invite();
  const taken = email();
  expect((await register({ email: taken, invitation_code: (await invite()).code })).status).toBe(201);
  expect((await register({ email: taken, invitation_code: code })).status).toBe(409);
  expect((await register({ invitation_code: code })).status).toBe(201);
});

test('a code for an e-mail address works only for this address', async () => {
  const invited = email();
  const { code } = await invite({ email: invited });
  expect((await register({ invitation_code: code })).status).toBe(403);
  expect((await register({ email: invited.toUpperCase(), invitation_code: code })).status).toBe(201);
});

test('an expired and a revoked code are refused', async () => {
  const expired = await invite();
  await sql`update invitations set expires_at = now() where id = ${expired.invitation.id}`;
  expect((await register({ invitation_code: expired.code })).status).toBe(403);
  const revoked = await invite();
  const before = await countInvitations(sql);
  await revokeInvitation(ctx, { uuid: revoked.invitation.uuid });
  expect(await countInvitations(sql)).toBe(before - 1);
  expect((await register({ invitation_code: revoked.code })).status).toBe(403);
  await expect(revokeInvitation(ctx, { uuid: revoked.invitation.uuid })).rejects.toThrow('not found');
});

test('the database contains no code', async () => {
  const { code } = await invite();
  expect(JSON.stringify(await sql`select * from invitations`)).not.toContain(code);
});
