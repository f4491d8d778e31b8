import type { z } from '../../../node_modules/zod/v4/classic/external.d.cts.ts';
import type { z } from '../../../node_modules/zod/v4/classic/external.d.cts.ts';
import type { DncRow } from '../../../sql/compliance/dnc.ts';
import { timestamp } from '../../http/response-fields.ts';
import { uuid } from '../leads/leads.shape.ts';

export const DncNumberResponse = z
  .object({
    id: uuid,
    phone: z.string(),
    reason: z.string().nullable(),
    source: z.enum(['api', 'import', 'opt_out', 'disposition', 'registry']),
    scope: z.enum(['tenant', 'global']).openapi({ description: '`global`: listed for everybody; cannot be removed.' }),
    created_at: timestamp,
  })
  .openapi('DncNumber');

export function presentDncNumber(row: DncRow): z.infer<typeof DncNumberResponse> {
  return {
    id: row.uuid,
    phone: row.phone,
    reason: row.reason,
    source: row.source,
    scope: row.tenantId === null ? 'global' : 'tenant',
    created_at: row.createdAt.toISOString(),
  };
}
