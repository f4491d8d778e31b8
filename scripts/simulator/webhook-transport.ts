/** One HTTP request to the product: signed, timed out in real time, and remembered on its call. */
import { Agent } from 'undici';
import type { Call } from './call-record.ts';
import type { Carrier } from './carrier.ts';
import type { WebhookKind } from './faults.ts';
import { limits } from './limits.ts';
import { type ConnectionOverrides, type RetryClass, signature } from './webhook-url.ts';

export type Method = 'GET' | 'POST';

export type Webhook = {
  kind: WebhookKind;
  /** What it tells (`ringing`, `participant-join`) or, for TwiML, what asked for it (`url`, `action`, …). */
  event: string;
  url: string;
  method: Method;
  params: Record<string, string>;
  call: Call | null;
  /** The other side's number, for the fault plan. */
  number: string;
};

export type WebhookReply = { status: number; contentType: string; body: string };

export type Attempt = {
  /** Without its fragment. */
  url: string;
  overrides: ConnectionOverrides;
  authToken: string;
  idempotencyToken: string;
  /** Of the total for all attempts. */
  leftMs: number;
  /** Of the run this belongs to; a reset ends it. */
  life: AbortSignal;
};

/** `failure` is null for a usable answer, else the class that the retry policy names. */
export async function send(carrier: Carrier, webhook: Webhook, attempt: Attempt) {
  const { method, params } = webhook;
  const form = new URLSearchParams(params).toString();
  const url = method === 'GET' ? withQuery(attempt.url, form) : attempt.url;
  const startedMs = performance.now();
  let reply: WebhookReply | null = null;
  let failure: RetryClass | null;
  try {
    const timeoutMs = Math.max(1, Math.ceil(Math.min(attempt.overrides.readTimeoutMs, attempt.leftMs)));
    const response = await transport(carrier, attempt.overrides.connectTimeoutMs).request({
      origin: new URL(url).origin,
      // The characters the product registered, not the normal form that URL makes of them: they are what is signed.
      path: rawPath(url),
      method,
      headers: {
        'user-agent': 'TwilioProxy/1.1',
        accept: webhook.kind === 'voice' ? 'text/xml, application/xml, text/html' : '*/*',
        'x-twilio-signature': signature(attempt.authToken, url, method === 'GET' ? {} : params),
        'i-twilio-idempotency-token': attempt.idempotencyToken,
        ...(method === 'POST' && { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' }),
      },
      body: method === 'POST' ? form : null,
      signal: AbortSignal.any([attempt.life, AbortSignal.timeout(timeoutMs)]),
    });
    const body = await response.body.text();
    reply = { status: response.statusCode, contentType: String(response.headers['content-type'] ?? ''), body };
    failure = reply.status < 300 ? null : reply.status < 500 ? '4xx' : '5xx';
  } catch (error) {
    if (attempt.life.aborted) throw error;
    failure = networkFailure(error);
  }
  remember(carrier, webhook, { url: attempt.url, form, durationMs: performance.now() - startedMs, reply });
  return { reply, failure };
}

/** Connection lost or never had, or too slow; anything else is a mistake in here and is thrown on. */
function networkFailure(error: unknown): 'ct' | 'rt' {
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'rt';
  if (error instanceof Error && 'code' in error && error.code !== 'UND_ERR_INVALID_ARG') return 'ct';
  throw error;
}

function rawPath(url: string): string {
  const path = url.replace(/^https?:\/\/[^/?#]*/i, '').replaceAll(' ', '%20');
  return path.startsWith('/') ? path : `/${path}`;
}

function withQuery(url: string, form: string): string {
  return url + (url.includes('?') ? '&' : '?') + form;
}

/** Connections are pooled per connect timeout, the one override that belongs to the pool and not to the request. */
function transport(carrier: Carrier, connectTimeoutMs: number): Agent {
  const known = carrier.transports.get(connectTimeoutMs);
  if (known) return known;
  const [first] = carrier.transports.values();
  if (first && carrier.transports.size >= limits.webhookPoolsMax) return first;
  const agent = new Agent({
    connections: limits.webhookConnectionsMax,
    maxResponseSize: limits.documentBytesMax,
    connect: { timeout: connectTimeoutMs },
  });
  carrier.transports.set(connectTimeoutMs, agent);
  return agent;
}

function remember(
  carrier: Carrier,
  webhook: Webhook,
  sent: { url: string; form: string; durationMs: number; reply: WebhookReply | null },
) {
  if (!webhook.call || webhook.call.requests.length >= limits.requestsPerCallMax) return;
  webhook.call.requests.push({
    atMs: carrier.clock.nowMs(),
    method: webhook.method,
    url: sent.url,
    form: sent.form,
    durationMs: Math.round(sent.durationMs),
    status: sent.reply?.status ?? null,
    contentType: sent.reply?.contentType ?? null,
    body: sent.reply?.body.slice(0, limits.requestBodyKeptCharsMax) ?? null,
  });
}
