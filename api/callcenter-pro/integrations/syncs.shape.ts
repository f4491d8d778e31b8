/** Syncs as the CallCenter Pro API returns them. */
import { z } from '@hono/zod-openapi';
import type { SyncDetails, SyncError } from '../../../sql/integrations/syncs.ts';
import { integer, uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';

const SyncErrorResponse = z
  .object({
    callId: integer.nullable().openapi({ description: 'null for the error that stopped the whole sync' }),
    message: z.string(),
  })
  .openapi('SyncErrorResponse');

export const SyncResultResponse = z
  .object({
    success: z.boolean().openapi({ description: 'True when neither a call nor the whole sync has failed' }),
    recordsSynced: integer,
    lastSyncTime: timestamp.nullable().openapi({ description: 'End of the last sync that completed' }),
    errors: z.array(SyncErrorResponse),
  })
  .openapi('SyncResultResponse');

export const RunningSyncResponse = SyncResultResponse.extend({ statusUrl: z.string() }).openapi('RunningSyncResponse');

export const SyncResponse = SyncResultResponse.extend({
  id: integer,
  uuid,
  status: z.enum(['running', 'completed', 'failed']),
  recordsFailed: integer,
  startedAt: timestamp,
  finishedAt: timestamp.nullable(),
}).openapi('SyncResponse');

export function presentSyncResult(sync: SyncDetails, callErrors: SyncError[]): z.infer<typeof SyncResultResponse> {
  const { recordsSynced, recordsFailed, lastSyncAt } = sync;
  const errors = callErrors.map(({ callId, error }): z.infer<typeof SyncErrorResponse> => ({ callId, message: error }));
  if (sync.error !== null) errors.unshift({ callId: null, message: sync.error });
  const success = sync.error === null && recordsFailed === 0;
  return { success, recordsSynced, lastSyncTime: lastSyncAt?.toISOString() ?? null, errors };
}

export function presentSync(sync: SyncDetails, callErrors: SyncError[]): z.infer<typeof SyncResponse> {
  return {
    ...presentSyncResult(sync, callErrors),
    id: sync.id,
    uuid: sync.uuid,
    status: sync.status,
    recordsFailed: sync.recordsFailed,
    startedAt: sync.createdAt.toISOString(),
    finishedAt: sync.finishedAt?.toISOString() ?? null,
  };
}
