/**
 * Enqueues jobs for unfinished work on phone numbers, in case the queue lost the jobs. Postgres shows which work is
 * unfinished. An unnecessary job changes nothing.
 */
import type { Context } from '../../context.ts';
import { enqueue } from '../../enqueue.ts';
import { deleteOldDeliveries, overdueDeliveries } from '../../../sql/numbers/pool-webhooks.ts';
import { openPurchases } from '../../../sql/numbers/purchases.ts';
import { unsyncedNumbers } from '../../../sql/numbers/carrier-sync.ts';

/**
 * If an open purchase was not updated for this long, a sweep continues the purchase. The time is short because a user
 * waits for the purchase. Seconds of real time.
 */
const PURCHASE_IDLE_SECONDS = 3;

/** Days for which ended webhook deliveries are kept, so that problems can be investigated. */
const DELIVERY_HISTORY_DAYS = 30;

/**
 * Enqueues jobs for open purchases, unsynced phone numbers and overdue webhook deliveries, and deletes old webhook
 * deliveries.
 *
 * @param lostSeconds the time after which the job of a sync or of a webhook delivery counts as lost, in seconds of
 *   product time (the product's clock)
 */
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
