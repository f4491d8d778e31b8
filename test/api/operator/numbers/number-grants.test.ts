import { expect, test } from 'vitest';
import { grantNumber } from '../../../../shared/domain/numbers/grant-changes.ts';
import { type Client, createTenant, openSession, operatorOf, send } from '../../../helpers/api/client.ts';
import {
  createInboundCampaign,
  dialedNumber,
  randomPhoneNumber,
  receiveCall,
} from '../../../helpers/fixtures/inbound-calls.ts';
import { createDialingTenant, tickCampaign } from '../../../helpers/fixtures/outbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;
const operator = operatorOf(system);
const [first, second] = [await createTenant(system), await createTenant(system)];
system.startWorkers(['carrier']);

const PATH = '/api/operator/number-grants';

/** Grants a number with the API. Returns the path of the grant. */
async function grant(tenant: string, phoneNumber: string): Promise<string> {
  const { status, body } = await operator.post(PATH, { tenant, phone_number: phoneNumber });
  expect([status, body['number_grant']]).toMatchObject([201, { phone_number: phoneNumber, source: 'operator' }]);
  return `${PATH}/${body['number_grant'].id}`;
}

const statusOfGrant = async ({ user }: Client, phoneNumber: string) =>
  (await operator.post(PATH, { tenant: user.tenant_id, phone_number: phoneNumber })).status;

test('the operator grants a number, revokes the grant, and grants the number to another tenant', async () => {
  const [owner, other] = [await openSession(system, first), await openSession(system, second)];
  const phoneNumber = randomPhoneNumber();
  const register = async (client: typeof owner) => (await client.post('/api/phone-numbers', { phoneNumber })).status;
  const path = await grant(first.user.tenant_id, phoneNumber);
  expect([await statusOfGrant(first, phoneNumber), await statusOfGrant(second, phoneNumber)]).toEqual([409, 409]);
  expect([await register(other), await register(owner)]).toEqual([409, 201]);
  const listed = await operator.get(`${PATH}?phone_number=${encodeURIComponent(phoneNumber)}`);
  expect(listed.body).toMatchObject({ count: 1, total: 1, number_grants: [{ phone_number: phoneNumber }] });
  expect((await operator.delete(path)).status).toBe(200);
  expect((await operator.delete(path)).status).toBe(404);
  expect((await owner.get('/api/phone-numbers')).body).toEqual([]);
  expect(await register(owner)).toBe(409);
  await grant(second.user.tenant_id, phoneNumber);
  expect(await register(other)).toBe(201);
});

test('a number that is registered without its carrier id gets the id of the grant', async () => {
  const owner = await openSession(system, first);
  const phoneNumber = randomPhoneNumber();
  await grant(first.user.tenant_id, phoneNumber);
  const phoneNumberSid = `PN${'a1'.repeat(16)}`;
  await sql`update number_grants set phone_number_sid = ${phoneNumberSid} where phone_number = ${phoneNumber}`;
  expect(await owner.post('/api/phone-numbers', { phoneNumber })).toMatchObject({
    status: 201,
    body: { phoneNumberSid },
  });
});

test('a tenant calls from a granted number until the grant is revoked', async () => {
  const callerId = randomPhoneNumber();
  const floor = await createDialingTenant(system, { phones: ['+12125550101', '+12125550102'], caller_id: callerId });
  expect(await tickCampaign(system, floor)).toEqual([]);
  const path = await grant(floor.owner.user.tenant_id, callerId);
  system.simulator.setAccount({ verifiedNumbers: [callerId] });
  const [call] = await tickCampaign(system, floor);
  await system.runJob('call.place', { callId: call!.id });
  const callsFrom = () => system.simulator.ledger().calls.filter(({ from }) => from === callerId).length;
  expect(callsFrom()).toBe(1);
  expect((await operator.delete(path)).status).toBe(200);
  expect(await tickCampaign(system, floor)).toEqual([]);
  const { body } = await floor.owner.get(`/api/campaigns/${floor.campaign}/pacing`);
  expect(body['pacing'].reasons.map(({ code }: { code: string }) => code)).toContain('caller_id_not_granted');
  expect(callsFrom()).toBe(1);
});

test('a tenant receives the calls to a granted number until the grant is revoked', async () => {
  const { owner, campaignId, buyers } = await createInboundCampaign(system);
  const phoneNumber = randomPhoneNumber();
  const path = await grant(owner.user.tenant_id, phoneNumber);
  expect((await owner.put(`/api/campaigns/${campaignId}`, { phoneNumber })).status).toBe(200);
  expect(dialedNumber(await receiveCall(system, phoneNumber))).toBe(buyers[0]!.phoneNumber);
  expect((await operator.delete(path)).status).toBe(200);
  expect(dialedNumber(await receiveCall(system, phoneNumber))).toBeUndefined();
});

test('the audit log of the tenant shows the grant and its revocation by the operator', async () => {
  const tenant = await createTenant(system);
  const phoneNumber = randomPhoneNumber();
  await operator.delete(await grant(tenant.user.tenant_id, phoneNumber));
  const path = '/api/audit-events?entity=number_grant';
  const { body } = await send(system, 'GET', path, { token: tenant.token, api: 'callcenter-pro' });
  const actor = { kind: 'operator', id: null, name: 'operator' };
  expect(body['events']).toMatchObject([
    { actor, verb: 'updated', changes: { revoked_at: { before: null, after: expect.any(String) } } },
    { actor, verb: 'created', changes: { phone_number: { before: null, after: phoneNumber } } },
  ]);
});

test('the token of an administrator of a tenant is refused', async () => {
  const phoneNumber = randomPhoneNumber();
  const path = await grant(second.user.tenant_id, phoneNumber);
  const options = { token: first.token, api: 'operator' as const };
  const body = { tenant: first.user.tenant_id, phone_number: randomPhoneNumber() };
  expect((await send(system, 'POST', PATH, { ...options, body })).status).toBe(401);
  expect((await send(system, 'GET', PATH, options)).status).toBe(401);
  expect((await send(system, 'DELETE', path, options)).status).toBe(401);
  expect(await sql`select from number_grants where phone_number = ${body.phone_number}`).toHaveLength(0);
  expect(await sql`select from number_grants where phone_number = ${phoneNumber} and revoked_at is null`).toHaveLength(
    1,
  );
});

test('a caller ID that all accounts of the demo share cannot be granted', async () => {
  expect(await statusOfGrant(first, '+14155551234')).toBe(409);
});

test('with a real carrier, the carrier account must have the number', async () => {
  const ctx = { ...system.ctx, config: { ...system.config, carrier: 'twilio' as const } };
  const tenant = { uuid: first.user.tenant_id };
  const refused = grantNumber(ctx, { tenant, phoneNumber: randomPhoneNumber() });
  await expect(refused).rejects.toThrow(/does not have the number/);
  const owned = await ctx.carrier.numbers.buy('+12125550177', {});
  if (owned.outcome !== 'bought') throw new Error(owned.message);
  const granted = await grantNumber(ctx, { tenant, phoneNumber: '+12125550177' });
  expect(granted.phoneNumberSid).toBe(owned.number.sid);
});
