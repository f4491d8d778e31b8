/**
 * The campaign's hourly ledger: how many calls were answered by a person, and how many of the answered calls were
 * abandoned.
 */
import type { Sql } from '../../../sql/db.ts';
import { addToAbandonLedger } from '../../../sql/pacing/abandon-ledger.ts';
import type { AbandonCounts } from '../../rules/pacing/abandonment-limit.ts';

/**
 * Counts a call in the hour in which the call ended. If the disposition of a call is corrected, the old disposition is
 * subtracted from the ledger.
 *
 * @param call the call with the disposition that the ledger has counted so far; null if the call is not counted yet
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

/** Returns how a call with this disposition counts in the ledger. An abandoned call counts as an answered call too. */
function ledgerCounts(disposition: string | null): AbandonCounts {
  const abandoned = disposition === 'abandoned' ? 1 : 0;
  return { answered: disposition === 'answered' ? 1 : abandoned, abandoned };
}
