/** Tests that the carrier is never asked to call a number that costs extra, such as a premium-rate or satellite number. */
import { expect, test } from 'vitest';
import type { Context } from '../../../../shared/context.ts';
import { ringParkedLeg } from '../../../../shared/domain/calls/parked-legs.ts';
import { placeReservedCall } from '../../../../shared/domain/dialing/place.ts';
import { createTenant, openSession } from '../../../helpers/api/client.ts';
import {
  createInboundCampaign,
  dialedNumber,
  grantNumber,
  randomPhoneNumber,
  receiveCall,
} from '../../../helpers/fixtures/inbound-calls.ts';
import { createDialingTenant, tickCampaign } from '../../../helpers/fixtures/outbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;
const founder = await createTenant(system);
const owner = await openSession(system, founder);

/** The same deployment with a real carrier. The carrier client is still the client of the simulator. */
const realContext: Context = { ...system.ctx, config: { ...system.config, carrier: 'twilio' } };

const PREMIUM = '+19005551234';
const SATELLITE = '+881631234567';
const LONDON = '+442079460820';
/** A number of the examples in the API document, which does not exist. */
const NONEXISTENT = '+1234567890';

const callsTo = (number: string) => system.simulator.ledger().calls.filter(({ to }) => to === number).length;

test.each([PREMIUM, SATELLITE, '+88163123456', '+97912345678'])('%s is refused when it is entered', async (number) => {
  const agent = await founder.post('/api/agents', { name: 'Jane Roe', phone: number });
  expect([agent.status, agent.body['details']?.[0].field]).toEqual([400, 'phone']);
  for (const [path, body] of [
    ['/api/agents', { name: 'Jane Roe', phoneNumber: number }],
    ['/api/buyers', { name: 'Buyer', phoneNumber: number }],
    ['/api/rtb/targets', { name: 'Bidder', endpointUrl: 'https://bidder.example/', contactPhone: number }],
  ] as const) {
    const { status, body: reply } = await owner.post(path, body);
    expect([path, status, reply['message']]).toEqual([path, 422, expect.stringContaining(number)]);
  }
});

test('a number that does not exist is accepted when it is entered, and cannot be replaced by a refused number', async () => {
  const { body: agent } = await owner.post('/api/agents', { name: 'Jane Roe', phoneNumber: NONEXISTENT });
  expect((await founder.put(`/api/agents/${agent['id']}`, { phone: PREMIUM })).status).toBe(400);
  const { body: buyer } = await owner.post('/api/buyers', { name: 'Buyer', phoneNumber: NONEXISTENT });
  expect((await owner.put(`/api/buyers/${buyer['id']}`, { phoneNumber: SATELLITE })).status).toBe(422);
  expect((await owner.put(`/api/buyers/${buyer['id']}`, { name: 'Renamed' })).status).toBe(200);
});

test.each([
  [PREMIUM, system.ctx],
  [SATELLITE, system.ctx],
  [NONEXISTENT, realContext],
])('the phone %s of an agent, stored before the rule, is not rung for a parked leg', async (number, ctx) => {
  const callerId = randomPhoneNumber();
  const fields = { phones: ['+12125550101'], agent_legs: 'parked', caller_id: callerId };
  const floor = await createDialingTenant(system, fields);
  const [agent] = await sql<[{ id: number; tenantId: number }]>`
    update agents set phone = ${number} where tenant_id = (select tenant_id from campaigns where id = ${floor.campaignId})
    returning id, tenant_id`;
  await grantNumber(system, agent.tenantId, callerId);
  await tickCampaign(system, floor);
  const [leg] = await sql<[{ id: number }]>`select id from call_legs where agent_id = ${agent.id}`;
  await ringParkedLeg(ctx, leg.id);
  expect(await sql`select status from call_legs where id = ${leg.id}`).toEqual([{ status: 'failed' }]);
  expect(await sql`select status from agents where id = ${agent.id}`).toEqual([{ status: 'break' }]);
  expect(callsTo(number)).toBe(0);
});

test('a call to a lead that must not be called any more ends as failed', async () => {
  const floor = await createDialingTenant(system, { phones: ['+12125550101'] });
  const [call] = await tickCampaign(system, floor);
  await sql`update calls set to_number = ${SATELLITE} where id = ${call!.id}`;
  await placeReservedCall(system.ctx, call!.id);
  expect(callsTo(SATELLITE)).toBe(0);
  expect(await sql`select from calls where id = ${call!.id} and live`).toHaveLength(0);
});

test('a buyer whose number must not be called is passed over', async () => {
  const { phoneNumber, buyers } = await createInboundCampaign(system, [{}, {}]);
  await sql`update buyers set phone_number = ${PREMIUM} where id = ${buyers[0]!.id}`;
  expect(dialedNumber(await receiveCall(system, phoneNumber))).toBe(buyers[1]!.phoneNumber);
});

test('numbers of a country outside the tenant’s limit are refused when they are entered, and are not dialed', async () => {
  const { phoneNumber, buyers } = await createInboundCampaign(system, [{}, {}]);
  const [{ tenantId }] = await sql<[{ tenantId: number }]>`select tenant_id from buyers where id = ${buyers[0]!.id}`;
  await sql`update buyers set phone_number = ${LONDON} where id = ${buyers[0]!.id}`;
  await sql`update tenants set limits = ${sql.json({ destination_countries: ['US'] })} where id = ${tenantId}`;
  expect(dialedNumber(await receiveCall(system, phoneNumber))).toBe(buyers[1]!.phoneNumber);

  const limited = await createTenant(system);
  await sql`
    update tenants set limits = ${sql.json({ destination_countries: ['US'] })}
    where uuid = ${limited.user.tenant_id}`;
  const reply = await limited.post('/api/agents', { name: 'Jane Roe', phone: LONDON });
  expect([reply.status, reply.body['details']?.[0].code]).toEqual([400, 'country_not_allowed']);
  const buyer = { name: 'Buyer', phoneNumber: LONDON };
  expect((await (await openSession(system, limited)).post('/api/buyers', buyer)).status).toBe(422);
  expect((await limited.post('/api/agents', { name: 'Jane Roe', phone: '+12125550101' })).status).toBe(201);
});
