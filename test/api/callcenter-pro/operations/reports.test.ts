import { beforeAll, expect, test } from 'vitest';
import { insertRow } from '../../../helpers/fixtures/rows.ts';
import { insertEndedCall } from '../../../helpers/fixtures/ended-calls.ts';
import { createStatisticsTenant, type StatisticsTenant } from '../../../helpers/fixtures/statistics.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;
// These tests write the money of calls directly, without the ledger.
await sql`alter table calls disable trigger keep_money`;

let at: StatisticsTenant;
let target: number;
let publisher: number;
beforeAll(async () => {
  at = await createStatisticsTenant(system);
  target = (await insertRow.rtb_targets(sql, at.tenantId)).id;
  publisher = (await insertRow.publishers(sql, at.tenantId)).id;
  await at.owner.put('/api/account', { timezone: 'America/Los_Angeles' });
  const [campaign, other] = at.campaigns;
  const dollars = { revenueMicros: 10_000_000, revenueCurrency: 'USD', converted: true };
  const paid = { publisherId: publisher, payoutMicros: 4_000_000, payoutCurrency: 'USD' };
  const talked = { disposition: 'answered', talkTime: 100, carrierCostMicros: 20_000 };
  const first = await insert({ campaignId: campaign, buyerId: at.buyers[0], ...talked, ...dollars, ...paid });
  await insert({ campaignId: campaign, buyerId: at.buyers[0], ...talked, duplicateOf: first.id, source: 'google' });
  // A bidder pays in euros, the publisher and the carrier are paid in dollars.
  await insert({ campaignId: other, targetId: target, ...talked, ...dollars, ...paid, revenueCurrency: 'EUR' });
  await insert({ campaignId: other, fromNumber: '+442079460820' });
  // 23:30 in Los Angeles, the day before.
  await insert({
    createdAt: '2026-01-12T07:30:00Z',
    campaignId: null,
    direction: 'outbound',
    toNumber: '+12125550100',
  });
  await insertEndedCall(sql, { tenantId: (await createStatisticsTenant(system)).tenantId, createdAt: AT });
});

/** Noon in Los Angeles. */
const AT = '2026-01-12T20:00:00Z';
const insert = (call: Record<string, unknown>) =>
  insertEndedCall(sql, {
    tenantId: at.tenantId,
    createdAt: AT,
    direction: 'inbound',
    fromNumber: '+14155557777',
    toNumber: '+12125550199',
    ...call,
  });

const JANUARY = 'dateFrom=2026-01-01&dateTo=2026-01-31';
const report = async (query: string) => (await at.owner.get(`/api/reports/calls?${JANUARY}&${query}`)).body;
type Row = Record<string, number | string | null>;

const figures = ['calls', 'connected', 'conversions', 'duplicates', 'duration', 'revenue', 'payout', 'carrierCost'];

const named = (id: number, name: unknown = expect.any(String)) => ({ id, uuid: expect.any(String), name });

test('each row has one currency, and a call counts once, in the currency of its revenue', async () => {
  const { rows, timezone } = await report('groupBy=campaign,target');
  const none = { conversionRate: 0, duplicates: 0, revenue: 0, payout: 0 };
  const nobody = { campaign: null, target: null, calls: 1, connected: 0, ...none };
  expect(timezone).toBe('America/Los_Angeles');
  expect(rows).toEqual([
    { ...nobody, currency: 'USD', conversions: 0, duration: 0, carrierCost: 0, profit: 0 },
    {
      campaign: named(at.campaigns[0]!, 'A campaign'),
      target: null,
      currency: 'USD',
      calls: 2,
      connected: 2,
      conversions: 1,
      conversionRate: 0.5,
      duplicates: 1,
      duration: 200,
      revenue: 10,
      payout: 4,
      carrierCost: 0.04,
      profit: 5.96,
    },
    {
      ...nobody,
      campaign: named(at.campaigns[1]!),
      currency: 'USD',
      conversions: 0,
      duration: 0,
      carrierCost: 0,
      profit: 0,
    },
    {
      campaign: named(at.campaigns[1]!),
      target: named(target),
      currency: 'EUR',
      calls: 1,
      connected: 1,
      conversions: 1,
      conversionRate: 1,
      duplicates: 0,
      duration: 100,
      revenue: 10,
      payout: 0,
      carrierCost: 0,
      profit: 10,
    },
    {
      ...nobody,
      campaign: named(at.campaigns[1]!),
      target: named(target),
      currency: 'USD',
      calls: 0,
      conversions: 0,
      duration: 0,
      payout: 4,
      carrierCost: 0.02,
      profit: -4.02,
    },
  ]);
});

test('the rows of each dimension, and of two, add up to the same totals', async () => {
  const dimensions = ['campaign', 'buyer', 'target', 'publisher', 'source', 'number', 'state', 'hour', 'day'];
  const { totals } = await report('groupBy=campaign');
  expect(totals).toMatchObject([
    { currency: 'EUR', calls: 1, revenue: 10, profit: 10 },
    { currency: 'USD', calls: 4, revenue: 10, payout: 8, carrierCost: 0.06, profit: 1.94 },
  ]);
  for (const [index, one] of dimensions.entries())
    for (const other of ['', dimensions[(index + 1) % dimensions.length]!]) {
      const { rows, totals: shown } = await report(`groupBy=${[one, other].filter(Boolean).join(',')}`);
      expect([one, other, shown]).toEqual([one, other, totals]);
      for (const total of totals as Row[])
        for (const figure of figures) {
          const ofCurrency = (rows as Row[]).filter(({ currency }) => currency === total['currency']);
          const sum = ofCurrency.reduce((all, row) => all + Number(row[figure]), 0);
          expect([figure, sum]).toEqual([figure, expect.closeTo(Number(total[figure]), 9)]);
        }
    }
});

test('days and hours are those of the account, states those of the person', async () => {
  const days = await report('groupBy=day,hour');
  expect((days['rows'] as Row[]).map(({ day, hour, calls }) => [day, hour, calls])).toEqual([
    ['2026-01-11', 23, 1],
    ['2026-01-12', 12, 1],
    ['2026-01-12', 12, 3],
  ]);
  const inUtc = await report('groupBy=day&timezone=UTC');
  expect((inUtc['rows'] as Row[]).map(({ day }) => day)).toEqual(['2026-01-12', '2026-01-12']);
  const states = (await report('groupBy=state'))['rows'] as Row[];
  expect(states.map(({ state, currency, calls }) => [state, currency, calls])).toEqual([
    [null, 'USD', 1],
    ['CA', 'EUR', 1],
    ['CA', 'USD', 2],
    ['NY', 'USD', 1],
  ]);
  // The day before the account's midnight is not in the report.
  expect((await at.owner.get('/api/reports/calls?dateFrom=2026-01-12&dateTo=2026-01-12')).body['totals']).toMatchObject(
    [{ calls: 1 }, { calls: 3 }],
  );
});

test('a report is read by cursor, and as CSV', async () => {
  const all = (await report('groupBy=campaign,target'))['rows'] as Row[];
  const read: Row[] = [];
  let path: string | undefined = `/api/reports/calls?${JANUARY}&groupBy=campaign,target&limit=2`;
  while (path !== undefined) {
    const { body, headers } = await at.owner.get(path);
    expect(body['pagination'].total).toBe(all.length);
    read.push(...(body['rows'] as Row[]));
    path = /<([^>]+)>/.exec(headers.get('link') ?? '')?.[1];
  }
  expect(read).toEqual(all);
  const { body: csv } = await at.owner.get(`/api/reports/calls.csv?${JANUARY}&groupBy=campaign,hour`);
  const [head, ...lines] = String(csv['text']).trim().split('\r\n');
  expect(head).toBe(
    'campaignId,campaign,hour,currency,calls,connected,conversions,conversionRate,duplicates,duration,revenue,payout,carrierCost,profit',
  );
  expect(lines[1]).toBe(`${at.campaigns[0]},A campaign,12,USD,2,2,1,0.5,1,200,10,4,0.04,5.96`);
});

test.each(['groupBy=weather', 'groupBy=day,day', 'groupBy=day,hour,state'])('%s is refused', async (query) => {
  expect((await at.owner.get(`/api/reports/calls?${query}`)).status).toBe(422);
});

test('the source of a visit stays with the call when the visit is deleted', async () => {
  const { id: tag } = await insertRow.tracking_tags(sql, at.tenantId);
  const [visit] = await sql<[{ id: number }]>`
    insert into visits (tenant_id, tag_id, campaign_id, tracking_id, session_id, source, ip_address)
    select ${at.tenantId}, ${tag}, campaign_id, 't1', 's1', 'bing', '10.0.0.1' from tracking_tags where id = ${tag}
    returning id`;
  const { id } = await insert({ visitId: visit.id });
  await sql`delete from visits where id = ${visit.id}`;
  expect(await sql`select visit_id, source from calls where id = ${id}`).toEqual([{ visitId: null, source: 'bing' }]);
});
