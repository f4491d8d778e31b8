/** Counts the calls that people answered, and the abandoned ones among them, in the campaign's hourly ledger. */
import type { Sql } from '../../../sql/db.ts';
import { addToAbandonLedger } from '../../../sql/pacing/abandon-ledger.ts';
import type { AbandonCounts } from '../../rules/pacing/abandonment-limit.ts';

/**
 * Counts a call in the hour of its end. When the disposition of a call is corrected, the old one is taken out of the
 * ledger again.
 *
 * @param call the call with the disposition that the ledger holds so far; null before the call has ended.
 */
export async function updateAbandonLedger(
  sql: Sql,
  call: { campaignId: number | null; disposition: string | null },
  endTime: Date,
  disposition: string,
): Promise<void> {
  const after = ledgerCounts(disposition);
  const before = ledgerCounts(call.disposition);
  const change = { answered: after.answered - before.answered, abandoned: after.abandoned - before.abandoned };
  if (call.campaignId !== null && (change.answered !== 0 || change.abandoned !== 0))
    await addToAbandonLedger(sql, call.campaignId, endTime, change);
}

/** An abandoned call counts as answered too. */
function ledgerCounts(disposition: string | null): AbandonCounts {
  const abandoned = disposition === 'abandoned' ? 1 : 0;
  return { answered: disposition === 'answered' ? 1 : abandoned, abandoned };
}
