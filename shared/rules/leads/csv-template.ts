import { csvLine } from '../values/csv-output.ts';
import { LEAD_FIELDS } from './csv-columns.ts';

/** The file that users fill in. It has no example row, because a user who forgets to delete that row would have it dialled. */
export function leadCsvTemplate(): string {
  return csvLine(LEAD_FIELDS.filter((field) => field !== 'name'));
}
