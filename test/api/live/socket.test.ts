import { afterAll, expect, test } from 'vitest';
import { emitLiveEvent, eventChannel } from '../../../shared/live-events.ts';
import { openSession, send } from '../../helpers/api/client.ts';
import { LiveClient } from '../../helpers/api/live-client.ts';
import { callCardExample, createLiveAgents, startApiProcess } from '../../helpers/fixtures/live-agents.ts';
import { createTestSystem } from '../../helpers/system.ts';

const system = await createTestSystem({ listen: true });
const { ctx, config } = system;
const { port } = config;
/** An API server with a heartbeat of 40 ms: the server checks each WebSocket every 40 ms. */
const watchful = await startApiProcess(system, { heartbeatMs: 40 });
afterAll(watchful.stop);

const { owner, tenantId, alice, bob, incoming, waitForEvents } = await createLiveAgents(system);

test.each([
  ['no JSON', '{"event": '],
  ['no object', '[]'],
  ['without an event', '{"data": {}}'],
  ['an unknown event', '{"event": "agent:leave", "data": {}}'],
  ['the name of a method', '{"event": "toString", "data": {}}'],
  ['without data', '{"event": "agent:join"}'],
])('a message that is %s is answered with an error, and the socket stays', async (_what, text) => {
  const client = await LiveClient.connect(port, owner.token);
  client.socket.send(text);
  const { data } = await client.waitFor('error');
  expect(data['message']).toEqual(expect.any(String));
  await client.request('agent:join', { agentId: bob.uuid }, 'agent:joined');
  await client.close();
});

test('replies come in the order of the messages', async () => {
  const client = await LiveClient.connect(port, owner.token);
  client.send('agent:join', { agentId: alice.uuid });
  client.send('nothing', {});
  client.send('agent:join', { agentId: bob.uuid });
  client.send('nothing', {});
  await expect.poll(() => client.messagesOf('error').length, { timeout: 8_000, interval: 5 }).toBe(2);
  expect(client.messages.map(({ event }) => event)).toEqual([
    'connected',
    'agent:joined',
    'error',
    'agent:joined',
    'error',
  ]);
  await client.close();
});

test('messages that are too large, too many or not text close the socket', async () => {
  const large = await LiveClient.connect(port, owner.token);
  large.send('agent:join', { agentId: 'x'.repeat(16_384) });
  expect((await large.closed).code).toBe(1009);

  const binary = await LiveClient.connect(port, owner.token);
  binary.socket.send(Buffer.from('{}'));
  expect((await binary.closed).code).toBe(1003);

  const eager = await LiveClient.connect(port, owner.token);
  for (let sent = 0; sent < 60; sent += 1) eager.send('nothing', {});
  expect(await eager.closed).toEqual({ code: 1008, reason: expect.stringContaining('fewer') });
});

test('a user has at most ten sockets per process', async () => {
  const { user } = bob;
  const clients = await Promise.all(Array.from({ length: 10 }, () => LiveClient.connect(port, user.token)));
  const eleventh = await LiveClient.open(port, { headers: { authorization: `Bearer ${user.token}` } });
  expect(await eleventh.closed).toEqual({ code: 1008, reason: expect.stringContaining('connections') });
  await clients[0]!.close();
  const next = await LiveClient.connect(port, user.token);
  await Promise.all([...clients.slice(1), next].map((client) => client.close()));
});

test('a client that does not answer pings is disconnected, a client that answers stays connected', async () => {
  const silent = await LiveClient.connect(watchful.port, owner.token, { autoPong: false });
  const lively = await LiveClient.connect(watchful.port, owner.token);
  let pings = 0;
  lively.socket.on('ping', () => (pings += 1));
  expect((await silent.closed).code).toBe(1006);
  await expect.poll(() => pings, { timeout: 8_000, interval: 5 }).toBeGreaterThan(4);
  await waitForEvents(lively);
  await lively.close();
});

test('a revoked token closes its socket, and so does a changed role', async () => {
  const { owner: leader, alice: first, bob: second } = await createLiveAgents(system);
  const revoked = await LiveClient.connect(watchful.port, first.user.token);
  const promoted = await LiveClient.connect(watchful.port, second.user.token);
  const unchanged = await LiveClient.connect(watchful.port, leader.token);
  await ctx.sql`update users set token_version = token_version + 1 where uuid = ${first.user.user.id}`;
  expect(await revoked.closed).toEqual({ code: 4401, reason: expect.stringContaining('Log in') });
  await ctx.sql`update users set role = 'supervisor' where uuid = ${second.user.user.id}`;
  expect(await promoted.closed).toEqual({ code: 4403, reason: expect.stringContaining('rights') });
  await LiveClient.connect(watchful.port, second.user.token).then((client) => client.close());
  expect(unchanged.socket.readyState).toBe(unchanged.socket.OPEN);
  await unchanged.close();
});

test('the end of a session closes its sockets, and an open socket does not extend its session', async () => {
  const { cookie } = await openSession(system, owner);
  const client = await LiveClient.open(watchful.port, { headers: { cookie } });
  await client.waitFor('connected');
  const seen = () => ctx.sql`select last_seen_at from sessions order by created_at desc limit 1`;
  await ctx.sql`update sessions set last_seen_at = now() - interval '1 hour'`;
  const before = await seen();
  let pings = 0;
  client.socket.on('ping', () => (pings += 1));
  await expect.poll(() => pings, { timeout: 8_000, interval: 5 }).toBeGreaterThan(4);
  expect(await seen()).toEqual(before);
  await send(system, 'POST', '/api/auth/logout', { cookie });
  expect(await client.closed).toEqual({ code: 4401, reason: expect.stringContaining('Log in') });
});

test('a client that does not read is disconnected before its send buffer grows', async () => {
  // This server checks its clients at the normal, long interval. So the server disconnects the client because of the
  // full send buffer, not because of a missed heartbeat.
  const patient = await startApiProcess(system, { sendBufferBytesMax: 1_000 });
  const client = await LiveClient.connect(patient.port, owner.token);
  await client.request('agent:join', { agentId: alice.uuid }, 'agent:joined');
  client.socket.pause();
  const notes = 'n'.repeat(1_000_000);
  for (let sent = 0; sent < 30; sent += 1) await emitLiveEvent(ctx, incoming(alice.id, { ...callCardExample, notes }));
  await ctx.redis.del(eventChannel(ctx.keyPrefix, tenantId));
  client.socket.resume();
  expect(await client.closed).toEqual({ code: 1008, reason: expect.stringContaining('too slowly') });
  expect(client.messagesOf('incoming:call').length).toBeLessThan(30);
  await patient.stop();
});

test('without Redis a socket is closed with "try again later"', async () => {
  const alone = await startApiProcess(system);
  alone.ctx.redis.disconnect();
  const client = await LiveClient.open(alone.port, { headers: { authorization: `Bearer ${owner.token}` } });
  expect(await client.closed).toEqual({ code: 1013, reason: expect.stringContaining('Try again') });
  await alone.stop();
});

test('a server that stops closes its sockets with a code for that', async () => {
  const stopping = await startApiProcess(system);
  const client = await LiveClient.connect(stopping.port, owner.token);
  await stopping.stop();
  expect(await client.closed).toEqual({ code: 1001, reason: expect.stringContaining('Connect again') });
});
