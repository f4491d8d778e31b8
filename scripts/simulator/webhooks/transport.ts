/**
 * Sends one HTTP request to the product. The request is signed, has a timeout in real time, and is recorded in its
 * call.
 */
import { Agent } from 'undici';
import type { Call } from '../calls/state.ts';
import type { Carrier } from '../carrier/state.ts';
import type { WebhookKind } from '../faults.ts';
import { LIMITS } from '../limits.ts';
import type { HttpMethod } from './callback.ts';
import { twilioSignature } from './signature.ts';
import type { ConnectionOverrides, RetryClass } from './url.ts';

export type Webhook = {
  kind: WebhookKind;
  /**
   * The reported event (`ringing`, `participant-join`, …). For a request for TwiML, the event of its `TwimlSource`
   * (`url`, …).
   */
  event: string;
  url: string;
  method: HttpMethod;
  params: Record<string, string>;
  call: Call | null;
  /** The far-end number, which the rules of the fault plan can select. */
  number: string;
};

export type WebhookReply = { status: number; contentType: string; body: string };

export type Attempt = {
  /** The URL without its fragment. */
  url: string;
  overrides: ConnectionOverrides;
  authToken: string;
  idempotencyToken: string;
  /** Milliseconds of real time that are left of the total timeout for all attempts. */
  leftMs: number;
  /** The carrier's lifetime at the creation of the webhook. A reset of the carrier aborts the signal. */
  lifetime: AbortSignal;
};

/**
 * Sends the request once. `failure` in the result is null after a usable response; otherwise `failure` says which kind
 * of retry applies.
 */
export async function sendOnce(carrier: Carrier, webhook: Webhook, attempt: Attempt) {
  const { method, params } = webhook;
  const form = new URLSearchParams(params).toString();
  const url = method === 'GET' ? withQuery(attempt.url, form) : attempt.url;
  const startedMs = performance.now();
  let reply: WebhookReply | null = null;
  let failure: RetryClass | null;
  try {
    const timeoutMs = Math.max(1, Math.ceil(Math.min(attempt.overrides.readTimeoutMs, attempt.leftMs)));
    const response = await findOrCreateAgent(carrier, attempt.overrides.connectTimeoutMs).request({
      origin: new URL(url).origin,
      // The path stays exactly as the product registered the URL. The signature covers the registered characters, and
      // the class URL would normalize the characters.
      path: rawPath(url),
      method,
      headers: {
        'user-agent': 'TwilioProxy/1.1',
        accept: webhook.kind === 'voice' ? 'text/xml, application/xml, text/html' : '*/*',
        'x-twilio-signature': twilioSignature(attempt.authToken, url, method === 'GET' ? {} : params),
        'i-twilio-idempotency-token': attempt.idempotencyToken,
        ...(method === 'POST' && { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' }),
      },
      body: method === 'POST' ? form : null,
      signal: AbortSignal.any([attempt.lifetime, AbortSignal.timeout(timeoutMs)]),
    });
    const body = await response.body.text();
    reply = { status: response.statusCode, contentType: String(response.headers['content-type'] ?? ''), body };
    failure = reply.status < 300 ? null : reply.status < 500 ? '4xx' : '5xx';
  } catch (error) {
    if (attempt.lifetime.aborted) throw error;
    failure = retryClassOf(error);
  }
  logRequest(carrier, webhook, { url: attempt.url, form, durationMs: performance.now() - startedMs, reply });
  return { reply, failure };
}

/**
 * Returns the kind of retry that applies to a network error. Any other error is a bug of the simulator and is rethrown.
 */
function retryClassOf(error: unknown): 'ct' | 'rt' {
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

/**
 * Returns the connection pool for a connect timeout. The HTTP library undici sets the timeout per pool, not per
 * request.
 */
function findOrCreateAgent(carrier: Carrier, connectTimeoutMs: number): Agent {
  const existing = carrier.httpAgents.get(connectTimeoutMs);
  if (existing) return existing;
  const [first] = carrier.httpAgents.values();
  if (first && carrier.httpAgents.size >= LIMITS.webhookPoolsMax) return first;
  const agent = new Agent({
    connections: LIMITS.webhookConnectionsMax,
    maxResponseSize: LIMITS.documentBytesMax,
    connect: { timeout: connectTimeoutMs },
  });
  carrier.httpAgents.set(connectTimeoutMs, agent);
  return agent;
}

function logRequest(
  carrier: Carrier,
  webhook: Webhook,
  sent: { url: string; form: string; durationMs: number; reply: WebhookReply | null },
) {
  if (!webhook.call || webhook.call.requests.length >= LIMITS.requestsPerCallMax) return;
  webhook.call.requests.push({
    atMs: carrier.clock.nowMs(),
    method: webhook.method,
    url: sent.url,
    form: sent.form,
    durationMs: Math.round(sent.durationMs),
    status: sent.reply?.status ?? null,
    contentType: sent.reply?.contentType ?? null,
    body: sent.reply?.body.slice(0, LIMITS.responseBodyCharsMax) ?? null,
  });
}
