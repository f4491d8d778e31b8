/** Webhooks of number pools. Each event is stored once, and sent until the receiver accepts it or the attempts are used up. */
import type { Context } from '../../context.ts';
import { webhookHeaders } from '../../rules/numbers/webhook-signature.ts';
import { openSecret } from '../../secrets.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { callOfPool, claimDelivery, insertDelivery, saveDeliveryResult } from '../../../sql/numbers/pool-webhooks.ts';
import { databaseNow } from '../../../sql/clock.ts';

export type PoolEvent = {
  type: 'call.received' | 'call.ended' | 'pool.exhausted';
  /** Identifies the event among those of its type. An event with a known key is not sent again. */
  key: string;
  data: Record<string, string | number | boolean | null>;
};

/** Pending deliveries of one webhook. While a server is away for long, it misses further events. */
const PENDING_MAX = 1_000;

/** Pauses after each failed attempt, in product seconds. Together 31.5 hours, so a receiver may be down for a day. */
const RETRY_PAUSES_SECONDS = [5, 60, 300, 1_800, 7_200, 18_000, 36_000, 50_000];

/**
 * The next job starts this much later than its delivery is due, because a job that starts too early does nothing. Product
 * ms.
 */
const DUE_MARGIN_MS = 1_000;

/** Longer than one attempt takes. Real seconds. */
const ATTEMPT_SECONDS_MAX = 30;

/** Sends an event to the webhook of a pool, unless the pool has no webhook or had this event before. */
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

/** Notifies the pool that has the number of the call. Does nothing when the number is in no pool. */
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

/** Makes one attempt to deliver. When several jobs exist for a delivery, the claim lets one attempt run at a time. */
export async function deliverWebhook(ctx: Context, deliveryId: number): Promise<void> {
  const leaseSeconds = ATTEMPT_SECONDS_MAX * Math.max(1, ctx.clock.speed);
  const delivery = await claimDelivery(ctx.sql, deliveryId, leaseSeconds);
  if (!delivery) return;
  const { webhookUrl, webhookSecret, body, attempts } = delivery;
  if (webhookUrl === null || webhookSecret === null)
    return saveDeliveryResult(ctx.sql, delivery, { status: 'failed', text: 'The pool has no webhook any more.' });
  // An attempt can end without a result, for example when its process crashes or the secret cannot be decrypted.
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

/** The database field that a pool's secret is encrypted for. In another field the ciphertext cannot be decrypted. */
export const secretPlace = (tenantId: number, poolUuid: string) => ({
  tenantId,
  table: 'number_pools',
  column: 'webhook_secret',
  row: poolUuid,
});
