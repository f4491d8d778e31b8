import { expect, test } from 'vitest';
import { countLiveCalls } from '../../../../sql/calls/calls.ts';
import { createTenant, openSession } from '../../../helpers/api/client.ts';
import {
  callBySid,
  receiveCall,
  randomPhoneNumber,
  createInboundCampaign,
  randomCallSid,
} from '../../../helpers/fixtures/inbound-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const bearer = await createTenant(system);
const owner = await openSession(system, bearer);
const { body: campaign } = await owner.post('/api/campaigns', {
  name: 'Summer Campaign',
  phoneNumber: randomPhoneNumber(),
});
const { body: buyer } = await owner.post('/api/buyers', { name: 'John Doe', phoneNumber: '+1987654321' });
const time = expect.stringMatching(/^\d{4}-.*Z$/);

const record = (more: Record<string, unknown> = {}) =>
  owner.post('/api/calls', {
    campaignId: campaign['id'],
    buyerId: buyer['id'],
    callerNumber: '+1234567890',
    destinationNumber: '+1987654321',
    callSid: randomCallSid(),
    status: 'in-progress',
    direction: 'inbound',
    ...more,
  });

test('a call is logged and updated as in the API example', async () => {
  const created = await record();
  const shown = {
    id: expect.any(Number),
    uuid: expect.any(String),
    campaignId: campaign['id'],
    buyerId: buyer['id'],
    callerNumber: '+1234567890',
    destinationNumber: '+1987654321',
    callSid: expect.stringMatching(/^CA/),
    status: 'in-progress',
    duration: null,
    recordingUrl: null,
    cost: null,
    hangupCause: null,
    converted: null,
    revenue: null,
    currency: null,
    payout: null,
    payoutCurrency: null,
    publisherId: null,
    targetId: null,
    direction: 'inbound',
    duplicateOf: null,
    createdAt: time,
    updatedAt: time,
  };
  expect([created.status, created.body]).toEqual([201, shown]);
  const path = `/api/calls/${created.body['id']}`;
  const update = {
    status: 'completed',
    duration: 120,
    recordingUrl: 'https://api.twilio.com/recording.mp3',
    cost: 0.015,
    hangupCause: 'normal_clearing',
  };
  const updated = await owner.put(path, update);
  expect([updated.status, updated.body]).toEqual([200, { ...shown, ...update }]);
  expect((await owner.get(path)).body).toEqual({ ...shown, ...update });
  expect((await owner.put(path, { status: 'failed' })).status).toBe(409);
  const logs = await owner.get(`${path}/logs`);
  expect(logs.body[0]).toEqual({
    id: expect.any(Number),
    callId: created.body['id'],
    event: 'call_logged',
    message: expect.any(String),
    metadata: { status: 'in-progress' },
    createdAt: time,
  });
});

test('a recorded call that is sent back as it was read hours before keeps its recording', async () => {
  const { body: call } = await record({ status: 'completed' });
  const { sql } = system.ctx;
  await sql`
    insert into recordings (tenant_id, call_id, recording_sid, status, media_url)
    select tenant_id, id, 'RE00000000000000000000000000000015', 'completed', 'https://api.twilio.com/recordings/RE15'
    from calls where id = ${call['id']}`;
  const path = `/api/calls/${call['id']}`;
  const { body: before } = await owner.get(path);
  expect(before['recordingUrl']).toContain('/media?expires=');
  await system.advanceClock(3 * 3_600);
  const reply = await owner.put(path, { ...before, cost: 0.5 });
  expect([reply.status, reply.body['cost']]).toEqual([200, 0.5]);
  const [row] = await sql`select given_recording_url from calls where id = ${call['id']}`;
  expect(row!['givenRecordingUrl']).toBeNull();
  const given = 'https://archive.example.com/15.mp3';
  expect((await owner.put(path, { recordingUrl: given })).status).toBe(200);
  const [changed] = await sql`select given_recording_url from calls where id = ${call['id']}`;
  expect(changed!['givenRecordingUrl']).toBe(given);
  await system.advanceClock(-3 * 3_600);
});

test('a call that is logged after its end has both events, call_logged and call_ended', async () => {
  for (const status of ['completed', 'busy', 'no-answer', 'failed', 'canceled']) {
    const { body } = await record({ status });
    const { body: logs } = await owner.get(`/api/calls/${body['id']}/logs`);
    const events = (logs as unknown as { event: string }[]).map(({ event }) => event);
    expect(events).toEqual(['call_logged', 'call_ended']);
  }
});

test('statistics use the reported duration of an externally logged call, with and without an answer time', async () => {
  const { body: other } = await owner.post('/api/campaigns', { name: 'Logged' });
  for (const [status, duration] of [
    ['in-progress', 100],
    ['completed', 140],
  ]) {
    const { body } = await record({ campaignId: other['id'], status });
    await owner.put(`/api/calls/${body['id']}`, { status: 'completed', duration });
  }
  const { body } = await bearer.get(`/api/calls/stats/summary?campaign_id=${other['id']}`);
  expect(body['stats']).toMatchObject({ answered_calls: 2, avg_duration: 120, avg_talk_time: 120 });
});

test('live externally logged calls are active calls of their tenant, but not in the metrics of the deployment', async () => {
  const stranger = await openSession(system, await createTenant(system));
  const logged = { callerNumber: randomPhoneNumber(), destinationNumber: randomPhoneNumber(), direction: 'outbound' };
  // One phone number may have any number of live externally logged calls.
  for (const _ of [1, 2]) expect((await stranger.post('/api/calls', logged)).status).toBe(201);
  expect((await stranger.get('/api/stats/dashboard')).body['activeCalls']).toBe(2);
  expect(await countLiveCalls(system.ctx.sql)).not.toContainEqual({ status: 'initiated', count: expect.any(Number) });
});

test('a callSid that exists is 409, and ids of another tenant are 404', async () => {
  const callSid = randomCallSid();
  expect((await record({ callSid })).status).toBe(201);
  expect((await record({ callSid })).status).toBe(409);
  expect((await record({ campaignId: 1_000_000 })).status).toBe(404);
  expect((await record({ buyerId: 1_000_000 })).status).toBe(404);
  expect((await record({ status: 'strange' })).status).toBe(422);
});

test('lists have pages and filters', async () => {
  const { body: other } = await owner.post('/api/campaigns', { name: 'Other' });
  for (const status of ['completed', 'completed', 'busy']) await record({ campaignId: other['id'], status });
  const { body } = await owner.get(`/api/calls?page=1&limit=1&status=completed&campaignId=${other['id']}`);
  expect(body['calls']).toEqual([expect.objectContaining({ status: 'completed', campaignId: other['id'] })]);
  expect(body['pagination']).toEqual({ page: 1, limit: 1, total: 2, pages: 2, hasNext: true, hasPrev: false });
  const second = await owner.get(`/api/calls?page=2&limit=1&status=completed&campaignId=${other['id']}`);
  expect(second.body['pagination']).toMatchObject({ hasNext: false, hasPrev: true });
  expect(second.body['calls'][0].id).not.toBe(body['calls'][0].id);
  const ofCampaign = await owner.get(`/api/campaigns/${other['id']}/calls`);
  expect(ofCampaign.body['pagination'].total).toBe(3);
  expect((await owner.get('/api/calls?buyerId=1000000')).body['calls']).toEqual([]);
});

test('the status of the carrier’s calls cannot be set, and an externally logged call counts in no limit', async () => {
  const floor = await createInboundCampaign(system);
  const CallSid = randomCallSid();
  await receiveCall(system, floor.phoneNumber, { CallSid });
  const { id } = await callBySid(system, CallSid);
  expect((await floor.owner.put(`/api/calls/${id}`, { status: 'completed' })).status).toBe(409);
  expect((await floor.owner.put(`/api/calls/${id}`, { hangupCause: 'told' })).body['hangupCause']).toBe('told');
  const [row] = await system.ctx.sql`select current_calls, calls_today from buyers where id = ${buyer['id']}`;
  expect(row).toEqual({ currentCalls: 0, callsToday: 0 });
});
