/** Leads, their imports and do-not-call numbers as the dialer document shows them. */
import { z } from '@hono/zod-openapi';
import type { DncRow } from '../../../sql/compliance/dnc.ts';
import type { ImportRow } from '../../../sql/leads/imports.ts';
import type { LeadRow } from '../../../sql/leads/leads.ts';
import { isoOrNull, timestamp } from '../../http/response-fields.ts';

const uuid = z.uuid();
const count = z.number().int();

export const leadStatus = z.enum(['pending', 'queued', 'calling', 'completed', 'failed', 'dnc']);
export const leadPriority = z.enum(['low', 'normal', 'high']);

export const leadShape = z
  .object({
    id: uuid,
    campaign_id: uuid,
    tenant_id: uuid,
    phone: z.string(),
    phone_normalized: z.string(),
    first_name: z.string().nullable(),
    last_name: z.string().nullable(),
    email: z.string().nullable(),
    country: z.string().nullable(),
    type: z.string().nullable(),
    priority: leadPriority,
    custom_fields: z.record(z.string(), z.unknown()),
    notes: z.string().nullable(),
    status: leadStatus,
    status_reason: z.string().nullable(),
    call_attempts: count,
    last_call_at: timestamp.nullable(),
    next_call_at: timestamp.nullable(),
    do_not_call: z.boolean(),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .openapi('Lead');

export function presentLead(lead: LeadRow): z.infer<typeof leadShape> {
  return {
    id: lead.uuid,
    campaign_id: lead.campaignUuid,
    tenant_id: lead.tenantUuid,
    phone: lead.phone,
    phone_normalized: lead.phoneNormalized,
    first_name: lead.firstName,
    last_name: lead.lastName,
    email: lead.email,
    country: lead.country,
    type: lead.type,
    priority: lead.priority,
    custom_fields: lead.customFields,
    notes: lead.notes,
    status: lead.status,
    status_reason: lead.statusReason,
    call_attempts: lead.callAttempts,
    last_call_at: isoOrNull(lead.lastCallAt),
    next_call_at: isoOrNull(lead.nextCallAt),
    do_not_call: lead.doNotCall,
    created_at: lead.createdAt.toISOString(),
    updated_at: lead.updatedAt.toISOString(),
  };
}

export const resultsShape = z
  .object({ total: count, valid: count, invalid: count, duplicates: count, dnc: count, inserted: count })
  .openapi('ImportResults', { description: 'Each row is in one of inserted, invalid, duplicates and dnc.' });

/** As the document's example counts: valid rows are those that became leads. */
export function presentResults(row: ImportRow): z.infer<typeof resultsShape> {
  const { inserted, invalid, duplicates, dnc } = row;
  return { total: inserted + invalid + duplicates + dnc, valid: inserted, invalid, duplicates, dnc, inserted };
}

export const rowErrorShape = z
  .object({ row: count, field: z.string(), value: z.string(), error: z.string() })
  .openapi('ImportError', { description: '`row` is the row number that a spreadsheet shows.' });

export const importKind = z.enum(['leads', 'dnc']);

export const importShape = z
  .object({
    id: uuid,
    kind: importKind,
    campaign_id: uuid.nullable(),
    file_name: z.string(),
    status: z.enum(['pending', 'running', 'completed', 'failed']),
    error: z.string().nullable().openapi({ description: 'Why the file as a whole could not be imported.' }),
    progress: z.number().min(0).max(1).openapi({ description: 'The part of the file that was worked through.' }),
    results: resultsShape,
    created_at: timestamp,
    finished_at: timestamp.nullable(),
  })
  .openapi('LeadImport');

export function presentImport(row: ImportRow): z.infer<typeof importShape> {
  return {
    id: row.uuid,
    kind: row.kind,
    campaign_id: row.campaignUuid,
    file_name: row.fileName,
    // Nobody is told of a file before it is whole.
    status: row.status === 'uploading' ? 'pending' : row.status,
    error: row.error,
    progress: row.byteCount === 0 ? 0 : Math.floor((row.bytesDone / row.byteCount) * 1000) / 1000,
    results: presentResults(row),
    created_at: row.createdAt.toISOString(),
    finished_at: isoOrNull(row.finishedAt),
  };
}

export const dncShape = z
  .object({
    id: uuid,
    phone: z.string(),
    reason: z.string().nullable(),
    source: z.enum(['api', 'import', 'opt_out', 'disposition', 'registry']),
    scope: z.enum(['tenant', 'global']).openapi({ description: '`global`: listed for everybody; cannot be removed.' }),
    created_at: timestamp,
  })
  .openapi('DncNumber');

export function presentDncNumber(row: DncRow): z.infer<typeof dncShape> {
  return {
    id: row.uuid,
    phone: row.phone,
    reason: row.reason,
    source: row.source,
    scope: row.tenantId === null ? 'global' : 'tenant',
    created_at: row.createdAt.toISOString(),
  };
}
