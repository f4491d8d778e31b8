/** Platform integrations and their syncs as the CallCenter Pro document shows them. */
import { z } from '@hono/zod-openapi';
import { PLATFORM_NAMES } from '../../../shared/domain/integrations/platforms.ts';
import type { IntegrationRow } from '../../../sql/integrations/integrations.ts';
import type { RecordError, SyncDetails } from '../../../sql/integrations/syncs.ts';
import { integer, timestamp } from '../../http/response-fields.ts';

export const IntegrationResponse = z
  .object({
    id: integer,
    userId: integer.nullable(),
    name: z.string(),
    platform: z.enum(PLATFORM_NAMES),
    apiKey: z.string().nullable().openapi({ description: 'Masked; sent back as it is, it stays what it was' }),
    hasApiKey: z.boolean(),
    webhookUrl: z.string().nullable(),
    isActive: z.boolean(),
    disabledReason: z
      .string()
      .nullable()
      .openapi({ description: 'Why it was switched off by itself: what the platform said of its credentials' }),
    lastSync: timestamp.nullable(),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .openapi('Integration');

export function presentIntegration(integration: IntegrationRow): z.infer<typeof IntegrationResponse> {
  return {
    id: integration.id,
    userId: integration.createdBy,
    name: integration.name,
    platform: integration.platform,
    apiKey: integration.apiKeyMask,
    hasApiKey: integration.apiKey !== null,
    webhookUrl: integration.webhookUrl,
    isActive: integration.isActive,
    disabledReason: integration.disabledReason,
    lastSync: integration.lastSyncAt?.toISOString() ?? null,
    createdAt: integration.createdAt.toISOString(),
    updatedAt: integration.updatedAt.toISOString(),
  };
}

const syncErrorShape = z.object({
  callId: integer.nullable().openapi({ description: 'null: what ended the whole sync' }),
  message: z.string(),
});

export const SyncResultResponse = z
  .object({
    success: z.boolean().openapi({ description: 'Nothing has failed' }),
    recordsSynced: integer,
    lastSyncTime: timestamp.nullable().openapi({ description: 'The end of the last sync that came to its end' }),
    errors: z.array(syncErrorShape),
  })
  .openapi('SyncResult');

export const RunningSyncResponse = SyncResultResponse.extend({ statusUrl: z.string() }).openapi('SyncUnderWay');

export const SyncResponse = SyncResultResponse
  .extend({
    id: integer,
    status: z.enum(['running', 'completed', 'failed']),
    recordsFailed: integer,
    startedAt: timestamp,
    finishedAt: timestamp.nullable(),
  })
  .openapi('Sync');

export function presentSyncResult(sync: SyncDetails, rejected: RecordError[]): z.infer<typeof SyncResultResponse> {
  const { recordsSynced, recordsFailed, lastSyncAt } = sync;
  const errors = rejected.map(({ callId, error }): z.infer<typeof syncErrorShape> => ({ callId, message: error }));
  if (sync.error !== null) errors.unshift({ callId: null, message: sync.error });
  const success = sync.error === null && recordsFailed === 0;
  return { success, recordsSynced, lastSyncTime: lastSyncAt?.toISOString() ?? null, errors };
}

export function presentSync(sync: SyncDetails, rejected: RecordError[]): z.infer<typeof SyncResponse> {
  return {
    ...presentSyncResult(sync, rejected),
    id: sync.id,
    status: sync.status,
    recordsFailed: sync.recordsFailed,
    startedAt: sync.createdAt.toISOString(),
    finishedAt: sync.finishedAt?.toISOString() ?? null,
  };
}
