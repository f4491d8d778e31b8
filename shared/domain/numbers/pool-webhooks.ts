/** Tells pools' webhooks what happens on their numbers: each event once in our books, sent until it is taken. */
import type { Context } from '../../context.ts';
import { webhookHeaders } from '../../rules/numbers/webhook-signature.ts';
import { openSecret } from '../../secrets.ts';
import { transaction, type Tx } from '../../transaction.ts';
import { claimDelivery, insertDelivery, callOfPool, saveDeliveryResult } from '../../../sql/numbers/pool-webhooks.ts';
import { databaseNow } from '../../../sql/clock.ts';

export type PoolEvent = {
  type: 'call.received' | 'call.ended' | 'pool.exhausted';
  /** Tells this event from all others of its type: told twice with the same key, it is sent once. */
  key: string;
  data: Record<string, string | number | boolean | null>;
};

/** Events that wait for one webhook: a server that is away for longer misses what comes then. */
const PENDING_MAX = 1_000;

/** Pauses after each failed try, in product seconds: about a day in all, as receivers expect. */
const PAUSES_SECONDS = [5, 60, 300, 1_800, 7_200, 18_000, 36_000, 50_000];

/** A job that came a moment before its delivery is due would find nothing to do. Product ms. */
const DUE_MARGIN_MS = 1_000;

/** Longer than one try takes. Real seconds. */
const TRY_SECONDS_MAX = 30;

/** Nothing happens when the pool has no webhook, or knows of the event already. */
export async function notifyPool(
  tx: Tx,
  { poolId, tenantId }: { poolId: number; tenantId: number },
  { type, key, data }: PoolEvent,
): Promise<void> {
  const timestamp = (await databaseNow(tx.sql)).toISOString();
  const body = JSON.stringify({ type, timestamp, data: { poolId, ...data } });
  const delivery = { poolId, eventKey: `${type}:${key}`, body };
  const inserted = await insertDelivery(tx.sql, tenantId, delivery, PENDING_MAX);
  if (inserted) await tx.enqueue('webhook.deliver', { deliveryId: inserted.id }, { id: `${inserted.id}-1` });
}

/** A call on a number of a pool began or ended; other calls concern no pool. */
export async function notifyPoolOfCall(
  tx: Tx,
  call: { id: number; tenantId: number },
  type: 'call.received' | 'call.ended',
): Promise<void> {
  const told = await callOfPool(tx.sql, call.tenantId, call.id);
  if (!told) return;
  const { poolId, tenantId, ...data } = told;
  await notifyPool(tx, { poolId, tenantId }, { type, key: String(call.id), data });
}

/** One try. However many jobs there are for a delivery, one of them at a time tries. */
export async function deliverWebhook(ctx: Context, deliveryId: number): Promise<void> {
  const leaseSeconds = TRY_SECONDS_MAX * Math.max(1, ctx.clock.speed);
  const claimed = await claimDelivery(ctx.sql, deliveryId, leaseSeconds);
  if (!claimed) return;
  const { webhookUrl, webhookSecret, body, attempts } = claimed;
  if (webhookUrl === null || webhookSecret === null)
    return saveDeliveryResult(ctx.sql, claimed, { status: 'failed', result: 'The pool has no webhook any more.' });
  // A try that never ends, because its process dies of it or its secret does not open, is one of them too.
  if (attempts > PAUSES_SECONDS.length + 1)
    return saveDeliveryResult(ctx.sql, claimed, { status: 'failed', result: 'No try came to an end.' });
  const secret = openSecret(ctx.config.secretsKey, secretPlace(claimed.tenantId, claimed.poolUuid), webhookSecret);
  const message = { id: claimed.uuid, atSeconds: Math.floor(Date.now() / 1000), body };
  const { outcome, result } = await ctx.webhooks.post(webhookUrl, webhookHeaders(secret, message), body);
  const nextSeconds = PAUSES_SECONDS[attempts - 1];
  if (outcome === 'delivered') return saveDeliveryResult(ctx.sql, claimed, { status: 'delivered', result });
  if (outcome === 'gone' || nextSeconds === undefined) {
    ctx.log.warn({ deliveryId, poolId: claimed.poolId, attempts, result }, 'webhook given up');
    return saveDeliveryResult(ctx.sql, claimed, { status: 'failed', result });
  }
  await transaction(ctx, async (tx) => {
    await saveDeliveryResult(tx.sql, claimed, { status: 'pending', result, nextSeconds });
    const delayMs = nextSeconds * 1000 + DUE_MARGIN_MS;
    const next = { id: `${deliveryId}-${attempts + 1}`, delayMs };
    await tx.enqueue('webhook.deliver', { deliveryId }, next);
  });
}

/** Where a pool's secret is sealed for. */
export const secretPlace = (tenantId: number, poolUuid: string) => ({
  tenantId,
  table: 'number_pools',
  column: 'webhook_secret',
  row: poolUuid,
});
