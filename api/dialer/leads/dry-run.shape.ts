/** How the dialer API shows a dry run of an upload. */
import { z } from '@hono/zod-openapi';
import type { DryRun } from '../../../shared/domain/leads/dry-run.ts';
import { CONSENT_KINDS } from '../../../shared/rules/compliance/consent.ts';
import type { ImportedLead } from '../../../shared/rules/leads/lead.ts';
import type { LeadRow } from '../../../shared/rules/leads/csv.ts';
import { integer } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';
import {
  importReading,
  ImportResults,
  ImportRowError,
  ImportRowWarning,
  presentReading,
  presentResults,
} from './imports.shape.ts';
import { leadPriority } from './leads.shape.ts';

/** The most rows that a dry run shows. */
const SHOWN_ROWS_MAX = 20;

const DryRunLead = z
  .object({
    phone: z.string(),
    phone_normalized: z.string(),
    first_name: z.string().nullable(),
    last_name: z.string().nullable(),
    email: z.string().nullable(),
    country: z.string().nullable(),
    type: z.string().nullable(),
    priority: leadPriority,
    custom_fields: z.record(z.string(), z.string()),
    notes: z.string().nullable(),
    consent: z
      .object({
        kind: z.enum(CONSENT_KINDS),
        source: z.string().nullable(),
        text: z.string().nullable(),
        at: timestamp,
      })
      .optional(),
  })
  .openapi('DryRunLead');

const DryRunRow = z
  .object({
    row: integer,
    lead: DryRunLead.optional(),
    error: ImportRowError.optional(),
    warnings: z.array(ImportRowWarning),
  })
  .openapi('DryRunRow', { description: 'A row has either `lead`, the lead that it would become, or `error`.' });

export const DryRunResponse = z
  .object({
    success: z.literal(true),
    message: z.string(),
    dry_run: z.literal(true),
    results: ImportResults.openapi({ description: 'The counts that an import of the rows that were read would have' }),
    complete: z.boolean().openapi({ description: 'Whether all rows of the file were read' }),
    rows: z.array(DryRunRow).openapi({ description: `The first ${SHOWN_ROWS_MAX} rows` }),
    ...importReading,
  })
  .openapi('DryRunResponse');

export function presentDryRun(run: DryRun): z.infer<typeof DryRunResponse> {
  const { counts, isComplete, rows, reading, defaultCountry, countryFrom } = run;
  return {
    success: true,
    message: isComplete
      ? 'Nothing was imported. This is how the file would be imported.'
      : `Nothing was imported. This is how the first ${rows.length} rows would be imported.`,
    dry_run: true,
    results: presentResults(counts, 'skip'),
    complete: isComplete,
    rows: rows.slice(0, SHOWN_ROWS_MAX).map(presentRow),
    ...presentReading({ warnings: counts.warnings, reading, defaultCountry, countryFrom }),
  };
}

function presentConsent({ consent }: ImportedLead) {
  if (!consent) return {};
  const { kind, source, text, givenAt } = consent;
  return { consent: { kind, source, text, at: givenAt.toISOString() } };
}

function presentRow(row: LeadRow): z.infer<typeof DryRunRow> {
  if ('error' in row) return { row: row.row, error: row.error, warnings: [] };
  const { phone, phoneNormalized, firstName, lastName, email, country, type, priority, notes, customFields } = row.lead;
  const names = { phone, phone_normalized: phoneNormalized, first_name: firstName, last_name: lastName };
  const lead = {
    ...names,
    email,
    country,
    type,
    priority,
    custom_fields: customFields,
    notes,
    ...presentConsent(row.lead),
  };
  return { row: row.row, lead, warnings: row.warnings ?? [] };
}
