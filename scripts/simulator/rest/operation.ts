/** The frame around each REST operation: credentials, form, faults before and after it, and its answer. */
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context, Handler } from 'hono';
import { orAbort } from '../abort.ts';
import type { Call } from '../call-record.ts';
import { type Carrier, notify } from '../carrier.ts';
import { type OperationName, type RestEffect, restFaults } from '../faults.ts';
import { limits } from '../limits.ts';
import { sid } from '../wire.ts';
import { errorBody, RestError } from './envelope.ts';

export type Env = { Bindings: HttpBindings };

export type RestRequest = {
  url: URL;
  form: URLSearchParams;
  query: URLSearchParams;
  /** A part of the path. */
  param: (name: string) => string;
  header: (name: string) => string | undefined;
  /** Calls younger than this are not visible yet. */
  lagMs: number;
};

/** Neither `body` nor `sound`: no content. `call` names the call that the operation created. */
export type RestReply = {
  status: 200 | 201 | 204 | 206 | 416;
  body?: object;
  sound?: Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
  call?: Call;
};

type Handle = (request: RestRequest) => RestReply;

export function operation(carrier: Carrier, name: OperationName, handle: Handle): Handler<Env> {
  return async (c) => {
    const startedMs = performance.now();
    c.header('Twilio-Request-Id', sid('RQ'));
    c.header('Twilio-Concurrent-Requests', '1');
    const url = new URL(c.req.url);
    const form = new URLSearchParams(c.req.method === 'POST' ? await c.req.text() : '');
    const effects = restFaults(carrier.faults, { operation: name, number: form.get('To') ?? '' });
    const refusal = await refuseBefore(c, effects);
    if (refusal) return refusal;

    let reply: RestReply;
    try {
      checkCredentials(carrier, c);
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
      notify(carrier, null, error.code, `${name}: ${error.message}`);
      return c.json(errorBody(error.status, error.code, error.message), error.status);
    }
    const loss = await refuseAfter(carrier, c, effects, reply);
    if (loss) return loss;
    c.header('Twilio-Request-Duration', ((performance.now() - startedMs) / 1000).toFixed(3));
    return present(c, reply);
  };
}

function present(c: Context<Env>, { status, body, sound, headers = {} }: RestReply): Response {
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  c.status(status);
  if (sound) return c.body(sound);
  return body ? c.json(body) : c.body(null);
}

function checkCredentials(carrier: Carrier, c: Context<Env>): void {
  const [scheme, encoded = ''] = (c.req.header('authorization') ?? '').split(' ');
  const given = Buffer.from(encoded, 'base64').toString();
  if (scheme?.toLowerCase() !== 'basic' || given !== `${carrier.accountSid}:${carrier.authToken}`)
    throw new RestError(401, 20003, 'Authenticate');
  if (c.req.param('account') !== carrier.accountSid) throw new RestError(404, 20404, 'The account was not found');
}

/** Faults that strike before anything happened. */
async function refuseBefore(c: Context<Env>, effects: RestEffect[]): Promise<Response | null> {
  for (const effect of effects) {
    if (effect.type === 'error' && effect.when === 'before') return errorReply(effect);
    if (effect.type === 'reset' && effect.when === 'before') return reset(c);
    if (effect.type !== 'too-many-requests') continue;
    if (effect.retryAfterSeconds !== undefined) c.header('Retry-After', String(effect.retryAfterSeconds));
    return c.json(errorBody(429, 20429, 'Too Many Requests'), 429);
  }
  return null;
}

/** Faults that lose or withhold the answer of an operation that took effect. */
async function refuseAfter(carrier: Carrier, c: Context<Env>, effects: RestEffect[], reply: RestReply) {
  for (const effect of effects) {
    if (effect.type === 'error' && effect.when === 'after') return errorReply(effect);
    if (effect.type === 'reset' && effect.when === 'after') return reset(c);
    if (effect.type === 'no-reply') {
      await givenUp(carrier, c);
      return reset(c);
    }
    if (effect.type === 'reply-after-webhook' && reply.call)
      await Promise.race([reply.call.firstWebhook.promise, givenUp(carrier, c)]);
  }
  return null;
}

function errorReply(effect: Extract<RestEffect, { type: 'error' }>): Response {
  const { status, code } = effect;
  if (effect.html)
    return new Response(`<html><body>${status}</body></html>`, { status, headers: { 'content-type': 'text/html' } });
  return Response.json(errorBody(status, code, 'An internal error has occurred'), { status });
}

/** The client sees ECONNRESET. */
function reset(c: Context<Env>): Response {
  c.env.incoming.socket.resetAndDestroy();
  return RESPONSE_ALREADY_SENT;
}

/** Resolves when the client hangs up, the carrier stops, or the longest wait is over. */
async function givenUp(carrier: Carrier, c: Context<Env>): Promise<void> {
  const closed = new Promise<void>((resolve) => c.env.outgoing.once('close', () => resolve()));
  const ends = AbortSignal.any([carrier.life.signal, AbortSignal.timeout(limits.withheldReplyMsMax)]);
  await orAbort(closed, ends).catch(() => {});
}
