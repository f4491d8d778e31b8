/** Tests that an opt-out by key is kept while Postgres is away, also if Redis then loses its data. */
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, inject, test } from 'vitest';
import { createApp } from '../../../api/app.ts';
import { keepOptOut, replayOptOuts, startOptOutReplay } from '../../../api/webhooks/opt-out-journal.ts';
import { startWire } from '../../../scripts/chaos/wire.ts';
import { createContext } from '../../../shared/context.ts';
import type { CallRow } from '../../../sql/calls/calls.ts';
import { createDialingTenant, ON_DEMAND, placeCall, sendCallback } from '../../helpers/fixtures/outbound-calls.ts';
import { createTestSystem } from '../../helpers/system.ts';
import { waitUntil } from '../../helpers/wait.ts';

const system = await createTestSystem({ startAt: '2026-01-13T20:00:00Z', clockSpeed: inject('isLong') ? 120 : 1 });
const { ctx, config } = system;
const folder = join(config.dataDir, 'opt-outs');
const postgresWire = await startWire(config.databaseUrl);
const redisWire = await startWire(config.redisUrl);

/** An API process that reaches Postgres and Redis through wires. */
async function startApi() {
  const own = await createContext(
    { ...config, databaseUrl: postgresWire.url, redisUrl: redisWire.url },
    { processName: 'test api', keyPrefix: ctx.keyPrefix, clock: ctx.clock, connectionsMax: 2 },
  );
  const replay = await startOptOutReplay(own);
  const app = createApp(own);
  return {
    request: app.request.bind(app),
    async stop() {
      await replay[Symbol.asyncDispose]();
      await own[Symbol.asyncDispose]();
    },
  };
}

let api = await startApi();
afterAll(async () => {
  await api.stop();
  await postgresWire[Symbol.asyncDispose]();
  await redisWire[Symbol.asyncDispose]();
});

let lastNumber = 4_000;
const nextPhone = () => `+1212555${(lastNumber += 1)}`;

async function placedCalls(count: number): Promise<CallRow[]> {
  const calls: CallRow[] = [];
  for (let placed = 0; placed < count; placed += 1)
    calls.push(await placeCall(system, await createDialingTenant(system, { ...ON_DEMAND, phones: [nextPhone()] })));
  return calls;
}

const pressNine = (call: CallRow) =>
  sendCallback({ ...system, request: api.request }, `/webhooks/twilio/opt-out?callId=${call.uuid}`, {
    CallSid: call.callSid!,
    Digits: '9',
  });

async function loseRedisData(): Promise<void> {
  const keys = await ctx.redis.keys(`${ctx.keyPrefix}*`);
  if (keys.length > 0) await ctx.redis.del(...keys);
}

const records = () => readdir(folder);
const listedNumbers = async () => {
  const rows = await ctx.sql<{ phone: string }[]>`select phone from dnc_numbers where removed_at is null order by id`;
  return rows.map(({ phone }) => phone);
};
const confirmed = { status: 200, text: expect.stringMatching(/<Response><Hangup\/><\/Response>$/) };

test('Postgres is away, Redis loses its data, the API starts again: the number is on the do-not-call list', async () => {
  const [call] = await placedCalls(1);
  const { toNumber, uuid } = call!;
  await postgresWire.cut();
  const pressedMs = ctx.clock.nowMs();
  expect(await pressNine(call!)).toEqual(confirmed);
  await loseRedisData();
  expect(await records()).toEqual([expect.stringContaining(uuid)]);
  // The record has no number of a person.
  expect((await records()).join()).not.toContain(toNumber.slice(1));
  await api.stop();
  api = await startApi();
  await postgresWire.restore();
  await waitUntil(async () => (await records()).length === 0, records);
  expect(await listedNumbers()).toContain(toNumber);
  const [event] = await ctx.sql<[{ occurredAt: Date }]>`
    select occurred_at from call_events where event = 'opted_out' and call_id = ${call!.id}`;
  expect(Math.abs(event.occurredAt.getTime() - pressedMs)).toBeLessThan(inject('isLong') ? 600_000 : 5_000);
});

test('a key is confirmed only if two places have it, and what one place has is kept', async () => {
  const [call] = await placedCalls(1);
  await postgresWire.cut();
  await redisWire.cut();
  // The carrier repeats the request.
  expect((await pressNine(call!)).status).toBe(503);
  expect(await records()).toHaveLength(1);
  await redisWire.restore();
  await rm(folder, { recursive: true });
  await writeFile(folder, 'no folder');
  expect((await pressNine(call!)).status).toBe(503);
  await rm(folder);
  await waitUntil(async () => (await pressNine(call!)).status === 200, 'Redis takes the job');
  await postgresWire.restore();
  await waitUntil(async () => (await records()).length === 0, records);
  expect(await listedNumbers()).toContain(call!.toNumber);
});

test('a repeated record does not list a number again that a user has taken off the list', async () => {
  const [call] = await placedCalls(1);
  const optOut = { callUuid: call!.uuid, callSid: call!.callSid!, receivedAtMs: ctx.clock.nowMs() };
  expect(await pressNine(call!)).toEqual(confirmed);
  await ctx.sql`update dnc_numbers set removed_at = clock_now() where phone = ${call!.toNumber}`;
  await keepOptOut(ctx, optOut);
  await replayOptOuts(ctx);
  expect(await records()).toEqual([]);
  expect(await listedNumbers()).not.toContain(call!.toNumber);
});

test('records that name no call, and other files, stop no other record', async () => {
  const [call] = await placedCalls(1);
  const receivedAtMs = ctx.clock.nowMs();
  await keepOptOut(ctx, { callUuid: '00000000-0000-4000-8000-000000000000', callSid: 'CA1', receivedAtMs: 1 });
  await writeFile(join(folder, 'notes.txt'), '');
  await keepOptOut(ctx, { callUuid: call!.uuid, callSid: call!.callSid!, receivedAtMs });
  await replayOptOuts(ctx);
  expect(await records()).toEqual(['notes.txt']);
  expect(await listedNumbers()).toContain(call!.toNumber);
  const strange = { callUuid: '../../secrets', callSid: 'CA1', receivedAtMs };
  await expect(keepOptOut(ctx, strange)).rejects.toThrow('names no call');
});

test('the number of records is limited', async () => {
  const full = { config: { dataDir: join(config.dataDir, 'full') } };
  const optOut = { callUuid: '00000000-0000-4000-8000-000000000000', callSid: 'CA1', receivedAtMs: 1 };
  for (const receivedAtMs of [1, 2]) await keepOptOut(full, { ...optOut, receivedAtMs }, 2);
  await expect(keepOptOut(full, optOut, 2)).rejects.toThrow('2 opt-outs wait');
});

// An hour of product time, which takes 30 s of real time.
test.runIf(inject('isLong'))(
  'an opt-out at any minute of an hour without Postgres is kept',
  async () => {
    const calls = await placedCalls(60);
    await postgresWire.cut();
    const startedMs = ctx.clock.nowMs();
    for (const [minute, call] of calls.entries()) {
      const untilMs = startedMs + minute * 60_000;
      await waitUntil(async () => ctx.clock.nowMs() >= untilMs, `minute ${minute}`);
      expect(await pressNine(call)).toEqual(confirmed);
      if (minute % 7 === 0) await loseRedisData();
      if (minute % 20 === 10) {
        await api.stop();
        api = await startApi();
      }
    }
    await loseRedisData();
    expect(ctx.clock.nowMs() - startedMs).toBeGreaterThan(59 * 60_000);
    await postgresWire.restore();
    await waitUntil(async () => !(await records()).some((name) => name !== 'notes.txt'), records);
    expect(await listedNumbers()).toEqual(expect.arrayContaining(calls.map(({ toNumber }) => toNumber)));
  },
  120_000,
);
