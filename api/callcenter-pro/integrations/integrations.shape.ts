/** Integrations with platforms as the CallCenter Pro API returns them. */
import { z } from '@hono/zod-openapi';
import { PLATFORM_NAMES } from '../../../shared/rules/integrations/platform-names.ts';
import type { IntegrationRow } from '../../../sql/integrations/integrations.ts';
import { computed, integer, uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';

export const IntegrationResponse = z
  .object({
    id: integer,
    uuid,
    userId: integer.nullable(),
    name: z.string(),
    platform: z.enum(PLATFORM_NAMES),
    apiKey: z.string().nullable().openapi({ description: 'Masked. Sending the mask back keeps the stored key.' }),
    hasApiKey: z.boolean(),
    webhookUrl: z.string().nullable(),
    isActive: z.boolean(),
    disabledReason: computed(
      z.string().nullable().openapi({
        description: 'Why the integration was switched off automatically: how the platform rejected its credentials',
      }),
    ),
    syncFrom: computed(
      timestamp.nullable().openapi({
        description: 'The platform gets the calls that end from this time on. null: all calls, also older ones.',
      }),
    ),
    lastSync: computed(timestamp.nullable()),
    createdAt: timestamp,
    updatedAt: computed(timestamp),
  })
  .openapi('IntegrationResponse');

export const BackfillResponse = z
  .object({
    from: timestamp.nullable(),
    calls: integer.openapi({ description: 'Ended calls that a new integration with this back-fill would send' }),
  })
  .openapi('BackfillResponse');

export function presentIntegration(integration: IntegrationRow): z.infer<typeof IntegrationResponse> {
  return {
    id: integration.id,
    uuid: integration.uuid,
    userId: integration.createdBy,
    name: integration.name,
    platform: integration.platform,
    apiKey: integration.apiKeyMask,
    hasApiKey: integration.apiKey !== null,
    webhookUrl: integration.webhookUrl,
    isActive: integration.isActive,
    disabledReason: integration.disabledReason,
    syncFrom: integration.syncFrom?.toISOString() ?? null,
    lastSync: integration.lastSyncAt?.toISOString() ?? null,
    createdAt: integration.createdAt.toISOString(),
    updatedAt: integration.updatedAt.toISOString(),
  };
}
