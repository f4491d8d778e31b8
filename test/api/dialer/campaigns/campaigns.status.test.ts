/** Tests a campaign from the scheduled start to the end: the order of the calls, and the campaign's counters. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { queueOf } from '../../../../shared/enqueue.ts';
import {
  answerAgentLeg,
  answerCall,
  callRow,
  type DialingTenant,
  leadRow,
  createDialingTenant,
  ON_DEMAND,
  placeCall,
  reportStatus,
  reportConference,
  tickCampaign,
} from '../../../helpers/fixtures/outbound-calls.ts';
import { type Client, createTenant, openSession } from '../../../helpers/api/client.ts';
import { liveEventsDuring } from '../../../helpers/api/live-events.ts';
import { createAgent, createCampaign, insertLeads, setSeller } from '../../../helpers/fixtures/campaigns.ts';
import { createTestSystem } from '../../../helpers/system.ts';
import { actorOfClient, submitFile } from '../../../helpers/fixtures/lead-imports.ts';
import { campaignByKey } from '../../../../sql/campaigns/campaigns.ts';

// The start time is a Tuesday, 10:00 in New York and 07:00 in Los Angeles.
const system = await createTestSystem();
const { sql, queues } = system.ctx;

let lastNumber = 4_000;
/** Returns a phone number that no other test uses. */
const phone = () => `+1212555${(lastNumber += 1)}`;

const status = async ({ owner, campaign }: Pick<DialingTenant, 'owner' | 'campaign'>) =>
  (await owner.get(`/api/campaigns/${campaign}`)).body['campaign'].status;
const step = (owner: Client, id: string, name: string) => owner.post(`/api/campaigns/${id}/${name}`);
const setLead = (id: number, columns: Record<string, unknown>) =>
  sql`update leads set ${sql(columns)} where id = ${id}`;
const hoursFromNow = (hours: number) => new Date(system.ctx.clock.nowMs() + hours * 3_600_000).toISOString();

test('a scheduled campaign starts at its start time, and not before', async () => {
  const owner = await createTenant(system);
  const campaign = await createCampaign(owner, { schedule_start: hoursFromNow(1) });
  await insertLeads(sql, campaign, [phone()]);
  await createAgent(owner, 1);
  expect((await step(owner, campaign, 'start')).body['campaign'].status).toBe('scheduled');
  await system.advanceClock(3_590);
  await system.runJob('dialer.tick', {});
  expect(await status({ owner, campaign })).toBe('scheduled');
  await system.advanceClock(11);
  await system.runJob('dialer.tick', {});
  expect(await status({ owner, campaign })).toBe('active');
  const [{ id }] = await sql<[{ id: number }]>`select id from campaigns where uuid = ${campaign}`;
  const ticks = await queueOf(queues, 'campaign.tick').getJobs();
  expect(ticks.filter(({ data }) => data.payload.campaignId === id)).toHaveLength(1);
  await system.advanceClock(-3_601);
});

test('a scheduled campaign whose start is set to the past or removed starts at the next tick', async () => {
  for (const start of [hoursFromNow(-1), null]) {
    const owner = await createTenant(system);
    const campaign = await createCampaign(owner, { schedule_start: hoursFromNow(24) });
    await insertLeads(sql, campaign, [phone()]);
    await createAgent(owner, 1);
    await step(owner, campaign, 'start');
    await owner.put(`/api/campaigns/${campaign}`, { schedule_start: start });
    await system.runJob('dialer.tick', {});
    expect({ start, status: await status({ owner, campaign }) }).toEqual({ start, status: 'active' });
  }
});

test('a campaign is completed when no lead is left to call and no import is running', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone(), phone(), phone(), phone()] });
  const [first, ...others] = floor.leadIds as [number, ...number[]];
  for (const [n, ended] of ['completed', 'failed', 'dnc'].entries()) await setLead(others[n]!, { status: ended });
  for (const unfinished of ['pending', 'queued', 'calling']) {
    await setLead(first, { status: unfinished });
    await system.runJob('campaigns.complete', {});
    expect({ unfinished, status: await status(floor) }).toEqual({ unfinished, status: 'active' });
  }
  await setLead(first, { status: 'completed' });
  const [tenant] = await sql<[{ id: number }]>`select tenant_id as id from campaigns where id = ${floor.campaignId}`;
  const campaign = (await campaignByKey(
    sql,
    { tenantId: tenant.id, onlyGroupId: undefined },
    { uuid: floor.campaign },
  ))!;
  const actor = await actorOfClient(system, floor.owner);
  const account = { owner: floor.owner, actor, tenantId: tenant.id, campaign };
  const upload = await submitFile(system, account, 'phone\nnone\n');
  await system.runJob('campaigns.complete', {});
  expect(await status(floor)).toBe('active');
  await system.runJob('leads.import', { importId: upload.id });
  await system.runJob('campaigns.complete', {});
  expect(await status(floor)).toBe('completed');
  expect(await tickCampaign(system, floor)).toEqual([]);
});

/** Returns the statuses of the campaign in the live events that `work` causes. */
const campaignEventsDuring = async ({ owner, campaign }: DialingTenant, work: () => Promise<void>) =>
  (await liveEventsDuring(system, owner.user.tenant_id, work)).flatMap(({ event, data }) =>
    event === 'campaign:updated' && data.campaignId === campaign ? [data.status] : [],
  );

test('new leads make a campaign active again whose list was exhausted, and none that a user completed', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()] });
  const actor = await actorOfClient(system, floor.owner);
  await setSeller(sql, floor.owner);
  const scope = { tenantId: actor.tenantId, onlyGroupId: undefined };
  const campaign = (await campaignByKey(sql, scope, { uuid: floor.campaign }))!;
  const upload = async (csv: string) => {
    const account = { owner: floor.owner, actor, tenantId: actor.tenantId, campaign };
    await system.runJob('leads.import', { importId: (await submitFile(system, account, csv)).id });
    return status(floor);
  };
  await setLead(floor.leadIds[0]!, { status: 'failed' });
  await system.runJob('campaigns.complete', {});
  expect(await upload('phone\nnone\n')).toBe('completed');
  const takenUp = () => upload(`phone\n${phone()}\n`).then(() => undefined);
  expect(await campaignEventsDuring(floor, takenUp)).toEqual(['active']);
  expect(await status(floor)).toBe('active');
  const started = await step(floor.owner, floor.campaign, 'start');
  expect(started).toMatchObject({ status: 200, body: { campaign: { status: 'active' }, warnings: [] } });

  const session = await openSession(system, floor.owner);
  const put = (status: string) => session.put(`/api/campaigns/${floor.campaign}`, { status });
  expect(await put('completed')).toMatchObject({ status: 200 });
  expect(await upload(`phone\n${phone()}\n`)).toBe('completed');
  expect(await put('active')).toMatchObject({ status: 200, body: { status: 'active' } });
  expect(await tickCampaign(system, floor)).toHaveLength(1);
});

test.each(['active', 'paused', 'scheduled', 'draft'])(
  'at schedule_end a campaign that is %s is completed, unless it is a draft',
  async (begun) => {
    const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()], schedule_end: hoursFromNow(2) });
    await sql`update campaigns set status = ${begun} where id = ${floor.campaignId}`;
    await system.runJob('dialer.tick', {});
    expect(await status(floor)).toBe(begun === 'scheduled' ? 'active' : begun);
    await system.advanceClock(7_201);
    await system.runJob('campaigns.complete', {});
    expect(await status(floor)).toBe(begun === 'draft' ? 'draft' : 'completed');
    expect(await tickCampaign(system, floor)).toEqual([]);
    await system.advanceClock(-7_201);
  },
);

/** Runs a complete call: a person and an agent answer, and the call ends. Returns the row of `calls`. */
async function talk(floor: DialingTenant) {
  const call = await placeCall(system, floor);
  await answerCall(system, call);
  await answerAgentLeg(system, call);
  await reportConference(system, call, 'conference-start');
  await reportStatus(system, call, { CallStatus: 'completed', CallDuration: '30' });
  await system.runJob('retry.schedule', { callId: call.id });
  return callRow(system, call.id);
}

test('the counters of a campaign equal a recount', async () => {
  const floor = await createDialingTenant(system, {
    ...ON_DEMAND,
    phones: [phone(), phone(), phone(), phone()],
    agents: 2,
  });
  for (const CallStatus of ['busy', 'no-answer']) {
    const call = await placeCall(system, floor);
    await reportStatus(system, call, { CallStatus });
    await reportStatus(system, call, { CallStatus });
  }
  await talk(floor);
  // The tick reserves a call. Then the campaign is paused, so the job `call.place` does not place the call.
  const [reserved] = await tickCampaign(system, floor);
  await step(floor.owner, floor.campaign, 'pause');
  await system.runJob('call.place', { callId: reserved!.id });
  const [recount] = await sql`
    select count(*) filter (where start_time is not null) as calls_made,
      count(*) filter (where status = 'completed') as calls_completed,
      (select count(*) from leads where campaign_id = ${floor.campaignId}) as total_leads
    from calls where campaign_id = ${floor.campaignId}`;
  expect(recount).toEqual({ callsMade: 3, callsCompleted: 1, totalLeads: 4 });
  const { campaign } = (await floor.owner.get(`/api/campaigns/${floor.campaign}`)).body;
  expect(campaign).toMatchObject({ total_leads: 4, calls_made: 3, calls_completed: 1 });
});

test("calls are placed for agents in their working hours, in the campaign's time zone", async () => {
  const floor = await createDialingTenant(system, {
    ...ON_DEMAND,
    phones: [phone(), phone()],
    agents: 0,
    timezone: 'America/New_York',
  });
  const agent = await createAgent(floor.owner, 1, { working_hours: { tuesday: { start: '11:00', end: '12:00' } } });
  expect(await tickCampaign(system, floor)).toEqual([]);
  await system.advanceClock(3_600);
  expect(await tickCampaign(system, floor)).toHaveLength(1);
  await system.advanceClock(-3_600);
  // If an agent has working hours only on another weekday, the agent does not work today.
  await sql`delete from calls where campaign_id = ${floor.campaignId}`;
  await floor.owner.put(`/api/agents/${agent}`, { working_hours: { wednesday: { start: '00:00', end: '24:00' } } });
  expect(await tickCampaign(system, floor)).toEqual([]);
  await floor.owner.put(`/api/agents/${agent}`, { working_hours: { tuesday: { start: '00:00', end: '24:00' } } });
  expect(await tickCampaign(system, floor)).toHaveLength(1);
});

test('no call is placed for an agent in wrap-up, and calls are placed again after it', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone(), phone()], wrap_up_seconds: 40 });
  expect(await talk(floor)).toMatchObject({ disposition: 'answered' });
  const shown = async () => (await floor.owner.get('/api/agents')).body['agents'][0].status;
  expect(await tickCampaign(system, floor)).toEqual([]);
  expect(await shown()).toBe('busy');
  await system.advanceClock(35);
  expect(await tickCampaign(system, floor)).toEqual([]);
  await system.advanceClock(10);
  expect(await shown()).toBe('available');
  expect(await tickCampaign(system, floor)).toHaveLength(1);
});

test('a call-back is called before all other due leads, and not before its time', async () => {
  const phones = [phone(), phone(), phone()];
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones, agents: 1 });
  const [high, normal, agreed] = floor.leadIds as [number, number, number];
  await setLead(high, { priority: 'high' });
  await setLead(agreed, { priority: 'low', status: 'completed', callAttempts: 3 });
  const { body } = await floor.owner.put(`/api/leads/${agreed}`, { next_call_at: hoursFromNow(0.5) });
  expect(body['lead']).toMatchObject({ status: 'pending', status_reason: 'call_back' });
  const reservedNumbers = async () => (await tickCampaign(system, floor)).map(({ toNumber }) => toNumber);
  expect(await reservedNumbers()).toEqual([phones[0]]);
  await sql`delete from calls where campaign_id = ${floor.campaignId}`;
  await setLead(high, { status: 'pending' });
  await system.advanceClock(1_801);
  expect(await reservedNumbers()).toEqual([phones[2]]);
  await createAgent(floor.owner, 2);
  expect(await reservedNumbers()).toEqual([phones[2], phones[0]]);
  expect(await leadRow(system, normal)).toMatchObject({ status: 'pending' });
  await system.advanceClock(-1_801);
});

test('a call-back that is agreed on during a call, or right after it, is kept when the call ends', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()] });
  const [id] = floor.leadIds as [number];
  const at = '2026-01-14T16:30:00Z';
  const call = await placeCall(system, floor);
  await answerCall(system, call);
  await answerAgentLeg(system, call);
  await reportConference(system, call, 'conference-start');
  await floor.owner.put(`/api/leads/${id}`, { next_call_at: at });
  await reportStatus(system, call, { CallStatus: 'completed', CallDuration: '30' });
  await system.runJob('retry.schedule', { callId: call.id });
  const lead = async () => (await floor.owner.get(`/api/leads/${id}`)).body['lead'];
  expect(await lead()).toMatchObject({ status: 'pending', status_reason: 'call_back', next_call_at: at });

  await floor.owner.put(`/api/calls/${call.uuid}`, { disposition: 'busy', notes: randomUUID() });
  await system.runJob('retry.schedule', { callId: call.id });
  expect(await lead()).toMatchObject({ status: 'pending', status_reason: 'call_back', next_call_at: at });

  await floor.owner.put(`/api/calls/${call.uuid}`, { do_not_call: true });
  await system.runJob('retry.schedule', { callId: call.id });
  expect(await lead()).toMatchObject({ status: 'dnc', next_call_at: null });
});

test('a call-back opens a campaign again that was completed because its list was exhausted, and no other', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()] });
  const call = await talk(floor);
  await system.runJob('campaigns.complete', {});
  expect(await status(floor)).toBe('completed');
  const { uuid } = await leadRow(system, floor.leadIds[0]!);
  const agreed = { next_call_at: hoursFromNow(1) };
  expect(await floor.owner.put(`/api/leads/${uuid}`, agreed)).toMatchObject({ status: 200 });
  await system.runJob('campaigns.complete', {});
  expect(await status(floor)).toBe('active');
  await system.advanceClock(3_700);
  expect(await tickCampaign(system, floor)).toMatchObject([{ toNumber: call.toNumber }]);
  await system.advanceClock(-3_700);

  await sql`update campaigns set status = 'completed' where id = ${floor.campaignId}`;
  expect(await floor.owner.put(`/api/leads/${uuid}`, agreed)).toMatchObject({ status: 200 });
  expect(await status(floor)).toBe('completed');
  await sql`update campaigns set status = 'cancelled' where id = ${floor.campaignId}`;
  const reply = await floor.owner.put(`/api/leads/${uuid}`, { next_call_at: hoursFromNow(2) });
  expect(reply).toMatchObject({ status: 409, body: { message: expect.stringContaining('campaign is cancelled') } });
});

test.each(['one lead', 'several leads'])(
  'POST /leads with %s opens a campaign again whose list was exhausted',
  async (kind) => {
    const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()] });
    await setLead(floor.leadIds[0]!, { status: 'failed' });
    await system.runJob('campaigns.complete', {});
    expect(await status(floor)).toBe('completed');
    const number = phone();
    const leads = kind === 'one lead' ? { phone: number } : { leads: [{ phone: number }] };
    const takenUp = () =>
      floor.owner.post('/api/leads', { campaign_id: floor.campaign, ...leads }).then(() => undefined);
    expect(await campaignEventsDuring(floor, takenUp)).toEqual(['active']);
    await system.runJob('campaigns.complete', {});
    expect(await status(floor)).toBe('active');
    expect(await tickCampaign(system, floor)).toMatchObject([{ toNumber: number }]);
  },
);

test('a changed disposition that allows a retry opens a campaign again whose list was exhausted', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: [phone()] });
  const call = await talk(floor);
  await system.runJob('campaigns.complete', {});
  expect(await status(floor)).toBe('completed');
  await sql`update calls set disposition = 'no_answer' where id = ${call.id}`;
  const takenUp = () => system.runJob('retry.schedule', { callId: call.id }).then(() => undefined);
  expect(await campaignEventsDuring(floor, takenUp)).toEqual(['active']);
  expect(await status(floor)).toBe('active');
  expect(await campaignEventsDuring(floor, takenUp)).toEqual([]);
});
