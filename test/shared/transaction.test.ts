import { expect, inject, test } from 'vitest';
import { createContext } from '../../shared/context.ts';
import { transaction } from '../../shared/transaction.ts';
import { startWire } from '../../scripts/chaos/wire.ts';
import { createTestSystem } from '../helpers/system.ts';

const system = await createTestSystem();

test('a transaction does not wait for a Redis that hangs; its job stays in the outbox', async () => {
  await using wire = await startWire(inject('redisUrl'));
  const { keyPrefix, config, clock } = system.ctx;
  await using ctx = await createContext({ ...config, redisUrl: wire.url }, { processName: 'held', keyPrefix, clock });
  await Promise.all([...ctx.queues.values()].map((queue) => queue.waitUntilReady()));
  wire.freeze();
  const startedMs = performance.now();
  await transaction(ctx, async (tx) => {
    await tx.enqueue('call.value', { callId: 1 });
    tx.emit({ tenantId: 1, event: 'call:ended', agentId: null, data: { callId: 'x', disposition: 'answered' } });
  });
  expect(performance.now() - startedMs).toBeLessThan(2_500);
  expect(await ctx.sql`select kind from outbox`).toEqual([{ kind: 'call.value' }]);
});

test('a unit of work runs again when a migration has changed the columns of its prepared statements', async () => {
  const { ctx } = system;
  await ctx.sql`create table migrated (n int)`;
  await ctx.sql`insert into migrated values (1)`;
  const read = () =>
    transaction(ctx, async (tx) => {
      await tx.enqueue('call.value', { callId: 2 });
      const first = await tx.sql`select m.* from migrated m`;
      const second = await tx.sql`select m.*, 1 as one from migrated m`;
      return [...first, ...second];
    });
  // All connections of the pool prepare the statements.
  await Promise.all(Array.from({ length: 10 }, read));
  await ctx.sql`alter table migrated add column m int not null default 2`;
  await ctx.sql`delete from outbox`;
  const results = await Promise.all(Array.from({ length: 10 }, read));
  for (const rows of results)
    expect(rows).toEqual([
      { n: 1, m: 2 },
      { n: 1, m: 2, one: 1 },
    ]);
});
