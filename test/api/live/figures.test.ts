import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { applyFigures, type FigureUpdate, type LiveFloor } from '../../../api/client/client.ts';
import { FigureFeed } from '../../../api/live/figures.ts';
import { actorOf, authenticate } from '../../../shared/domain/accounts/users.ts';
import { EventFeed } from '../../../shared/live-event-feed.ts';
import { emitLiveEvent } from '../../../shared/live-events.ts';
import { createTenant, send } from '../../helpers/api/client.ts';
import { LiveClient } from '../../helpers/api/live-client.ts';
import { createLiveAgents, startApiProcess } from '../../helpers/fixtures/live-agents.ts';
import { insertRow } from '../../helpers/fixtures/rows.ts';
import { createTestSystem } from '../../helpers/system.ts';

/** Shorter than the second of the product. Long enough to count the updates of a burst. */
const EVERY_MS = 60;
const system = await createTestSystem({ listen: true });
const { ctx, config } = system;
const { sql } = ctx;
const fast = await startApiProcess(system, { figuresEveryMs: EVERY_MS });
afterAll(fast.stop);
const { owner, tenantId, alice, bob, ended } = await createLiveAgents(system);

const POLL = { timeout: 8_000, interval: 5 };

const updatesOf = (client: LiveClient) =>
  client.messagesOf('figures:updated').map(({ data }) => data as unknown as FigureUpdate);

/** The floor of a client that applies every update. */
const floorOf = (client: LiveClient) =>
  updatesOf(client).reduce<LiveFloor | undefined>((floor, update) => applyFigures(floor, update), undefined);

const watch = (client: LiveClient, data: object = {}) => client.request('figures:watch', data, 'figures:updated');

const setStatus = async (agent: { uuid: string; user: { token: string } }, status: string) =>
  expect(
    (await send(system, 'PUT', `/api/agents/${agent.uuid}/status`, { token: agent.user.token, body: { status } }))
      .status,
  ).toBe(200);

test('a watcher gets the floor of GET /floor, and then what changes', async () => {
  const campaign = await insertRow.campaigns(sql, tenantId);
  await sql`update campaigns set status = 'active' where id = ${campaign.id}`;
  const client = await LiveClient.connect(fast.port, owner.token);
  const { data } = await watch(client);
  const { body } = await owner.get('/api/floor');
  expect(data).toMatchObject({ since: null, agents: body.agents, counts: body.counts, calls: [] });
  expect(data['campaigns']).toMatchObject([{ campaign: { id: campaign.uuid }, pacing: { status: 'active' } }]);

  await setStatus(bob, 'break');
  await expect.poll(() => floorOf(client)?.agents.map(({ state }) => state), POLL).toEqual(['break', 'offline']);
  const last = updatesOf(client).at(-1)!;
  expect(last.agents).toMatchObject([{ id: bob.uuid, state: 'break' }]);
  expect(last.agents).not.toContainEqual(expect.objectContaining({ id: alice.uuid }));

  // Without a live event: the floor is also read in intervals.
  const [call] = await sql<[{ id: number; uuid: string }]>`
    insert into calls (tenant_id, campaign_id, direction, status, from_number, to_number, start_time, connected_at)
    values (${tenantId}, ${campaign.id}, 'outbound', 'in-progress', '+14155551234', '+14155550100', clock_now(), clock_now())
    returning id, uuid`;
  await expect.poll(() => floorOf(client)?.calls.map(({ id }) => id), POLL).toEqual([call.uuid]);
  expect(floorOf(client)).toMatchObject({ counts: { talking: 1 }, campaigns: [{ counts: { talking: 1 } }] });
  await sql`update calls set status = 'completed', disposition = 'answered', end_time = clock_now() where id = ${call.id}`;
  await expect.poll(() => updatesOf(client).at(-1)?.removed.calls, POLL).toEqual([call.uuid]);
  expect((await owner.get('/api/floor')).body).toMatchObject({ calls: [], agents: floorOf(client)!.agents });
  await sql`update campaigns set status = 'completed' where id = ${campaign.id}`;
  await expect.poll(() => updatesOf(client).at(-1)?.removed.campaigns, POLL).toEqual([campaign.uuid]);
  await client.close();
});

test('a burst of events is one update in each interval, and no change is no update', async () => {
  const client = await LiveClient.connect(fast.port, owner.token);
  await watch(client);
  const startMs = performance.now();
  for (let n = 0; n < 12; n += 1) {
    await sql`update agents set total_calls_handled = ${n + 1} where id = ${alice.id}`;
    await emitLiveEvent(ctx, ended(alice.id));
  }
  await expect
    .poll(() => floorOf(client)?.agents.find(({ id }) => id === alice.uuid)?.total_calls_handled, POLL)
    .toBe(12);
  const seen = updatesOf(client).length;
  // The first one is the reply to `figures:watch`.
  expect(seen - 1).toBeLessThanOrEqual(1 + (performance.now() - startMs) / EVERY_MS);
  for (let n = 0; n < 3; n += 1) await emitLiveEvent(ctx, ended(alice.id));
  await pause(4 * EVERY_MS);
  expect(updatesOf(client)).toHaveLength(seen);
  await client.close();
});

test('a client that connects again gets what it missed, and the whole floor from another process', async () => {
  const first = await LiveClient.connect(fast.port, owner.token);
  await watch(first);
  const floor = floorOf(first)!;
  await first.close();
  await setStatus(alice, 'break');
  const back = await LiveClient.connect(fast.port, owner.token);
  expect((await watch(back, { version: floor.version })).data['since']).toBe(floor.version);
  const caughtUp = () => updatesOf(back).reduce<LiveFloor | undefined>(applyFigures, floor);
  await expect
    .poll(() => caughtUp()?.agents.map(({ id, state }) => [id, state]), POLL)
    .toEqual([
      [bob.uuid, floor.agents[0]!.state],
      [alice.uuid, 'break'],
    ]);
  expect(updatesOf(back).flatMap(({ agents }) => agents)).toMatchObject([{ id: alice.uuid }]);
  await back.close();

  const elsewhere = await LiveClient.connect(config.port, owner.token);
  expect((await watch(elsewhere, { version: floor.version })).data).toMatchObject({
    since: null,
    agents: { length: 2 },
  });
  await elsewhere.close();
});

test('figures go only to watchers of the tenant who may read the floor', async () => {
  const stranger = await createTenant(system);
  const [leader, quiet, agent, other] = await Promise.all(
    [owner.token, owner.token, alice.user.token, stranger.token].map((token) => LiveClient.connect(fast.port, token)),
  );
  await watch(leader!);
  await watch(other!);
  const refused = await agent!.request('figures:watch', {}, 'error');
  expect(refused.data).toEqual({ event: 'figures:watch', message: expect.stringContaining('stats.read') });
  await setStatus(bob, 'offline');
  await expect.poll(() => updatesOf(leader!).length, POLL).toBe(2);
  expect(updatesOf(quiet!)).toEqual([]);
  expect(updatesOf(agent!)).toEqual([]);
  expect(updatesOf(other!)).toHaveLength(1);
  expect(JSON.stringify(updatesOf(other!))).not.toContain(bob.uuid);

  leader!.send('figures:unwatch', {});
  await leader!.request('agent:join', { agentId: bob.uuid }, 'agent:joined');
  await setStatus(bob, 'break');
  await leader!.waitFor('agent:status:updated');
  await pause(2 * EVERY_MS);
  expect(updatesOf(leader!)).toHaveLength(2);
  await Promise.all([leader, quiet, agent, other].map((client) => client!.close()));
});

test('the database is read only for a floor that is watched', async () => {
  let statements = 0;
  const counted = new Proxy(sql, {
    apply: (target, self, args) => {
      statements += 1;
      return Reflect.apply(target as never, self, args);
    },
  });
  const events = new EventFeed(ctx);
  const figures = new FigureFeed({ ...ctx, sql: counted }, events, EVERY_MS);
  const actor = actorOf(await authenticate(ctx, 'api', owner.token));
  const updates: FigureUpdate[] = [];
  const watcher = { actor, onFigures: (update: FigureUpdate) => void updates.push(update) };
  await events.join(tenantId, { onEvent: () => {}, onGap: () => {} });
  const emitSome = async () => {
    for (let n = 0; n < 3; n += 1) {
      await emitLiveEvent(ctx, ended(alice.id));
      await pause(EVERY_MS);
    }
  };
  await emitSome();
  expect(statements).toBe(0);
  await figures.watch(watcher, undefined);
  const first = statements;
  expect(first).toBeGreaterThan(0);
  await emitSome();
  await expect.poll(() => statements, POLL).toBeGreaterThan(first);
  expect(updates).toHaveLength(1);

  figures.unwatch(watcher);
  await pause(EVERY_MS);
  const before = statements;
  await emitSome();
  expect(statements).toBe(before);
  figures.close();
  events.close();
});
