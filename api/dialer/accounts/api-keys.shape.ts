/** How the dialer API shows API keys. */
import { z } from '@hono/zod-openapi';
import type { ApiKeyRow } from '../../../sql/accounts/api-keys.ts';
import { computed, givenTimeOrNull, numericId, uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';

export const ApiKeyResponse = z
  .object({
    id: uuid,
    numeric_id: numericId,
    tenant_id: uuid,
    name: z.string(),
    prefix: z
      .string()
      .openapi({ example: 'ccp_3f9a0c1d5e7b2846', description: 'The beginning of the key, by which you recognize it' }),
    permissions: z.array(z.string()).openapi({ example: ['leads.read', 'leads.write'] }),
    created_by: uuid.openapi({ description: 'The user who created the key' }),
    expires_at: timestamp.nullable(),
    last_used_at: computed(timestamp.nullable().openapi({ description: 'Exact to a minute' })),
    rotated_at: computed(timestamp.nullable()),
    previous_valid_until: computed(
      timestamp
        .nullable()
        .openapi({ description: 'The time until which the secret before the last rotation is valid' }),
    ),
    created_at: timestamp,
  })
  .openapi('ApiKeyResponse');

const isoOrNull = (time: Date | null) => time?.toISOString() ?? null;

export function presentApiKey(row: ApiKeyRow): z.infer<typeof ApiKeyResponse> {
  return {
    id: row.uuid,
    numeric_id: row.id,
    tenant_id: row.tenantUuid,
    name: row.name,
    prefix: `ccp_${row.publicId}`,
    permissions: row.permissions,
    created_by: row.createdByUuid,
    expires_at: givenTimeOrNull(row.expiresAt),
    last_used_at: isoOrNull(row.lastUsedAt),
    rotated_at: isoOrNull(row.rotatedAt),
    previous_valid_until: isoOrNull(row.previousValidUntil),
    created_at: row.createdAt.toISOString(),
  };
}
