/** How the dialer API shows do-not-call numbers. */
import { z } from '@hono/zod-openapi';
import { DNC_SOURCES } from '../../../shared/rules/compliance/dnc.ts';
import type { DncRow } from '../../../sql/compliance/dnc.ts';
import { numericId, uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';

export const DncNumberResponse = z
  .object({
    id: uuid,
    numeric_id: numericId,
    phone: z.string(),
    reason: z.string().nullable(),
    source: z.enum(DNC_SOURCES),
    scope: z.enum(['tenant', 'global']).openapi({
      description: '`tenant`: on your list. `global`: on the list for all accounts; you cannot delete it.',
    }),
    created_by: z.string().nullable().openapi({ description: 'The name of the user who added the number' }),
    created_at: timestamp,
  })
  .openapi('DncNumberResponse');

export function presentDncNumber(row: DncRow): z.infer<typeof DncNumberResponse> {
  return {
    id: row.uuid,
    numeric_id: row.id,
    phone: row.phone,
    reason: row.reason,
    source: row.source,
    scope: row.tenantId === null ? 'global' : 'tenant',
    created_by: row.createdByName,
    created_at: row.createdAt.toISOString(),
  };
}
