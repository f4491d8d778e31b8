import type { Context } from '../context.ts';
import { priceOf } from '../rules/money.ts';
import { nextPollMs } from '../rules/polling.ts';
import { transaction } from '../transaction.ts';
import { setPrice, settleCost, unpricedParts } from '../../sql/costs.ts';

/**
 * Asks the carrier for the prices it had not set yet: of the call, its agents' legs and its recordings. Once all are
 * known the cost is their sum, `rated`. Until then it stays an estimate, and the next look is planned; after a day the
 * carrier will not rate any more (calls nobody answered often stay without a price) and the rest counts as `unrated`.
 */
export async function reconcileCost(ctx: Context, callId: number, poll: number): Promise<void> {
  const parts = await unpricedParts(ctx.sql, callId);
  await Promise.all(
    parts.map(async (part) => {
      const { carrier } = ctx;
      const found = await (part.kind === 'recording' ? carrier.fetchRecording(part.sid) : carrier.fetchCall(part.sid));
      const price = priceOf(found?.price);
      if (price !== undefined) await setPrice(ctx.sql, part, price);
    }),
  );
  await transaction(ctx, async ({ sql, enqueue }) => {
    const missing = await unpricedParts(sql, callId);
    const delayMs = nextPollMs(poll + 1);
    if (missing.length === 0) return settleCost(sql, callId, 'rated');
    if (delayMs === undefined) return settleCost(sql, callId, 'unrated');
    await enqueue('cost.reconcile', { callId, poll: poll + 1 }, { id: `${callId}-${poll + 1}`, delayMs });
  });
}
