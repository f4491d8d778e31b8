/**
 * Holds the trips to Postgres and Redis of a unit of work. Each trip costs about 0.1 ms of Node and as much of Postgres,
 * so the trips decide how many calls a machine can carry.
 */
import { expect, test, vi } from 'vitest';
import { DEFAULT_MIX } from '../../scripts/simulator/personas/personas.ts';
import type { CarrierCall, CarrierRecording } from '../../shared/clients/twilio.ts';
import { queueOf } from '../../shared/enqueue.ts';
import type { CallRow } from '../../sql/calls/calls.ts';
import { AUCTION_ENV } from '../helpers/fixtures/auctions.ts';
import { createInboundCampaign, receiveCall } from '../helpers/fixtures/inbound-calls.ts';
import {
  callRow,
  createDialingTenant,
  type DialingTenant,
  legRows,
  ON_DEMAND,
  sendCallback,
  tickCampaign,
} from '../helpers/fixtures/outbound-calls.ts';
import { createTestSystem } from '../helpers/system.ts';
import { countTrips, type Trips } from '../helpers/trips.ts';

type Outcome = 'human' | 'machine' | 'no-answer' | 'busy' | 'failed';

/**
 * The trips of each unit, from the reservation of a call to its final cost. The statements and transactions of
 * calls that we place are exact. The others are at most these: scripts of BullMQ send some commands more or fewer,
 * depending on what else is in a queue.
 */
const LIMITS: Record<Outcome | 'status report' | 'inbound call', Trips> = {
  human: { statements: 104, transactions: 12, redis: 290 },
  machine: { statements: 104, transactions: 12, redis: 340 },
  'no-answer': { statements: 25, transactions: 3, redis: 120 },
  busy: { statements: 24, transactions: 3, redis: 120 },
  failed: { statements: 23, transactions: 3, redis: 120 },
  'status report': { statements: 1, transactions: 0, redis: 8 },
  'inbound call': { statements: 8, transactions: 1, redis: 4 },
};
/** What becomes of each call. */
const ENDS = {
  human: { disposition: 'answered', costSource: 'rated' },
  machine: { disposition: 'voicemail', costSource: 'rated' },
  'no-answer': { disposition: 'no_answer', costSource: 'unrated' },
  busy: { disposition: 'busy', costSource: 'unrated' },
  failed: { disposition: 'failed', costSource: 'unrated' },
} as const;
/** The mean over the outcomes of the simulated persons. */
const MEAN_MAX = { statements: 69, redis: 250 };

/** The statements of a request that adds leads. Places that no lead had before cost one statement more. */
const NEW_LEADS_STATEMENTS = 19;

const system = await createTestSystem({ env: AUCTION_ENV });
const { ctx } = system;

let calls = 0;
vi.spyOn(ctx.carrier, 'placeCall').mockImplementation(async () => ({
  outcome: 'placed',
  callSid: `CA${String((calls += 1)).padStart(32, '0')}`,
}));
vi.spyOn(ctx.carrier, 'fetchCall').mockResolvedValue({ price: '-0.01', status: 'completed' } as CarrierCall);
vi.spyOn(ctx.carrier, 'fetchRecording').mockResolvedValue({ price: '-0.002' } as CarrierRecording);
vi.spyOn(ctx.carrier, 'hangUp').mockResolvedValue();
vi.spyOn(ctx.carrier, 'redirect').mockResolvedValue(true);

/** Sends the carrier's reports about one call, in the order in which the carrier usually sends them. */
function reporter({ uuid: callId, callSid }: CallRow) {
  let sent = 0;
  const send = (path: string, query: Record<string, string>, params: Record<string, string>) => {
    const SequenceNumber = String((sent += 1));
    const Timestamp = new Date(ctx.clock.nowMs()).toUTCString();
    const url = `/webhooks/twilio/${path}?${new URLSearchParams({ callId, ...query }).toString()}`;
    return sendCallback(system, url, { CallSid: callSid!, SequenceNumber, Timestamp, ...params });
  };
  return {
    send,
    status: (CallStatus: string, more: Record<string, string> = {}, leg?: { uuid: string; callSid: string | null }) =>
      send('status', leg ? { legId: leg.uuid } : {}, { CallStatus, ...(leg && { CallSid: leg.callSid! }), ...more }),
    conference: (StatusCallbackEvent: string, CallSid = callSid!) =>
      send('conference-status', {}, { ConferenceSid: `CF${callSid!.slice(2)}`, StatusCallbackEvent, CallSid }),
  };
}

/** Runs a call with recording and machine detection, whose agent is rung when the call is answered. */
async function runCall(floor: DialingTenant, outcome: Outcome): Promise<Trips> {
  await using counter = await countTrips(system);
  const [reserved] = await counter.uncounted(() => tickCampaign(system, floor));
  await counter.runJobs();
  const call = await counter.uncounted(() => callRow(system, reserved!.id));
  const report = reporter(call);
  await report.status('initiated');
  if (outcome !== 'failed') await report.status('ringing');
  if (outcome !== 'human' && outcome !== 'machine') await report.status(outcome);
  else {
    await report.send('answer', {}, {});
    await report.status('in-progress');
    await report.conference('participant-join');
    await counter.runJobs();
    const [leg] = await counter.uncounted(() => legRows(system, call.id));
    await report.status('initiated', {}, leg);
    await report.status('ringing', {}, leg);
    await report.send('agent-answer', { legId: leg!.uuid }, { CallSid: leg!.callSid! });
    await report.status('in-progress', {}, leg);
    await report.conference('conference-start', leg!.callSid!);
    await report.conference('participant-join', leg!.callSid!);
    await report.send('amd', {}, { AnsweredBy: outcome === 'human' ? 'human' : 'machine_end_beep' });
    await counter.runJobs();
    await counter.uncounted(() => system.advanceClock(60));
    await report.conference('participant-leave', leg!.callSid!);
    await report.conference('participant-leave');
    await report.conference('conference-end');
    await report.status('completed', { CallDuration: '60' });
    await report.status('completed', { CallDuration: '55' }, leg);
    const recording = { RecordingSid: `RE${call.callSid!.slice(2)}`, RecordingUrl: 'https://example.com/1' };
    await report.send('recording', {}, { ...recording, RecordingStatus: 'completed', RecordingDuration: '55' });
  }
  await counter.runJobs();
  const ended = await counter.uncounted(() => callRow(system, call.id));
  expect(ended).toMatchObject({ live: false, ...ENDS[outcome] });
  return counter.trips;
}

test('an outbound call makes few trips', async () => {
  const mean = { statements: 0, redis: 0 };
  for (const [outcome, share] of Object.entries(DEFAULT_MIX.shares) as [Outcome, number][]) {
    const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: ['+12125550123'] });
    const trips = await runCall(floor, outcome);
    const { redis, ...exact } = LIMITS[outcome];
    expect.soft(trips, outcome).toMatchObject(exact);
    expect.soft(trips.redis, outcome).toBeLessThanOrEqual(redis);
    mean.statements += share * trips.statements;
    mean.redis += share * trips.redis;
  }
  expect(mean.statements).toBeLessThanOrEqual(MEAN_MAX.statements);
  expect(mean.redis).toBeLessThanOrEqual(MEAN_MAX.redis);
}, 60_000);

test('new leads cost the same statements, however many a request has, and wake the tick of their campaign', async () => {
  const floor = await createDialingTenant(system, { phones: [], dial_mode: 'progressive' });
  const consent = { kind: 'express', source: 'web form', at: '2026-01-13T14:00:00Z' };
  const add = (from: number, count: number) =>
    floor.owner.post('/api/leads', {
      campaign_id: floor.campaign,
      leads: Array.from({ length: count }, (_, n) => ({ phone: `+1212556${from + n}`, priority: 'high', consent })),
    });
  await add(9_000, 1);
  const statements: number[] = [];
  for (const [from, count] of [
    [1_000, 1],
    [2_000, 500],
  ] as const) {
    await using counter = await countTrips(system);
    expect((await add(from, count)).status).toBe(201);
    statements.push(counter.trips.statements);
    expect(counter.trips.transactions).toBe(1);
    await counter.runJobs();
  }
  expect(statements).toEqual([NEW_LEADS_STATEMENTS, NEW_LEADS_STATEMENTS]);
  expect(await ctx.sql`select from calls where campaign_id = ${floor.campaignId}`).toHaveLength(1);
});

test('a status report makes one trip to Postgres', async () => {
  const floor = await createDialingTenant(system, { ...ON_DEMAND, phones: ['+12125550124'] });
  const [reserved] = await tickCampaign(system, floor);
  await using counter = await countTrips(system);
  await counter.uncounted(() => system.runJob('call.place', { callId: reserved!.id }));
  const report = reporter(await counter.uncounted(() => callRow(system, reserved!.id)));
  await report.status('ringing');
  await counter.uncounted(async () => {});
  const { redis, ...exact } = LIMITS['status report'];
  expect(counter.trips).toMatchObject(exact);
  expect(counter.trips.redis).toBeLessThanOrEqual(redis);
});

test('a caller without bidders waits for few trips', async () => {
  const { phoneNumber } = await createInboundCampaign(system);
  await using counter = await countTrips(system);
  expect(await receiveCall(system, phoneNumber)).toContain('<Number>');
  await counter.uncounted(async () => {});
  for (const [name, max] of Object.entries(LIMITS['inbound call']))
    expect.soft(counter.trips[name as keyof Trips], name).toBeLessThanOrEqual(max);
});

test('a caller waits for three trips beside an auction', async () => {
  const { owner, campaignId, phoneNumber } = await createInboundCampaign(system);
  const { body: router } = await owner.post('/api/rtb/routers', { name: 'Main' });
  const endpointUrl = `${system.simulator.url}/__sim/bidders/fast`;
  const { body: target } = await owner.post('/api/rtb/targets', { name: 'Fast', endpointUrl });
  await owner.post(`/api/rtb/routers/${router['id']}/targets`, { targetId: target['id'] });
  await owner.put(`/api/campaigns/${campaignId}`, { enableRtb: true, rtbRouterId: router['id'] });
  await using counter = await countTrips(system);
  // The calls of the other tests have left jobs in the queues.
  await counter.runJobs();
  Object.assign(counter.trips, { statements: 0, transactions: 0 });
  const answer = receiveCall(system, phoneNumber);
  await vi.waitFor(async () => expect(await queueOf(ctx.queues, 'auction.run').count()).toBe(1), { interval: 5 });
  expect(counter.trips).toMatchObject({ statements: 2, transactions: 0 });
  await counter.runJobs();
  expect(await answer).toMatch(/attempt=1/);
  await counter.uncounted(async () => {});
  // The worker reads the router, the bidders and the visit at once, looks up who has the destination (cached for half a
  // minute), and claims the award. The last statement is the record of the auction, for which the caller does not wait.
  expect(counter.trips).toMatchObject({ statements: 8, transactions: 0 });
});
