/**
 * The carrier accepts requests and never replies. Work that needs no reply of the carrier must continue, and no request
 * may be repeated without end.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { pollSilentCalls } from '../../../shared/domain/calls/silent-calls.ts';
import { enqueue } from '../../../shared/enqueue.ts';
import { AUCTION_ENV } from '../../helpers/fixtures/auctions.ts';
import {
  callBySid,
  endCallerLeg,
  receiveCall,
  reportDialResult,
  dialedNumber,
  createInboundCampaign,
  randomCallSid,
} from '../../helpers/fixtures/inbound-calls.ts';
import { createTestSystem } from '../../helpers/system.ts';

const TIMEOUT_MS = 6_000;

// The replies that are still open, the number of all requests, and the highest number of open requests at one time.
const waiting = new Set<ServerResponse>();
let requestCount = 0;
let concurrentMax = 0;
const hole = createServer((_request, response) => {
  waiting.add(response);
  response.on('close', () => waiting.delete(response));
  requestCount += 1;
  concurrentMax = Math.max(concurrentMax, waiting.size);
});
await new Promise<void>((resolve) => hole.listen(0, '127.0.0.1', resolve));
const SIMULATOR_URL = `http://127.0.0.1:${(hole.address() as AddressInfo).port}`;
const system = await createTestSystem({
  env: { ...AUCTION_ENV, SIMULATOR_URL, TWILIO_TIMEOUT_MS: String(TIMEOUT_MS) },
});
const { ctx } = system;

function hangUpOnAll(): void {
  for (const response of waiting) response.destroy();
}
afterAll(() => {
  hangUpOnAll();
  hole.close();
});

beforeEach(async () => {
  // Calls of earlier tests become externally logged calls, because the product does not poll externally logged calls.
  await ctx.sql`update calls set externally_logged = true`;
  [requestCount, concurrentMax] = [0, 0];
});

async function callsOf(phoneNumber: string, count: number): Promise<string[]> {
  const sids = Array.from({ length: count }, randomCallSid);
  for (const CallSid of sids) await receiveCall(system, phoneNumber, { CallSid });
  return sids;
}

test('the slot of a bidder is released with the value of its call, while other jobs wait for the carrier', async () => {
  const slots = 10;
  const plain = await createInboundCampaign(system, [{ maxConcurrentCalls: 0 }]);
  const { owner, campaignId, phoneNumber } = await createInboundCampaign(system);
  const endpointUrl = `${system.simulator.url}/__sim/bidders/fast?destination=%2B14155550111`;
  const { body: target } = await owner.post('/api/rtb/targets', {
    name: 'One line',
    endpointUrl,
    maxConcurrentCalls: 1,
  });
  const { body: router } = await owner.post('/api/rtb/routers', { name: 'Main Router' });
  await owner.post(`/api/rtb/routers/${router['id']}/targets`, { targetId: target['id'] });
  await owner.put(`/api/campaigns/${campaignId}`, { enableRtb: true, rtbRouterId: router['id'] });
  const stop = system.startWorkers();
  for (const CallSid of await callsOf(plain.phoneNumber, 2 * slots)) {
    await endCallerLeg(system, CallSid, { CallDuration: '20' });
    await enqueue(ctx, 'cost.reconcile', { callId: (await callBySid(system, CallSid)).id });
  }
  await expect.poll(() => waiting.size, { timeout: 5_000 }).toBe(slots);

  const CallSid = randomCallSid();
  const twiml = await receiveCall(system, phoneNumber, { CallSid });
  expect(dialedNumber(twiml)).toBe('+14155550111');
  await reportDialResult(system, twiml, { DialCallStatus: 'completed', DialBridged: 'true', DialCallDuration: '400' });
  await endCallerLeg(system, CallSid, { CallDuration: '400' });
  const awards = async () =>
    ctx.sql`select status from rtb_awards where call_id = ${(await callBySid(system, CallSid)).id}`;
  await expect.poll(awards, { timeout: TIMEOUT_MS / 2 }).toEqual([{ status: 'completed' }]);
  expect(dialedNumber(await receiveCall(system, phoneNumber))).toBe('+14155550111');
  const stopped = stop();
  const release = setInterval(hangUpOnAll, 100);
  await stopped;
  clearInterval(release);
}, 60_000);

test('one poll runs at a time in all processes, and no call is polled twice at once', async () => {
  const { phoneNumber } = await createInboundCampaign(system, [{ maxConcurrentCalls: 0 }]);
  await callsOf(phoneNumber, 5);
  await system.advanceClock(200);
  const other = await system.startSecondProcess();
  const polls = [system, other, system, other].map((each) => each.runJob('calls.poll', {}));
  await expect.poll(() => requestCount).toBe(1);
  // Only one of the four polls runs. If a request fails, the running poll continues with the next call.
  for (let answered = 1; answered <= 5; answered += 1) {
    await expect.poll(() => requestCount).toBe(answered);
    hangUpOnAll();
  }
  await Promise.all(polls);
  expect([requestCount, concurrentMax]).toEqual([5, 1]);
});

test('a poll that reached its time limit leaves the remaining calls to the next poll', async () => {
  const { phoneNumber } = await createInboundCampaign(system, [{ maxConcurrentCalls: 0 }]);
  await callsOf(phoneNumber, 5);
  await system.advanceClock(200);
  const { signal } = new AbortController();
  for (const polled of [1, 2]) {
    const pollMsMax = 50;
    const poll = pollSilentCalls(ctx, signal, pollMsMax);
    await expect.poll(() => waiting.size).toBe(1);
    await setTimeout(2 * pollMsMax);
    hangUpOnAll();
    await poll;
    expect(requestCount).toBe(polled);
  }
});
