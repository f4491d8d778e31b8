import { afterAll, expect, test } from 'vitest';
import { emitLiveEvent, eventChannel, FIRST_POSITION } from '../../../shared/live-events.ts';
import { LiveClient } from '../../helpers/api/live-client.ts';
import { createLiveAgents, startApiProcess } from '../../helpers/fixtures/live-agents.ts';
import { createTestSystem } from '../../helpers/system.ts';

const system = await createTestSystem({ listen: true });
const { ctx, config } = system;
const { port } = config;
const other = await startApiProcess(system);
afterAll(other.stop);

const { owner, tenantId, alice, bob, incoming, ended, waitForEvents } = await createLiveAgents(system);

test('a client that reconnects gets the missed events in order, and then live events', async () => {
  const first = await LiveClient.connect(port, alice.user.token);
  await first.request('agent:join', { agentId: alice.uuid }, 'agent:joined');
  await emitLiveEvent(ctx, ended(alice.id, 'one'));
  const { id: lastEventId } = await first.waitFor('call:ended');
  await first.close();

  await emitLiveEvent(ctx, ended(alice.id, 'two'));
  await emitLiveEvent(ctx, ended(bob.id, 'not mine'));
  await emitLiveEvent(ctx, incoming(alice.id));
  const back = await LiveClient.connect(other.port, alice.user.token);
  await back.request('agent:join', { agentId: alice.uuid }, 'agent:joined');
  const replayed = await back.request('events:since', { lastEventId }, 'events:replayed');
  expect(replayed.data).toEqual({ count: 2, complete: true });
  await emitLiveEvent(ctx, ended(alice.id, 'three'));
  await waitForEvents(back);

  const events = back.messages.slice(2);
  expect(events.map(({ event, data }) => [event, data['disposition']])).toEqual([
    ['call:ended', 'two'],
    ['incoming:call', undefined],
    ['events:replayed', undefined],
    ['call:ended', 'three'],
  ]);
  // The id of a reply is the position of the last replayed event.
  expect(replayed.id).toBe(events[1]!.id);
  await back.close();
});

test('no event is lost or repeated when new events come during a replay', async () => {
  const leader = await LiveClient.connect(other.port, owner.token);
  const { id: lastEventId } = leader.messages[0]!;
  const numbers = Array.from({ length: 60 }, (_, number) => String(number));
  for (const number of numbers.slice(0, 20)) await emitLiveEvent(ctx, ended(null, number));
  const back = await LiveClient.connect(port, owner.token);
  back.send('events:since', { lastEventId });
  for (const number of numbers.slice(20)) await emitLiveEvent(ctx, ended(null, number));
  await waitForEvents(back, leader);
  expect(leader.dispositions).toEqual(numbers);
  // If the client received an event live before the replay, the replay sends the event again with the same id.
  expect(new Set(back.messagesOf('call:ended').map(({ id }) => id)).size).toBe(numbers.length);
  const sinceReplay = back.dispositions.slice(back.dispositions.lastIndexOf('0'));
  expect(sinceReplay).toEqual(numbers);
  await Promise.all([leader.close(), back.close()]);
});

test('after a long disconnection the reply says that events are missing', async () => {
  const client = await LiveClient.connect(port, owner.token);
  const replay = async (lastEventId: string) =>
    (await client.request('events:since', { lastEventId }, 'events:replayed')).data['complete'];
  expect(await replay(client.messages[0]!.id)).toBe(true);
  expect(await replay(FIRST_POSITION)).toBe(false);
  // The replay after a position in the future is complete, because no later event can be missing.
  expect(await replay('999999999999999-0')).toBe(true);
  await ctx.redis.del(eventChannel(ctx.keyPrefix, tenantId));
  expect(await replay(client.messages[0]!.id)).toBe(false);
  const wrong = await client.request('events:since', { lastEventId: 'yesterday' }, 'error');
  expect(wrong.data).toEqual({ message: expect.stringContaining('lastEventId'), event: 'events:since' });
  await waitForEvents(client);
  await client.close();
});

test('a user may request a limited number of replays per minute, over all sockets', async () => {
  const { owner: leader } = await createLiveAgents(system);
  const clients = await Promise.all([port, other.port].map((each) => LiveClient.connect(each, leader.token)));
  for (let round = 0; round < 15; round += 1)
    for (const client of clients)
      await client.request('events:since', { lastEventId: FIRST_POSITION }, 'events:replayed');
  for (const client of clients) {
    const refused = await client.request('events:since', { lastEventId: FIRST_POSITION }, 'error');
    expect(refused.data).toEqual({ message: expect.stringContaining('too many replays'), event: 'events:since' });
  }
  await Promise.all(clients.map((client) => client.close()));
});

test('only the latest events are kept, for a limited time', async () => {
  const stream = eventChannel(ctx.keyPrefix, tenantId);
  await Promise.all(Array.from({ length: 1_400 }, () => emitLiveEvent(ctx, ended(null))));
  expect(await ctx.redis.xlen(stream)).toBeLessThan(1_200);
  expect(await ctx.redis.ttl(stream)).toBeGreaterThan(3_500);
});

test('a process subscribes once per tenant, while it has sockets of the tenant', async () => {
  const { owner: leader, tenantId } = await createLiveAgents(system);
  const channel = eventChannel(ctx.keyPrefix, tenantId);
  const subscriptions = async () => (await ctx.redis.pubsub('NUMSUB', channel))[1];
  const clients = await Promise.all(
    [port, port, other.port, other.port].map((each) => LiveClient.connect(each, leader.token)),
  );
  expect(await subscriptions()).toBe(2);
  await clients[0]!.close();
  expect(await subscriptions()).toBe(2);
  await Promise.all(clients.map((client) => client.close()));
  await expect.poll(subscriptions, { timeout: 8_000, interval: 5 }).toBe(0);
});

test('events during a lost connection to Redis are sent when the connection is back', async () => {
  const client = await LiveClient.connect(port, owner.token);
  const list = String(await ctx.redis.client('LIST'));
  const ids = list.split('\n').flatMap((line) => {
    const found = /^id=(\d+) .* name=(\S+)/.exec(line);
    return found?.[2] === `${ctx.keyPrefix}:live` ? Number(found[1]) : [];
  });
  expect(ids.length).toBeGreaterThan(0);
  for (const id of ids) await ctx.redis.client('KILL', 'ID', id);
  for (const disposition of ['one', 'two', 'three']) await emitLiveEvent(ctx, ended(null, disposition));
  await waitForEvents(client);
  expect(client.dispositions).toEqual(['one', 'two', 'three']);
  await client.close();
});
