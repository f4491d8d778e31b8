/** Tests the screening of buyers: the whisper, and the key that takes the call. The simulated carrier plays all parts. */
import { expect, test, vi } from 'vitest';
import type { CarrierCall } from '../../../../shared/clients/twilio.ts';
import {
  callBySid,
  createInboundCampaign,
  endCallerLeg,
  randomCallSid,
  receiveCall,
  reportDialResult,
} from '../../../helpers/fixtures/inbound-calls.ts';
import { callRow, sendCallback } from '../../../helpers/fixtures/outbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem({ listen: true, clockSpeed: 60 });
const { ctx, config, simulator } = system;

const eventsOf = async (callId: number) =>
  (await ctx.sql<{ event: string }[]>`select event from call_events where call_id = ${callId} order by id`).map(
    ({ event }) => event,
  );

const accept = { requiresAccept: true, pricePerCall: 12, billableSeconds: 10 };

test('a buyer who does not press 1 loses the call, while the caller hears ringing', { timeout: 90_000 }, async () => {
  const sip = 'sip:sales@pbx.example.com;transport=tls';
  const { phoneNumber: to, buyers } = await createInboundCampaign(system, [
    accept,
    accept,
    { ...accept, phoneNumber: sip, whisper: 'Call from Summer Campaign' },
  ]);
  const agent = { kind: 'human' as const, ringSeconds: 2, talkSeconds: 20 };
  simulator.addBehaviours(
    // A mailbox answers.
    { number: buyers[0]!.phoneNumber, persona: agent },
    { number: buyers[1]!.phoneNumber, persona: { ...agent, keys: [{ digits: '2', afterSeconds: 1 }] } },
    { number: sip, persona: { ...agent, keys: [{ digits: '1', afterSeconds: 1 }] } },
  );
  const stop = system.startWorkers();
  const { sid } = simulator.injectInboundCall({
    from: '+12125550123',
    to,
    voiceUrl: `${config.publicBaseUrl}/webhooks/voice`,
    statusCallback: `${config.publicBaseUrl}/webhooks/status`,
    persona: { patienceSeconds: null, talkSeconds: null },
  });
  const value = async () => (await callBySid(system, sid).catch(() => undefined))?.revenueMicros;
  await expect.poll(value, { timeout: 60_000 }).toBe(12_000_000);
  await stop();
  const call = await callBySid(system, sid);
  const [first, second, third] = buyers.map(({ id }) => id);
  expect(call).toMatchObject({ disposition: 'answered', buyerId: third, triedBuyerIds: [first, second] });
  expect(call.talkTime).toBeGreaterThan(15);
  expect(await eventsOf(call.id)).toEqual(
    expect.arrayContaining(['not_connected', 'buyer_declined', 'call_rerouted', 'buyer_accepted', 'converted']),
  );
  const counts = await ctx.sql`
    select calls_today, calls_this_month, revenue_today_micros from buyers where id = any(${buyers.map(({ id }) => id)}) order by id`;
  const released = { callsToday: 0, callsThisMonth: 0, revenueTodayMicros: 0 };
  expect(counts).toEqual([released, released, { callsToday: 1, callsThisMonth: 1, revenueTodayMicros: 12_000_000 }]);
  // The caller was connected only once the third agent had accepted.
  const { calls } = simulator.ledger();
  const caller = calls.find((each) => each.sid === sid)!;
  const legs = calls.filter(({ parentSid }) => parentSid === sid);
  expect(legs).toHaveLength(3);
  expect(Date.parse(caller.answeredAt!)).toBeGreaterThan(Date.parse(legs[2]!.answeredAt!));
});

const screeningPath = (twiml: string) => {
  const url = /<(?:Number|Sip)[^>]* url="([^"]+)"/.exec(twiml)?.[1];
  return url?.replaceAll('&amp;', '&').split('#')[0]!.slice(config.publicBaseUrl.length);
};

test('the whisper is said to the agent alone, and a buyer without a screening gets the caller at once', async () => {
  const whisper = 'Call from <Summer> & Sons';
  const { phoneNumber } = await createInboundCampaign(system, [{ whisper }, {}]);
  const CallSid = randomCallSid();
  const first = await receiveCall(system, phoneNumber, { CallSid });
  const path = screeningPath(first)!;
  const agentLeg = { CallSid: randomCallSid() };
  expect((await sendCallback(system, path, agentLeg)).text).toMatch(
    /<Response><Say>Call from &lt;Summer&gt; &amp; Sons<\/Say><\/Response>/,
  );
  const second = await reportDialResult(system, first, { DialCallStatus: 'no-answer' });
  expect(screeningPath(second)).toBeUndefined();
  // The leg of the first attempt answers too late.
  expect((await sendCallback(system, path, agentLeg)).text).toContain('<Hangup/>');
});

test('without the key, no answered leg is billed, even if the result of the dial is lost', async () => {
  for (const digits of [undefined, '5', '1']) {
    const { phoneNumber, buyers } = await createInboundCampaign(system, [accept]);
    const CallSid = randomCallSid();
    const twiml = await receiveCall(system, phoneNumber, { CallSid });
    const agentLeg = { CallSid: randomCallSid() };
    const asked = await sendCallback(system, screeningPath(twiml)!, agentLeg);
    expect(asked.text).toMatch(/<Gather.*Press 1 to accept the call.*<\/Gather><Hangup\/>/);
    if (digits) await sendCallback(system, screeningPath(twiml)!, { ...agentLeg, Digits: digits });
    await endCallerLeg(system, CallSid, { CallDuration: '30' });
    const { id } = await callBySid(system, CallSid);
    vi.spyOn(ctx.carrier, 'listDialedCalls').mockResolvedValueOnce([
      { sid: agentLeg.CallSid, to: buyers[0]!.phoneNumber, status: 'completed', duration: '30' } as CarrierCall,
    ]);
    await system.runJob('dial.reconcile', { callId: id });
    await system.runJob('call.value', { callId: id });
    expect(await callRow(system, id)).toMatchObject({ revenueMicros: digits === '1' ? 12_000_000 : 0 });
  }
});
