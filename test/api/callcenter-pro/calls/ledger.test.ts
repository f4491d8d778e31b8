/** Tests corrections of the money of a call: conversions, adjustments, disputes, postbacks, and the statements of them. */
import { afterEach, expect, test } from 'vitest';
import { send } from '../../../helpers/api/client.ts';
import { createPublishedCampaign, ledgerProblems } from '../../../helpers/fixtures/paid-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;

type Campaign = Awaited<ReturnType<typeof createPublishedCampaign>>;

const tenantOf = async ({ campaignId }: Campaign) =>
  (await sql<{ tenantId: number }[]>`select tenant_id from campaigns where id = ${campaignId}`)[0]!.tenantId;

const campaigns: Campaign[] = [];

async function open(publisher: Record<string, unknown> = {}, buyer: Record<string, unknown> = {}) {
  const campaign = await createPublishedCampaign(system, publisher, {
    pricePerCall: 12.5,
    billableSeconds: 90,
    ...buyer,
  });
  campaigns.push(campaign);
  return campaign;
}

afterEach(async () => {
  for (const campaign of campaigns) {
    const problems = await ledgerProblems(system, await tenantOf(campaign));
    if (problems.length > 0) throw new Error(`The ledger does not explain ${JSON.stringify(problems)}.`);
  }
});

async function totalsOf({ owner }: Campaign, path: string) {
  const { body } = await owner.get(`${path}/statement?limit=100`);
  const totals = (body['totals'] as { currency: string; total: number; closing: number; disputed: number }[]).map(
    ({ currency, closing, disputed }) => ({ currency, closing, disputed }),
  );
  const lines = body['lines'] as { amount: number; currency: string }[];
  for (const { currency, closing } of totals) {
    const sum = lines.filter((line) => line.currency === currency).reduce((all, { amount }) => all + amount * 1e6, 0);
    expect(Math.round(sum)).toBe(Math.round(closing * 1e6));
  }
  return totals;
}

test('a conversion that is reported later is paid on the terms of the call, once', async () => {
  const campaign = await open({ payoutType: 'cpa' });
  const { owner, talk, buyers, path } = campaign;
  const id = await talk(20);
  const call = `/api/calls/${id}`;
  expect((await owner.get(call)).body).toMatchObject({ converted: false, revenue: 0, payout: 0 });
  await owner.put(`/api/buyers/${buyers[0]!.id}`, { pricePerCall: 99 });
  for (let n = 0; n < 2; n += 1)
    expect((await owner.post(`${call}/conversion`, { reason: 'Signed a contract' })).body).toMatchObject({
      converted: true,
      revenue: 12.5,
      currency: 'USD',
      payout: 5,
    });
  expect(await totalsOf(campaign, path)).toEqual([{ currency: 'USD', closing: 5, disputed: 0 }]);
  expect(await totalsOf(campaign, `/api/buyers/${buyers[0]!.id}`)).toMatchObject([{ closing: 12.5 }]);
  const named = await owner.post(`${call}/conversion`, { revenue: 33.333333 });
  expect(named.body).toMatchObject({ revenue: 33.333333, payout: 5 });
  expect((await owner.post(`${call}/conversion`, { currency: 'EUR' })).status).toBe(409);
  const undone = await owner.post(`${call}/conversion`, { converted: false });
  expect(undone.body).toMatchObject({ converted: false, revenue: 0, payout: 0 });
  const kinds = (undone.body['transactions'] as { kind: string }[]).map(({ kind }) => kind);
  expect(new Set(kinds)).toEqual(new Set(['conversion']));
  expect(await totalsOf(campaign, path)).toMatchObject([{ closing: 0 }]);
});

test('an adjustment moves revenue and payout, never below 0, and a later conversion keeps it', async () => {
  const { owner, talk, path } = await open({ minSeconds: 30 });
  const call = `/api/calls/${await talk(120)}`;
  const adjusted = await owner.post(`${call}/adjustments`, { revenue: -2.5, payout: -1.25, reason: 'Wrong area' });
  expect([adjusted.status, adjusted.body]).toMatchObject([201, { revenue: 10, payout: 3.75 }]);
  expect((await owner.post(`${call}/adjustments`, { revenue: -10.01, reason: 'Too much' })).status).toBe(409);
  expect((await owner.post(`${call}/adjustments`, { payout: -3.76, reason: 'Too much' })).status).toBe(409);
  expect((await owner.post(`${call}/adjustments`, { revenue: 1, currency: 'EUR', reason: 'Euro' })).status).toBe(409);
  expect((await owner.post(`${call}/adjustments`, { reason: 'Nothing' })).status).toBe(422);
  expect((await owner.post(`${call}/conversion`, {})).body).toMatchObject({ revenue: 10, payout: 3.75 });
  const { body } = await owner.get(`${path}/payouts`);
  expect(body).toMatchObject({ totalAmount: 3.75, payouts: [{ reason: 'adjusted', amount: -1.25 }, { amount: 5 }] });
  expect((await owner.get(`${call}/logs`)).body).toContainEqual(expect.objectContaining({ event: 'adjusted' }));
});

test('the same adjustment with one idempotency key moves money once', async () => {
  const { owner, talk } = await open();
  const call = `/api/calls/${await talk(120)}`;
  const headers = { 'Idempotency-Key': 'adjust-1' };
  const request = { cookie: owner.cookie, headers, body: { revenue: 1, reason: 'Bonus' } };
  const replies = [];
  for (let n = 0; n < 2; n += 1) replies.push(await send(system, 'POST', `${call}/adjustments`, request));
  expect(replies.map(({ status }) => status)).toEqual([201, 201]);
  expect((await owner.get(call)).body).toMatchObject({ revenue: 13.5 });
});

test('a dispute sets its amount aside; accepted, it is refunded, and the payout with it', async () => {
  const campaign = await open({ minSeconds: 30 });
  const { owner, talk, buyers, path } = campaign;
  const call = `/api/calls/${await talk(120)}`;
  const buyer = `/api/buyers/${buyers[0]!.id}`;
  const opened = await owner.post(`${call}/disputes`, { reason: 'Not a customer' });
  expect([opened.status, opened.body]).toMatchObject([201, { status: 'open', amount: 12.5, currency: 'USD' }]);
  expect(await totalsOf(campaign, buyer)).toEqual([{ currency: 'USD', closing: 0, disputed: 12.5 }]);
  expect((await owner.post(`${call}/disputes`, { reason: 'Again' })).status).toBe(409);
  expect((await owner.post(`${call}/adjustments`, { revenue: 1, reason: 'Now' })).status).toBe(409);
  const dispute = `/api/disputes/${opened.body['id']}`;
  const tooMuch = await owner.post(`${dispute}/resolve`, { outcome: 'accepted', amount: 12.51 });
  expect(tooMuch.status).toBe(422);
  const resolution = { outcome: 'accepted', amount: 7.5, reversePayout: true, note: 'Half a call' };
  const resolved = await owner.post(`${dispute}/resolve`, resolution);
  expect(resolved.body).toMatchObject({ status: 'accepted', refunded: 7.5, resolution: 'Half a call' });
  expect((await owner.post(`${dispute}/resolve`, { outcome: 'rejected' })).status).toBe(409);
  expect((await owner.get(call)).body).toMatchObject({ revenue: 5, payout: 2 });
  expect(await totalsOf(campaign, buyer)).toEqual([{ currency: 'USD', closing: 5, disputed: 0 }]);
  expect(await totalsOf(campaign, path)).toMatchObject([{ closing: 2 }]);
  expect((await owner.get('/api/disputes?status=accepted')).body).toMatchObject({ disputes: [{ refunded: 7.5 }] });
  expect((await owner.get(`${call}/disputes`)).body).toMatchObject({ pagination: { total: 1 } });
});

test('a rejected dispute changes nothing, and amounts above the revenue are refused', async () => {
  const campaign = await open();
  const { owner, talk, buyers } = campaign;
  const call = `/api/calls/${await talk(120)}`;
  expect((await owner.post(`${call}/disputes`, { amount: 12.51, reason: 'All' })).status).toBe(409);
  const { body } = await owner.post(`${call}/disputes`, { amount: 2, reason: 'Echo' });
  await owner.post(`/api/disputes/${body['id']}/resolve`, { outcome: 'rejected' });
  expect((await owner.get(call)).body).toMatchObject({ revenue: 12.5, payout: 5 });
  expect(await totalsOf(campaign, `/api/buyers/${buyers[0]!.id}`)).toMatchObject([{ closing: 12.5, disputed: 0 }]);
  const unpaid = `/api/calls/${await talk(5)}`;
  expect((await owner.post(`${unpaid}/disputes`, { reason: 'Free' })).status).toBe(409);
});

test('a buyer reports with the signed address, about own calls only', async () => {
  const { owner, talk, buyers } = await open();
  const other = await open();
  const id = await talk(20);
  const { body: call } = await owner.get(`/api/calls/${id}`);
  const { body } = await owner.get(`/api/buyers/${buyers[0]!.id}/postback`);
  const address = new URL(body['url'] as string);
  const report = async (query: string, { method = 'GET', path = address.pathname } = {}) =>
    (await system.request(`${path}?${query}`, { method })).status;
  expect(await report(`call=${call['callSid']}&amount=20&reason=Sold`)).toBe(200);
  expect((await owner.get(`/api/calls/${id}`)).body).toMatchObject({ converted: true, revenue: 20, payout: 5 });
  const adjustment = `call=${call['uuid']}&event=adjustment&amount=-1.5`;
  expect(await report(adjustment)).toBe(422);
  for (let n = 0; n < 2; n += 1) expect(await report(`${adjustment}&id=a1`, { method: 'POST' })).toBe(200);
  expect((await owner.get(`/api/calls/${id}`)).body).toMatchObject({ revenue: 18.5 });
  expect(await report(`call=${call['uuid']}&event=dispute&amount=8.5&reason=Spam`)).toBe(200);
  expect((await owner.get('/api/disputes')).body).toMatchObject({ disputes: [{ amount: 8.5, status: 'open' }] });
  const foreign = await other.owner.get(`/api/calls/${await other.talk(20)}`);
  expect(await report(`call=${foreign.body['uuid']}`)).toBe(404);
  const changed = address.pathname.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
  expect(await report(`call=${call['uuid']}`, { path: changed })).toBe(403);
});

test('a report with a known id changes nothing, in whatever order the reports are repeated', async () => {
  const { owner, talk, buyers } = await open();
  const [id, next] = [await talk(20), await talk(20)];
  const { body } = await owner.get(`/api/buyers/${buyers[0]!.id}/postback`);
  const { pathname } = new URL(body['url'] as string);
  const report = async (query: string, call = id) =>
    (await system.request(`${pathname}?call=${(await owner.get(`/api/calls/${call}`)).body['uuid']}&${query}`)).status;
  const money = async (call = id) => {
    const { converted, revenue, payout } = (await owner.get(`/api/calls/${call}`)).body;
    return [converted, revenue, payout];
  };
  expect(await report('id=1&converted=true')).toBe(200);
  expect(await report('id=2&converted=false')).toBe(200);
  const unconverted = await money();
  expect(unconverted).toEqual([false, 0, expect.anything()]);
  for (const repeated of ['id=1&converted=true', 'id=2&converted=false', 'id=1'])
    expect([await report(repeated), await money()]).toEqual([200, unconverted]);

  // The same id for another call is another report, and an empty amount is an amount that the sender does not know.
  expect([await report('id=1&amount=', next), await money(next)]).toEqual([200, [true, 12.5, 5]]);
  expect(await report('event=dispute&amount=-3&id=3', next)).toBe(422);
  expect(await report('event=dispute&amount=3&id=3', next)).toBe(200);
  // A repeated report is answered like the first one, also while the dispute is open.
  expect([await report('event=dispute&amount=3&id=3', next), await report('id=1&amount=', next)]).toEqual([200, 200]);
  const [dispute] = (await owner.get('/api/disputes')).body['disputes'];
  await owner.post(`/api/disputes/${dispute.id}/resolve`, { outcome: 'accepted' });
  expect([await report('event=dispute&amount=3&id=3', next), await money(next)]).toEqual([200, [true, 9.5, 5]]);
  expect((await owner.get('/api/disputes')).body['disputes']).toMatchObject([{ status: 'accepted' }]);
});

test('a conversion that is taken back after a refund leaves nothing, and the refund stays if it comes again', async () => {
  const { owner, talk } = await open();
  const call = `/api/calls/${await talk(120)}`;
  const { body: dispute } = await owner.post(`${call}/disputes`, { amount: 4, reason: 'Short' });
  await owner.post(`/api/disputes/${dispute['id']}/resolve`, { outcome: 'accepted' });
  expect((await owner.get(call)).body).toMatchObject({ revenue: 8.5 });
  expect((await owner.post(`${call}/conversion`, { converted: false })).status).toBe(200);
  expect((await owner.get(call)).body).toMatchObject({ converted: false, revenue: 0 });
  expect((await owner.post(`${call}/conversion`, { converted: true })).status).toBe(200);
  expect((await owner.get(call)).body).toMatchObject({ converted: true, revenue: 8.5 });
});

test('statements have one total per currency, in the days of the account, and the same lines as CSV', async () => {
  const campaign = await open({ currency: 'EUR', minSeconds: 10 });
  const { owner, talk, buyers, path } = campaign;
  await owner.put('/api/account', { timezone: 'America/Los_Angeles' });
  const buyer = `/api/buyers/${buyers[0]!.id}`;
  await talk(120);
  await owner.put(buyer, { currency: 'GBP', pricePerCall: 4 });
  await talk(120);
  await system.advanceClock(86_400);
  const late = await talk(120);
  expect(await totalsOf(campaign, buyer)).toMatchObject([
    { currency: 'GBP', closing: 8 },
    { currency: 'USD', closing: 12.5 },
  ]);
  expect(await totalsOf(campaign, path)).toEqual([{ currency: 'EUR', closing: 15, disputed: 0 }]);
  const { body } = await owner.get(`${buyer}/statement?dateFrom=2026-01-14`);
  expect(body).toMatchObject({
    timezone: 'America/Los_Angeles',
    totals: [
      { currency: 'GBP', opening: 4, total: 4, closing: 8 },
      { currency: 'USD', opening: 12.5, total: 0, closing: 12.5 },
    ],
    lines: [{ callId: late, kind: 'settlement', currency: 'GBP', amount: 4 }],
    pagination: { total: 1 },
  });
  const csv = await owner.get(`${buyer}/statement.csv`);
  const lines = (csv.body['text'] as string).trim().split('\r\n');
  expect(lines[0]).toBe('id,createdAt,kind,callId,currency,amount,reason');
  expect(lines.slice(1).map((line) => line.split(',').slice(4, 6).join(' '))).toEqual(['USD 12.5', 'GBP 4', 'GBP 4']);
});
