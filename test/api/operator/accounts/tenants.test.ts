import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { addUser, campaignExample, type Client, createTenant, operatorOf, send } from '../../../helpers/api/client.ts';
import { createAgent, createCampaign, insertLeads } from '../../../helpers/fixtures/campaigns.ts';
import { createDialingTenant, leadRow, tickCampaign } from '../../../helpers/fixtures/outbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem({ startAt: '2026-01-13T20:00:00Z' });
const { sql } = system.ctx;
const operator = operatorOf(system);
/** Creates a campaign with an agent and a lead. Returns the path that starts the campaign. */
async function startPath(owner: Client): Promise<string> {
  const campaign = await createCampaign(owner);
  await createAgent(owner, 1);
  await insertLeads(sql, campaign, ['+12125557001']);
  return `/api/campaigns/${campaign}/start`;
}

const change = ({ user }: Pick<Client, 'user'>, body: unknown) =>
  operator.put(`/api/operator/tenants/${user.tenant_id}`, body);
const limitOf = async (owner: Client, name: string) => {
  const { body } = await owner.get('/api/limits');
  return (body['limits'] as { name: string; value: unknown }[]).find((each) => each.name === name)!.value;
};

test('the operator lists the tenants, newest first, with their users, status and limits', async () => {
  const [first, second] = [await createTenant(system), await createTenant(system)];
  const agent = await addUser(system, first, 'agent');
  await sql`update users set is_active = false where uuid = ${agent.user.id}`;
  await second.post('/api/campaigns', campaignExample);
  const { status, body } = await operator.get('/api/operator/tenants');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    count: 2,
    total: 2,
    tenants: [
      { uuid: second.user.tenant_id, status: 'active', status_reason: null, user_count: 1, active_user_count: 1 },
      { uuid: first.user.tenant_id, user_count: 2, active_user_count: 1 },
    ],
  });
  // The operator sees the same limits and the same use as the tenant.
  expect(body['tenants'][0].limits).toEqual((await second.get('/api/limits')).body['limits']);
  const page = await operator.get('/api/operator/tenants?limit=1&offset=1');
  expect(page.body).toMatchObject({ count: 1, total: 2, tenants: [{ uuid: first.user.tenant_id }] });
});

test('a pending tenant cannot start a campaign until the operator activates the tenant', async () => {
  const owner = await createTenant(system);
  await change(owner, { status: 'pending' });
  const path = await startPath(owner);
  const refused = await owner.post(path);
  expect([refused.status, refused.body['message']]).toEqual([403, expect.stringContaining('pending')]);
  const reply = await change(owner, { status: 'active' });
  expect(reply.status).toBe(200);
  expect(reply.body['tenant']).toMatchObject({ uuid: owner.user.tenant_id, status: 'active', user_count: 1 });
  expect((await owner.post(path)).status).toBe(200);
});

test('a suspended tenant places no reserved call and plans none; the tenant sees the reason', async () => {
  const floor = await createDialingTenant(system, { phones: ['+12125557011', '+12125557012'], agents: 2 });
  const reserved = await tickCampaign(system, floor);
  expect(reserved.length).toBeGreaterThan(0);
  await change(floor.owner, { status: 'suspended', status_reason: 'The invoice is not paid' });
  for (const { id } of reserved) await system.runJob('call.place', { callId: id });
  expect(await tickCampaign(system, floor)).toEqual([]);
  expect(await sql`select from calls where campaign_id = ${floor.campaignId} and status <> 'reserved'`).toEqual([]);
  expect(system.simulator.ledger().calls.map(({ to }) => to)).not.toContain('+12125557011');
  const shown = { status: 'suspended', status_reason: 'The invoice is not paid' };
  expect((await floor.owner.get('/api/limits')).body).toMatchObject(shown);
  await change(floor.owner, { limits: { numbers: 5 } });
  expect((await floor.owner.get('/api/limits')).body).toMatchObject(shown);
  // The old reason does not belong to the new status.
  await change(floor.owner, { status: 'active' });
  expect((await floor.owner.get('/api/limits')).body).toMatchObject({ status: 'active', status_reason: null });
  expect((await tickCampaign(system, floor)).length).toBeGreaterThan(0);
});

test('the operator may hang up the calls of a tenant that is suspended', async () => {
  const floor = await createDialingTenant(system, { phones: ['+12125557021', '+12125557022'], agents: 2 });
  const [first, second] = await tickCampaign(system, floor);
  await system.runJob('call.place', { callId: first!.id });
  const [{ callSid }] = await sql<[{ callSid: string }]>`select call_sid from calls where id = ${first!.id}`;
  expect((await change(floor.owner, { status: 'active', hang_up_calls: true })).status).toBe(400);
  const atCarrier = () => system.simulator.ledger().calls.find(({ sid }) => sid === callSid)?.status;
  await change(floor.owner, { status: 'suspended' });
  const jobs = () => system.ctx.queues.get('live-calls')!.getJobs(['prioritized', 'waiting', 'delayed']);
  expect((await jobs()).filter(({ name }) => name === 'call.hangup')).toEqual([]);
  expect((await change(floor.owner, { status: 'suspended', hang_up_calls: true })).status).toBe(200);
  const hangUps = (await jobs()).filter(({ name }) => name === 'call.hangup').map(({ data }) => data.payload);
  expect(hangUps).toEqual([{ callId: first!.id }]);
  await system.runJob('call.hangup', { callId: first!.id });
  expect(['canceled', 'completed']).toContain(atCarrier());
  // A call that is being placed has no id of the carrier yet, so the job tries again.
  await sql`update calls set status = 'dialing', start_time = clock_now() where id = ${second!.id}`;
  await expect(system.runJob('call.hangup', { callId: second!.id })).rejects.toThrow('being placed');
});

test('changed limits are enforced, other limits stay, and a limit can have its default again', async () => {
  const owner = await createTenant(system);
  const fallback = await limitOf(owner, 'active_campaigns');
  await change(owner, { limits: { active_campaigns: 0, numbers: 3, live_calls: null } });
  await change(owner, { limits: { spend_per_day: 12.5 } });
  expect(await Promise.all(['numbers', 'live_calls', 'spend_per_day'].map((name) => limitOf(owner, name)))).toEqual([
    3,
    null,
    12.5,
  ]);
  const path = await startPath(owner);
  const refused = await owner.post(path);
  expect([refused.status, refused.body['message']]).toEqual([409, expect.stringContaining('active_campaigns')]);
  await change(owner, { limits: { active_campaigns: 'default' } });
  expect([await limitOf(owner, 'active_campaigns'), await limitOf(owner, 'numbers')]).toEqual([fallback, 3]);
  expect((await owner.post(path)).status).toBe(200);
});

test('a lead in a country that was not allowed is due when the country is allowed', async () => {
  const floor = await createDialingTenant(system, { phones: ['+442079460123'] });
  await change(floor.owner, { limits: { destination_countries: ['US', 'US'] } });
  expect(await limitOf(floor.owner, 'destination_countries')).toEqual(['US']);
  expect(await tickCampaign(system, floor)).toEqual([]);
  expect((await leadRow(system, floor.leadIds[0]!)).statusReason).toBe('country_not_allowed');
  await change(floor.owner, { limits: { numbers: 1 } });
  expect((await leadRow(system, floor.leadIds[0]!)).statusReason).toBe('country_not_allowed');
  const reply = await change(floor.owner, { limits: { destination_countries: ['US', 'GB'] } });
  const { statusReason, nextCallAt } = await leadRow(system, floor.leadIds[0]!);
  expect([statusReason, nextCallAt!.getTime() <= system.ctx.clock.nowMs()]).toEqual([null, true]);
  expect((await tickCampaign(system, floor)).map(({ toNumber }) => toNumber)).toEqual(['+442079460123']);
  // The release of leads is work of the machine. The change of the limit is the only event.
  expect(
    await sql`
    select entity from audit_events where request_id = ${reply.headers.get('x-request-id')}`,
  ).toEqual([{ entity: 'tenant' }]);
});

test('the audit log of the tenant shows what the operator changed, without the address of the operator', async () => {
  const owner = await createTenant(system);
  await change(owner, { status: 'suspended', status_reason: 'Fraud', limits: { numbers: 0 } });
  const events = '/api/audit-events?entity=tenant';
  const { body } = await send(system, 'GET', events, { token: owner.token, api: 'callcenter-pro' });
  expect(body['events']).toMatchObject([
    {
      actor: { kind: 'operator', id: null, name: 'operator' },
      verb: 'updated',
      entityUuid: owner.user.tenant_id,
      changes: {
        status: { before: 'active', after: 'suspended' },
        status_reason: { before: null, after: 'Fraud' },
        limits: { before: {}, after: { numbers: 0 } },
      },
      address: null,
    },
  ]);
});

test('wrong changes are refused and change nothing', async () => {
  const owner = await createTenant(system);
  const before = (await owner.get('/api/limits')).body;
  const wrong = [
    { status: 'closed' },
    { name: 'x' },
    { status_reason: 'x'.repeat(501) },
    { limits: { numbers: -1 } },
    { limits: { live_calls: 1.5 } },
    { limits: { numbers: '5' } },
    { limits: { spend_per_day: 'none' } },
    { limits: { destination_countries: ['us'] } },
    { limits: { destination_countries: ['XX'] } },
    { limits: { unknown: 1 } },
    { limits: ['numbers'] },
  ];
  for (const body of wrong) expect([body, (await change(owner, body)).status]).toEqual([body, 400]);
  expect((await operator.put(`/api/operator/tenants/${randomUUID()}`, { status: 'active' })).status).toBe(404);
  expect((await owner.get('/api/limits')).body).toEqual(before);
});

test('an administrator of a tenant cannot use the routes of the operator, also not for the own tenant', async () => {
  const owner = await createTenant(system);
  const own = `/api/operator/tenants/${owner.user.tenant_id}`;
  const asOwner = { token: owner.token, api: 'operator' as const };
  const tries = [
    await send(system, 'PUT', own, { ...asOwner, body: { limits: { numbers: null } } }),
    await send(system, 'GET', '/api/operator/tenants', asOwner),
    await send(system, 'POST', '/api/operator/invitations', { ...asOwner, body: {} }),
    await send(system, 'GET', '/api/operator/invitations', asOwner),
    await send(system, 'DELETE', `/api/operator/invitations/${randomUUID()}`, asOwner),
  ];
  expect(tries.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
  expect((await operator.get('/api/operator/invitations')).body['total']).toBe(0);
});
