import { csvLine } from '../values/csv-output.ts';
import { CONSENT_FIELDS, LEAD_FIELDS, type LeadField } from './header-names.ts';

const isConsentField = (field: LeadField) => (CONSENT_FIELDS as readonly string[]).includes(field);

/**
 * Returns the CSV template that users fill in. The template has no example row, because if a user forgets to delete the
 * example, the dialer would call the example number.
 */
export function leadCsvTemplate(): string {
  return csvLine(LEAD_FIELDS.filter((field) => field !== 'name' && !isConsentField(field)));
}
