/**
 * Requests to the product: signed, retried by the rules in their address, subject to the fault plan, and remembered on
 * their call. Timeouts are real time, since networks do not speed up with the clock; pauses between retries are not.
 */
import { randomUUID } from 'node:crypto';
import { type Carrier, notify, spawn } from './carrier.ts';
import { webhookFaults, type WebhookEffect } from './faults.ts';
import { type Attempt, send, type Webhook, type WebhookReply } from './webhook-transport.ts';
import { parseWebhookUrl } from './webhook-url.ts';

/** `errorCode` 11200: no usable answer; 11205: no connection. */
type Delivery = { reply: WebhookReply | null; errorCode: 11200 | 11205 | null };

/** Callbacks of one call or conference, sent one after another in the order in which they arose. */
export type Lane = { tail: Promise<void>; held: Webhook[] };

export function newLane(): Lane {
  return { tail: Promise.resolve(), held: [] };
}

const retryPauseMs = 500;
/** A reordered callback that no other follows goes out after this much product time. */
const reorderHoldMs = 5_000;

/** Sends a callback in its lane's order, unless a fault takes it out of the line. */
export function postCallback(carrier: Carrier, lane: Lane, webhook: Webhook): void {
  const effects = webhookFaults(carrier.faults, webhook);
  const life = carrier.life.signal;
  const queue = (next: Webhook, nextEffects: WebhookEffect[]) => {
    const tail = lane.tail.then(() => report(carrier, next, nextEffects, life));
    lane.tail = tail;
    spawn(carrier, 'callback', () => tail);
  };
  if (effects.some((effect) => effect.type === 'reorder')) {
    lane.held.push(webhook);
    spawn(carrier, 'reordered callback', async () => {
      await carrier.clock.sleep(reorderHoldMs, life);
      for (const held of lane.held.splice(0)) queue(held, []);
    });
    return;
  }
  const delay = effects.find((effect) => effect.type === 'delay');
  if (delay) {
    const rest = effects.filter((effect) => effect !== delay);
    spawn(carrier, 'delayed callback', async () => {
      await carrier.clock.sleep(delay.delayMs, life);
      await report(carrier, webhook, rest, life);
    });
    return;
  }
  queue(webhook, effects);
  for (const held of lane.held.splice(0)) queue(held, []);
}

/** Asks for TwiML. */
export async function requestDocument(carrier: Carrier, webhook: Webhook): Promise<Delivery> {
  const effects = webhookFaults(carrier.faults, webhook);
  for (const effect of effects)
    if (effect.type === 'delay') await carrier.clock.sleep(effect.delayMs, carrier.life.signal);
  return deliver(carrier, webhook, effects, carrier.life.signal);
}

/** Delivers a callback, whose answer nobody waits for; a failure is a notification and never an exception. */
async function report(carrier: Carrier, webhook: Webhook, effects: WebhookEffect[], life: AbortSignal): Promise<void> {
  if (life.aborted) return;
  try {
    const { errorCode, reply } = await deliver(carrier, webhook, effects, life);
    if (errorCode)
      notify(carrier, webhook.call?.sid ?? null, errorCode, `${webhook.url}: ${reply?.status ?? 'no answer'}`);
  } catch (error) {
    if (!life.aborted) carrier.log('callback not delivered', { url: webhook.url, error: String(error) });
  }
}

async function deliver(
  carrier: Carrier,
  webhook: Webhook,
  effects: WebhookEffect[],
  life: AbortSignal,
): Promise<Delivery> {
  const counts = (carrier.webhooks[webhook.kind] ??= { sent: 0, retried: 0, failed: 0, dropped: 0, duplicated: 0 });
  try {
    if (effects.some((effect) => effect.type === 'drop')) {
      counts.dropped += 1;
      return { reply: null, errorCode: 11205 };
    }
    const authToken = effects.some((effect) => effect.type === 'wrong-signature') ? 'forged' : carrier.authToken;
    const idempotencyToken = randomUUID();
    const sendOnce = (tokenOfDelivery: string) =>
      sendWithRetries(carrier, webhook, { authToken, idempotencyToken: tokenOfDelivery, life });
    const first = sendOnce(idempotencyToken);
    const deliveries = [first];
    for (const { sameToken, concurrent } of copiesOf(effects)) {
      if (!concurrent) await deliveries.at(-1);
      counts.duplicated += 1;
      deliveries.push(sendOnce(sameToken ? idempotencyToken : randomUUID()));
    }
    await Promise.all(deliveries);
    const delivery = await first;
    if (delivery.errorCode) counts.failed += 1;
    return delivery;
  } finally {
    webhook.call?.firstWebhook.resolve();
  }
}

function copiesOf(effects: WebhookEffect[]) {
  return effects.flatMap((effect) =>
    effect.type === 'duplicate' ? Array.from({ length: effect.copies }, () => effect) : [],
  );
}

type Sending = Pick<Attempt, 'authToken' | 'idempotencyToken' | 'life'>;

async function sendWithRetries(carrier: Carrier, webhook: Webhook, sending: Sending): Promise<Delivery> {
  const { url, overrides } = parseWebhookUrl(webhook.url);
  const counts = carrier.webhooks[webhook.kind];
  const startedMs = performance.now();
  for (let attempt = 0; ; attempt++) {
    if (counts) counts[attempt === 0 ? 'sent' : 'retried'] += 1;
    const leftMs = overrides.totalTimeoutMs - (performance.now() - startedMs);
    const outcome = await send(carrier, webhook, { url, overrides, ...sending, leftMs });
    if (outcome.failure === null) return { reply: outcome.reply, errorCode: null };
    const timeIsUp = performance.now() - startedMs >= overrides.totalTimeoutMs;
    if (attempt >= overrides.retriesMax || !overrides.retryOn.has(outcome.failure) || timeIsUp)
      return { reply: outcome.reply, errorCode: outcome.failure === 'ct' ? 11205 : 11200 };
    await carrier.clock.sleep(retryPauseMs * 2 ** attempt, sending.life);
  }
}
