/**
 * A destination does not answer, and the API fails while it handles the result. The carrier repeats its request, and the
 * next bidder gets the call. If the carrier does not repeat the request, the caller only hears an apology, and no bidder pays.
 */
import { afterAll, expect, test, vi } from 'vitest';
import { createApp } from '../../../../api/app.ts';
import type { CarrierCall } from '../../../../shared/clients/twilio.ts';
import { connect } from '../../../../sql/db.ts';
import { AUCTION_ENV } from '../../../helpers/fixtures/auctions.ts';
import {
  callBySid,
  createInboundCampaign,
  dialedNumber,
  endCallerLeg,
  randomCallSid,
  receiveCall,
} from '../../../helpers/fixtures/inbound-calls.ts';
import { callRow, sendCallback } from '../../../helpers/fixtures/outbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';
import { startWire } from '../../../../scripts/chaos/wire.ts';

const FIRST = '+14155550101';
const SECOND = '+14155550102';
const RETRY_STATUS = 503;

const system = await createTestSystem({ env: AUCTION_ENV });
const { ctx } = system;
system.startWorkers(['auctions']);
const wire = await startWire(system.config.databaseUrl);
// Without prepared statements, the wire sees the text of each statement.
const sql = connect({ url: `${wire.url}?prepare=false`, applicationName: 'wired', connectionsMax: 1 });
const app = createApp({ ...ctx, sql });
const wired = { ...system, request: app.request.bind(app) };
afterAll(async () => {
  await sql.end({ timeout: 0 });
  await wire[Symbol.asyncDispose]();
});

const { owner, campaignId, phoneNumber: to } = await createInboundCampaign(system, []);
const { body: router } = await owner.post('/api/rtb/routers', { name: 'Main', biddingTimeoutMs: 2_000 });
for (const [destination, amount] of [
  [FIRST, 9.5],
  [SECOND, 5],
] as const) {
  const url = new URL('/__sim/bidders/fast', system.simulator.url);
  url.search = new URLSearchParams({ destination, amount: String(amount) }).toString();
  const { body } = await owner.post('/api/rtb/targets', { name: destination, endpointUrl: url.href });
  await owner.post(`/api/rtb/routers/${router['id']}/targets`, { targetId: body['id'] });
}
await owner.put(`/api/campaigns/${campaignId}`, { enableRtb: true, rtbRouterId: router['id'] });

/** A caller whose first bidder did not answer. `report` sends the result of the `<Dial>` in `twiml` to the failing API. */
async function startCall() {
  const CallSid = randomCallSid();
  const dialTwiml = await receiveCall(system, to, { CallSid });
  expect(dialedNumber(dialTwiml)).toBe(FIRST);
  const report = (twiml: string, result: Record<string, string>) => {
    const action = /action="([^"]+)"/.exec(twiml)![1]!.replaceAll('&amp;', '&').split('#')[0]!;
    const path = action.slice(system.config.publicBaseUrl.length);
    return sendCallback(wired, path, { CallSid, CallStatus: 'in-progress', DialCallSid: randomCallSid(), ...result });
  };
  const unanswered = { DialCallStatus: 'no-answer', DialCallSid: randomCallSid() };
  const { id } = await callBySid(system, CallSid);
  return { CallSid, id, report, reportFirst: () => report(dialTwiml, unanswered), unanswered };
}

async function settle(id: number): Promise<void> {
  for (const kind of ['call.value', 'dial.reconcile', 'call.value'] as const) await system.runJob(kind, { callId: id });
}

const awardsOf = async (id: number) =>
  ctx.sql`select destination, status, revenue_micros from rtb_awards where call_id = ${id} order by id`;

/** Each interruption: which commit of the request is meant, and whether its request or its reply is lost. */
const interruptions = [
  ['before the result is stored', 1, 'before'],
  ['after the result is stored, before the API learns it', 1, 'reply'],
  ['after the next bid is claimed, before its dial is stored', 2, 'before'],
  ['after the next dial is stored, before the API learns it', 2, 'reply'],
] as const;

test.each(interruptions)('a repeated request goes on: connection lost %s', async (_, nth, moment) => {
  const { CallSid, id, report, reportFirst } = await startCall();
  wire.breakAt('commit', nth, moment);
  expect(await reportFirst()).toMatchObject({ status: RETRY_STATUS });
  const { text } = await reportFirst();
  expect(dialedNumber(text)).toBe(SECOND);
  // A third delivery of the request changes nothing.
  expect((await reportFirst()).text).toBe(text);
  const talked = { DialCallStatus: 'completed', DialBridged: 'true', DialCallDuration: '400' };
  await report(text, talked);
  await endCallerLeg(system, CallSid, { CallDuration: '400' });
  await settle(id);
  expect(await callRow(system, id)).toMatchObject({ disposition: 'answered', talkTime: 400, revenueMicros: 5_000_000 });
  expect(await awardsOf(id)).toEqual([
    { destination: FIRST, status: 'released', revenueMicros: null },
    { destination: SECOND, status: 'completed', revenueMicros: 5_000_000 },
  ]);
});

test.each(interruptions)('an apology is never billed: process killed %s', async (_, nth, moment) => {
  const { CallSid, id, reportFirst, unanswered } = await startCall();
  wire.breakAt('commit', nth, moment);
  await reportFirst();
  await endCallerLeg(system, CallSid, { CallDuration: '4' });
  vi.spyOn(ctx.carrier, 'listDialedCalls').mockResolvedValue([
    { sid: unanswered.DialCallSid, to: FIRST, status: 'no-answer', duration: '0' } as CarrierCall,
  ]);
  await system.runJob('call.value', { callId: id });
  expect(await callRow(system, id)).toMatchObject({ connectedAt: null, disposition: 'no_answer' });
  await settle(id);
  const noConversation = {
    connectedAt: null,
    talkTime: 0,
    disposition: 'no_answer',
    revenueMicros: 0,
    converted: false,
  };
  expect(await callRow(system, id)).toMatchObject(noConversation);
  for (const award of await awardsOf(id)) expect(award).toMatchObject({ status: 'released', revenueMicros: null });
  const [used] = await ctx.sql`select sum(used)::int as used from rtb_cap_buckets where tenant_id =
    (select tenant_id from calls where id = ${id}) and target_id not in
    (select target_id from rtb_awards where status = 'completed')`;
  expect(used!['used'] ?? 0).toBe(0);
});

const results = [
  ['a conversation', { DialCallStatus: 'completed', DialBridged: 'true', DialCallDuration: '60' }, '60'],
  ['no answer, then an apology', { DialCallStatus: 'no-answer', CallStatus: 'completed' }, '4'],
] as const;

test.each(results)(
  'the order of the dial result and the end of the call changes nothing: %s',
  async (_, result, seconds) => {
    const books = [];
    for (const isEndFirst of [false, true]) {
      const { CallSid, id, report } = await startCall();
      const twiml = await receiveCall(system, to, { CallSid });
      const steps = [() => report(twiml, result), () => endCallerLeg(system, CallSid, { CallDuration: seconds })];
      for (const step of isEndFirst ? steps.toReversed() : steps) {
        await step();
        await system.runJob('call.value', { callId: id });
      }
      const { disposition, talkTime, duration, converted, revenueMicros, connectedAt } = await callRow(system, id);
      const legs = await ctx.sql`select to_number, status, duration from call_legs where call_id = ${id}`;
      const events = await ctx.sql`select event from call_events where call_id = ${id} and source_key like 'dial-%'`;
      const connected = connectedAt !== null;
      books.push({
        disposition,
        talkTime,
        duration,
        converted,
        revenueMicros,
        connected,
        legs: [...legs],
        events: [...events],
      });
    }
    expect(books[1]).toEqual(books[0]);
  },
);
