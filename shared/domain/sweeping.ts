import type { Context } from '../context.ts';
import { enqueue, publishOutbox } from '../queues.ts';
import { forgetEndedSessions } from './sessions.ts';
import { lockLeftoverOutbox } from '../../sql/outbox.ts';
import {
  deleteOldCapBuckets,
  deleteOldIdempotencyKeys,
  forgottenPlacements,
  freeUncalledLeads,
  recountAgentCalls,
  recountBuyerCalls,
  strandedCalls,
  uncostedCalls,
  unfinishedImports,
  unfinishedSyncs,
  unsettledCalls,
  unvaluedCalls,
} from '../../sql/system.ts';
import { clearBrokenUploads } from './lead-imports.ts';
import { sweepNumbers } from './number-sweeps.ts';
import { sweepLeases } from './number-leases.ts';

/** A row this old was not published by its transaction: its process died or Redis was down. Real seconds. */
const OUTBOX_GRACE_SECONDS = 3;
const OUTBOX_BATCH = 500;

/** Work that should take milliseconds and has not happened for this long was lost. Seconds of real time. */
const LOST_SECONDS = 20;

/** How long a request with an Idempotency-Key is remembered. Real hours. */
const IDEMPOTENCY_HOURS = 24;

/**
 * Derives the work that is due from Postgres, so that nothing depends on the queue remembering it: after a flush of Redis
 * everything goes on within one sweep. Each job it adds is the one that should exist already, so an extra one does
 * nothing.
 */
export async function sweep(ctx: Context, signal: AbortSignal): Promise<void> {
  await publishLeftovers(ctx, signal);
  const lost = LOST_SECONDS * Math.max(1, ctx.clock.speed);
  const { calls, legs } = await forgottenPlacements(ctx.sql, lost);
  for (const callId of calls) await enqueue(ctx, 'call.place', { callId }, { once: `swept-${callId}` });
  for (const legId of legs) await enqueue(ctx, 'agent.ring', { legId }, { once: `swept-${legId}` });
  for (const callId of await unsettledCalls(ctx.sql, lost))
    await enqueue(ctx, 'retry.schedule', { callId }, { once: `swept-${callId}` });
  for (const importId of await unfinishedImports(ctx.sql))
    await enqueue(ctx, 'leads.import', { importId }, { once: String(importId) });
  for (const syncId of await unfinishedSyncs(ctx.sql))
    await enqueue(ctx, 'integration.sync', { syncId }, { once: String(syncId) });
  for (const callId of await strandedCalls(ctx.sql, lost))
    await enqueue(ctx, 'call.redirect', { callId, to: 'abandon' }, { once: `swept-${callId}` });
  for (const callId of await uncostedCalls(ctx.sql, lost)) {
    await enqueue(ctx, 'cost.reconcile', { callId }, { once: `swept-${callId}` });
    await enqueue(ctx, 'recording.reconcile', { callId }, { once: `swept-${callId}` });
  }
  for (const callId of await unvaluedCalls(ctx.sql, lost))
    await enqueue(ctx, 'call.settle', { callId }, { once: `swept-${callId}` });
  await clearBrokenUploads(ctx);
  await sweepNumbers(ctx, lost);
  await sweepLeases(ctx);
  await deleteOldCapBuckets(ctx.sql);
  await deleteOldIdempotencyKeys(ctx.sql, IDEMPOTENCY_HOURS);
  const freed = await freeUncalledLeads(ctx.sql, lost);
  await forgetEndedSessions(ctx);
  const recounted = (await recountAgentCalls(ctx.sql)) + (await recountBuyerCalls(ctx.sql));
  if (freed + recounted > 0) ctx.log.warn({ freed, recounted }, 'healed what a crash left behind');
}

async function publishLeftovers(ctx: Context, signal: AbortSignal): Promise<void> {
  let published = OUTBOX_BATCH;
  while (published === OUTBOX_BATCH && !signal.aborted) {
    published = await ctx.sql.begin(async (sql) => {
      const rows = await lockLeftoverOutbox(sql, OUTBOX_GRACE_SECONDS, OUTBOX_BATCH);
      // While the queue is down they stay for the next sweep.
      return (await publishOutbox(ctx, rows, sql)) ? rows.length : 0;
    });
  }
}
