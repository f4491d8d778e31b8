/** Tests the start of a process while Postgres or Redis is away, and how the process becomes complete. */
import { randomBytes } from 'node:crypto';
import { inject, expect, onTestFinished, test } from 'vitest';
import { createApp } from '../../api/app.ts';
import { createContext, type ContextOptions } from '../../shared/context.ts';
import { connect } from '../../sql/db.ts';
import { dropDatabase } from '../../sql/databases.ts';
import { migrate } from '../../sql/migrate.ts';
import { withDatabase } from '../helpers/global-setup.ts';
import {
  callBySid,
  createInboundCampaign,
  dialedNumber,
  randomCallSid,
  randomPhoneNumber,
} from '../helpers/fixtures/inbound-calls.ts';
import { sendCallback } from '../helpers/fixtures/outbound-calls.ts';
import { createTestSystem } from '../helpers/system.ts';
import { startWire } from '../../scripts/chaos/wire.ts';

const system = await createTestSystem();
const { config, ctx } = system;

async function startProcess(urls: { databaseUrl?: string; redisUrl?: string }) {
  const lines: string[] = [];
  const options: ContextOptions = { processName: 'api', keyPrefix: ctx.keyPrefix, clock: ctx.clock, connectionsMax: 2 };
  const logDestination = { write: (line: string) => void lines.push(line) };
  const own = await createContext({ ...config, logLevel: 'info', ...urls }, { ...options, logDestination });
  onTestFinished(() => own[Symbol.asyncDispose]());
  const app = createApp(own);
  const request = app.request.bind(app);
  const ready = async () => {
    const response = await request('/readyz');
    const { message } = (await response.json()) as { message?: string };
    return { status: response.status, message };
  };
  return { own, lines, ready, wired: { ...system, request } };
}

test('a process starts without stores, apologizes, queues what it can, and becomes complete', async () => {
  const { phoneNumber: To, buyers } = await createInboundCampaign(system);
  await using redis = await startWire(inject('redisUrl'));
  await using postgres = await startWire(config.databaseUrl);
  await redis.cut();
  await postgres.cut();
  const { own, lines, ready, wired } = await startProcess({ databaseUrl: postgres.url, redisUrl: redis.url });
  const voice = () =>
    sendCallback(wired, '/webhooks/voice', {
      CallSid: randomCallSid(),
      From: randomPhoneNumber(),
      To,
      CallStatus: 'ringing',
    });
  const missed = {
    CallSid: randomCallSid(),
    From: randomPhoneNumber(),
    To,
    CallStatus: 'completed',
    CallDuration: '4',
  };
  const report = () => sendCallback(wired, '/webhooks/status', missed);
  expect(lines.join('\n')).toMatch(/Postgres cannot be used: .*Check DATABASE_URL/);
  expect(lines.join('\n')).toMatch(/Redis cannot be used: .*Check REDIS_URL/);
  expect((await ready()).status).toBe(503);
  expect(await voice()).toMatchObject({ status: 200, text: expect.stringContaining('<Say>We are sorry') });
  // The carrier repeats a report that no store takes.
  expect((await report()).status).toBe(503);
  expect((await own.sql`select`.catch((error: { code: string }) => error.code)) as string).toBe('ECONNREFUSED');

  await redis.restore();
  await expect.poll(async () => (await report()).status, { timeout: 10_000 }).toBe(204);
  await postgres.restore();
  await own.storesUp;
  await expect.poll(async () => (await ready()).status, { timeout: 10_000 }).toBe(200);
  expect(dialedNumber((await voice()).text)).toBe(buyers[0]!.phoneNumber);
  // A worker stores the caller who heard the apology.
  const jobs = await ctx.queues.get('events')!.getJobs();
  const job = jobs.find(({ data }) => data.payload.params?.CallSid === missed.CallSid);
  await system.runJob('call.event', job!.data.payload);
  expect(await callBySid(system, missed.CallSid)).toMatchObject({ disposition: 'no_answer', live: false });
});

test('a database without the migrations is named at the start and at /readyz, until it is migrated', async () => {
  const admin = connect({ url: inject('databaseUrl'), applicationName: 'tests', connectionsMax: 1 });
  const name = `test_${randomBytes(6).toString('hex')}`;
  await admin`create database ${admin(name)}`;
  onTestFinished(async () => {
    await dropDatabase(admin, name);
    await admin.end();
  });
  const databaseUrl = withDatabase(inject('databaseUrl'), name);
  const { own, lines, ready } = await startProcess({ databaseUrl });
  expect(lines.join('\n')).toMatch(/lacks the migration 0001_.* and \d+ more\. Run: npm run migrate/);
  expect(await ready()).toMatchObject({ status: 503, message: expect.stringContaining('Run: npm run migrate') });
  await migrate(own.sql);
  await own.storesUp;
  // Half migrated: an older version of the product has run its migrations.
  await own.sql`delete from schema_migrations where version = (select max(version) from schema_migrations)`;
  await expect
    .poll(ready, { timeout: 5_000 })
    .toMatchObject({ status: 503, message: expect.stringContaining('lacks') });
});

test('a wrong setting ends the start with its name', async () => {
  const url = new URL(config.databaseUrl);
  url.pathname = '/no_such_database';
  await expect(startProcess({ databaseUrl: url.href })).rejects.toThrow(/no_such_database.*Check DATABASE_URL/);
  const redis = new URL(inject('redisUrl'));
  redis.password = 'wrong';
  await expect(startProcess({ redisUrl: redis.href })).rejects.toThrow(/Check REDIS_URL/);
});
