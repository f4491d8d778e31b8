import type { Context } from '../../context.ts';
import { countChangedHours, lockCounting } from '../../../sql/operations/statistics.ts';

/** Few enough for one statement even where calls are many; a first count of old calls takes many turns. */
const HOURS_AT_ONCE = 50;

/** Brings the sums that statistics read up to date. They are right without, too, only slower to read. */
export async function countCalls(ctx: Context, signal: AbortSignal): Promise<void> {
  let counted = HOURS_AT_ONCE;
  while (counted === HOURS_AT_ONCE && !signal.aborted)
    counted = await ctx.sql.begin(async (sql) =>
      (await lockCounting(sql)) ? countChangedHours(sql, HOURS_AT_ONCE) : 0,
    );
}
