/**
 * The campaign's hourly ledger: how many calls were answered by a person, and how many of the answered calls were
 * abandoned.
 */
import type { Sql } from '../../../sql/db.ts';
import { addToAbandonLedger } from '../../../sql/pacing/abandon-ledger.ts';
import { isConnectedLate } from '../../rules/compliance/abandonment.ts';
import type { AbandonCounts } from '../../rules/pacing/abandonment-limit.ts';

/** The fields of a call that decide how the ledger counts the call. */
type Outcome = { disposition: string | null; connectDelayMs: number | null };

/**
 * Counts a call in the hour in which the call ended. If the outcome of a call is corrected, the old outcome is
 * subtracted from the ledger.
 *
 * @param before the call with the outcome that the ledger has counted so far; the disposition is null if the call is not
 *   counted yet
 */
export async function updateAbandonLedger(
  sql: Sql,
  before: Outcome & { campaignId: number | null },
  endTime: Date,
  after: Outcome,
): Promise<void> {
  const [counted, counts] = [ledgerCounts(before), ledgerCounts(after)];
  const change = { answered: counts.answered - counted.answered, abandoned: counts.abandoned - counted.abandoned };
  if (before.campaignId !== null && (change.answered !== 0 || change.abandoned !== 0))
    await addToAbandonLedger(sql, before.campaignId, endTime, change);
}

/**
 * Returns how a call counts in the ledger. An abandoned call counts as an answered call too. A person who talked with an
 * agent, but was connected too late, was abandoned by law.
 */
function ledgerCounts(call: Outcome): AbandonCounts {
  const answered = call.disposition === 'answered';
  const abandoned = call.disposition === 'abandoned' || (answered && isConnectedLate(call));
  return { answered: answered || abandoned ? 1 : 0, abandoned: abandoned ? 1 : 0 };
}
