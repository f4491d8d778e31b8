/** Tests that each limit of a tenant holds where the resource is claimed, also for parallel requests. */
import { expect, test } from 'vitest';
import type { Limits } from '../../../../shared/rules/accounts/limits.ts';
import { carrierUse, insertSpend, mergeSpend } from '../../../../sql/accounts/limits.ts';
import { addUser, type Client, createTenant, openSession, send } from '../../../helpers/api/client.ts';
import { createCampaign, insertLeads } from '../../../helpers/fixtures/campaigns.ts';
import {
  callBySid,
  createInboundCampaign,
  randomCallSid,
  receiveCall,
} from '../../../helpers/fixtures/inbound-calls.ts';
import {
  createDialingTenant,
  ON_DEMAND,
  type DialingTenant,
  leadRow,
  reportStatus,
  callRow,
  tickCampaign,
} from '../../../helpers/fixtures/outbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem({ startAt: '2026-01-13T20:00:00Z' });
const { sql } = system.ctx;

let lastNumber = 7_000;
const phone = () => `+1212555${(lastNumber += 1)}`;
const phones = (count: number) => Array.from({ length: count }, phone);

type Owned = { owner: Pick<Client, 'user' | 'get'> };
const setLimits = ({ owner }: Owned, limits: Partial<Limits>) =>
  sql`update tenants set limits = ${sql.json(limits)} where uuid = ${owner.user.tenant_id}`;
const tenantIdOf = async ({ owner }: Owned) => {
  const [row] = await sql<[{ id: number }]>`select id from tenants where uuid = ${owner.user.tenant_id}`;
  return row.id;
};
const limitOf = async ({ owner }: Owned, name: keyof Limits) => {
  const { body } = await owner.get('/api/limits');
  return (body['limits'] as { name: string; value: unknown; used: number }[]).find((each) => each.name === name)!;
};
const reasonsOf = async ({ owner, campaign }: DialingTenant) => {
  const { body } = await owner.get(`/api/campaigns/${campaign}/pacing`);
  return (body['pacing'].reasons as { code: string }[]).map(({ code }) => code);
};

test('parallel claims never exceed live_calls', async () => {
  const floor = await createDialingTenant(system, { phones: phones(6), agents: 6, ...ON_DEMAND });
  const reserved = await tickCampaign(system, floor);
  expect(reserved.length).toBe(6);
  await setLimits(floor, { live_calls: 3 });
  await Promise.all(reserved.map(({ id }) => system.runJob('call.place', { callId: id })));
  const [{ placed }] = await sql<[{ placed: number }]>`
    select count(*) as placed from calls where campaign_id = ${floor.campaignId} and live and status <> 'reserved'`;
  expect(placed).toBe(3);
  expect(await limitOf(floor, 'live_calls')).toMatchObject({ value: 3, used: 3 });

  // The next tick plans no call, and says why.
  expect(await tickCampaign(system, floor)).toEqual([]);
  expect(await reasonsOf(floor)).toContain('live_calls');

  // A caller hears an apology, and the call log names the limit.
  const inbound = await createInboundCampaign(system);
  await setLimits(inbound, { live_calls: 0 });
  const CallSid = randomCallSid();
  expect(await receiveCall(system, inbound.phoneNumber, { CallSid })).not.toContain('<Dial');
  const { id } = await callBySid(system, CallSid);
  const [event] = await sql`select metadata from call_events where call_id = ${id} and event = 'call_rejected'`;
  expect(event).toEqual({ metadata: { reason: 'live_calls' } });
});

test('phones of parked agents count as live calls, and parallel claims do not exceed the limit', async () => {
  const floor = await createDialingTenant(system, { phones: phones(1), agents: 5, agent_legs: 'parked' });
  await tickCampaign(system, floor);
  const legs = await sql<{ id: number }[]>`
    select id from call_legs where tenant_id = ${await tenantIdOf(floor)} and status = 'reserved'`;
  expect(legs).toHaveLength(5);
  await setLimits(floor, { live_calls: 2 });
  await Promise.all(legs.map(({ id }) => system.runJob('agent.park', { parkedLegId: id })));
  expect(await limitOf(floor, 'live_calls')).toMatchObject({ used: 2 });
});

test('the cost of the day counts ended and live calls, and stops the dialing', async () => {
  const floor = await createDialingTenant(system, { phones: phones(3), agents: 3, ...ON_DEMAND });
  const [first, ...later] = await tickCampaign(system, floor);
  await system.runJob('call.place', { callId: first!.id });
  expect(await limitOf(floor, 'spend_per_day')).toMatchObject({ value: null, used: 0.014 });
  const call = await callRow(system, first!.id);
  await reportStatus(system, call, { CallStatus: 'in-progress' });
  await reportStatus(system, call, { CallStatus: 'completed', CallDuration: '61' });
  const ended = await callRow(system, first!.id);
  expect(ended.cost).toBeGreaterThan(0);
  expect(await limitOf(floor, 'spend_per_day')).toMatchObject({ used: ended.cost });
  // The carrier's price replaces the estimate.
  await sql`update calls set cost = 2, cost_source = 'rated' where id = ${first!.id}`;
  expect(await limitOf(floor, 'spend_per_day')).toMatchObject({ used: 2 });

  await setLimits(floor, { spend_per_day: 2 });
  for (const { id } of later) await system.runJob('call.place', { callId: id });
  expect(await sql`select from calls where id = any(${later.map(({ id }) => id)})`).toHaveLength(0);
  expect(await tickCampaign(system, floor)).toEqual([]);
  expect(await reasonsOf(floor)).toContain('spend_per_day');
});

test('adding up the spend of a day changes no sum', async () => {
  const tenantId = await tenantIdOf({ owner: await createTenant(system) });
  await Promise.all(Array.from({ length: 120 }, () => insertSpend(sql, tenantId, 0.01)));
  await mergeSpend(sql);
  expect(await sql`select dollars from carrier_spend where tenant_id = ${tenantId}`).toEqual([{ dollars: 1.2 }]);
  expect((await carrierUse(sql, tenantId)).endedDollars).toBe(1.2);
});

test('a lead in another country is held with a reason, and a reserved call to it is not placed', async () => {
  const floor = await createDialingTenant(system, { phones: ['+442079460123', phone()], agents: 2 });
  const reserved = await tickCampaign(system, floor);
  expect(reserved.map(({ toNumber }) => toNumber)).toContain('+442079460123');
  await setLimits(floor, { destination_countries: ['US', 'CA'] });
  for (const { id } of reserved) await system.runJob('call.place', { callId: id });
  const called = system.simulator.ledger().calls.map(({ to }) => to);
  expect(called).not.toContain('+442079460123');
  const held = { status: 'pending', statusReason: 'country_not_allowed', nextCallAt: expect.any(Date) };
  expect(await leadRow(system, floor.leadIds[0]!)).toMatchObject(held);
  await insertLeads(sql, floor.campaign, ['+442079460124']);
  await tickCampaign(system, floor);
  const [second] = await sql`select status_reason from leads where phone_normalized = '+442079460124'`;
  expect(second).toEqual({ statusReason: 'country_not_allowed' });
  const { body } = await floor.owner.get(`/api/campaigns/${floor.campaign}/preflight`);
  expect(JSON.stringify(body)).toContain('country_not_allowed');
});

test('the import says which leads are held', async () => {
  const owner = await createTenant(system);
  await setLimits({ owner }, { destination_countries: ['US'] });
  const body = new FormData();
  body.append('campaign_id', await createCampaign(owner));
  body.append('file', new File([`phone\n+442079460123\n${phone()}\n`], 'leads.csv', { type: 'text/csv' }));
  const stop = system.startWorkers(['imports']);
  const reply = await send(system, 'POST', '/api/leads/upload', { token: owner.token, body });
  await stop();
  expect(reply.body['results']).toMatchObject({ inserted: 2, invalid: 0 });
  expect(reply.body['errors']).toEqual([
    { row: 2, field: 'phone', value: '+442079460123', error: expect.stringContaining('not called') },
  ]);
});

test('imports stop at the limits of bytes and rows of the day', async () => {
  const owner = await createTenant(system);
  const campaign = await createCampaign(owner);
  const upload = (rows: number, headers = {}) => {
    const body = new FormData();
    body.append('campaign_id', campaign);
    body.append('file', new File([`phone\n${phones(rows).join('\n')}\n`], 'leads.csv', { type: 'text/csv' }));
    return send(system, 'POST', '/api/leads/upload', { token: owner.token, body, headers });
  };
  await setLimits({ owner }, { import_rows_per_day: 3 });
  const stop = system.startWorkers(['imports']);
  expect((await upload(2)).status).toBe(200);
  const refused = await upload(2);
  expect([refused.status, refused.body['message']]).toEqual([400, expect.stringContaining('import_rows_per_day')]);
  expect(await limitOf({ owner }, 'import_rows_per_day')).toMatchObject({ value: 3, used: 2 });
  await stop();

  const { used } = await limitOf({ owner }, 'import_bytes_per_day');
  await setLimits({ owner }, { import_bytes_per_day: used + 40 });
  // No worker runs imports any more, so the requests must not wait for the imports.
  const noWait = { prefer: 'respond-async' };
  const large = await Promise.all([upload(2, noWait), upload(2, noWait), upload(2, noWait)]);
  expect(large.map(({ status }) => status)).toContain(409);
  expect((await limitOf({ owner }, 'import_bytes_per_day')).used).toBeLessThanOrEqual(used + 40);
});

test('parallel starts never exceed active_campaigns', async () => {
  const floor = await createDialingTenant(system, { phones: phones(1) });
  const campaigns = await Promise.all(Array.from({ length: 4 }, () => createCampaign(floor.owner)));
  for (const campaign of campaigns) await insertLeads(sql, campaign, [phone()]);
  await setLimits(floor, { active_campaigns: 3 });
  const replies = await Promise.all(campaigns.map((id) => floor.owner.post(`/api/campaigns/${id}/start`)));
  expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 409, 409]);
  const refused = replies.find(({ status }) => status === 409)!;
  expect(refused.body['message']).toContain('limit active_campaigns of your account is reached: 3 of 3');
  expect(await limitOf(floor, 'active_campaigns')).toMatchObject({ value: 3, used: 3 });
});

test('parallel purchases never exceed the limit of numbers, and each price counts for the day', async () => {
  const owner = await createTenant(system);
  const session = await openSession(system, owner);
  await setLimits({ owner }, { numbers: 2 });
  const buy = async (n: number) =>
    system.request('/api/phone-numbers/purchase', {
      method: 'POST',
      headers: { cookie: session.cookie, 'content-type': 'application/json', prefer: 'respond-async' },
      body: JSON.stringify({ phoneNumber: `+1718555030${n}` }),
    });
  const replies = await Promise.all([1, 2, 3, 4].map(buy));
  expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, 202, 409, 409]);
  const rows = await sql<
    { id: number }[]
  >`select id from number_purchases where tenant_id = ${await tenantIdOf({ owner })}`;
  for (const { id } of rows) await system.runJob('number.purchase', { purchaseId: id });
  expect(await limitOf({ owner }, 'spend_per_day')).toMatchObject({ used: 2.3 });
  await setLimits({ owner }, { spend_per_day: 3 });
  const refused = await session.post('/api/phone-numbers/purchase', { phoneNumber: '+17185550309' });
  expect([refused.status, refused.body['message']]).toEqual([409, expect.stringContaining('spend_per_day')]);
});

test('both credentials read the limits, agents do not', async () => {
  const owner = await createTenant(system);
  const byToken = await owner.get('/api/limits');
  expect(byToken.body).toMatchObject({ status: 'active', status_reason: null });
  const session = await openSession(system, owner);
  const byCookie = await send(system, 'GET', '/api/limits', { cookie: session.cookie, api: 'dialer' });
  expect(byCookie.body).toEqual(byToken.body);
  expect((await (await addUser(system, owner, 'agent')).get('/api/limits')).status).toBe(403);
});
