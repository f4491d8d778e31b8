/** Tests inbound calls about which the platform got no report, and that it finds in the carrier's list of calls. */
import { expect, test } from 'vitest';
import { callBySid, createInboundCampaign, randomPhoneNumber } from '../../../helpers/fixtures/inbound-calls.ts';
import { AUCTION_ENV } from '../../../helpers/fixtures/auctions.ts';
import { createTestSystem } from '../../../helpers/system.ts';
import { waitUntil } from '../../../helpers/wait.ts';

const system = await createTestSystem({ env: AUCTION_ENV });
const { ctx, simulator } = system;
const { phoneNumber, campaignId } = await createInboundCampaign(system);
const silent = 'http://127.0.0.1:9/';
const callIn = (to: string) =>
  simulator.injectInboundCall({ from: randomPhoneNumber(), to, voiceUrl: silent, statusCallback: silent }).sid;
const search = () => system.runJob('inbound.reconcile', {});
const bookedSids = async () =>
  (await ctx.sql<{ callSid: string }[]>`select call_sid from calls order by start_time`).map(({ callSid }) => callSid);

await search();
const ours = callIn(phoneNumber);
const foreign = callIn('+12125550000');
await waitUntil(async () => simulator.ledger().calls.every(({ endedAt }) => endedAt !== null), 'the calls have ended');

test('a call is left to its reports for some minutes', async () => {
  await system.advanceClock(120);
  await search();
  expect(await bookedSids()).toEqual([]);
});

test('an unknown call to one of our numbers is added once as missed, also hours later', async () => {
  await system.advanceClock(3 * 3_600);
  await Promise.all([search(), search()]);
  await search();
  expect(await bookedSids()).toEqual([ours]);
  expect(await callBySid(system, ours)).toMatchObject({ campaignId, direction: 'inbound', disposition: 'no_answer' });
  expect(await ctx.sql`select from calls where call_sid = ${foreign}`).toHaveLength(0);
});

test('each page is read, and a call that has not ended is looked at again', async () => {
  const asked: (string | undefined)[] = [];
  const endTime = new Date(ctx.clock.nowMs() + 60_000);
  const call = (sid: string, more: object) => ({
    sid,
    direction: 'inbound',
    from: randomPhoneNumber(),
    to: phoneNumber,
    startTime: new Date(ctx.clock.nowMs()),
    endTime,
    duration: '7',
    status: 'completed',
    ...more,
  });
  const open = call(`CA${'1'.repeat(32)}`, { status: 'in-progress', endTime: null, duration: null });
  const onSecondPage = call(`CA${'2'.repeat(32)}`, {});
  ctx.carrier.listStartedCalls = async (_span, pageUrl) => {
    asked.push(pageUrl);
    return { calls: [pageUrl ? onSecondPage : open], nextPageUrl: pageUrl ? undefined : 'second page' } as never;
  };
  await system.advanceClock(300);
  await search();
  expect(asked).toEqual([undefined, 'second page']);
  expect(await bookedSids()).toEqual([ours, onSecondPage.sid]);
  Object.assign(open, { status: 'completed', endTime, duration: '9' });
  await search();
  expect(new Set(await bookedSids())).toEqual(new Set([ours, onSecondPage.sid, open.sid]));
  expect(await callBySid(system, open.sid)).toMatchObject({ duration: 9, talkTime: 0, costSource: 'estimated' });
});

test('the search covers at most a day', async () => {
  let spans = 0;
  ctx.carrier.listStartedCalls = async () => {
    spans += 1;
    return { calls: [], nextPageUrl: undefined };
  };
  await ctx.sql`update inbound_call_checks set checked_until = clock_now() - interval '10 days'`;
  await search();
  expect(spans).toBe(144);
  const [row] = await ctx.sql<[{ age: number }]>`
    select extract(epoch from clock_now() - checked_until)::float8 as age from inbound_call_checks`;
  expect(row.age).toBeGreaterThan(179);
  expect(row.age).toBeLessThan(200);
});
