/**
 * Webhooks of number pools. Each event is stored once. The event is sent again until the receiver accepts the event or
 * all attempts are used.
 */
import type { Context } from '../../context.ts';
import { webhookHeaders } from '../../rules/numbers/webhook-signature.ts';
import { openSecret } from '../../secrets.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { callOfPool, claimDelivery, insertDelivery, saveDeliveryResult } from '../../../sql/numbers/pool-webhooks.ts';
import { databaseNow } from '../../../sql/clock.ts';

export type PoolEvent = {
  type: 'call.received' | 'call.ended' | 'pool.exhausted';
  /** Identifies the event among the events of the same type. An event with a known key is not sent again. */
  key: string;
  data: Record<string, string | number | boolean | null>;
};

/**
 * Maximum of pending deliveries of one webhook. If the receiver is down for so long that the maximum is reached, the
 * receiver misses further events.
 */
const PENDING_MAX = 1_000;

/**
 * Pauses after the failed attempts, in seconds of product time (the product's clock). The sum of the pauses is 31.5
 * hours, so a receiver may be down for a day.
 */
const RETRY_PAUSES_SECONDS = [5, 60, 300, 1_800, 7_200, 18_000, 36_000, 50_000];

/**
 * The next job of a delivery starts this long after the delivery is due, because a job that starts before the due time
 * does nothing. Milliseconds of product time.
 */
const DUE_MARGIN_MS = 1_000;

/** A worker reserves a delivery for this many seconds of real time. One delivery attempt takes less time. */
const ATTEMPT_SECONDS_MAX = 30;

/**
 * Inserts a delivery of an event to the webhook of a number pool, and enqueues the job that sends the event. Does
 * nothing if the pool has no webhook or if the same event was inserted before.
 */
export async function notifyPool(
  tx: Tx,
  { poolId, tenantId }: { poolId: number; tenantId: number },
  { type, key, data }: PoolEvent,
): Promise<void> {
  const timestamp = (await databaseNow(tx.sql)).toISOString();
  const body = JSON.stringify({ type, timestamp, data: { poolId, ...data } });
  const delivery = await insertDelivery(tx.sql, tenantId, { poolId, eventKey: `${type}:${key}`, body }, PENDING_MAX);
  if (delivery) await tx.enqueue('webhook.deliver', { deliveryId: delivery.id }, { id: `${delivery.id}-1` });
}

/**
 * Sends an event to the webhook of the pool that has the phone number of the call. Does nothing if the phone number is
 * in no pool.
 */
export async function notifyPoolOfCall(
  tx: Tx,
  call: { id: number; tenantId: number },
  type: 'call.received' | 'call.ended',
): Promise<void> {
  const poolCall = await callOfPool(tx.sql, call.tenantId, call.id);
  if (!poolCall) return;
  const { poolId, tenantId, ...data } = poolCall;
  await notifyPool(tx, { poolId, tenantId }, { type, key: String(call.id), data });
}

/**
 * Makes one attempt to send a webhook delivery. If several jobs exist for one delivery, the claim of the delivery lets
 * only one attempt run at a time.
 */
export async function deliverWebhook(ctx: Context, deliveryId: number): Promise<void> {
  const leaseSeconds = ATTEMPT_SECONDS_MAX * Math.max(1, ctx.clock.speed);
  const delivery = await claimDelivery(ctx.sql, deliveryId, leaseSeconds);
  if (!delivery) return;
  const { webhookUrl, webhookSecret, body, attempts } = delivery;
  if (webhookUrl === null || webhookSecret === null)
    return saveDeliveryResult(ctx.sql, delivery, { status: 'failed', text: 'The pool has no webhook any more.' });
  // Count attempts that ended without a result, too. For example, the worker process crashed or the secret could not be
  // decrypted.
  if (attempts > RETRY_PAUSES_SECONDS.length + 1)
    return saveDeliveryResult(ctx.sql, delivery, {
      status: 'failed',
      text: 'The last attempt ended without a result.',
    });
  const secret = openSecret(ctx.config.secretsKey, secretPlace(delivery.tenantId, delivery.poolUuid), webhookSecret);
  const message = { id: delivery.uuid, atSeconds: Math.floor(Date.now() / 1000), body };
  const { outcome, result: text } = await ctx.webhooks.post(webhookUrl, webhookHeaders(secret, message), body);
  const nextSeconds = RETRY_PAUSES_SECONDS[attempts - 1];
  if (outcome === 'delivered') return saveDeliveryResult(ctx.sql, delivery, { status: 'delivered', text });
  if (outcome === 'gone' || nextSeconds === undefined) {
    ctx.log.warn({ deliveryId, poolId: delivery.poolId, attempts, result: text }, 'webhook delivery given up');
    return saveDeliveryResult(ctx.sql, delivery, { status: 'failed', text });
  }
  await transaction(ctx, async (tx) => {
    await saveDeliveryResult(tx.sql, delivery, { status: 'pending', text, nextSeconds });
    const delayMs = nextSeconds * 1000 + DUE_MARGIN_MS;
    await tx.enqueue('webhook.deliver', { deliveryId }, { id: `${deliveryId}-${attempts + 1}`, delayMs });
  });
}

/**
 * Returns the database field for which the webhook secret of a pool is encrypted. In another field the ciphertext
 * cannot be decrypted.
 */
export const secretPlace = (tenantId: number, poolUuid: string) => ({
  tenantId,
  table: 'number_pools',
  column: 'webhook_secret',
  row: poolUuid,
});
