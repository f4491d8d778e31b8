/** The figures of lists, statistics, the CSV export and the dashboard agree, because each figure means one thing. */
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { CallResponse } from '../../api/dialer/calls/calls.shape.ts';
import { ANSWERED_BY } from '../../shared/rules/calls/answering-machine.ts';
import { DISPOSITIONS } from '../../shared/rules/calls/disposition.ts';
import { createTenant, openSession } from '../helpers/api/client.ts';
import { insertEndedCall } from '../helpers/fixtures/ended-calls.ts';
import { insertRow } from '../helpers/fixtures/rows.ts';
import { createTestSystem, TEST_START } from '../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;
const owner = await createTenant(system);
const session = await openSession(system, owner);
const [tenant] = await sql<[{ id: number }]>`select id from tenants where uuid = ${owner.user.tenant_id}`;
const campaign = await insertRow.campaigns(sql, tenant.id);
const agent = await insertRow.agents(sql, tenant.id);

/** One call for each disposition and each result of the machine detection, and some with contradictions. */
const results = [...ANSWERED_BY, null];
let made = 0;
for (const disposition of DISPOSITIONS)
  for (const answeredBy of results) {
    made += 1;
    const talkTime = disposition === 'answered' ? made * 3 : 0;
    await insertEndedCall(sql, {
      tenantId: tenant.id,
      campaignId: campaign.id,
      agentId: agent.id,
      createdAt: TEST_START,
      startTime: TEST_START,
      direction: made % 3 === 0 ? 'inbound' : 'outbound',
      status: disposition === 'answered' ? 'completed' : 'failed',
      disposition,
      answeredBy,
      duration: made * 7,
      talkTime,
      cost: made / 100,
      costSource: 'rated',
      converted: disposition === 'answered' && made % 2 === 0,
      revenueMicros: disposition === 'answered' ? 5_000_000 : 0,
      revenueCurrency: 'USD',
    });
  }

type ListedCall = {
  answered_by: string | null;
  disposition: string;
  duration: number;
  talk_time: number;
  cost: number;
};

const count = (calls: ListedCall[], of: (call: ListedCall) => boolean) => calls.filter(of).length;
const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0);
const oneDigit = (value: number) => Math.round(value * 10) / 10;
const ofDisposition = (disposition: string) => (call: ListedCall) => call.disposition === disposition;

const list = async (filter = '') =>
  (await owner.get(`/api/calls?limit=100&campaign_id=${campaign.uuid}${filter}`)).body['calls'] as ListedCall[];
const { stats } = (await owner.get(`/api/calls/stats/summary?campaign_id=${campaign.uuid}`)).body;

test('the summary equals the list of calls', async () => {
  const calls = await list();
  const answered = calls.filter(ofDisposition('answered'));
  const mean = (of: 'duration' | 'talk_time') => oneDigit(sum(answered.map((call) => call[of])) / answered.length);
  expect(stats).toMatchObject({
    total_calls: made,
    answered_calls: answered.length,
    voicemail_calls: count(calls, ofDisposition('voicemail')),
    no_answer_calls: count(calls, ofDisposition('no_answer')),
    busy_calls: count(calls, ofDisposition('busy')),
    failed_calls: count(calls, ofDisposition('failed')),
    cancelled_calls: count(calls, ofDisposition('cancelled')),
    human_answered: count(calls, (call) => call.answered_by === 'human'),
    machine_answered: count(calls, (call) => /^machine|^fax/.test(call.answered_by ?? '')),
    avg_duration: mean('duration'),
    avg_talk_time: mean('talk_time'),
    total_cost: expect.closeTo(sum(calls.map(({ cost }) => cost))),
  });
});

test('every filter lists the calls that its figure counts', async () => {
  expect(await list('&answered_by=human')).toHaveLength(stats.human_answered);
  expect((await list('&answered_by=human')).every((call) => call.answered_by === 'human')).toBe(true);
  const machines = ANSWERED_BY.filter((kind) => kind !== 'human' && kind !== 'unknown');
  const listed = await Promise.all(machines.map((kind) => list(`&answered_by=${kind}`)));
  expect(listed.flat()).toHaveLength(stats.machine_answered);
  const { dispositions } = (await owner.get(`/api/calls/stats/by-disposition?campaign_id=${campaign.uuid}`)).body;
  for (const disposition of DISPOSITIONS)
    expect(dispositions).toContainEqual({
      disposition,
      count: (await list(`&disposition=${disposition}`)).length,
    });
});

test('the CSV export has every field of a call, with the values of the list', async () => {
  type Shown = { [name in keyof ListedCall]: string | number | null };
  const { body } = await owner.get(`/api/calls/export.csv?campaign_id=${campaign.uuid}`);
  const rows: Shown[] = parse(body['text'], { columns: true, bom: true });
  expect(Object.keys(rows[0]!).toSorted()).toEqual(Object.keys(CallResponse.shape).toSorted());
  const calls = await list();
  const shown = (call: Shown) => [call.answered_by ?? '', call.disposition, call.duration, call.talk_time].map(String);
  expect(rows.map(shown)).toEqual(calls.map(shown));
});

test('the statistics of CallCenter Pro equal the list, before and after the sums are written', async () => {
  const calls = await list();
  const answered = count(calls, ofDisposition('answered'));
  const talkSeconds = sum(calls.map((call) => call.talk_time));
  const average = Math.round(talkSeconds / made);
  const rate = (part: number) => Number((part / made).toFixed(4));
  for (const job of [undefined, 'statistics.update'] as const) {
    if (job) await system.runJob(job, {});
    const of = async (path: string) => (await session.get(`/api/${path}`)).body;
    expect(await of(`stats/campaigns/${campaign.id}`)).toMatchObject({
      totalCalls: made,
      successfulCalls: answered,
      failedCalls: made - answered,
      averageCallDuration: average,
      totalRevenue: 5 * answered,
    });
    expect(await of('stats/historical')).toMatchObject({
      totalCalls: made,
      averageCallDuration: average,
      successRate: rate(answered),
    });
    expect(await of('stats/dashboard')).toMatchObject({
      callsToday: made,
      successRateToday: rate(answered),
      revenueToday: 5 * answered,
      topPerformers: [{ type: 'agent', id: agent.id, value: answered }],
    });
    expect(await of(`agents/${agent.id}/metrics`)).toMatchObject({
      totalCalls: made,
      averageCallDuration: average,
      successRate: rate(answered),
      totalTalkTime: talkSeconds,
    });
    expect((await of(`calls?campaignId=${campaign.id}&disposition=answered&limit=1`))['pagination'].total).toBe(
      answered,
    );
  }
  const { stats: own } = (await owner.get(`/api/agents/${agent.uuid}/stats`)).body;
  expect(own).toEqual({
    total_calls: made,
    answered_calls: answered,
    avg_talk_time: stats.avg_talk_time,
    total_talk_time: talkSeconds,
    conversations: answered,
  });
});

test('every figure of the statistics has a description in the OpenAPI documents', async () => {
  const documents = await Promise.all(
    ['dialer', 'callcenter-pro'].map(async (api) => (await system.request(`/openapi/${api}.json`)).json()),
  );
  const names = /Statistics(Response)?$|^AgentMetricsResponse$|^DashboardResponse$/;
  type Schema = { type?: string | string[]; description?: string; properties?: Record<string, Schema> };
  const without: string[] = [];
  for (const { components } of documents as { components: { schemas: Record<string, Schema> } }[])
    for (const [name, { properties = {} }] of Object.entries(components.schemas))
      if (names.test(name))
        for (const [figure, { type, description }] of Object.entries(properties))
          if (['integer', 'number'].includes(String(type)) && !description && !figure.endsWith('Id'))
            without.push(`${name}.${figure}`);
  expect(without).toEqual([]);
});
