/** Who is billed when the carrier's word on a try to connect a caller comes late, or never. */
import { expect, test, vi } from 'vitest';
import type { CarrierCall } from '../../../../shared/clients/twilio.ts';
import { callRow } from '../../../helpers/fixtures/outbound-calls.ts';
import { callBySid, endCallerLeg, receiveCall, reportDialResult, createInboundCampaign, randomCallSid } from '../../../helpers/fixtures/inbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { ctx } = system;

/** A caller was put through to the one buyer there is, and their call has ended: `seconds` long, says the carrier. */
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

function carrierKnows(legs: Partial<CarrierCall>[]) {
  return vi.spyOn(ctx.carrier, 'dialledFor').mockResolvedValue(legs as CarrierCall[]);
}

test('a late result counts, once, as if it had come in time', async () => {
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

test('a caller who heard our apology, because nobody answered, talked to nobody', async () => {
  const { id, CallSid, buyer } = await endedCall(4);
  const asked = carrierKnows([{ sid: randomCallSid(), to: buyer.phoneNumber, status: 'no-answer', duration: '0' }]);
  await system.runJob('dial.reconcile', { callId: id });
  expect(asked).toHaveBeenCalledWith(CallSid);
  await system.runJob('call.value', { callId: id });
  const nobody = { talkTime: 0, bridgeTime: null, disposition: 'no_answer', converted: false, revenueMicros: 0 };
  expect(await callRow(system, id)).toMatchObject(nobody);
  expect(await buyerRow(buyer)).toEqual({ currentCalls: 0, callsToday: 0 });
  // A report that is repeated brings no conversation back.
  await endCallerLeg(system, CallSid, { CallDuration: '4' });
  expect(await callRow(system, id)).toMatchObject(nobody);
});

test('a leg that is on the line for the carrier still is waited for; what it never dialled connects nobody', async () => {
  const { id, buyer } = await endedCall(30);
  carrierKnows([{ sid: randomCallSid(), to: buyer.phoneNumber, status: 'in-progress', duration: '0' }]);
  await expect(system.runJob('dial.reconcile', { callId: id })).rejects.toThrow('is in-progress');
  expect(await callRow(system, id)).toMatchObject({ revenueMicros: null });
  carrierKnows([]);
  await system.runJob('dial.reconcile', { callId: id });
  await system.runJob('call.value', { callId: id });
  expect(await callRow(system, id)).toMatchObject({ disposition: 'no_answer', revenueMicros: 0 });
});
