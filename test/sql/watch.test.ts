/** Tests that a process replaces connections to Postgres whose packets are lost, without waiting for TCP. */
import { afterAll, expect, inject, test } from 'vitest';
import { createContext } from '../../shared/context.ts';
import { transaction } from '../../shared/transaction.ts';
import { lockTenantClaims } from '../../sql/accounts/limits.ts';
import { connect, isConnectionError, withOwnConnection } from '../../sql/db.ts';
import { watchDatabase } from '../../sql/watch.ts';
import { startWire } from '../../scripts/chaos/wire.ts';
import { createTestSystem } from '../helpers/system.ts';
import { waitUntil } from '../helpers/wait.ts';

const system = await createTestSystem();
const databaseUrl = system.config.databaseUrl;

test('statements on connections that hang fail, later statements get new connections', async () => {
  await using wire = await startWire(databaseUrl);
  const options = { url: wire.url, applicationName: 'held', connectionsMax: 3 };
  const pool = connect(options);
  afterAll(() => pool.end({ timeout: 0 }));
  await using watch = watchDatabase(pool, options);
  const changes: boolean[] = [];
  watch.onChange((answers) => changes.push(answers));
  await Promise.all([1, 2, 3].map((n) => pool`select ${n}, pg_sleep(0.05)`));

  // As after a failover: the old connections hang, new ones work.
  wire.freeze();
  const inTransaction = pool.begin((sql) => sql`select 1`);
  const error = await pool`select 1`.catch((error: unknown) => error);
  expect(error).toMatchObject({ message: expect.stringContaining('does not answer') });
  // So the API answers 503, and an auction is not taken for failed.
  expect(isConnectionError(error)).toBe(true);
  await expect(inTransaction).rejects.toThrow(/does not answer|CONNECTION_CLOSED/);
  await waitUntil(
    async () => changes.length === 2,
    async () => changes,
  );
  expect(changes).toEqual([false, true]);
  expect(await pool`select 1 as n`).toEqual([{ n: 1 }]);
});

test('a connection of its own is closed although Postgres does not answer, so the job that needed it ends', async () => {
  await using wire = await startWire(databaseUrl);
  const startedMs = performance.now();
  await withOwnConnection({ url: wire.url, applicationName: 'lock' }, async (sql) => {
    await sql`select pg_advisory_lock(1)`;
    wire.freeze();
  });
  expect(performance.now() - startedMs).toBeLessThan(3_000);
});

test.runIf(inject('isLong'))(
  'locks of a process that is cut off are released within seconds, however many of its transactions wait',
  async () => {
    await using wire = await startWire(databaseUrl);
    const { keyPrefix, config, clock } = system.ctx;
    const held = { ...config, databaseUrl: wire.url };
    await using cutOff = await createContext(held, { processName: 'cut off', keyPrefix, clock, connectionsMax: 8 });
    const { promise: locked, resolve: setLocked } = Promise.withResolvers<void>();
    const claims = Array.from({ length: 8 }, () =>
      transaction(cutOff, async ({ sql }) => {
        await lockTenantClaims(sql, 1);
        setLocked();
        await new Promise(() => {});
      }).catch(() => {}),
    );
    await locked;
    wire.freeze();
    const startedMs = performance.now();
    const claim = () => transaction(system.ctx, ({ sql }) => lockTenantClaims(sql, 1));
    // One wait for the lock may end without it.
    await claim().catch(claim);
    expect(performance.now() - startedMs).toBeLessThan(15_000);
    await wire.cut();
    await Promise.all(claims);
  },
);
