import { expect, test } from 'vitest';
import { grantNumber } from '../../../../shared/domain/numbers/grant-changes.ts';
import { createTenant, openSession, operatorOf } from '../../../helpers/api/client.ts';
import { randomPhoneNumber } from '../../../helpers/fixtures/inbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const operator = operatorOf(system);
const [first, second] = [await createTenant(system), await createTenant(system)];
system.startWorkers(['carrier']);

const grant = (tenant: string, phoneNumber: string) =>
  operator.post('/api/operator/number-grants', { tenant, phone_number: phoneNumber });

test('the operator grants a number, moves it to another tenant, and each change has its effect at once', async () => {
  const [owner, other] = [await openSession(system, first), await openSession(system, second)];
  const phoneNumber = randomPhoneNumber();
  const register = async (client: typeof owner) => (await client.post('/api/phone-numbers', { phoneNumber })).status;
  const made = await grant(first.user.tenant_id, phoneNumber);
  expect([made.status, made.body['number_grant']]).toMatchObject([201, { phone_number: phoneNumber, source: 'operator' }]);
  expect((await grant(second.user.tenant_id, phoneNumber)).status).toBe(409);
  expect([await register(other), await register(owner)]).toEqual([409, 201]);
  const path = `/api/operator/number-grants`;
  const listed = await operator.get(`${path}?phone_number=${encodeURIComponent(phoneNumber)}`);
  expect(listed.body).toMatchObject({ count: 1, total: 1, number_grants: [{ id: made.body['number_grant'].id }] });
  expect((await operator.delete(`${path}/${made.body['number_grant'].id}`)).status).toBe(200);
  expect((await operator.delete(`${path}/${made.body['number_grant'].id}`)).status).toBe(404);
  expect((await owner.get('/api/phone-numbers')).body).toEqual([]);
  expect(await register(owner)).toBe(409);
  expect((await grant(second.user.tenant_id, phoneNumber)).status).toBe(201);
  expect(await register(other)).toBe(201);
});

test('a real carrier account must have the number', async () => {
  const ctx = { ...system.ctx, config: { ...system.config, carrier: 'twilio' as const } };
  const tenant = { uuid: first.user.tenant_id };
  await expect(grantNumber(ctx, { tenant, phoneNumber: randomPhoneNumber() })).rejects.toThrow(/does not have the number/);
  const owned = await ctx.carrier.numbers.buy('+12125550177', {});
  if (owned.outcome !== 'bought') throw new Error(owned.message);
  expect(await grantNumber(ctx, { tenant, phoneNumber: '+12125550177' })).toMatchObject({
    phoneNumberSid: owned.number.sid,
  });
});
