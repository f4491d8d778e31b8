import type { Context } from '../../context.ts';
import {
  deleteOldAgentStates,
  deleteOldAuditEvents,
  deleteOldCallEvents,
  deleteOldImportErrors,
  deleteRawBidReplies,
  shortenVisitAddresses,
} from '../../../sql/operations/retention.ts';

/** Maximum of rows that one statement changes. The next sweep, seconds later, changes the remaining rows. */
const SWEEP_ROWS_MAX = 1_000;
/** Maximum of imports whose rejected rows one statement deletes, because an import may have thousands of such rows. */
const SWEEP_IMPORTS_MAX = 10;

/** Shortens and deletes personal data whose retention time is over. The settings `RETENTION_…_DAYS` are the times. */
export async function applyRetention({ sql, config }: Pick<Context, 'sql' | 'config'>): Promise<void> {
  const { visitAddress, bidReply, callEvent, importError, audit } = config.retentionDays;
  await shortenVisitAddresses(sql, { days: visitAddress, limit: SWEEP_ROWS_MAX });
  await deleteRawBidReplies(sql, { days: bidReply, limit: SWEEP_ROWS_MAX });
  await deleteOldCallEvents(sql, { days: callEvent, limit: SWEEP_ROWS_MAX });
  await deleteOldAgentStates(sql, { days: callEvent, limit: SWEEP_ROWS_MAX });
  await deleteOldImportErrors(sql, { days: importError, limit: SWEEP_IMPORTS_MAX });
  await deleteOldAuditEvents(sql, { days: audit, limit: SWEEP_ROWS_MAX });
}
