/** The ledger of consents, by tenant and number. It is append-only. */
import type { Consent } from '../../shared/rules/compliance/consent.ts';
import type { Sql } from '../db.ts';

/**
 * SQL value: the consents of the number of lead `l`, newest first, as a JSON array; null if there are none. The members
 * are those of {@link StoredConsent}.
 */
export const consentsOfLead = (sql: Sql) => sql`(
  select jsonb_agg(jsonb_build_object('id', o.uuid, 'numericId', o.id, 'kind', o.kind, 'source', o.source, 'text', o.consent_text,
      'evidenceUrl', o.evidence_url, 'givenAt', o.given_at, 'recordedAt', o.created_at) order by o.given_at desc, o.id desc)
  from consents o where o.tenant_id = l.tenant_id and o.phone = l.phone_normalized)`;

/** A consent in the JSON of {@link consentsOfLead}. Times are texts. */
export type StoredConsent = Omit<Consent, 'givenAt'> & {
  id: string;
  numericId: number;
  givenAt: string;
  recordedAt: string;
};

/** Returns a consent as JSON for the staged leads. */
export const consentJson = ({ kind, source, text, evidenceUrl, givenAt }: Consent): string =>
  JSON.stringify({ kind, source, consent_text: text, evidence_url: evidenceUrl, given_at: givenAt.toISOString() });

/**
 * Stores the consents of the staged leads, those of numbers that the campaign has already too. A consent that is stored
 * already is left out. The order of the rows is the same in all transactions, so that two of them cannot deadlock.
 */
export async function insertStagedConsents(
  sql: Sql,
  { tenantId, importId, recordedBy }: { tenantId: number; importId: number | null; recordedBy: number | null },
): Promise<void> {
  await sql`
    insert into consents (tenant_id, phone, kind, source, consent_text, evidence_url, given_at, import_id, recorded_by)
    select ${tenantId}, s.phone_normalized, o.kind, o.source, o.consent_text, o.evidence_url, o.given_at, ${importId}::bigint,
      ${recordedBy}::bigint
    from staged_leads s cross join lateral jsonb_to_record(s.consent) as o (kind text, source text, consent_text text,
      evidence_url text, given_at timestamptz)
    where s.consent is not null
    order by s.phone_normalized, o.kind, o.given_at, s.row
    on conflict do nothing`;
}
