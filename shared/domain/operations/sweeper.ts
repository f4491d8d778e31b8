import type { Context } from '../../context.ts';
import { enqueue, publishOutbox } from '../../queues.ts';
import { forgetEndedSessions } from '../accounts/login-sessions.ts';
import { lockLeftoverOutbox } from '../../../sql/outbox.ts';
import { deleteOldCapBuckets } from '../../../sql/rtb/awards.ts';
import { unvaluedCalls } from '../../../sql/routing/call-value.ts';
import { deleteOldIdempotencyKeys } from '../../../sql/accounts/idempotency.ts';
import { unfinishedSyncs } from '../../../sql/integrations/syncs.ts';
import { unfinishedImports } from '../../../sql/leads/imports.ts';
import { uncostedCalls } from '../../../sql/calls/costs.ts';
import { strandedCalls } from '../../../sql/calls/agent-legs.ts';
import { unsettledCalls } from '../../../sql/dialing/retries.ts';
import { forgottenPlacements, freeUncalledLeads } from '../../../sql/dialing/reservations.ts';
import { recountBuyerCalls } from '../../../sql/routing/buyers.ts';
import { recountAgentCalls } from '../../../sql/agents/availability.ts';
import { clearBrokenUploads } from '../leads/imports.ts';
import { sweepNumbers } from '../numbers/sweep.ts';
import { sweepLeases } from '../tracking/leases.ts';

/** A row this old was not published by its transaction: its process died or Redis was down. Real seconds. */
const OUTBOX_GRACE_SECONDS = 3;
const OUTBOX_BATCH = 500;

/** Work that should take milliseconds and has not happened for this long was lost. Seconds of real time. */
const LOST_SECONDS = 20;

/** How long a request with an Idempotency-Key is remembered. Real hours. */
const IDEMPOTENCY_HOURS = 24;

/** What a step needs to know: how long ago is lost, in product seconds, and when to stop. */
type Sweep = { lost: number; signal: AbortSignal };

/** In this order, because what was acknowledged last is waited for most. Each heals one kind of loss. */
const steps: Record<string, (ctx: Context, sweep: Sweep) => Promise<unknown>> = {
  outbox: (ctx, { signal }) => publishLeftovers(ctx, signal),
  placements: placeForgotten,
  retries: async (ctx, { lost }) => redo(ctx, 'retry.schedule', await unsettledCalls(ctx.sql, lost)),
  imports: async (ctx) => {
    for (const importId of await unfinishedImports(ctx.sql))
      await enqueue(ctx, 'leads.import', { importId }, { once: String(importId) });
  },
  syncs: async (ctx) => {
    for (const syncId of await unfinishedSyncs(ctx.sql))
      await enqueue(ctx, 'integration.sync', { syncId }, { once: String(syncId) });
  },
  stranded: async (ctx, { lost }) => {
    for (const callId of await strandedCalls(ctx.sql, lost))
      await enqueue(ctx, 'call.redirect', { callId, to: 'abandon' }, { once: `swept-${callId}` });
  },
  costs: async (ctx, { lost }) => {
    const callIds = await uncostedCalls(ctx.sql, lost);
    await redo(ctx, 'cost.reconcile', callIds);
    await redo(ctx, 'recording.reconcile', callIds);
  },
  values: async (ctx, { lost }) => redo(ctx, 'call.settle', await unvaluedCalls(ctx.sql, lost)),
  uploads: clearBrokenUploads,
  numbers: (ctx, { lost }) => sweepNumbers(ctx, lost),
  leases: sweepLeases,
  caps: (ctx) => deleteOldCapBuckets(ctx.sql),
  idempotencyKeys: (ctx) => deleteOldIdempotencyKeys(ctx.sql, IDEMPOTENCY_HOURS),
  leads: async (ctx, { lost }) => tellHealed(ctx, 'leads', await freeUncalledLeads(ctx.sql, lost)),
  sessions: forgetEndedSessions,
  agents: async (ctx) => tellHealed(ctx, 'agents', await recountAgentCalls(ctx.sql)),
  buyers: async (ctx) => tellHealed(ctx, 'buyers', await recountBuyerCalls(ctx.sql)),
};

/**
 * Derives the work that is due from Postgres, so that nothing depends on the queue remembering it: after a flush of Redis
 * everything goes on within one sweep. Each job it adds is the one that should exist already, so an extra one does
 * nothing. A step that fails keeps none of the others from their work.
 *
 * @throws AggregateError of all that failed, for Bull Board and the next sweep to show.
 */
export async function sweep(ctx: Context, signal: AbortSignal): Promise<void> {
  const lost = LOST_SECONDS * Math.max(1, ctx.clock.speed);
  const failures = new Map<string, unknown>();
  for (const [name, step] of Object.entries(steps)) {
    if (signal.aborted) break;
    try {
      await step(ctx, { lost, signal });
    } catch (error) {
      ctx.log.error({ err: error, step: name }, 'a step of the sweep failed');
      failures.set(name, error);
    }
  }
  if (failures.size > 0)
    throw new AggregateError(failures.values(), `The sweep could not heal: ${[...failures.keys()].join(', ')}.`);
}

async function placeForgotten(ctx: Context, { lost }: Sweep): Promise<void> {
  const { calls, legs } = await forgottenPlacements(ctx.sql, lost);
  await redo(ctx, 'call.place', calls);
  for (const legId of legs) await enqueue(ctx, 'agent.ring', { legId }, { once: `swept-${legId}` });
}

type CallJob = 'call.place' | 'retry.schedule' | 'cost.reconcile' | 'recording.reconcile' | 'call.settle';

async function redo(ctx: Context, kind: CallJob, callIds: number[]): Promise<void> {
  for (const callId of callIds) await enqueue(ctx, kind, { callId }, { once: `swept-${callId}` });
}

function tellHealed(ctx: Context, what: string, count: number): void {
  if (count > 0) ctx.log.warn({ [what]: count }, 'healed what a crash left behind');
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
