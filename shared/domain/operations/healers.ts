/**
 * The registry of healers: for each state in which a row waits for a job, the carrier or another process, what ends the
 * wait if the job or the report was lost. `healers.test.ts` reads the states from the database, and fails for a state
 * without a healer.
 *
 * A state is `table.column=value`, or `table.column` if each value but one means that the row waits.
 */
import type { Context } from '../../context.ts';
import { enqueue, publishJobs } from '../../enqueue.ts';
import { type JobKind, JOB_KINDS } from '../../jobs.ts';
import { cancelReservedAgentLeg } from '../calls/agent-legs.ts';
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
import { listStaleRecycleIds } from '../../../sql/leads/recycles.ts';
import { listDueConversations } from '../../../sql/calls/conversations.ts';
import { listLeftCallIds } from '../../../sql/calls/guest-legs.ts';
import { listCallIdsWithoutCost } from '../../../sql/calls/costs.ts';
import { listRecordingsToDelete } from '../../../sql/calls/recordings.ts';
import { listRunningErasureIds } from '../../../sql/operations/erasures.ts';
import { listOverdueAgentLegs, listStrandedCallIds } from '../../../sql/calls/agent-legs.ts';
import { listCallsWithoutRetry } from '../../../sql/dialing/retries.ts';
import {
  listStaleReservations,
  listStaleReservedLegs,
  releaseUncalledLeads,
} from '../../../sql/dialing/reservations.ts';
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

/** The same for work for which a person on the phone waits. Seconds of real time. */
const URGENT_SECONDS = 5;

/**
 * If the phone of an agent could not be rung for this long, for example because the carrier refuses requests, the next
 * agent or the abandonment message follows. Seconds of product time.
 */
const RING_SECONDS_MAX = 15;

/** Replies to requests with an Idempotency-Key are kept for this time. Hours of real time. */
const IDEMPOTENCY_HOURS = 24;

export type Sweep = {
  /** Work of this step that is older than this counts as lost. Seconds of product time. */
  lostSeconds: number;
  signal: AbortSignal;
};

type SweepStep = {
  /** The states whose wait the step ends. */
  heals: readonly string[];
  /** Work that is older than this counts as lost. Seconds of real time. Default: {@link LOST_SECONDS}. */
  lostAfterSeconds?: number;
  run(ctx: Context, sweep: Sweep): Promise<unknown>;
};

/** A step that tidies up, and that nothing waits for. */
const tidy = (run: SweepStep['run']): SweepStep => ({ heals: [], run });

/** The states whose wait is ended by a scheduled job other than the sweeper. */
export const SCHEDULED_HEALERS = {
  'dialer.tick': [
    'campaigns.status=scheduled',
    'campaigns.status=active',
    'leads.status=pending',
    'leads.next_call_at',
    'agents.wrap_up_until',
    // The tick after this time sends the next call as a probe.
    'carrier_breakers.opened_at',
    'carrier_breakers.next_probe_at',
  ],
  // Takes the place of a parked leg that ends soon, and ends it.
  'agents.unpark': ['call_legs.renewed_at'],
  // Each sync sends the calls that were not sent before.
  'integrations.tick': ['pending', 'sending', 'failed'].map((state) => `integration_records.state=${state}`),
  // Compares the carrier's inbound calls with ours.
  'inbound.reconcile': ['inbound_call_checks.checked_until'],
  // The poller asks the carrier about calls and legs whose reports are overdue.
  'calls.poll': ['calls', 'call_legs'].flatMap((table) =>
    ['dialing', 'unknown', 'queued', 'initiated', 'ringing', 'in-progress']
      .map((status) => `${table}.status=${status}`)
      .concat(`${table}.next_poll_at`),
  ),
} satisfies Partial<Record<JobKind, readonly string[]>>;

/** The steps of a sweep. Each step ends one kind of wait. Steps for work that people wait for come first. */
export const SWEEP_STEPS: Record<string, SweepStep> = {
  outbox: { heals: ['outbox'], run: (ctx, { signal }) => publishLeftoverOutbox(ctx, signal) },
  legs: {
    heals: ['call_legs.status=reserved', 'calls.agent_reserved_at'],
    lostAfterSeconds: URGENT_SECONDS,
    run: healReservedLegs,
  },
  stranded: {
    heals: ['calls.status=in-progress'],
    lostAfterSeconds: 2 * URGENT_SECONDS,
    run: async (ctx, { lostSeconds }) => {
      for (const callId of await listStrandedCallIds(ctx.sql, lostSeconds))
        await enqueue(ctx, 'call.redirect', { callId, to: 'abandon' }, { deduplicationKey: `swept-${callId}` });
    },
  },
  conversations: {
    heals: ['conversations.changes_due'],
    lostAfterSeconds: URGENT_SECONDS,
    run: async (ctx, { lostSeconds }) => {
      for (const callId of await listDueConversations(ctx.sql, lostSeconds))
        await enqueue(ctx, 'conversation.sync', { callId }, { deduplicationKey: `swept-${callId}` });
      // No one is on the line with these people: they hear that the transfer failed.
      for (const callId of await listLeftCallIds(ctx.sql, lostSeconds))
        await enqueue(ctx, 'call.redirect', { callId, to: 'transfer' }, { deduplicationKey: `swept-${callId}` });
    },
  },
  placements: {
    heals: ['calls.status=reserved'],
    run: async (ctx, { lostSeconds }) =>
      enqueueForCalls(ctx, 'call.place', await listStaleReservations(ctx.sql, lostSeconds)),
  },
  retries: {
    heals: ['leads.status=calling'],
    run: async (ctx, { lostSeconds }) =>
      enqueueForCalls(ctx, 'retry.schedule', await listCallsWithoutRetry(ctx.sql, lostSeconds)),
  },
  imports: {
    heals: ['lead_imports.status=pending', 'lead_imports.status=running'],
    run: async (ctx) => {
      for (const importId of await listUnfinishedImportIds(ctx.sql))
        await enqueue(ctx, 'leads.import', { importId }, { deduplicationKey: String(importId) });
    },
  },
  recycles: {
    heals: ['lead_recycles.status=running'],
    run: async (ctx, { lostSeconds }) => {
      for (const recycleId of await listStaleRecycleIds(ctx.sql, lostSeconds))
        await enqueue(ctx, 'leads.recycle', { recycleId }, { deduplicationKey: String(recycleId) });
    },
  },
  syncs: {
    heals: ['integration_syncs.status=running'],
    run: async (ctx) => {
      for (const syncId of await listRunningSyncIds(ctx.sql))
        await enqueue(ctx, 'integration.sync', { syncId }, { deduplicationKey: String(syncId) });
    },
  },
  costs: {
    heals: ['calls.cost_source=estimated', 'recordings.status=in-progress', 'recordings.status=processing'],
    run: async (ctx, { lostSeconds }) => {
      // The job also fetches missing recordings.
      await enqueueForCalls(ctx, 'cost.reconcile', await listCallIdsWithoutCost(ctx.sql, lostSeconds));
    },
  },
  values: {
    heals: ['rtb_awards.status=claimed'],
    run: async (ctx, { lostSeconds }) =>
      enqueueForCalls(ctx, 'call.value', await listUnvaluedCallIds(ctx.sql, lostSeconds)),
  },
  uploads: { heals: ['lead_imports.status=uploading'], run: deleteStaleUploads },
  numbers: {
    heals: [
      'number_purchases.status=reserved',
      'number_purchases.status=buying',
      'number_purchases.status=unknown',
      'phone_numbers.sync_due=configure',
      'phone_numbers.sync_due=release',
      'pool_webhook_deliveries.status=pending',
      'pool_webhook_deliveries.next_attempt_at',
    ],
    run: (ctx, { lostSeconds }) => sweepNumbers(ctx, lostSeconds),
  },
  leases: { heals: ['number_leases.held_until', 'number_leases.released_at'], run: sweepLeases },
  retention: tidy(applyRetention),
  recordings: {
    heals: ['recordings.delete_due'],
    run: async (ctx, { lostSeconds }) => {
      for (const recordingId of await listRecordingsToDelete(ctx.sql, lostSeconds))
        await enqueue(ctx, 'recording.delete', { recordingId }, { deduplicationKey: String(recordingId) });
    },
  },
  erasures: {
    heals: ['erasures.status=running', 'erasures.waits_for'],
    run: async (ctx, { lostSeconds }) => {
      for (const erasureId of await listRunningErasureIds(ctx.sql, lostSeconds))
        await enqueue(ctx, 'person.erase', { erasureId }, { deduplicationKey: String(erasureId) });
    },
  },
  caps: tidy((ctx) => deleteOldCapBuckets(ctx.sql)),
  idempotencyKeys: tidy((ctx) => deleteOldIdempotencyKeys(ctx.sql, IDEMPOTENCY_HOURS)),
  leads: {
    heals: ['leads.status=queued'],
    run: async (ctx, { lostSeconds }) => logRepaired(ctx, 'leads', await releaseUncalledLeads(ctx.sql, lostSeconds)),
  },
  places: tidy(storeMissingPlaces),
  sessions: tidy(purgeEndedSessions),
  secrets: tidy((ctx, { signal }) => resealSecrets(ctx, signal)),
  spend: tidy((ctx) => mergeSpend(ctx.sql)),
  userInvitations: tidy((ctx) => deleteExpiredInvitations(ctx.sql)),
  passwordResets: tidy((ctx) => deleteExpiredPasswordResets(ctx.sql)),
  agents: {
    heals: ['agents.current_calls'],
    run: async (ctx) => logRepaired(ctx, 'agents', await repairAgentCalls(ctx)),
  },
  buyers: {
    heals: ['buyers.current_calls'],
    run: async (ctx) => logRepaired(ctx, 'buyers', await recountBuyerCalls(ctx.sql)),
  },
};

/** Returns the time after which the work of a step counts as lost. Seconds of product time. */
export function lostSecondsOf({ lostAfterSeconds = LOST_SECONDS }: SweepStep, ctx: Context): number {
  return lostAfterSeconds * Math.max(1, ctx.clock.speed);
}

/**
 * Rings the phones of reserved legs whose job was lost. If the phone of an agent could not be rung for too long, the
 * called person gets the next agent or the abandonment message.
 */
async function healReservedLegs(ctx: Context, { lostSeconds }: Sweep): Promise<void> {
  for (const legId of await listOverdueAgentLegs(ctx.sql, RING_SECONDS_MAX)) await cancelReservedAgentLeg(ctx, legId);
  for (const { id, isParked } of await listStaleReservedLegs(ctx.sql, lostSeconds)) {
    const options = { deduplicationKey: `swept-${id}` };
    if (isParked) await enqueue(ctx, 'agent.park', { parkedLegId: id }, options);
    else await enqueue(ctx, 'agent.ring', { legId: id }, options);
  }
}

type CallJob = 'call.place' | 'retry.schedule' | 'cost.reconcile' | 'call.value';

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
    published = (await publishJobs(ctx, rows)) ? rows.length : 0;
  }
}
