/** The common part of every REST operation: credentials, form, faults, response. */
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context, Handler } from 'hono';
import type { Call } from '../calls/state.ts';
import { rejectOnAbort } from '../cancellation.ts';
import { addNotification } from '../carrier/notifications.ts';
import type { Carrier } from '../carrier/state.ts';
import { type OperationName, type RestEffect, matchRestFaults } from '../faults.ts';
import { LIMITS } from '../limits.ts';
import { createSid } from '../twilio-format.ts';
import { assertAccountActive } from './account-rules.ts';
import { RestError, errorBody } from './errors.ts';
import { assertKnownParameters } from './parameters.ts';

export type Env = { Bindings: HttpBindings };

export type RestRequest = {
  url: URL;
  form: URLSearchParams;
  query: URLSearchParams;
  /** Returns a path parameter, or an empty text if the path has no such parameter. */
  param: (name: string) => string;
  header: (name: string) => string | undefined;
  /** Milliseconds of product time. Calls that were created less than `lagMs` ago are not visible yet. */
  lagMs: number;
};

/**
 * The reply of an operation. If there is neither `body` nor `media`, the response is empty. `call` is the call that the
 * operation created.
 */
export type RestReply = {
  status: 200 | 201 | 204 | 206 | 416;
  body?: object;
  media?: Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
  call?: Call;
};

type Handle = (request: RestRequest) => RestReply;

/**
 * Returns the route handler of an operation: `handle`, with the checks of the operation and the faults for its name.
 */
export function operation(carrier: Carrier, name: OperationName, handle: Handle): Handler<Env> {
  return async (c) => {
    const startedMs = performance.now();
    c.header('Twilio-Request-Id', createSid('RQ'));
    c.header('Twilio-Concurrent-Requests', '1');
    const url = new URL(c.req.url);
    const form = new URLSearchParams(c.req.method === 'POST' ? await c.req.text() : '');
    const effects = matchRestFaults(carrier.faultPlan, { operation: name, number: form.get('To') ?? '' });
    const fault = await applyFaultsBefore(c, effects);
    if (fault) return fault;

    let reply: RestReply;
    try {
      assertCredentials(carrier, c);
      if (name !== 'account.fetch') assertAccountActive(carrier);
      if (name !== 'recordings.media') assertKnownParameters(name, form, url.searchParams);
      reply = handle({
        url,
        form,
        query: url.searchParams,
        param: (part) => c.req.param(part) ?? '',
        header: (header) => c.req.header(header),
        lagMs: Math.max(0, ...effects.map((effect) => (effect.type === 'lag' ? effect.lagMs : 0))),
      });
    } catch (error) {
      if (!(error instanceof RestError)) throw error;
      addNotification(carrier, null, error.code, `${name}: ${error.message}`);
      return c.json(errorBody(error.status, error.code, error.message), error.status);
    }
    const lateFault = await applyFaultsAfter(carrier, c, effects, reply);
    if (lateFault) return lateFault;
    c.header('Twilio-Request-Duration', ((performance.now() - startedMs) / 1000).toFixed(3));
    return sendReply(c, reply);
  };
}

function sendReply(c: Context<Env>, { status, body, media, headers = {} }: RestReply): Response {
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  c.status(status);
  if (media) return c.body(media);
  return body ? c.json(body) : c.body(null);
}

function assertCredentials(carrier: Carrier, c: Context<Env>): void {
  const [scheme, encoded = ''] = (c.req.header('authorization') ?? '').split(' ');
  const credentials = Buffer.from(encoded, 'base64').toString();
  if (scheme?.toLowerCase() !== 'basic' || credentials !== `${carrier.accountSid}:${carrier.authToken}`)
    throw new RestError(401, 20003, 'Authenticate');
  if (c.req.param('account') !== carrier.accountSid) throw new RestError(404, 20404, 'The account was not found');
}

/** Returns the response of a fault that prevents the operation; null if there is no such fault. */
async function applyFaultsBefore(c: Context<Env>, effects: RestEffect[]): Promise<Response | null> {
  for (const effect of effects) {
    if (effect.type === 'error' && effect.when === 'before') return errorReply(effect);
    if (effect.type === 'reset' && effect.when === 'before') return resetConnection(c);
    if (effect.type !== 'too-many-requests') continue;
    if (effect.retryAfterSeconds !== undefined) c.header('Retry-After', String(effect.retryAfterSeconds));
    return c.json(errorBody(429, 20429, 'Too Many Requests'), 429);
  }
  return null;
}

/**
 * Applies the faults that come after the operation took effect. Returns the response of the fault, or null if there is
 * no such fault. The fault `reply-after-webhook` only delays the normal response.
 */
async function applyFaultsAfter(carrier: Carrier, c: Context<Env>, effects: RestEffect[], reply: RestReply) {
  for (const effect of effects) {
    if (effect.type === 'error' && effect.when === 'after') return errorReply(effect);
    if (effect.type === 'reset' && effect.when === 'after') return resetConnection(c);
    if (effect.type === 'no-reply') {
      await waitForClientToLeave(carrier, c);
      return resetConnection(c);
    }
    if (effect.type === 'reply-after-webhook' && reply.call)
      await Promise.race([reply.call.firstWebhookSent.promise, waitForClientToLeave(carrier, c)]);
  }
  return null;
}

function errorReply(effect: Extract<RestEffect, { type: 'error' }>): Response {
  const { status, code } = effect;
  if (effect.html)
    return new Response(`<html><body>${status}</body></html>`, { status, headers: { 'content-type': 'text/html' } });
  return Response.json(errorBody(status, code, 'An internal error has occurred'), { status });
}

/** Resets the connection, so that the client gets the error ECONNRESET. */
function resetConnection(c: Context<Env>): Response {
  c.env.incoming.socket.resetAndDestroy();
  return RESPONSE_ALREADY_SENT;
}

/** Resolves when the client closes the connection, the carrier stops, or `withheldReplyMsMax` has passed. */
async function waitForClientToLeave(carrier: Carrier, c: Context<Env>): Promise<void> {
  const closed = new Promise<void>((resolve) => c.env.outgoing.once('close', () => resolve()));
  const ends = AbortSignal.any([carrier.lifetime.signal, AbortSignal.timeout(LIMITS.withheldReplyMsMax)]);
  await rejectOnAbort(closed, ends).catch(() => {});
}
