/**
 * Tests that a tenant which is not active uses nothing of the carrier account. The requests are those of a stranger who
 * has just registered.
 */
import { expect, test } from 'vitest';
import { queueOf } from '../../../../shared/enqueue.ts';
import { type Client, openSession } from '../../../helpers/api/client.ts';
import {
  callBySid,
  createInboundCampaign,
  randomCallSid,
  receiveCall,
} from '../../../helpers/fixtures/inbound-calls.ts';
import {
  answerCall,
  callRow,
  createDialingTenant,
  ON_DEMAND,
  legRows,
  placeCall,
  tickCampaign,
} from '../../../helpers/fixtures/outbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem({ startAt: '2026-01-13T20:00:00Z' });
const { sql } = system.ctx;
const carrierCalls = () => system.simulator.ledger().calls.length;

let lastNumber = 7_000;
const phone = () => `+1212555${(lastNumber += 1)}`;

const setStatus = ({ owner }: { owner: Pick<Client, 'user'> }, status: string, reason: string | null = null) =>
  sql`update tenants set status = ${status}, status_reason = ${reason} where uuid = ${owner.user.tenant_id}`;

test.each(['pending', 'suspended'])(
  'a %s tenant starts no campaign and reserves no call, and says why',
  async (status) => {
    const floor = await createDialingTenant(system, { phones: [phone()] });
    await setStatus(floor, status, 'unpaid bill');
    expect(await tickCampaign(system, floor)).toEqual([]);
    await system.runJob('dialer.tick', {});
    const { body } = await floor.owner.get(`/api/campaigns/${floor.campaign}/pacing`);
    expect(body.pacing.reasons[0]).toMatchObject({
      code: 'account_not_active',
      message: expect.stringContaining('unpaid bill'),
    });
    await floor.owner.post(`/api/campaigns/${floor.campaign}/pause`);
    const started = await floor.owner.post(`/api/campaigns/${floor.campaign}/start`);
    expect(started.status).toBe(403);
    expect(started.body['message']).toContain(`Your account is ${status} (unpaid bill)`);
  },
);

test('a call that was reserved before the suspension is not placed', async () => {
  const floor = await createDialingTenant(system, { phones: [phone()] });
  const [reserved] = await tickCampaign(system, floor);
  await setStatus(floor, 'suspended');
  const before = carrierCalls();
  await system.runJob('call.place', { callId: reserved!.id });
  expect(carrierCalls()).toBe(before);
  expect(await sql`select status from leads where id = ${floor.leadIds[0]!}`).toEqual([{ status: 'pending' }]);
});

test("no agent's phone rings for a suspended tenant, and a person who waits hears the abandonment message", async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()], agents: 2 });
  const call = await placeCall(system, floor);
  await answerCall(system, call);
  const [leg] = await legRows(system, call.id);
  await setStatus(floor, 'suspended');
  const before = carrierCalls();
  await system.runJob('agent.ring', { legId: leg!.id });
  expect(carrierCalls()).toBe(before);
  expect((await legRows(system, call.id)).map(({ status }) => status)).toEqual(['canceled']);
  expect((await callRow(system, call.id)).agentId).toBeNull();
  const waiting = await queueOf(system.ctx.queues, 'call.redirect').getJobs();
  expect(JSON.stringify(waiting.map(({ data }) => data as unknown)).includes(`"callId":${call.id}`)).toBe(true);
});

test('no parked leg rings for a suspended tenant, and parked legs are hung up', async () => {
  const floor = await createDialingTenant(system, { phones: [phone()], agent_legs: 'parked' });
  await tickCampaign(system, floor);
  const legs = () =>
    sql<{ id: number; status: string }[]>`
      select g.id, g.status from call_legs g join tenants t on t.id = g.tenant_id
      where t.uuid = ${floor.owner.user.tenant_id} order by g.id`;
  const [leg] = await legs();
  await setStatus(floor, 'suspended');
  const before = carrierCalls();
  await system.runJob('agent.park', { parkedLegId: leg!.id });
  expect(carrierCalls()).toBe(before);
  expect(await legs()).toEqual([{ id: leg!.id, status: 'canceled' }]);

  await setStatus(floor, 'active');
  await tickCampaign(system, floor);
  const second = (await legs()).at(-1)!;
  await system.runJob('agent.park', { parkedLegId: second.id });
  await setStatus(floor, 'suspended');
  await system.runJob('agents.unpark', {});
  const ended = system.simulator.ledger().calls.at(-1)!;
  expect(['canceled', 'completed']).toContain(ended.status);
});

test('a suspended tenant buys no number', async () => {
  const floor = await createDialingTenant(system, { phones: [phone()] });
  const session = await openSession(system, floor.owner);
  await setStatus(floor, 'suspended', 'fraud');
  const reply = await session.post('/api/phone-numbers/purchase', { phoneNumber: '+17185550199' });
  expect([reply.status, reply.body['message']]).toEqual([403, expect.stringContaining('suspended (fraud)')]);

  // A purchase that was requested before the suspension fails with the reason.
  const [purchase] = await sql<[{ id: number }]>`
    insert into number_purchases (tenant_id, phone_number)
    select id, '+17185550198' from tenants where uuid = ${floor.owner.user.tenant_id} returning id`;
  await system.runJob('number.purchase', { purchaseId: purchase.id });
  expect(await sql`select status, reason from number_purchases where id = ${purchase.id}`).toEqual([
    { status: 'failed', reason: expect.stringContaining('suspended (fraud)') },
  ]);
  expect(system.simulator.ledger().numbers.map((each) => each.phoneNumber)).not.toContain('+17185550198');
});

test('a caller of a suspended tenant hears an apology, and the call log says why', async () => {
  const campaign = await createInboundCampaign(system);
  await setStatus(campaign, 'suspended');
  const CallSid = randomCallSid();
  const twiml = await receiveCall(system, campaign.phoneNumber, { CallSid });
  expect(twiml).toContain('try again later');
  expect(twiml).not.toContain('<Dial');
  const { id } = await callBySid(system, CallSid);
  const [event] =
    await sql`select message, metadata from call_events where call_id = ${id} and event = 'call_rejected'`;
  expect(event).toEqual({
    message: 'Rejected because the account is suspended',
    metadata: { reason: 'account_not_active', status: 'suspended' },
  });
});
