/** Bringing a platform up to date: one sync of an integration at a time, in a worker, which another goes on with when it dies. */
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

/** How long whoever asks for a sync waits for its end. Real ms. */
export const SYNC_WAIT_MS = 20_000;
/** A worker then lets others go first. Real ms. */
const TURN_MS = 60_000;
/** Syncs in a row whose credentials are refused, after which the integration is switched off. */
const REFUSALS_MAX = 3;
/** A sync that kills whoever takes it up ends here. */
const CLAIMS_MAX = 20;

/**
 * Starts a sync and waits for its end a while. The job goes through the outbox in the same transaction, so the sync happens
 * whatever dies now; while the caller waits, a worker is asked directly and that job finds nothing left to do.
 *
 * @param answerMs real ms to wait; 0 to return at once
 * @returns the sync as it stands then
 * @throws DomainError `conflict` while one runs, and for an integration that is switched off
 */
export async function startSync(
  ctx: Context,
  actor: Actor,
  key: Key,
  answerMs = SYNC_WAIT_MS,
): Promise<{ integration: IntegrationRow; sync: SyncDetails }> {
  const { tenantId } = authorize(actor, 'integrations.write');
  const { integration, sync } = await createSync(ctx, tenantId, key, answerMs * ctx.clock.speed);
  if (answerMs > 0)
    await ctx.jobRequests.request(ctx, 'integration.sync', { syncId: sync.id }, answerMs).catch((error: unknown) => {
      ctx.log.error({ err: error, syncId: sync.id }, 'sync failed for now');
    });
  return {
    integration,
    sync: requireFound(await syncByKey(ctx.sql, tenantId, integration.id, { id: sync.id }), 'Sync'),
  };
}

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
      throw new DomainError('conflict', 'A sync of this integration is running. Wait for its end.');
    throw error;
  }
}

/** Syncs every integration that is switched on and not at it already. */
export async function startDueSyncs(ctx: Context): Promise<void> {
  for (const { id, tenantId } of await listIdleIntegrations(ctx.sql))
    await createSync(ctx, tenantId, { id }, 0).catch((error: unknown) => {
      // Somebody was faster, or switched it off.
      if (!(error instanceof DomainError)) throw error;
    });
}

/** Works a sync, unless another worker is at it. */
export async function runSync(ctx: Context, syncId: number, signal: AbortSignal): Promise<void> {
  // A connection of its own: the lock lives and dies with it.
  const own = connect({ url: ctx.config.databaseUrl, applicationName: 'callcenter sync', connectionsMax: 1 });
  try {
    if (!(await lockSync(own, { id: syncId }))) return;
    const sync = await claimSync(ctx.sql, syncId);
    if (!sync) return;
    const { tenantId } = sync;
    const integration = await integrationByKey(ctx.sql, tenantId, { id: sync.integrationId });
    if (!integration?.isActive) return await finishSync(ctx.sql, tenantId, syncId, 'It was switched off meanwhile.');
    if (sync.claims > CLAIMS_MAX)
      return await finishSync(ctx.sql, tenantId, syncId, 'It was taken up too often without coming to its end.');
    await sendBatches(ctx, sync, integration, signal);
  } finally {
    await own.end();
  }
}

async function sendBatches(ctx: Context, sync: SyncRow, integration: IntegrationRow, signal: AbortSignal): Promise<void> {
  const { id: syncId, tenantId, integrationId } = sync;
  const http = new PlatformHttp(ctx.bidders.egress, signal);
  const turnEndMs = performance.now() + TURN_MS;
  try {
    const client = createPlatformClient(ctx, http, integration);
    while (await sendNextBatch(ctx, { tenantId, integrationId, syncId }, client)) {
      signal.throwIfAborted();
      // The sweeper brings it back behind the others.
      if (performance.now() >= turnEndMs) return await releaseSync(ctx.sql, tenantId, syncId);
    }
    await markSynced(ctx.sql, tenantId, integrationId);
    await finishSync(ctx.sql, tenantId, syncId, null);
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    const reason = http.redact(error.message);
    if (error.problem === 'refused')
      await addAuthFailure(ctx.sql, tenantId, integrationId, { max: REFUSALS_MAX, reason });
    await finishSync(ctx.sql, tenantId, syncId, reason);
    ctx.log.info({ syncId, integrationId, problem: error.problem }, 'sync failed');
  } finally {
    await http.close();
  }
}
