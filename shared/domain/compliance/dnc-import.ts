/** Stores the numbers of an uploaded do-not-call file. `shared/domain/leads/import-run.ts` reads the file. */
import {
  insertStagedDncNumbers,
  lockDncList,
  markLeadsOfStagedNumbers,
  stageDncNumbers,
} from '../../../sql/compliance/dnc.ts';
import type { Sql } from '../../../sql/db.ts';

/**
 * Adds the numbers to the do-not-call list of the tenant, and marks all leads with these numbers.
 *
 * @param lines lines that `dncCopyLine` returned
 */
export async function storeDncLines(
  sql: Sql,
  list: { tenantId: number; createdBy: number | null },
  lines: string[],
): Promise<{ inserted: number; duplicates: number }> {
  const { tenantId, createdBy } = list;
  await lockDncList(sql, tenantId, 'exclusive');
  await stageDncNumbers(sql, lines);
  await markLeadsOfStagedNumbers(sql, tenantId);
  return insertStagedDncNumbers(sql, tenantId, createdBy);
}
