import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { newAgentPhone } from '../../../helpers/fixtures/agent-phones.ts';
import { createTenant } from '../../../helpers/api/client.ts';
import { insertLeads } from '../../../helpers/fixtures/campaigns.ts';
import { insertEndedCall, type EndedCall } from '../../../helpers/fixtures/ended-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';
import { createImportAccount, createImportCampaign } from '../../../helpers/fixtures/lead-imports.ts';

const system = await createTestSystem();
const { sql } = system.ctx;
const account = await createImportAccount(system);
const { owner, tenantId, campaign } = account;

const SARA = '+14155552671';
const [leadId] = (await insertLeads(sql, campaign.uuid, [SARA])) as [number];
const [lead] = await sql<[{ uuid: string }]>`select uuid from leads where id = ${leadId}`;
const agent = await addAgent('John Doe');
const addCall = (fields: Omit<EndedCall, 'tenantId'> = {}) => insertEndedCall(sql, { tenantId, ...fields });

async function addAgent(name: string): Promise<{ id: number; uuid: string }> {
  const { body } = await owner.post('/api/agents', { name, phone: newAgentPhone() });
  const [{ id }] = await sql<[{ id: number }]>`select id from agents where uuid = ${body['agent'].id}`;
  return { id, uuid: body['agent'].id };
}

async function listed(query: string, by = owner): Promise<string[]> {
  const { status, body } = await by.get(`/api/calls?${query}`);
  expect(status).toBe(200);
  expect(body['count']).toBe(body['calls'].length);
  return body['calls'].map(({ id }: { id: string }) => id);
}

/** The example call of the dialer API document. */
const documented = {
  campaignId: campaign.id,
  leadId,
  agentId: agent.id,
  callSid: 'CA1234567890abcdef',
  conferenceSid: 'CF1234567890abcdef',
  answeredBy: 'human',
  answerTime: '2024-01-15T10:30:15Z',
  agentReservedAt: '2024-01-15T10:30:15Z',
  connectedAt: '2024-01-15T10:30:17Z',
  endTime: '2024-01-15T10:35:30Z',
  duration: 330,
  talkTime: 315,
  disposition: 'answered',
  cost: 0.077,
  costSource: 'rated',
};
const example = await addCall(documented);
await sql`
  insert into recordings (tenant_id, call_id, recording_sid, status, media_url, duration)
  values (${tenantId}, ${example.id}, 'RE1234567890abcdef', 'completed', 'https://api.twilio.com/recordings/RE123', 315)`;

test('the call of the API example is listed with every documented field', async () => {
  const query = `campaign_id=${campaign.uuid}&disposition=answered&date_from=2024-01-01&limit=50`;
  const { status, body } = await owner.get(`/api/calls?${query}`);
  expect(status).toBe(200);
  expect(body).toEqual({
    success: true,
    count: 1,
    total: 1,
    calls: [
      {
        id: example.uuid,
        numeric_id: expect.any(Number),
        tenant_id: owner.user.tenant_id,
        campaign_id: campaign.uuid,
        lead_id: lead.uuid,
        agent_id: agent.uuid,
        call_sid: 'CA1234567890abcdef',
        conference_sid: 'CF1234567890abcdef',
        from_number: '+14155551234',
        to_number: '+14155552671',
        direction: 'outbound',
        status: 'completed',
        answered_by: 'human',
        start_time: '2024-01-15T10:30:00.000Z',
        answer_time: '2024-01-15T10:30:15.000Z',
        agent_reserved_time: '2024-01-15T10:30:15.000Z',
        bridge_time: '2024-01-15T10:30:17.000Z',
        greeting_end_time: null,
        connect_delay_ms: 2_000,
        connected_late: false,
        end_time: '2024-01-15T10:35:30.000Z',
        duration: 330,
        talk_time: 315,
        disposition: 'answered',
        converted: null,
        recording_url: expect.stringContaining(
          `${system.ctx.config.publicBaseUrl}/api/twilio/recordings/RE1234567890abcdef/media?expires=`,
        ),
        recording_sid: 'RE1234567890abcdef',
        recording_duration: 315,
        cost: 0.077,
        carrier_fees: 0,
        agent_disposition: null,
        outcome: 'answered',
        cost_source: 'rated',
        metadata: {},
        notes: null,
        created_at: '2024-01-15T10:30:00.000Z',
        first_name: 'Sara',
        last_name: 'Ahmed',
        phone: '+14155552671',
        campaign_name: campaign.name,
        agent_name: 'John Doe',
      },
    ],
  });
  // The API example has the placeholder `uuid` as a filter value. The API ignores the placeholder.
  expect(await listed(query.replace(campaign.uuid, 'uuid'))).toEqual([example.uuid]);
});

test('a call is shown with its events in order', async () => {
  const at = ['2024-01-15T10:30:15Z', '2024-01-15T10:30:00Z', '2024-01-15T10:35:30Z'];
  for (const [n, event] of ['answered', 'dialing', 'call_ended'].entries())
    await sql`
      insert into call_events (tenant_id, call_id, event, message, metadata, occurred_at)
      values (${tenantId}, ${example.id}, ${event}, ${`It ${event}`}, ${sql.json({ n })}, ${at[n]!})`;
  const { status, body } = await owner.get(`/api/calls/${example.uuid}`);
  expect(status).toBe(200);
  expect(body['call']).toMatchObject({ id: example.uuid, talk_time: 315, agent_name: 'John Doe' });
  expect(body['call'].events).toEqual([
    { event: 'dialing', message: 'It dialing', metadata: { n: 1 }, occurred_at: '2024-01-15T10:30:00.000Z' },
    { event: 'answered', message: 'It answered', metadata: { n: 0 }, occurred_at: '2024-01-15T10:30:15.000Z' },
    { event: 'call_ended', message: 'It call_ended', metadata: { n: 2 }, occurred_at: '2024-01-15T10:35:30.000Z' },
  ]);
  expect((await owner.get(`/api/calls/${example.id}`)).body).toEqual(body);
});

test('calls are filtered by campaign, agent, disposition and answered_by, with both forms of ids', async () => {
  const second = await createImportCampaign(system, owner, tenantId);
  const other = await addAgent('Jane Roe');
  const a = await addCall({ campaignId: second.id, agentId: other.id, disposition: 'busy', createdAt: '2024-02-01' });
  const b = await addCall({
    campaignId: second.id,
    answeredBy: 'machine_end_beep',
    disposition: 'voicemail',
    createdAt: '2024-02-02',
  });
  for (const key of [second.uuid, second.id]) expect(await listed(`campaign_id=${key}`)).toEqual([b.uuid, a.uuid]);
  for (const key of [other.uuid, other.id]) expect(await listed(`agent_id=${key}`)).toEqual([a.uuid]);
  expect(await listed(`campaign_id=${second.id}&disposition=busy`)).toEqual([a.uuid]);
  expect(await listed('answered_by=machine_end_beep')).toEqual([b.uuid]);
  expect(await listed(`campaign_id=${second.id}&answered_by=human`)).toEqual([]);
  expect(await listed(`campaign_id=${second.id}&agent_id=${agent.id}`)).toEqual([]);
  expect(await listed(`campaign_id=${randomUUID()}`)).toEqual([]);
  expect(await listed(`campaign_id=${second.id}&limit=1`)).toEqual([b.uuid]);
  expect(await listed(`campaign_id=${second.id}&limit=1&offset=1`)).toEqual([a.uuid]);
});

test('an invalid filter is refused by its name', async () => {
  for (const [query, field] of [
    ['limit=0', 'limit'],
    ['limit=ten', 'limit'],
    ['offset=-1', 'offset'],
    ['disposition=lost', 'disposition'],
    ['campaign_id=x', 'campaign_id'],
    ['agent_id=-1', 'agent_id'],
    ['date_from=yesterday', 'date_from'],
    ['date_to=2024-02-30', 'date_to'],
    ['date_from=0000-01-01', 'date_from'],
    ['date_to=9999-12-31', 'date_to'],
    ['date_to=9999-12-31T23:59:59-14:00', 'date_to'],
    ['timezone=Mars/Olympus', 'timezone'],
    ['timezone=CET', 'timezone'],
    ['timezone=%2B02:00', 'timezone'],
    ['answered_by=%00', 'answered_by'],
  ]) {
    const { status, body } = await owner.get(`/api/calls?${query}`);
    expect({ query, status }).toEqual({ query, status: 400 });
    expect(body['details']).toMatchObject([{ field }]);
  }
});

test('a period includes both its days, in the requested time zone', async () => {
  const { id: campaignId } = await createImportCampaign(system, owner, tenantId);
  const ids: Record<string, string> = {};
  for (const at of [
    '03-09T06:59:59.999Z',
    '03-09T07:00:00Z',
    '03-10T23:59:59.999Z',
    '03-11T06:59:59Z',
    '03-11T07:00:00Z',
  ])
    ids[(await addCall({ campaignId, createdAt: `2025-${at}` })).uuid] = at;
  const between = async (query: string) =>
    (await listed(`campaign_id=${campaignId}&${query}`)).map((id) => ids[id]).toReversed();
  const days = 'date_from=2025-03-09&date_to=2025-03-10';
  expect(await between(days)).toEqual(['03-09T06:59:59.999Z', '03-09T07:00:00Z', '03-10T23:59:59.999Z']);
  // In Los Angeles, 9 March 2025 began at 08:00 UTC and had only 23 hours. So 10 March ended at 07:00 UTC on 11 March.
  expect(await between(`${days}&timezone=America/Los_Angeles`)).toEqual(['03-10T23:59:59.999Z', '03-11T06:59:59Z']);
  const times = 'date_from=2025-03-09T07:00:00Z&date_to=2025-03-11T06:59:59Z';
  expect(await between(times)).toEqual(['03-09T07:00:00Z', '03-10T23:59:59.999Z']);
  for (const route of ['stats/summary', 'stats/by-disposition', 'export.csv']) {
    const asked = `/api/calls/${route}?campaign_id=${campaignId}&${days}&timezone=America/Los_Angeles`;
    const { body } = await owner.get(asked);
    const count =
      body['stats']?.total_calls ?? body['dispositions']?.[0].count ?? body['text'].split('\r\n').length - 2;
    expect({ route, count }).toEqual({ route, count: 2 });
  }
});

test('a reserved call is not listed, and a live call is listed but not in the statistics', async () => {
  const { id: campaignId } = await createImportCampaign(system, owner, tenantId);
  const unfinished = { campaignId, endTime: null, disposition: null, duration: null, cost: null, costSource: null };
  await addCall({ ...unfinished, status: 'reserved', startTime: null, toNumber: '+14155552601' });
  const live = await addCall({ ...unfinished, status: 'ringing', toNumber: '+14155552602' });
  expect(await listed(`campaign_id=${campaignId}`)).toEqual([live.uuid]);
  const { body } = await owner.get(`/api/calls/stats/summary?campaign_id=${campaignId}`);
  expect(body['stats']).toMatchObject({ total_calls: 0, avg_duration: 0, total_cost: 0 });
  const byDisposition = await owner.get(`/api/calls/stats/by-disposition?campaign_id=${campaignId}`);
  expect(byDisposition.body['dispositions']).toEqual([]);
  const early = await owner.put(`/api/calls/${live.uuid}`, { disposition: 'answered' });
  expect(early).toMatchObject({ status: 409, body: { message: expect.stringContaining('has not ended') } });
});

const dispositions = ['answered', 'voicemail', 'no_answer', 'busy', 'failed', 'abandoned', 'cancelled'] as const;
const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
const mean = (numbers: number[]) => (numbers.length ? Math.round((sum(numbers) * 10) / numbers.length) / 10 : 0);

const anyCalls = fc.array(
  fc.record({
    disposition: fc.constantFrom(...dispositions),
    duration: fc.nat(4_000),
    talkTime: fc.nat(4_000),
    costMicros: fc.nat(90_000),
    answered: fc.boolean(),
    connectDelayMs: fc.option(fc.nat(4_000)),
    inPeriod: fc.boolean(),
  }),
  { maxLength: 30 },
);

test('both statistics equal a recount of random calls', async () => {
  const { id: campaignId } = await createImportCampaign(system, owner, tenantId);
  const query = `campaign_id=${campaignId}&date_from=2024-03-01&date_to=2024-03-31`;
  const property = fc.asyncProperty(anyCalls, async (made) => {
    await sql`delete from calls where campaign_id = ${campaignId}`;
    const rows = made.map(({ disposition, duration, talkTime, costMicros, answered, inPeriod, connectDelayMs }) => {
      const at = inPeriod ? '2024-03-31T23:59:59Z' : '2024-04-01T00:00:00Z';
      const connectedAt = connectDelayMs === null ? null : new Date(Date.parse(at) + connectDelayMs).toISOString();
      const times = { startTime: at, endTime: at, createdAt: at, answerTime: answered ? at : null, connectedAt };
      const numbers = { direction: 'outbound', status: 'completed', fromNumber: SARA, toNumber: SARA };
      const cost = { cost: costMicros / 1e5, costSource: 'rated' };
      return { tenantId, campaignId, disposition, duration, talkTime, ...times, ...numbers, ...cost };
    });
    if (rows.length > 0) await sql`insert into calls ${sql(rows)}`;
    const asked = made.filter(({ inPeriod }) => inPeriod);
    const count = (...of: string[]) => asked.filter(({ disposition }) => of.includes(disposition)).length;
    const late = asked.filter(
      (call) => call.disposition === 'answered' && call.answered && (call.connectDelayMs ?? 0) > 2_000,
    ).length;
    const { stats } = (await owner.get(`/api/calls/stats/summary?${query}`)).body;
    expect(stats).toEqual({
      total_calls: asked.length,
      answered_calls: count('answered'),
      voicemail_calls: count('voicemail'),
      no_answer_calls: count('no_answer'),
      busy_calls: count('busy'),
      failed_calls: count('failed'),
      abandoned_calls: count('abandoned') + late,
      connected_late_calls: late,
      cancelled_calls: count('cancelled'),
      human_answered: count('answered', 'abandoned'),
      machine_answered: count('voicemail'),
      avg_duration: mean(asked.filter((call) => call.disposition === 'answered').map(({ duration }) => duration)),
      avg_talk_time: mean(asked.filter((call) => call.disposition === 'answered').map(({ talkTime }) => talkTime)),
      total_cost: sum(asked.map(({ costMicros }) => costMicros)) / 1e5,
      agent_line_cost: 0,
    });
    const breakdown = (await owner.get(`/api/calls/stats/by-disposition?${query}`)).body['dispositions'];
    const expected = dispositions.flatMap((each) => (count(each) ? [{ disposition: each, count: count(each) }] : []));
    expect(breakdown).toEqual(
      expected.toSorted((x, y) => y.count - x.count || (x.disposition < y.disposition ? -1 : 1)),
    );
  });
  await fc.assert(property, { numRuns: 20 });
});

test('another tenant lists, counts and exports none of these calls', async () => {
  const stranger = await createTenant(system);
  expect(await listed(`campaign_id=${campaign.id}`, stranger)).toEqual([]);
  expect((await stranger.get('/api/calls/stats/summary')).body['stats'].total_calls).toBe(0);
  expect((await stranger.get('/api/calls/stats/by-disposition')).body['dispositions']).toEqual([]);
  const { body } = await stranger.get('/api/calls/export.csv');
  expect(body['text']).toMatch(/^id,tenant_id,[^\n]*\r\n$/);
});
