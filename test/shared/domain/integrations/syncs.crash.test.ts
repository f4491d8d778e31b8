/**
 * Tests syncs whose process is killed after the CRM platform has executed a request and before the platform has
 * replied.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, inject, test, vi } from 'vitest';
import {
  insertEndedCalls,
  integrationExamples,
  createIntegrationAccount,
  platformsEnv,
  listRecordStates,
  startPlatforms,
  startSync,
  getSync,
} from '../../../helpers/fixtures/integrations.ts';
import { createTestSystem } from '../../../helpers/system.ts';

await using stack = new AsyncDisposableStack();
const platforms = await startPlatforms(stack);
const { hubspot, salesforce, pipedrive, zapier } = platforms;
const env = platformsEnv(platforms);
const system = await createTestSystem({ env });
const owned = stack.move();
afterAll(() => owned.disposeAsync());

/** Runs a sync in a separate process. */
function startSyncProcess(syncId: number) {
  const { databaseUrl, redisUrl, jwtSecret, secretsKey, twilio } = system.config;
  const script = fileURLToPath(new URL('../../../helpers/run-job.ts', import.meta.url));
  const settings = {
    LOG_LEVEL: 'silent',
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    JWT_SECRET: jwtSecret,
    SECRETS_KEY: secretsKey,
    SIMULATOR_AUTH_TOKEN: twilio.authToken,
    ...env,
  };
  const worker = spawn(process.execPath, [script, 'integration.sync', JSON.stringify({ syncId })], {
    env: settings,
    stdio: 'inherit',
  });
  return { worker, exited: once(worker, 'exit') };
}

/** Returns how often each CRM platform has the call with the given uuid. */
const countCopies = {
  hubspot: (uuid: string) => (hubspot.calls.has(uuid) ? 1 : 0),
  salesforce: (uuid: string) => (salesforce.tasks.has(uuid) ? 1 : 0),
  pipedrive: (uuid: string) => pipedrive.callLogs.filter(({ note }) => note.includes(uuid)).length,
  zapier: (uuid: string) => (zapier.events.has(`call.ended:${uuid}`) ? 1 : 0),
};

/** The short version kills one sync that sends calls in batches and one that sends single calls: each kill takes 3 s. */
const kills = [
  { platform: 'hubspot', on: /calls\/batch\/upsert/, after: 1, calls: 230, known: 100, isLong: true },
  { platform: 'hubspot', on: /batch\/associate/, after: 1, calls: 230, known: 100, isLong: false },
  { platform: 'salesforce', on: /sobjects\/Contact/, after: 1, calls: 420, known: 200, isLong: true },
  { platform: 'salesforce', on: /sobjects\/Task/, after: 1, calls: 420, known: 200, isLong: true },
  { platform: 'pipedrive', on: /POST \/v1\/callLogs/, after: 3, calls: 9, known: 3, isLong: false },
  { platform: 'pipedrive', on: /POST \/api\/v2\/persons/, after: 3, calls: 9, known: 3, isLong: true },
  { platform: 'zapier', on: /POST/, after: 3, calls: 9, known: 3, isLong: true },
] as const;

test.each(kills.filter(({ isLong }) => inject('isLong') || !isLong))(
  '$platform, killed at $on: every call is there exactly once',
  async (each) => {
    const { platform, on, after, calls: count, known } = each;
    const account = await createIntegrationAccount(system, integrationExamples[platform]);
    const calls = await insertEndedCalls(system, account, count, account.integration * 1_000);
    const id = await startSync(system, account);
    const fake = platforms[platform];
    fake.addFault({ on, after, effect: { type: 'held' } });
    const { worker, exited } = startSyncProcess(id);
    await fake.waitUntilHeld();
    worker.kill('SIGKILL');
    await exited;

    const states = await listRecordStates(system, account);
    expect([states['sent'] ?? 0, (states['sending'] ?? 0) > 0]).toEqual([known, true]);
    // Postgres releases the lock of the dead process only after a moment, so the test tries again.
    const finishSync = async () => {
      await system.runJob('integration.sync', { syncId: id });
      expect(await getSync(account, id)).toMatchObject({ status: 'completed', recordsSynced: count, errors: [] });
    };
    await vi.waitFor(finishSync, { timeout: 30_000, interval: 200 });
    expect(calls.map(({ uuid }) => countCopies[platform](uuid))).toEqual(calls.map(() => 1));
    expect(await listRecordStates(system, account)).toEqual({ sent: count });
    expect(new Set(pipedrive.persons.map(({ phone }) => phone)).size).toBe(pipedrive.persons.length);
  },
  90_000,
);
