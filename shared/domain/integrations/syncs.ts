/**
 * Syncs of integrations. A sync sends all calls that ended since the last sync. An integration has at most one running
 * sync, which runs in one worker. If the worker dies, another worker continues the sync.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { PlatformError } from '../../clients/platform.ts';
import { PlatformHttp } from '../../clients/platform-http.ts';
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { transaction } from '../../transaction.ts';
import { isUniqueViolation, type Key, withOwnConnection } from '../../../sql/db.ts';
import {
  addAuthFailure,
  markSynced,
  listActiveIntegrationIds,
  listIdleIntegrations,
  integrationByKey,
  type IntegrationRow,
  lockIntegration,
} from '../../../sql/integrations/integrations.ts';
import {
  adoptAutomaticSync,
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
import { findDueRecords, sendNextBatch } from './sync-records.ts';
import { createPlatformClient } from './platforms.ts';

/** How long an API request that starts a sync waits for the end of the sync. Milliseconds of real time. */
export const SYNC_WAIT_MS = 20_000;
/** The pause between two looks at an automatic sync that another worker runs. Milliseconds of real time. */
const POLL_MS = 200;
/**
 * A worker interrupts a sync after this time, so that other syncs can run. The sweeper continues the interrupted sync
 * later. Milliseconds of real time.
 */
const TURN_MS = 60_000;
/**
 * The sync that the end of a call starts waits this long, so that calls that end together are sent together.
 * Milliseconds of product time.
 */
const CALL_END_DELAY_MS = 1_000;
/** The integration is switched off after this many syncs in a row in which the platform rejected the credentials. */
const AUTH_FAILURES_MAX = 3;
/**
 * A sync fails after this many workers have started the sync and died, because the sync may be the cause of the deaths.
 */
const CLAIMS_MAX = 20;

/**
 * Starts a sync and waits for the end of the sync. If an automatic sync is running, waits for that one. The transaction
 * that inserts the sync also writes a job `integration.sync` to the outbox, so the sync runs even if this process dies.
 * While this function waits, a second job `integration.sync` runs the sync at once. The job from the outbox then finds
 * that the sync has finished.
 *
 * @param waitMs how long to wait, in milliseconds of real time; 0 to return at once
 * @returns the sync as it is after the wait
 * @throws DomainError `conflict` if a sync of another user is running, or if the integration is switched off
 */
export async function startSync(
  ctx: Context,
  actor: Actor,
  key: Key,
  waitMs = SYNC_WAIT_MS,
): Promise<{ integration: IntegrationRow; sync: SyncDetails }> {
  const { tenantId } = authorize(actor, 'integrations.write');
  const { integration, sync, isAdopted } = await createSync(ctx, tenantId, key, {
    isAutomatic: false,
    delayMs: waitMs * ctx.clock.speed,
  });
  const waitEndMs = performance.now() + waitMs;
  const read = async () => requireFound(await syncByKey(ctx.sql, tenantId, integration.id, { id: sync.id }), 'Sync');
  if (waitMs > 0)
    await ctx.jobRequests.request(ctx, 'integration.sync', { syncId: sync.id }, waitMs).catch((error: unknown) => {
      ctx.log.error({ err: error, syncId: sync.id }, 'sync job failed, a later job continues the sync');
    });
  let result = await read();
  // Another worker was running the automatic sync already, so the second job has ended at once.
  if (isAdopted)
    while (result.status === 'running' && performance.now() < waitEndMs) {
      await sleep(POLL_MS);
      result = await read();
    }
  return { integration, sync: result };
}

/**
 * Inserts a sync and enqueues the job `integration.sync`. The lock of the integration makes this exact: a sync that is
 * running searches for ended calls once more, under the same lock, before it finishes (`finishIfDone`).
 *
 * @param delayMs the delay of the job, in milliseconds of product time (the product's clock)
 */
async function createSync(
  ctx: Context,
  tenantId: number,
  key: Key,
  { isAutomatic, delayMs }: { isAutomatic: boolean; delayMs: number },
) {
  try {
    return await transaction(ctx, async (tx) => {
      const integration = requireFound(await lockIntegration(tx.sql, tenantId, key), 'Integration');
      if (!integration.isActive)
        throw new DomainError(
          'conflict',
          `The integration is switched off${integration.disabledReason ? `: ${integration.disabledReason}` : ''}. ` +
            'Set isActive to true.',
        );
      const adopted = isAutomatic ? undefined : await adoptAutomaticSync(tx.sql, tenantId, integration.id);
      if (adopted) return { integration, sync: adopted, isAdopted: true };
      const sync = await insertSync(tx.sql, tenantId, integration.id, isAutomatic);
      await tx.enqueue('integration.sync', { syncId: sync.id }, { deduplicationKey: String(sync.id), delayMs });
      return { integration, sync, isAdopted: false };
    });
  } catch (error) {
    if (isUniqueViolation(error, 'integration_syncs_one_running'))
      throw new DomainError('conflict', 'A sync of this integration is already running. Wait until it has finished.');
    throw error;
  }
}

/**
 * Starts a sync of every active integration that has no running sync. Finds the calls whose job `integration.calls` was
 * lost, and retries what a platform has rejected.
 */
export async function startDueSyncs(ctx: Context): Promise<void> {
  for (const { id, tenantId } of await listIdleIntegrations(ctx.sql)) await startAutomaticSync(ctx, tenantId, id, 0);
}

/** Starts the syncs of a tenant after the end of a call. A sync that is running finds the call before it finishes. */
export async function startSyncsOfTenant(ctx: Context, tenantId: number): Promise<void> {
  for (const id of await listActiveIntegrationIds(ctx.sql, tenantId))
    await startAutomaticSync(ctx, tenantId, id, CALL_END_DELAY_MS);
}

async function startAutomaticSync(ctx: Context, tenantId: number, id: number, delayMs: number): Promise<void> {
  await createSync(ctx, tenantId, { id }, { isAutomatic: true, delayMs }).catch((error: unknown) => {
    // Ignore a DomainError, because a sync may be running, or a user has switched the integration off meanwhile.
    if (!(error instanceof DomainError)) throw error;
  });
}

/** Runs a sync, unless another worker is running the sync or the sync has finished. */
export async function runSync(ctx: Context, syncId: number, signal: AbortSignal): Promise<void> {
  const options = { url: ctx.config.databaseUrl, applicationName: 'callcenter sync' };
  return withOwnConnection(options, async (lockSql) => {
    if (!(await lockSync(lockSql, { id: syncId }))) return;
    const sync = await claimSync(ctx.sql, syncId);
    if (!sync) return;
    const { tenantId } = sync;
    const integration = await integrationByKey(ctx.sql, tenantId, { id: sync.integrationId });
    if (!integration?.isActive)
      return finishSync(ctx.sql, tenantId, syncId, 'The integration was switched off or deleted.');
    if (sync.claims > CLAIMS_MAX)
      return finishSync(
        ctx.sql,
        tenantId,
        syncId,
        `The sync was started ${CLAIMS_MAX} times without finishing. Start another one.`,
      );
    await sendBatches(ctx, sync, integration, signal);
  });
}

/**
 * Sends batches of calls until no call is left, the worker's time for the sync is over, or the platform stops the sync
 * with an error.
 */
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
    do {
      while (await sendNextBatch(ctx, { tenantId, integrationId, syncId }, client)) {
        signal.throwIfAborted();

        if (performance.now() >= turnEndMs) return await releaseSync(ctx.sql, tenantId, syncId);
      }
    } while (!(await finishIfDone(ctx, sync)));
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

/**
 * Finishes a sync if no call is left. A call that ended after the last search is not left behind: either this function
 * finds the call, or the call's job finds that the sync has finished, and starts the next one.
 *
 * @returns false if a call is left
 */
async function finishIfDone(ctx: Context, { id: syncId, tenantId, integrationId }: SyncRow): Promise<boolean> {
  return transaction(ctx, async ({ sql }) => {
    await lockIntegration(sql, tenantId, { id: integrationId });
    if ((await findDueRecords(ctx, sql, { tenantId, integrationId, syncId }, 1)).length > 0) return false;
    await markSynced(sql, tenantId, integrationId);
    await finishSync(sql, tenantId, syncId, null);
    return true;
  });
}
