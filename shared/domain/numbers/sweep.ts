/**
 * Enqueues jobs for unfinished work on numbers that Postgres shows, in case the queue lost their jobs. An unnecessary job
 * changes nothing.
 */
import type { Context } from '../../context.ts';
import { enqueue } from '../../queues.ts';
import { deleteOldDeliveries, overdueDeliveries } from '../../../sql/numbers/pool-webhooks.ts';
import { openPurchases } from '../../../sql/numbers/purchases.ts';
import { unsyncedNumbers } from '../../../sql/numbers/carrier-sync.ts';

/** A user waits for an open purchase, so every sweep continues it after this time without an update. Real seconds. */
const PURCHASE_IDLE_SECONDS = 3;

/** Ended deliveries are kept for this long, to investigate problems. */
const DELIVERY_HISTORY_DAYS = 30;

/** @param lostSeconds product time after which the job for other work counts as lost */
export async function sweepNumbers(ctx: Context, lostSeconds: number): Promise<void> {
  const idleSeconds = PURCHASE_IDLE_SECONDS * Math.max(1, ctx.clock.speed);
  for (const purchaseId of await openPurchases(ctx.sql, idleSeconds))
    await enqueue(ctx, 'number.purchase', { purchaseId }, { deduplicationKey: `swept-${purchaseId}` });
  for (const numberId of await unsyncedNumbers(ctx.sql, lostSeconds))
    await enqueue(ctx, 'number.sync', { numberId }, { deduplicationKey: `swept-${numberId}` });
  for (const deliveryId of await overdueDeliveries(ctx.sql, lostSeconds))
    await enqueue(ctx, 'webhook.deliver', { deliveryId }, { deduplicationKey: `swept-${deliveryId}` });
  await deleteOldDeliveries(ctx.sql, DELIVERY_HISTORY_DAYS);
}
