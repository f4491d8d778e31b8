/**
 * Syncs of integrations: each sends all calls that ended since the last one. An integration has one running sync at a time,
 * in one worker. When that worker dies, another worker continues the sync.
 */
import { PlatformError } from '../../clients/platform.ts';
import { PlatformHttp } from '../../clients/platform-http.ts';
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { transaction } from '../../transaction.ts';
import { connect, isUniqueViolation, type Key } from '../../../sql/db.ts';
import {
  addAuthFailure,
  markSynced,
  listIdleIntegrations,
  integrationByKey,
  type IntegrationRow,
  lockIntegration,
} from '../../../sql/integrations/integrations.ts';
import {
  claimSync,
  finishSync,
  insertSync,
  lockSync,
  releaseSync,
  syncByKey,
  type SyncDetails,
  type SyncRow,
} from '../../../sql/integrations/syncs.ts';
import { type Actor, authorize } from '../accounts/access.ts';
import { sendNextBatch } from './sync-records.ts';
import { createPlatformClient } from './platforms.ts';

/** How long a request that starts a sync waits for its end. Real ms. */
export const SYNC_WAIT_MS = 20_000;
/** After this time a worker stops, so that other syncs get their turn. The sweeper continues the sync later. Real ms. */
const TURN_MS = 60_000;
/** After so many syncs in a row with rejected credentials the integration is switched off. */
const AUTH_FAILURES_MAX = 3;
/** A sync fails after so many workers have started it without stopping in order: it may be what kills them. */
const CLAIMS_MAX = 20;

/**
 * Starts a sync and waits for its end. The transaction that inserts the sync also puts its job into the outbox, so the sync
 * runs even when this process dies now. While this function waits, a second job goes to a worker directly; the job of the
 * outbox then finds the sync finished.
 *
 * @param waitMs real ms to wait; 0 to return at once
 * @returns the sync as it is after the wait
 * @throws DomainError `conflict` while a sync of the integration runs, or when the integration is switched off
 */
export async function startSync(
  ctx: Context,
  actor: Actor,
  key: Key,
  waitMs = SYNC_WAIT_MS,
): Promise<{ integration: IntegrationRow; sync: SyncDetails }> {
  const { tenantId } = authorize(actor, 'integrations.write');
  const { integration, sync } = await createSync(ctx, tenantId, key, waitMs * ctx.clock.speed);
  if (waitMs > 0)
    await ctx.jobRequests.request(ctx, 'integration.sync', { syncId: sync.id }, waitMs).catch((error: unknown) => {
      ctx.log.error({ err: error, syncId: sync.id }, 'sync job failed, a later job continues the sync');
    });
  return {
    integration,
    sync: requireFound(await syncByKey(ctx.sql, tenantId, integration.id, { id: sync.id }), 'Sync'),
  };
}

/** Inserts a sync and enqueues its job. @param delayMs product ms until the job */
async function createSync(ctx: Context, tenantId: number, key: Key, delayMs: number) {
  try {
    return await transaction(ctx, async (tx) => {
      const integration = requireFound(await lockIntegration(tx.sql, tenantId, key), 'Integration');
      if (!integration.isActive)
        throw new DomainError(
          'conflict',
          `The integration is switched off${integration.disabledReason ? `: ${integration.disabledReason}` : ''}. ` +
            'Set isActive to true.',
        );
      const sync = await insertSync(tx.sql, tenantId, integration.id);
      await tx.enqueue('integration.sync', { syncId: sync.id }, { deduplicationKey: String(sync.id), delayMs });
      return { integration, sync };
    });
  } catch (error) {
    if (isUniqueViolation(error, 'integration_syncs_one_running'))
      throw new DomainError('conflict', 'A sync of this integration is already running. Wait until it has finished.');
    throw error;
  }
}

/** Starts a sync of every active integration that has no running sync. */
export async function startDueSyncs(ctx: Context): Promise<void> {
  for (const { id, tenantId } of await listIdleIntegrations(ctx.sql))
    await createSync(ctx, tenantId, { id }, 0).catch((error: unknown) => {
      // Meanwhile a user has started a sync, or switched the integration off.
      if (!(error instanceof DomainError)) throw error;
    });
}

/** Runs a sync, unless another worker runs it or it has finished. */
export async function runSync(ctx: Context, syncId: number, signal: AbortSignal): Promise<void> {
  // A connection for this sync only: closing the connection releases the lock.
  const lockSql = connect({ url: ctx.config.databaseUrl, applicationName: 'callcenter sync', connectionsMax: 1 });
  try {
    if (!(await lockSync(lockSql, { id: syncId }))) return;
    const sync = await claimSync(ctx.sql, syncId);
    if (!sync) return;
    const { tenantId } = sync;
    const integration = await integrationByKey(ctx.sql, tenantId, { id: sync.integrationId });
    if (!integration?.isActive)
      return await finishSync(ctx.sql, tenantId, syncId, 'The integration was switched off or deleted.');
    if (sync.claims > CLAIMS_MAX)
      return await finishSync(
        ctx.sql,
        tenantId,
        syncId,
        `The sync was started ${CLAIMS_MAX} times without finishing. Start another one.`,
      );
    await sendBatches(ctx, sync, integration, signal);
  } finally {
    await lockSql.end();
  }
}

/** Sends batches until no call is left, the turn of this worker ends, or the platform stops the sync with an error. */
async function sendBatches(
  ctx: Context,
  sync: SyncRow,
  integration: IntegrationRow,
  signal: AbortSignal,
): Promise<void> {
  const { id: syncId, tenantId, integrationId } = sync;
  const http = new PlatformHttp(ctx.bidders.egress, signal);
  const turnEndMs = performance.now() + TURN_MS;
  try {
    const client = createPlatformClient(ctx, http, integration);
    while (await sendNextBatch(ctx, { tenantId, integrationId, syncId }, client)) {
      signal.throwIfAborted();

      if (performance.now() >= turnEndMs) return await releaseSync(ctx.sql, tenantId, syncId);
    }
    await markSynced(ctx.sql, tenantId, integrationId);
    await finishSync(ctx.sql, tenantId, syncId, null);
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    const reason = http.redact(error.message);
    if (error.problem === 'unauthorized')
      await addAuthFailure(ctx.sql, tenantId, integrationId, { max: AUTH_FAILURES_MAX, reason });
    await finishSync(ctx.sql, tenantId, syncId, reason);
    ctx.log.info({ syncId, integrationId, problem: error.problem }, 'platform stopped the sync with an error');
  } finally {
    await http.close();
  }
}
