/**
 * The sweeper (job `system.sweep`). After a crash, or after Redis lost its data, due work may have no job any more. The
 * sweeper finds such work in Postgres and enqueues a job for the work again.
 */
import type { Context } from '../../context.ts';
import { enqueue, publishOutbox } from '../../enqueue.ts';
import { JOB_KINDS } from '../../jobs.ts';
import { repairAgentCalls } from '../agents/agents.ts';
import { purgeEndedSessions } from '../accounts/login-sessions.ts';
import { listOverdueOutboxRows } from '../../../sql/outbox.ts';
import { deleteOldCapBuckets } from '../../../sql/rtb/caps.ts';
import { listUnvaluedCallIds } from '../../../sql/routing/call-value.ts';
import { mergeSpend } from '../../../sql/accounts/limits.ts';
import { deleteOldIdempotencyKeys } from '../../../sql/accounts/idempotency.ts';
import { deleteExpiredInvitations } from '../../../sql/accounts/user-invitations.ts';
import { deleteExpiredPasswordResets } from '../../../sql/accounts/password-resets.ts';
import { listRunningSyncIds } from '../../../sql/integrations/syncs.ts';
import { listUnfinishedImportIds } from '../../../sql/leads/imports.ts';
import { listCallIdsWithoutCost } from '../../../sql/calls/costs.ts';
import { listRecordingsToDelete } from '../../../sql/calls/recordings.ts';
import { listRunningErasureIds } from '../../../sql/operations/erasures.ts';
import { listStrandedCallIds } from '../../../sql/calls/agent-legs.ts';
import { listCallsWithoutRetry } from '../../../sql/dialing/retries.ts';
import { listStaleReservations, releaseUncalledLeads } from '../../../sql/dialing/reservations.ts';
import { recountBuyerCalls } from '../../../sql/routing/buyers.ts';
import { resealSecrets } from './reseal.ts';
import { storeMissingPlaces } from '../leads/missing-places.ts';
import { deleteStaleUploads } from '../leads/uploads.ts';
import { sweepNumbers } from '../numbers/sweep.ts';
import { sweepLeases } from '../tracking/leases.ts';
import { applyRetention } from './retention.ts';

/**
 * A transaction publishes its rows of the outbox at once. If a row of the outbox is older than this, a crash or an
 * outage of Redis prevented the publishing. Seconds of real time.
 */
const OUTBOX_GRACE_SECONDS = 3;
const OUTBOX_BATCH = 500;

/** Work that normally takes milliseconds counts as lost after this time. Seconds of real time. */
const LOST_SECONDS = 20;

/** Replies to requests with an Idempotency-Key are kept for this time. Hours of real time. */
const IDEMPOTENCY_HOURS = 24;

type Sweep = {
  /** Work that is older than this counts as lost. Seconds of product time. */
  lostSeconds: number;
  signal: AbortSignal;
};

/** The steps of a sweep. Each step repairs one kind of lost work. Steps for work that people wait for come first. */
const STEPS: Record<string, (ctx: Context, sweep: Sweep) => Promise<unknown>> = {
  outbox: (ctx, { signal }) => publishLeftoverOutbox(ctx, signal),
  placements: enqueueForgottenPlacements,
  retries: async (ctx, { lostSeconds }) =>
    enqueueForCalls(ctx, 'retry.schedule', await listCallsWithoutRetry(ctx.sql, lostSeconds)),
  imports: async (ctx) => {
    for (const importId of await listUnfinishedImportIds(ctx.sql))
      await enqueue(ctx, 'leads.import', { importId }, { deduplicationKey: String(importId) });
  },
  syncs: async (ctx) => {
    for (const syncId of await listRunningSyncIds(ctx.sql))
      await enqueue(ctx, 'integration.sync', { syncId }, { deduplicationKey: String(syncId) });
  },
  stranded: async (ctx, { lostSeconds }) => {
    for (const callId of await listStrandedCallIds(ctx.sql, lostSeconds))
      await enqueue(ctx, 'call.redirect', { callId, to: 'abandon' }, { deduplicationKey: `swept-${callId}` });
  },
  costs: async (ctx, { lostSeconds }) => {
    const callIds = await listCallIdsWithoutCost(ctx.sql, lostSeconds);
    await enqueueForCalls(ctx, 'cost.reconcile', callIds);
    await enqueueForCalls(ctx, 'recording.reconcile', callIds);
  },
  values: async (ctx, { lostSeconds }) =>
    enqueueForCalls(ctx, 'call.value', await listUnvaluedCallIds(ctx.sql, lostSeconds)),
  uploads: deleteStaleUploads,
  numbers: (ctx, { lostSeconds }) => sweepNumbers(ctx, lostSeconds),
  leases: sweepLeases,
  retention: applyRetention,
  recordings: async (ctx, { lostSeconds }) => {
    for (const recordingId of await listRecordingsToDelete(ctx.sql, lostSeconds))
      await enqueue(ctx, 'recording.delete', { recordingId }, { deduplicationKey: String(recordingId) });
  },
  erasures: async (ctx, { lostSeconds }) => {
    for (const erasureId of await listRunningErasureIds(ctx.sql, lostSeconds))
      await enqueue(ctx, 'person.erase', { erasureId }, { deduplicationKey: String(erasureId) });
  },
  caps: (ctx) => deleteOldCapBuckets(ctx.sql),
  idempotencyKeys: (ctx) => deleteOldIdempotencyKeys(ctx.sql, IDEMPOTENCY_HOURS),
  leads: async (ctx, { lostSeconds }) => logRepaired(ctx, 'leads', await releaseUncalledLeads(ctx.sql, lostSeconds)),
  places: storeMissingPlaces,
  sessions: purgeEndedSessions,
  secrets: (ctx, { signal }) => resealSecrets(ctx, signal),
  spend: (ctx) => mergeSpend(ctx.sql),
  userInvitations: (ctx) => deleteExpiredInvitations(ctx.sql),
  passwordResets: (ctx) => deleteExpiredPasswordResets(ctx.sql),
  agents: async (ctx) => logRepaired(ctx, 'agents', await repairAgentCalls(ctx)),
  buyers: async (ctx) => logRepaired(ctx, 'buyers', await recountBuyerCalls(ctx.sql)),
};

/**
 * Runs every step of the sweep. After a flush of Redis, one sweep enqueues all lost work again. A job that is enqueued
 * twice does no harm, because each job first claims its work in Postgres. A step that fails does not stop the other
 * steps.
 *
 * @throws AggregateError with the error of each failed step, so that Bull Board (the web view of the queues) shows the
 *   errors
 */
export async function sweep(ctx: Context, signal: AbortSignal): Promise<void> {
  const lostSeconds = LOST_SECONDS * Math.max(1, ctx.clock.speed);
  const failures = new Map<string, unknown>();
  for (const [name, step] of Object.entries(STEPS)) {
    if (signal.aborted) break;
    try {
      await step(ctx, { lostSeconds, signal });
    } catch (error) {
      ctx.log.error({ err: error, step: name }, 'sweep step failed, the next sweep tries again');
      failures.set(name, error);
    }
  }
  if (failures.size > 0)
    throw new AggregateError(failures.values(), `The sweep failed in these steps: ${[...failures.keys()].join(', ')}.`);
}

async function enqueueForgottenPlacements(ctx: Context, { lostSeconds }: Sweep): Promise<void> {
  const { calls, legs } = await listStaleReservations(ctx.sql, lostSeconds);
  await enqueueForCalls(ctx, 'call.place', calls);
  for (const legId of legs) await enqueue(ctx, 'agent.ring', { legId }, { deduplicationKey: `swept-${legId}` });
}

type CallJob = 'call.place' | 'retry.schedule' | 'cost.reconcile' | 'recording.reconcile' | 'call.value';

async function enqueueForCalls(ctx: Context, kind: CallJob, callIds: number[]): Promise<void> {
  for (const callId of callIds) await enqueue(ctx, kind, { callId }, { deduplicationKey: `swept-${callId}` });
}

function logRepaired(ctx: Context, what: string, count: number): void {
  if (count > 0) ctx.log.warn({ step: what, rows: count }, 'sweep repaired rows that a crash left behind');
}

async function publishLeftoverOutbox(ctx: Context, signal: AbortSignal): Promise<void> {
  let published = OUTBOX_BATCH;
  while (published === OUTBOX_BATCH && !signal.aborted) {
    // There is no lock and no transaction here, because a transaction must not wait for Redis. If two sweepers publish
    // the same row, the queue drops the second job, because it has the same job id.
    const rows = await listOverdueOutboxRows(ctx.sql, JOB_KINDS, OUTBOX_GRACE_SECONDS, OUTBOX_BATCH);
    // If Redis is down, the rows of the outbox stay for the next sweep.
    published = (await publishOutbox(ctx, rows)) ? rows.length : 0;
  }
}
