/** How the dialer API shows erasures. */
import { z } from '@hono/zod-openapi';
import { KEPT_CALL_NUMBERS, KEPT_DATA, type KeptData } from '../../../shared/rules/operations/personal-data.ts';
import type { ErasureRow } from '../../../sql/operations/erasures.ts';
import { integer, isoOrNull, numericId, uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';

export const ErasureCountsResponse = z
  .object({
    leads: integer,
    calls: integer,
    call_events: integer,
    recordings: integer,
    bid_requests: integer,
    visits: integer,
    contacts: integer.openapi({ description: 'Ids of the person on CRM platforms' }),
    rejected_rows: integer.openapi({ description: 'Rejected rows of imports' }),
    stored_replies: integer.openapi({
      description: 'Stored replies of requests with an Idempotency-Key. They are encrypted, so a dry run counts 0',
    }),
  })
  .openapi('ErasureCountsResponse');

export const KeptDataResponse = z
  .object({ data: z.string(), reason: z.string() })
  .openapi('KeptDataResponse', { description: 'Data that an erasure keeps, and why' });

export const ErasureResponse = z
  .object({
    id: uuid,
    numeric_id: numericId,
    phone_number: z.string().openapi({ example: '+14155551234' }),
    reason: z.string(),
    keep_call_numbers: z.boolean(),
    status: z.enum(['running', 'completed']),
    waits_for: z
      .enum(['calls', 'imports', 'recordings'])
      .nullable()
      .openapi({
        description:
          '`calls`: a call with the number is in progress or ended less than an hour ago. `imports`: an import that ' +
          'started before the erasure runs. `recordings`: the carrier has not deleted all recordings',
      }),
    erased: ErasureCountsResponse,
    kept: z.array(KeptDataResponse),
    created_at: timestamp,
    finished_at: timestamp.nullable(),
  })
  .openapi('ErasureResponse');

export const keptData = (keepCallNumbers: boolean): KeptData[] =>
  keepCallNumbers ? [KEPT_CALL_NUMBERS, ...KEPT_DATA] : [...KEPT_DATA];

export const presentCounts = (counts: ErasureRow['counts']): z.infer<typeof ErasureCountsResponse> => ({
  leads: counts.leads ?? 0,
  calls: counts.calls ?? 0,
  call_events: counts.callEvents ?? 0,
  recordings: counts.recordings ?? 0,
  bid_requests: counts.bidRequests ?? 0,
  visits: counts.visits ?? 0,
  contacts: counts.contacts ?? 0,
  rejected_rows: counts.rejectedRows ?? 0,
  stored_replies: counts.storedReplies ?? 0,
});

export function presentErasure(erasure: ErasureRow): z.infer<typeof ErasureResponse> {
  return {
    id: erasure.uuid,
    numeric_id: erasure.id,
    phone_number: erasure.phone,
    reason: erasure.reason,
    keep_call_numbers: erasure.keepCallNumbers,
    status: erasure.status,
    waits_for: erasure.waitsFor,
    erased: presentCounts(erasure.counts),
    kept: keptData(erasure.keepCallNumbers),
    created_at: erasure.createdAt.toISOString(),
    finished_at: isoOrNull(erasure.finishedAt),
  };
}
