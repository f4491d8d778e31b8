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
