/**
 * Sends webhooks to the product. Retries follow the settings in the webhook's URL; faults follow the fault plan.
 * Timeouts are real time, because networks do not become faster with a fast clock. Pauses between retries are product
 * time.
 */
import { randomUUID } from 'node:crypto';
import { addNotification } from '../carrier/notifications.ts';
import type { Carrier } from '../carrier/state.ts';
import { startTask } from '../carrier/tasks.ts';
import { type WebhookEffect, matchWebhookFaults } from '../faults.ts';
import { type Attempt, type Webhook, type WebhookReply, sendOnce } from './transport.ts';
import type { Lane } from './lane.ts';
import { parseWebhookUrl } from './url.ts';

/**
 * The result of a delivery. `errorCode` is 11205 if there was no connection, 11200 if there was no usable response, and
 * null after a usable response.
 */
type Delivery = { reply: WebhookReply | null; errorCode: 11200 | 11205 | null };

const RETRY_PAUSE_MS = 500;
/**
 * To reorder callbacks, the simulator holds a callback until the next callback was sent, or for this long. Milliseconds
 * of product time (the product's clock).
 */
const REORDER_HOLD_MS = 5_000;

/**
 * Sends a callback after the earlier callbacks of its lane (a call or conference), unless a fault drops, delays or
 * reorders the callback.
 */
export function postCallback(carrier: Carrier, lane: Lane, webhook: Webhook): void {
  const effects = matchWebhookFaults(carrier.faultPlan, webhook);
  const lifetime = carrier.lifetime.signal;
  const queue = (next: Webhook, nextEffects: WebhookEffect[]) => {
    const tail = lane.tail.then(() => deliverCallback(carrier, next, nextEffects, lifetime));
    lane.tail = tail;
    startTask(carrier, 'callback', () => tail);
  };
  if (effects.some((effect) => effect.type === 'reorder')) {
    lane.held.push(() => queue(webhook, []));
    startTask(carrier, 'reordered callback', async () => {
      await carrier.clock.sleep(REORDER_HOLD_MS, lifetime);
      queueHeld(lane);
    });
    return;
  }
  const delay = effects.find((effect) => effect.type === 'delay');
  if (delay) {
    const otherEffects = effects.filter((effect) => effect !== delay);
    startTask(carrier, 'delayed callback', async () => {
      await carrier.clock.sleep(delay.delayMs, lifetime);
      await deliverCallback(carrier, webhook, otherEffects, lifetime);
    });
    return;
  }
  queue(webhook, effects);
  queueHeld(lane);
}

function queueHeld(lane: Lane): void {
  for (const queueCallback of lane.held.splice(0)) queueCallback();
}

/** Requests TwiML from the product. Delays the request if a fault says so. */
export async function requestDocument(carrier: Carrier, webhook: Webhook): Promise<Delivery> {
  const effects = matchWebhookFaults(carrier.faultPlan, webhook);
  for (const effect of effects)
    if (effect.type === 'delay') await carrier.clock.sleep(effect.delayMs, carrier.lifetime.signal);
  return deliver(carrier, webhook, effects, carrier.lifetime.signal);
}

/** Delivers a callback. If the delivery fails, adds a notification and throws no error. */
async function deliverCallback(
  carrier: Carrier,
  webhook: Webhook,
  effects: WebhookEffect[],
  lifetime: AbortSignal,
): Promise<void> {
  if (lifetime.aborted) return;
  try {
    const { errorCode, reply } = await deliver(carrier, webhook, effects, lifetime);
    if (errorCode)
      addNotification(
        carrier,
        webhook.call?.sid ?? null,
        errorCode,
        `${webhook.url}: ${reply?.status ?? 'no response'}`,
      );
  } catch (error) {
    if (!lifetime.aborted) carrier.log('callback delivery failed', { url: webhook.url, error: String(error) });
  }
}

async function deliver(
  carrier: Carrier,
  webhook: Webhook,
  effects: WebhookEffect[],
  lifetime: AbortSignal,
): Promise<Delivery> {
  const counts = (carrier.webhookCounts[webhook.kind] ??= {
    sent: 0,
    retried: 0,
    failed: 0,
    dropped: 0,
    duplicated: 0,
  });
  try {
    if (effects.some((effect) => effect.type === 'drop')) {
      counts.dropped += 1;
      return { reply: null, errorCode: 11205 };
    }
    const authToken = effects.some((effect) => effect.type === 'wrong-signature') ? 'forged' : carrier.authToken;
    const idempotencyToken = randomUUID();
    const startDelivery = (token: string) =>
      sendWithRetries(carrier, webhook, { authToken, idempotencyToken: token, lifetime });
    const first = startDelivery(idempotencyToken);
    const deliveries = [first];
    for (const { sameToken, concurrent } of copiesOf(effects)) {
      if (!concurrent) await deliveries.at(-1);
      counts.duplicated += 1;
      deliveries.push(startDelivery(sameToken ? idempotencyToken : randomUUID()));
    }
    await Promise.all(deliveries);
    const delivery = await first;
    if (delivery.errorCode) counts.failed += 1;
    return delivery;
  } finally {
    webhook.call?.firstWebhookSent.resolve();
  }
}

function copiesOf(effects: WebhookEffect[]) {
  return effects.flatMap((effect) =>
    effect.type === 'duplicate' ? Array.from({ length: effect.copies }, () => effect) : [],
  );
}

type DeliverySettings = Pick<Attempt, 'authToken' | 'idempotencyToken' | 'lifetime'>;

async function sendWithRetries(carrier: Carrier, webhook: Webhook, settings: DeliverySettings): Promise<Delivery> {
  const { url, overrides } = parseWebhookUrl(webhook.url);
  const counts = carrier.webhookCounts[webhook.kind];
  const startedMs = performance.now();
  for (let attempt = 0; ; attempt++) {
    if (counts) counts[attempt === 0 ? 'sent' : 'retried'] += 1;
    const leftMs = overrides.totalTimeoutMs - (performance.now() - startedMs);
    const outcome = await sendOnce(carrier, webhook, { url, overrides, ...settings, leftMs });
    if (outcome.failure === null) return { reply: outcome.reply, errorCode: null };
    const timeIsUp = performance.now() - startedMs >= overrides.totalTimeoutMs;
    if (attempt >= overrides.retriesMax || !overrides.retryOn.has(outcome.failure) || timeIsUp)
      return { reply: outcome.reply, errorCode: outcome.failure === 'ct' ? 11205 : 11200 };
    await carrier.clock.sleep(RETRY_PAUSE_MS * 2 ** attempt, settings.lifetime);
  }
}
