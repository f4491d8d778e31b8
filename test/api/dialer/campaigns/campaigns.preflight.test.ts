/** The preflight tells how many leads a campaign can call now, later or never, and what the campaign needs to start. */
import { expect, test } from 'vitest';
import { createDialingTenant, tickCampaign } from '../../../helpers/fixtures/outbound-calls.ts';
import { type Client, createTenant } from '../../../helpers/api/client.ts';
import { createAgent, createCampaign, insertLeads, setSeller } from '../../../helpers/fixtures/campaigns.ts';
import { createTestSystem } from '../../../helpers/system.ts';

// The start time is a Tuesday, 10:00 in New York and 07:00 in Los Angeles.
const system = await createTestSystem();
const { sql } = system.ctx;

let lastNumber = 4_000;
/** Returns a phone number in the area code. No other test uses the phone number. */
const phone = (area = '212') => `+1${area}555${(lastNumber += 1)}`;

const preflight = async (owner: Client, id: string) =>
  (await owner.get(`/api/campaigns/${id}/preflight`)).body['preflight'];
const setLead = (id: number, columns: Record<string, unknown>) =>
  sql`update leads set ${sql(columns)} where id = ${id}`;

test('the preflight counts the leads that can be called now, later and never, and a tick calls the same leads', async () => {
  const phones = [phone(), phone(), phone('310'), phone('310'), phone(), phone(), phone(), phone()];
  const floor = await createDialingTenant(system, { phones, agents: phones.length });
  const { owner, campaign, leadIds } = floor;
  await setSeller(sql, owner);
  await setLead(leadIds[4]!, { nextCallAt: '2026-01-13T18:30:00Z' });
  await setLead(leadIds[5]!, { status: 'completed' });
  await setLead(leadIds[6]!, { status: 'failed' });
  await owner.post('/api/dnc', { phone: phones[7] });
  const result = await preflight(owner, campaign);
  expect(result).toEqual({
    total: 8,
    now: 2,
    later: expect.any(Array),
    never: expect.any(Array),
    can_start: true,
    missing: [],
    warnings: [],
    connect_delays: { connections: 0, median_ms: null, p99_ms: null },
  });
  // In California, calls are legal from 09:00. The time in California is 07:00.
  expect(result.later).toHaveLength(2);
  expect(result.later).toEqual(
    expect.arrayContaining([
      { reason: 'legal_hours', leads: 2, first_at: '2026-01-13T17:00:00.000Z' },
      { reason: 'not_due', leads: 1, first_at: '2026-01-13T18:30:00.000Z' },
    ]),
  );
  expect(
    result.never.toSorted((a: { reason: string }, b: { reason: string }) => (a.reason < b.reason ? -1 : 1)),
  ).toEqual([
    { reason: 'completed', leads: 1 },
    { reason: 'do_not_call', leads: 1 },
    { reason: 'failed', leads: 1 },
  ]);
  expect((await tickCampaign(system, floor)).map(({ toNumber }) => toNumber)).toEqual(phones.slice(0, 2));
});

test("the preflight respects the campaign's own hours and schedule", async () => {
  const { owner, campaign } = await createDialingTenant(system, { phones: [phone(), phone()] });
  await setSeller(sql, owner);
  const change = (fields: object) => owner.put(`/api/campaigns/${campaign}`, fields);
  await change({ timezone: 'America/New_York', calling_hours_start: '14:00:00', calling_hours_end: '16:00:00' });
  expect(await preflight(owner, campaign)).toMatchObject({
    now: 0,
    later: [{ reason: 'campaign_hours', leads: 2, first_at: '2026-01-13T19:00:00.000Z' }],
  });
  await change({ schedule_start: '2026-01-15T15:00:00Z' });
  expect(await preflight(owner, campaign)).toMatchObject({
    later: [{ reason: 'schedule_not_started', leads: 2, first_at: '2026-01-15T19:00:00.000Z' }],
  });
  await change({ schedule_start: null, schedule_end: '2026-01-13T14:00:00Z' });
  expect(await preflight(owner, campaign)).toMatchObject({
    now: 0,
    later: [],
    never: [{ reason: 'schedule_over', leads: 2 }],
    can_start: true,
    missing: [],
    warnings: [{ field: 'schedule_end', code: 'schedule_over' }],
  });
});

test.each<[string, (owner: Client, campaign: string) => Promise<unknown>, string[]]>([
  ['nothing', async () => {}, []],
  ['a caller id', (owner, id) => owner.put(`/api/campaigns/${id}`, { caller_id: null }), ['no_caller_id']],
  [
    'leads',
    (_, id) => sql`delete from leads where campaign_id = (select id from campaigns where uuid = ${id})`,
    ['no_leads'],
  ],
  [
    'leads that can ever be called',
    (_, id) =>
      sql`update leads set status = 'failed' where campaign_id = (select id from campaigns where uuid = ${id})`,
    ['nobody_to_call'],
  ],
  [
    'hours that overlap with the lawful ones',
    (owner, id) =>
      owner.put(`/api/campaigns/${id}`, {
        timezone: 'America/New_York',
        calling_hours_start: '22:00:00',
        calling_hours_end: '07:00:00',
      }),
    ['nobody_to_call'],
  ],
  [
    'agents of its group',
    async (owner, id) => {
      const group = (await owner.post('/api/agent-groups', { name: 'Empty' })).body['agent_group'];
      return owner.put(`/api/campaigns/${id}`, { agent_group_id: group.id });
    },
    ['no_agents'],
  ],
  [
    'active agents, and a caller id',
    async (owner, id) => {
      const [agent] = (await owner.get('/api/agents')).body['agents'];
      await owner.put(`/api/agents/${agent.id}`, { is_active: false });
      return owner.put(`/api/campaigns/${id}`, { caller_id: null });
    },
    ['no_caller_id', 'no_agents'],
  ],
  [
    'leads that are due',
    (_, id) =>
      sql`update leads set next_call_at = clock_now() + interval '1 hour'
        where campaign_id = (select id from campaigns where uuid = ${id})`,
    ['no_lead_due'],
  ],
  [
    'a schedule that is not over',
    (owner, id) => owner.put(`/api/campaigns/${id}`, { schedule_end: '2026-01-13T14:00:00Z' }),
    ['schedule_over'],
  ],
])('a campaign that lacks %s starts, and the preflight and the start say what it waits for', async (_, take, codes) => {
  const owner = await createTenant(system);
  await setSeller(sql, owner);
  const campaign = await createCampaign(owner);
  await insertLeads(sql, campaign, [phone()]);
  await createAgent(owner, 1);
  await take(owner, campaign);
  const { warnings, can_start: canStart } = await preflight(owner, campaign);
  expect(warnings.map(({ code }: { code: string }) => code)).toEqual(codes);
  expect(canStart).toBe(true);
  expect(await owner.post(`/api/campaigns/${campaign}/start`)).toMatchObject({
    status: 200,
    body: { message: 'Campaign started successfully', campaign: { status: 'active' }, warnings },
  });
});

test('a predictive campaign whose agents are rung on demand cannot start, and the preflight says why', async () => {
  const owner = await createTenant(system);
  const campaign = await createCampaign(owner, { agent_legs: 'on_demand' });
  const problem = { field: 'agent_legs', code: 'agents_too_late' };
  expect(await preflight(owner, campaign)).toMatchObject({ can_start: false, missing: [problem] });
  const start = () => owner.post(`/api/campaigns/${campaign}/start`);
  expect(await start()).toMatchObject({
    status: 409,
    body: {
      message: expect.stringContaining('Set agent_legs to parked, or dial_mode to progressive'),
      details: [problem],
    },
  });
  await owner.put(`/api/campaigns/${campaign}`, { dial_mode: 'progressive' });
  expect((await start()).status).toBe(200);
  const change = await owner.put(`/api/campaigns/${campaign}`, { dial_mode: 'predictive' });
  expect(change).toMatchObject({ status: 409, body: { details: [problem] } });
  expect((await owner.get(`/api/campaigns/${campaign}`)).body['campaign']).toMatchObject({ dial_mode: 'progressive' });
});

test('the preflight shows how long the last 100 people waited for their agent', async () => {
  const floor = await createDialingTenant(system, { phones: [], agents: 1 });
  await sql`
    insert into calls (tenant_id, campaign_id, direction, status, from_number, to_number, answer_time, connected_at,
      end_time, disposition, created_at)
    select tenant_id, id, 'outbound', 'completed', '+14155551234', '+12125550100', clock_now(),
      clock_now() + case when n <= 100 then n * interval '10 milliseconds' else interval '1 hour' end, clock_now(), 'answered',
      clock_now() - n * interval '1 minute'
    from campaigns, generate_series(1, 120) as n where id = ${floor.campaignId}`;
  expect(await preflight(floor.owner, floor.campaign)).toMatchObject({
    connect_delays: { connections: 100, median_ms: 500, p99_ms: 990 },
  });
});

test('the preflight warns while the account has not set what the message to an abandoned person must say', async () => {
  const floor = await createDialingTenant(system, { phones: [phone()] });
  const warned = async () =>
    (await preflight(floor.owner, floor.campaign)).warnings.map(({ field, code }: Record<string, string>) => [
      field,
      code,
    ]);
  expect(await warned()).toEqual([
    ['company_name', 'seller_unset'],
    ['callback_number', 'seller_unset'],
  ]);
  await sql`update tenants set company_name = 'Acme Solar' where uuid = ${floor.owner.user.tenant_id}`;
  expect(await warned()).toEqual([['callback_number', 'seller_unset']]);
  await setSeller(sql, floor.owner);
  expect(await warned()).toEqual([]);
});
