/** Tests that a tenant can neither call from another tenant's number nor receive the calls of another tenant. */
import { expect, test } from 'vitest';
import { createApp } from '../../../../api/app.ts';
import { createTenant, openSession } from '../../../helpers/api/client.ts';
import { createAgent, createCampaign, insertLeads } from '../../../helpers/fixtures/campaigns.ts';
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
const { sql, config } = system.ctx;
const LEAD = '+442079460123';
const DEMO_CALLER_ID = '+14155551234';

/** The same deployment with a real carrier. The carrier client is still the client of the simulator. */
const realSystem = {
  ...system,
  request: (() => {
    const app = createApp({ ...system.ctx, config: { ...config, carrier: 'twilio' } });
    return app.request.bind(app);
  })(),
};

const tenantIdOf = async ({ user }: { user: { tenant_id: string } }) =>
  (await sql<[{ id: number }]>`select id from tenants where uuid = ${user.tenant_id}`)[0].id;

async function registeredNumber() {
  const owner = await openSession(system, await createTenant(system));
  const phoneNumber = randomPhoneNumber();
  expect((await owner.post('/api/phone-numbers', { phoneNumber })).status).toBe(201);
  return { owner, phoneNumber };
}

const callsFrom = (number: string) => system.simulator.ledger().calls.filter(({ from }) => from === number).length;

test('a campaign cannot start with the caller ID of another tenant', async () => {
  const { phoneNumber } = await registeredNumber();
  const stranger = await createTenant(system);
  const campaign = await createCampaign(stranger, { caller_id: phoneNumber });
  await createAgent(stranger, 1);
  await insertLeads(sql, campaign, [LEAD]);
  const started = await stranger.post(`/api/campaigns/${campaign}/start`);
  expect([started.status, started.body['details'][0].code]).toEqual([409, 'caller_id_not_granted']);
  expect(started.body['message'] ?? started.body['error']).toMatch(/ask the operator/);
  const own = await createCampaign(stranger, { caller_id: DEMO_CALLER_ID });
  await insertLeads(sql, own, [LEAD]);
  expect((await stranger.post(`/api/campaigns/${own}/start`)).status).toBe(200);
});

test('no call is reserved or placed from a number that is not the tenant’s any more', async () => {
  const callerId = randomPhoneNumber();
  const floor = await createDialingTenant(system, { phones: ['+12125550101', '+12125550102'], caller_id: callerId });
  expect(await tickCampaign(system, floor)).toEqual([]);
  const { body } = await floor.owner.get(`/api/campaigns/${floor.campaign}/pacing`);
  expect(body['pacing'].reasons.map(({ code }: { code: string }) => code)).toContain('caller_id_not_granted');
  await grantNumber(system, await tenantIdOf(floor.owner), callerId);
  const [reserved] = await tickCampaign(system, floor);
  await sql`update number_grants set revoked_at = clock_now() where phone_number = ${callerId}`;
  await system.runJob('call.place', { callId: reserved!.id });
  expect(await sql`select from calls where id = ${reserved!.id}`).toHaveLength(0);
  expect(callsFrom(callerId)).toBe(0);
});

test('no phone of an agent is rung from a number that is not the tenant’s any more', async () => {
  const callerId = randomPhoneNumber();
  const fields = { phones: ['+12125550103'], caller_id: callerId, agent_legs: 'parked' };
  const floor = await createDialingTenant(system, fields);
  const tenantId = await tenantIdOf(floor.owner);
  await grantNumber(system, tenantId, callerId);
  await tickCampaign(system, floor);
  await sql`update number_grants set revoked_at = clock_now() where phone_number = ${callerId}`;
  const [leg] = await sql<[{ id: number }]>`select id from call_legs where tenant_id = ${tenantId}`;
  await system.runJob('agent.park', { parkedLegId: leg.id });
  expect(await sql`select status from call_legs where id = ${leg.id}`).toEqual([{ status: 'canceled' }]);
  expect(callsFrom(callerId)).toBe(0);
});

test('the calls to the caller ID of another tenant cannot be taken over', async () => {
  await createDialingTenant(system, { phones: [LEAD], caller_id: DEMO_CALLER_ID });
  const stranger = await createInboundCampaign(system);
  const register = (phoneNumber: string) => stranger.owner.post('/api/phone-numbers', { phoneNumber });
  expect((await register(DEMO_CALLER_ID)).status).toBe(409);
  expect((await stranger.owner.post('/api/campaigns', { name: 'Mine', phoneNumber: DEMO_CALLER_ID })).status).toBe(409);
  expect(dialedNumber(await receiveCall(system, DEMO_CALLER_ID))).toBeUndefined();
  // The same with a number of its own that a tenant called from before grants existed.
  const used = randomPhoneNumber();
  await createDialingTenant(system, { phones: [LEAD], caller_id: used });
  expect((await register(used)).status).toBe(409);
  expect(dialedNumber(await receiveCall(system, used))).toBeUndefined();
});

test('a row of a number without a grant gets no calls', async () => {
  const stranger = await createInboundCampaign(system);
  const [phoneNumber, other] = [randomPhoneNumber(), randomPhoneNumber()];
  await sql`update campaigns set phone_number = ${phoneNumber} where id = ${stranger.campaignId}`;
  await sql`
    insert into phone_numbers (tenant_id, phone_number, campaign_id, assigned_at)
    select tenant_id, ${other}, id, clock_now() from campaigns where id = ${stranger.campaignId}`;
  for (const to of [phoneNumber, other]) expect(dialedNumber(await receiveCall(system, to))).toBeUndefined();
});

test('the webhook of a pool takes no calls to numbers of other tenants', async () => {
  const victim = await createInboundCampaign(system);
  const { body: pool } = await victim.owner.post('/api/pools', { name: 'Main Pool' });
  await victim.owner.put(`/api/campaigns/${victim.campaignId}`, { poolId: pool['id'] });
  const path = `/api/webhooks/pool/${pool['id']}/voice`;
  const { owner: stranger, phoneNumber } = await registeredNumber();
  expect(dialedNumber(await receiveCall(system, phoneNumber, { path }))).toBeUndefined();
  const [number] = (await stranger.get('/api/phone-numbers')).body as unknown as { id: number }[];
  expect((await stranger.delete(`/api/phone-numbers/${number!.id}`)).status).toBe(200);
  expect(dialedNumber(await receiveCall(system, phoneNumber, { path }))).toBeUndefined();
});

test('a number that another tenant has used or deleted cannot be registered', async () => {
  const { owner, phoneNumber } = await registeredNumber();
  const stranger = await openSession(system, await createTenant(system));
  const [number] = (await owner.get('/api/phone-numbers')).body as unknown as { id: number }[];
  await owner.delete(`/api/phone-numbers/${number!.id}`);
  expect((await stranger.post('/api/phone-numbers', { phoneNumber })).status).toBe(409);
  expect((await owner.post('/api/phone-numbers', { phoneNumber })).status).toBe(201);
  // A draft with a caller ID does not keep the number from the tenant that registers the number.
  const wanted = randomPhoneNumber();
  await createCampaign(await createTenant(system), { caller_id: wanted });
  expect((await stranger.post('/api/phone-numbers', { phoneNumber: wanted })).status).toBe(201);
});

test('with a real carrier, a number needs a grant, and no caller ID is shared', async () => {
  const founder = await createTenant(realSystem);
  // With a real carrier the account of a new tenant is pending. The operator activates the account.
  await sql`update tenants set status = 'active' where uuid = ${founder.user.tenant_id}`;
  const owner = await openSession(realSystem, founder);
  const phoneNumber = randomPhoneNumber();
  const refused = await owner.post('/api/phone-numbers', { phoneNumber });
  expect([refused.status, refused.body['message']]).toEqual([409, expect.stringMatching(/ask the operator/)]);
  expect((await owner.post('/api/campaigns', { name: 'Mine', phoneNumber })).status).toBe(409);
  const campaign = await createCampaign(founder, { caller_id: DEMO_CALLER_ID });
  await createAgent(founder, 1);
  await insertLeads(sql, campaign, [LEAD]);
  expect((await founder.post(`/api/campaigns/${campaign}/start`)).status).toBe(409);
  await grantNumber(system, await tenantIdOf(founder), phoneNumber);
  expect((await owner.post('/api/phone-numbers', { phoneNumber })).status).toBe(201);
  await founder.put(`/api/campaigns/${campaign}`, { caller_id: phoneNumber });
  expect((await founder.post(`/api/campaigns/${campaign}/start`)).status).toBe(200);
});

test('two tenants may enter the same id of the carrier, and neither sees that the other has', async () => {
  const phoneNumberSid = `PN${'9'.repeat(32)}`;
  for (const _ of [1, 2]) {
    const owner = await openSession(system, await createTenant(system));
    const body = { phoneNumber: randomPhoneNumber(), phoneNumberSid };
    expect((await owner.post('/api/phone-numbers', body)).status).toBe(201);
    expect((await owner.post('/api/phone-numbers', { ...body, phoneNumber: randomPhoneNumber() })).status).toBe(409);
  }
});
