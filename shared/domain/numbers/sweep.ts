/** Derives what is due about numbers from Postgres, for when the queue lost its jobs; a job too many does nothing. */
import type { Context } from '../../context.ts';
import { enqueue } from '../../queues.ts';
import { deleteOldDeliveries, overdueDeliveries } from '../../../sql/numbers/pool-webhooks.ts';
import { openPurchases } from '../../../sql/numbers/purchases.ts';
import { unsyncedNumbers } from '../../../sql/numbers/carrier-sync.ts';

/** A purchase whose answer was lost is looked after at every sweep: somebody waits for it. Real seconds. */
const PURCHASE_QUIET_SECONDS = 3;

/** What webhooks were told is kept so long, to look into what went wrong. */
const DELIVERIES_KEPT_DAYS = 30;

export async function sweepNumbers(ctx: Context, lostSeconds: number): Promise<void> {
  const quiet = PURCHASE_QUIET_SECONDS * Math.max(1, ctx.clock.speed);
  for (const purchaseId of await openPurchases(ctx.sql, quiet))
    await enqueue(ctx, 'number.purchase', { purchaseId }, { deduplicationKey: `swept-${purchaseId}` });
  for (const numberId of await unsyncedNumbers(ctx.sql, lostSeconds))
    await enqueue(ctx, 'number.configure', { numberId }, { deduplicationKey: `swept-${numberId}` });
  for (const deliveryId of await overdueDeliveries(ctx.sql, lostSeconds))
    await enqueue(ctx, 'webhook.deliver', { deliveryId }, { deduplicationKey: `swept-${deliveryId}` });
  await deleteOldDeliveries(ctx.sql, DELIVERIES_KEPT_DAYS);
}
