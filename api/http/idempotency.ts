/** `Idempotency-Key` on POST: a client that lost the answer sends the same request again, and it is done once. */
import { createHash } from 'node:crypto';
import { type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context as HonoContext, MiddlewareHandler } from 'hono';
import type { StatusCode } from 'hono/utils/http-status';
import type { Context } from '../../shared/context.ts';
import type { Actor } from '../../shared/domain/accounts/access.ts';
import { DomainError, invalidField } from '../../shared/errors.ts';
import {
  freeKey,
  type KeyedRequest,
  prolongLock,
  storeReply,
  takeKey,
  usedKey,
} from '../../sql/accounts/idempotency.ts';
import { isUpload } from './body-limit.ts';

const HEADER = 'Idempotency-Key';
const KEY_LENGTH_MAX = 255;

/** How long after its process died a request may be tried again. Real seconds. */
const LOCK_SECONDS = 60;
const PROLONG_MS = 20_000;

/** Refusals that decided nothing: the same key may come again with the request put right. */
const NOT_STORED = new Set([400, 401, 413, 415, 422, 429]);
const STORED_HEADERS = ['content-type', 'location'];

/** Authentication comes first, for a key belongs to the tenant; where there is none, as at log-in, keys mean nothing. */
type Env = { Variables: { ctx: Context; actor: Actor | undefined } };

export const honourIdempotencyKey: MiddlewareHandler<Env> = async (c, next) => {
  const key = c.req.header(HEADER);
  const actor = c.get('actor');
  if (key === undefined || c.req.method !== 'POST' || !actor) return next();
  if (!/^[\x20-\x7e]+$/.test(key) || key.length > KEY_LENGTH_MAX)
    throw invalidField(HEADER, `${HEADER} must be 1 to ${KEY_LENGTH_MAX} printable ASCII characters.`);
  const { sql } = c.get('ctx');
  const { method, path } = c.req;
  const request = { tenantId: actor.tenantId, key, method, path, requestHash: await hashOf(c, actor.userId) };
  if (await takeKey(sql, request, LOCK_SECONDS)) return runFirst(c, request, next);
  const used = await usedKey(sql, request);
  if (used && !used.requestHash.equals(request.requestHash))
    throw new DomainError(
      'conflict',
      `This ${HEADER} was used for another request. Choose a new key for each request.`,
    );
  if (!used?.reply)
    throw new DomainError('conflict', `The first request with this ${HEADER} is still running. Try again shortly.`, {
      retryAfterSeconds: 1,
    });
  const { status, headers, body } = used.reply;
  // Some statuses may not have a body, not even an empty one.
  return c.newResponse(body || null, status as StatusCode, { ...headers, 'Idempotent-Replayed': 'true' });
};

/** A form is written anew, with another boundary, each time it is sent, and is too large to read twice: its key decides. */
async function hashOf(c: HonoContext<Env>, userId: number): Promise<Buffer> {
  const { method, path, url } = c.req;
  const body = isUpload(path) ? '' : await c.req.text();
  return createHash('sha256')
    .update(JSON.stringify([userId, method, path, new URL(url).search, body]))
    .digest();
}

async function runFirst(c: HonoContext<Env>, request: KeyedRequest, next: () => Promise<void>) {
  const { sql, log } = c.get('ctx');
  const warn = (error: unknown) => log.warn({ err: error }, 'idempotency key');
  const prolonging = setInterval(() => void prolongLock(sql, request, LOCK_SECONDS).catch(warn), PROLONG_MS);
  try {
    await next();
  } finally {
    clearInterval(prolonging);
  }
  // The work is done, so whatever happens to the key now must not make its answer a failure.
  await settle(c.res.clone(), request).catch(warn);

  async function settle(reply: Response, request: KeyedRequest): Promise<void> {
    const { status } = reply;
    if (status >= 500 || NOT_STORED.has(status)) return freeKey(sql, request);
    const headers = STORED_HEADERS.flatMap((name): [string, string][] => {
      const value = reply.headers.get(name);
      return value === null ? [] : [[name, value]];
    });
    return storeReply(sql, request, { status, headers: Object.fromEntries(headers), body: await reply.text() });
  }
}

const header = z.object({
  [HEADER]: z
    .string()
    .min(1)
    .max(KEY_LENGTH_MAX)
    .optional()
    .openapi({
      description:
        'Your own name for this request, such as a uuid. Sent again within 24 hours, the request is not carried out again: the ' +
        'first reply is repeated, with `Idempotent-Replayed: true`. 409 while the first runs, or for another request.',
    }),
});

/** Describes the header on every route that honours it: each POST that needs a credential. */
export function describeIdempotencyKey({ definitions }: OpenAPIHono['openAPIRegistry']): void {
  for (const definition of definitions)
    if (definition.type === 'route' && definition.route.method === 'post' && !definition.route.security)
      definition.route.request = { ...definition.route.request, headers: header };
}
