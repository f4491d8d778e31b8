/** Tests that statistics replies have the fields of the API document's examples. */
import { beforeAll, expect, test } from 'vitest';
import { insertEndedCall } from '../../../helpers/fixtures/ended-calls.ts';
import {
  type CallToCount,
  insertCountedCall,
  createStatisticsTenant,
  type StatisticsTenant,
} from '../../../helpers/fixtures/statistics.ts';
import { createTestSystem, TEST_START } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;

let floor: StatisticsTenant;
beforeAll(async () => {
  floor = await createStatisticsTenant(system);
});

const insert = (call: CallToCount, at: StatisticsTenant = floor) => insertCountedCall(system, call, at);

const money = { currency: 'USD', revenueByCurrency: [{ currency: 'USD', revenue: 6 }] };

test('historical statistics have the documented shape', async () => {
  const { owner, campaigns } = floor;
  await sql`update campaigns set status = 'active' where id = ${campaigns[0]!}`;
  const call: CallToCount = {
    campaign: 0,
    buyer: 0,
    tried: [],
    agent: null,
    disposition: 'answered',
    daysAgo: 2,
    hour: 9,
    talkTime: 180,
    converted: true,
    revenueMicros: 3_000_000,
  };
  await insert(call);
  await insert({ ...call, converted: false, revenueMicros: 0 });
  await insert({
    ...call,
    disposition: 'no_answer',
    buyer: null,
    tried: [0],
    talkTime: 0,
    converted: false,
    revenueMicros: 0,
  });
  await insert({ ...call, daysAgo: 29 });
  await insert({ ...call, daysAgo: 30 });
  expect((await owner.get('/api/stats/historical')).body).toEqual({
    activeCampaigns: 1,
    totalCalls: 4,
    totalBuyers: 2,
    totalAgents: 2,
    averageCallDuration: 135,
    successRate: 0.75,
    totalRevenue: 6,
    ...money,
    costPerCall: 1.5,
    conversionRate: 0.5,
    topCampaigns: [{ id: campaigns[0], uuid: expect.any(String), name: 'A campaign', calls: 4, revenue: 6, ...money }],
  });
});

test('the statistics of a buyer have the documented shape', async () => {
  const { owner, campaigns, buyers } = floor;
  expect((await owner.get(`/api/stats/buyers/${buyers[0]!}?days=30`)).body).toEqual({
    buyerId: buyers[0],
    totalCalls: 4,
    successfulCalls: 3,
    averageCallDuration: 135,
    totalRevenue: 6,
    ...money,
    conversionRate: 0.5,
    performanceRating: 4,
    campaigns: [{ id: campaigns[0], uuid: expect.any(String), name: 'A campaign', calls: 4, successRate: 0.75 }],
  });
});

test('the dashboard shows active calls, today’s figures, the top performers and the health of the system', async () => {
  const at = await createStatisticsTenant(system);
  const today = {
    campaign: 0,
    tried: [],
    daysAgo: 0,
    hour: 1,
    talkTime: 60,
    converted: true,
    revenueMicros: 2_500_000,
  };
  const call: CallToCount = { ...today, buyer: 1, agent: null, disposition: 'answered' };
  await Promise.all([insert(call, at), insert(call, at)]);
  await insert({ ...call, buyer: null, agent: 1, converted: null, revenueMicros: null }, at);
  const live = { status: 'in-progress', disposition: null, endTime: null, duration: null, talkTime: null };
  await insertEndedCall(sql, { tenantId: at.tenantId, ...live, cost: null, costSource: null });
  const { body } = await at.owner.get('/api/stats/dashboard');
  expect(body).toEqual({
    activeCalls: 1,
    callsToday: 3,
    successRateToday: 1,
    revenueToday: 5,
    currency: 'USD',
    revenueByCurrency: [{ currency: 'USD', revenue: 5 }],
    topPerformers: [
      { type: 'buyer', id: at.buyers[1], uuid: expect.any(String), name: 'A buyer', metric: 'calls', value: 2 },
      { type: 'agent', id: at.agents[1], uuid: expect.any(String), name: 'An agent', metric: 'calls', value: 1 },
    ],
    systemHealth: { status: 'degraded', responseTime: expect.any(Number), uptime: '0.0%' },
  });
});

test.each([
  ['UTC', ['2026-01-12T23:59:59.999Z', '2026-01-13T00:00:00Z', '2026-01-13T23:59:59.999Z']],
  ['America/Los_Angeles', ['2026-01-13T07:59:59.999Z', '2026-01-13T08:00:00Z', '2026-01-14T07:59:59.999Z']],
  ['Asia/Kolkata', ['2026-01-12T18:29:59.999Z', '2026-01-12T18:30:00Z', '2026-01-13T18:29:59.999Z']],
])('a day begins and ends at midnight of the account, in %s', async (timezone, edges) => {
  const at = await createStatisticsTenant(system);
  await at.owner.put('/api/account', { timezone });
  for (const createdAt of edges)
    await insertEndedCall(sql, {
      tenantId: at.tenantId,
      createdAt,
      startTime: createdAt,
      endTime: '2026-01-15T00:10:00Z',
    });
  const total = async (days: number) => (await at.owner.get(`/api/stats/historical?days=${days}`)).body['totalCalls'];
  expect([await total(1), await total(2)]).toEqual([2, 3]);
  await system.runJob('statistics.update', {});
  expect([await total(1), await total(2)]).toEqual([2, 3]);
});

test('`days` is a whole number from 1 to 366', async () => {
  for (const days of ['0', '367', '1.5', 'all']) {
    const { status, body } = await floor.owner.get(`/api/stats/historical?days=${days}`);
    expect([status, body['details'][0].field]).toEqual([422, 'days']);
  }
});

test('a reservation that was not placed does not count as a call', async () => {
  const at = await createStatisticsTenant(system);
  const never = { startTime: null, status: 'canceled', disposition: 'cancelled', campaignId: at.campaigns[0]! };
  await insertEndedCall(sql, { tenantId: at.tenantId, ...never, createdAt: TEST_START });
  expect((await at.owner.get('/api/stats/historical')).body).toMatchObject({ totalCalls: 0, topCampaigns: [] });
});
