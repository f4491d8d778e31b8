/** Tests which buyer pays for a call if the result of a `<Dial>` attempt comes late or never. */
import { expect, test, vi } from 'vitest';
import type { CarrierCall } from '../../../../shared/clients/twilio.ts';
import { applyDialResult } from '../../../../shared/domain/routing/dial-results.ts';
import { transaction } from '../../../../shared/transaction.ts';
import { callRow } from '../../../helpers/fixtures/outbound-calls.ts';
import {
  callBySid,
  endCallerLeg,
  receiveCall,
  reportDialResult,
  createInboundCampaign,
  randomCallSid,
} from '../../../helpers/fixtures/inbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { ctx } = system;

/**
 * Creates a call that was connected to the only buyer and has ended without a `<Dial>` result. The carrier reports
 * `seconds` seconds as the duration.
 */
async function endedCall(seconds: number) {
  const { phoneNumber, buyers } = await createInboundCampaign(system, [{ pricePerCall: 12.5, billableSeconds: 0 }]);
  const CallSid = randomCallSid();
  const twiml = await receiveCall(system, phoneNumber, { CallSid });
  await endCallerLeg(system, CallSid, { CallDuration: String(seconds) });
  const { id } = await callBySid(system, CallSid);
  await system.runJob('call.value', { callId: id });
  expect(await callRow(system, id)).toMatchObject({ revenueMicros: null });
  return { id, CallSid, twiml, buyer: buyers[0]! };
}

const buyerRow = async ({ id }: { id: number }) => {
  const [row] = await ctx.sql`select current_calls, calls_today from buyers where id = ${id}`;
  return row;
};

/** Makes the carrier know the caller's call and the given legs that `<Dial>` placed. */
function carrierKnows(legs: Partial<CarrierCall>[]) {
  vi.spyOn(ctx.carrier, 'fetchCall').mockResolvedValueOnce({ status: 'completed' } as CarrierCall);
  return vi.spyOn(ctx.carrier, 'listDialedCalls').mockResolvedValue(legs as CarrierCall[]);
}

test('a late result counts once, as if it had come in time', async () => {
  const { id, twiml, buyer } = await endedCall(120);
  for (const DialCallDuration of ['65', '999'])
    await reportDialResult(system, twiml, {
      DialCallStatus: 'completed',
      DialBridged: 'true',
      DialCallDuration,
      DialCallSid: randomCallSid(),
    });
  await system.runJob('call.value', { callId: id });
  expect(await callRow(system, id)).toMatchObject({ talkTime: 65, disposition: 'answered', revenueMicros: 12_500_000 });
  expect(await buyerRow(buyer)).toEqual({ currentCalls: 0, callsToday: 1 });
  expect(await ctx.sql`select duration from call_legs where call_id = ${id}`).toEqual([{ duration: 65 }]);
});

test('a caller who only heard our apology had no conversation', async () => {
  const { id, CallSid, buyer } = await endedCall(4);
  const dialledForSpy = carrierKnows([
    { sid: randomCallSid(), to: buyer.phoneNumber, status: 'no-answer', duration: '0' },
  ]);
  await system.runJob('dial.reconcile', { callId: id });
  expect(dialledForSpy).toHaveBeenCalledWith(CallSid);
  await system.runJob('call.value', { callId: id });
  const noConversation = {
    talkTime: 0,
    connectedAt: null,
    disposition: 'no_answer',
    converted: false,
    revenueMicros: 0,
  };
  expect(await callRow(system, id)).toMatchObject(noConversation);
  expect(await buyerRow(buyer)).toEqual({ currentCalls: 0, callsToday: 0 });
  // A repeated report about the end of the call does not restore the conversation.
  await endCallerLeg(system, CallSid, { CallDuration: '4' });
  expect(await callRow(system, id)).toMatchObject(noConversation);
});

test('the job waits for a leg that is still live; without a leg there was no conversation', async () => {
  const { id, buyer } = await endedCall(30);
  carrierKnows([{ sid: randomCallSid(), to: buyer.phoneNumber, status: 'in-progress', duration: '0' }]);
  await expect(system.runJob('dial.reconcile', { callId: id })).rejects.toThrow('is still in-progress');
  expect(await callRow(system, id)).toMatchObject({ revenueMicros: null });
  carrierKnows([]);
  await system.runJob('dial.reconcile', { callId: id });
  await system.runJob('call.value', { callId: id });
  expect(await callRow(system, id)).toMatchObject({ disposition: 'no_answer', revenueMicros: 0 });
});

test('the documented voice and status callbacks are enough for a conversation', async () => {
  vi.restoreAllMocks();
  const terms = { pricePerCall: 12.5, billableSeconds: 90 };
  const { owner, campaignId, phoneNumber, buyers } = await createInboundCampaign(system, [terms]);
  const CallSid = randomCallSid();
  await receiveCall(system, phoneNumber, { CallSid, path: '/api/webhooks/voice' });
  const RecordingUrl = 'https://api.twilio.com/recording.mp3';
  await endCallerLeg(system, CallSid, { CallDuration: '120', RecordingUrl });
  const { id } = await callBySid(system, CallSid);
  for (const kind of ['call.value', 'dial.reconcile', 'call.value'] as const) await system.runJob(kind, { callId: id });
  const [buyer] = buyers;
  const call = { status: 'completed', duration: 120, buyerId: buyer!.id, converted: true, revenue: 12.5 };
  expect((await owner.get(`/api/calls/${id}`)).body).toMatchObject(call);
  expect(await callRow(system, id)).toMatchObject({ disposition: 'answered', talkTime: 120 });
  expect(await buyerRow(buyer!)).toEqual({ currentCalls: 0, callsToday: 1 });
  const statistics = { successfulCalls: 1, failedCalls: 0, averageCallDuration: 120, totalRevenue: 12.5 };
  expect((await owner.get(`/api/stats/campaigns/${campaignId}`)).body).toMatchObject(statistics);
});

test('an apology after a destination that did not answer is no conversation', async () => {
  const { phoneNumber } = await createInboundCampaign(system, [{ pricePerCall: 12.5 }]);
  const CallSid = randomCallSid();
  await receiveCall(system, phoneNumber, { CallSid });
  const call = await callBySid(system, CallSid);
  // The platform stores the result, and then fails to dial the next destination.
  await transaction(ctx, (tx) => applyDialResult(tx, call, { DialCallStatus: 'no-answer' }));
  await endCallerLeg(system, CallSid, { CallDuration: '5' });
  await system.runJob('call.value', { callId: call.id });
  const noConversation = { connectedAt: null, talkTime: 0, disposition: 'no_answer', revenueMicros: 0 };
  expect(await callRow(system, call.id)).toMatchObject(noConversation);
});
