import type { Context } from '../../context.ts';
import { addCallCounts } from '../../../sql/campaigns/campaigns.ts';
import { updateChangedHours, lockStatistics } from '../../../sql/operations/statistics.ts';

/** Maximum of hours whose calls one transaction counts. The first count of old calls takes many transactions. */
const HOURS_PER_TRANSACTION = 50;

/**
 * Updates the hourly sums of calls that statistics read, and the call counters of campaigns (job `statistics.update`). If
 * they are not updated, they are still correct but slower to read: see `sql/operations/statistics.ts`.
 */
export async function updateStatistics(ctx: Context, signal: AbortSignal): Promise<void> {
  await addCallCounts(ctx.sql);
  let updated = HOURS_PER_TRANSACTION;
  while (updated === HOURS_PER_TRANSACTION && !signal.aborted)
    updated = await ctx.sql.begin(async (sql) =>
      (await lockStatistics(sql)) ? updateChangedHours(sql, HOURS_PER_TRANSACTION) : 0,
    );
}
