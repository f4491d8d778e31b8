/**
 * The header `Idempotency-Key` of POST requests. If a client did not get the response, the client sends the request
 * again with the same key. The request is executed only once.
 */
import { createHash } from 'node:crypto';
import { type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context as HonoContext, MiddlewareHandler } from 'hono';
import type { StatusCode } from 'hono/utils/http-status';
import type { Context } from '../../shared/context.ts';
import type { Actor } from '../../shared/domain/accounts/access.ts';
import { DomainError, invalidField } from '../../shared/errors.ts';
import {
  releaseKey,
  type KeyedRequest,
  extendLock,
  storeReply,
  claimKey,
  findKey,
} from '../../sql/accounts/idempotency.ts';
import { isUploadPath } from './body-limit.ts';

const HEADER = 'Idempotency-Key';
const KEY_LENGTH_MAX = 255;

/**
 * If the process that executes a request dies, the client can send the request again after this time. Seconds of real
 * time.
 */
const LOCK_SECONDS = 60;
const EXTEND_LOCK_MS = 20_000;

/**
 * HTTP statuses of errors that happen before a request has any effect. The client may send the corrected request with
 * the same key.
 */
const NOT_STORED_STATUSES = new Set([400, 401, 413, 415, 422, 429]);
const STORED_HEADERS = ['content-type', 'location'];

/**
 * The actor must be set before this middleware runs, because an idempotency key belongs to a tenant. If there is no
 * actor, as at login, the key is ignored.
 */
type Env = { Variables: { ctx: Context; actor: Actor | undefined } };

export const handleIdempotencyKey: MiddlewareHandler<Env> = async (c, next) => {
  const key = c.req.header(HEADER);
  const actor = c.get('actor');
  if (key === undefined || c.req.method !== 'POST' || !actor) return next();
  if (!/^[\x20-\x7e]+$/.test(key) || key.length > KEY_LENGTH_MAX)
    throw invalidField(HEADER, `${HEADER} must be 1 to ${KEY_LENGTH_MAX} printable ASCII characters.`);
  const { sql } = c.get('ctx');
  const { method, path } = c.req;
  const request = { tenantId: actor.tenantId, key, method, path, requestHash: await hashOf(c, actor.userId) };
  if (await claimKey(sql, request, LOCK_SECONDS)) return runAndStore(c, request, next);
  const used = await findKey(sql, request);
  if (used && !used.requestHash.equals(request.requestHash))
    throw new DomainError('conflict', `This ${HEADER} was used for another request. Use a new key for each request.`);
  if (!used?.reply)
    throw new DomainError('conflict', `The first request with this ${HEADER} is still running. Try again shortly.`, {
      retryAfterSeconds: 1,
    });
  const { status, headers, body } = used.reply;
  // A response with a status such as 204 must not have a body, not even an empty one.
  return c.newResponse(body || null, status as StatusCode, { ...headers, 'Idempotent-Replayed': 'true' });
};

/**
 * Returns the hash of a request. The body of an upload is not part of the hash, because each retry has another
 * multipart boundary and the body is too large to read twice.
 */
async function hashOf(c: HonoContext<Env>, userId: number): Promise<Buffer> {
  const { method, path, url } = c.req;
  const body = isUploadPath(path) ? '' : await c.req.text();
  return createHash('sha256')
    .update(JSON.stringify([userId, method, path, new URL(url).search, body]))
    .digest();
}

async function runAndStore(c: HonoContext<Env>, request: KeyedRequest, next: () => Promise<void>) {
  const { sql, log } = c.get('ctx');
  const warn = (error: unknown) => log.warn({ err: error }, 'idempotency key could not be updated');
  const extendTimer = setInterval(() => void extendLock(sql, request, LOCK_SECONDS).catch(warn), EXTEND_LOCK_MS);
  try {
    await next();
  } finally {
    clearInterval(extendTimer);
  }
  // The request was executed. If the response cannot be stored, the client must still get the response.
  await storeOrRelease(sql, request, c.res.clone()).catch(warn);
}

/** Stores the response for retries of the request. If the request had no effect, releases the key instead. */
async function storeOrRelease(sql: Context['sql'], request: KeyedRequest, reply: Response): Promise<void> {
  const { status } = reply;
  if (status >= 500 || NOT_STORED_STATUSES.has(status)) return releaseKey(sql, request);
  const headers = STORED_HEADERS.flatMap((name): [string, string][] => {
    const value = reply.headers.get(name);
    return value === null ? [] : [[name, value]];
  });
  return storeReply(sql, request, { status, headers: Object.fromEntries(headers), body: await reply.text() });
}

const header = z.object({
  [HEADER]: z
    .string()
    .min(1)
    .max(KEY_LENGTH_MAX)
    .optional()
    .openapi({
      description:
        'A key for this request, such as a uuid. When you send the request again within 24 hours with the same key, it is not ' +
        'executed again: you get the first reply, with `Idempotent-Replayed: true`. 409 while the first request runs, or when ' +
        'the key was used for another request.',
    }),
});

/** Adds the header `Idempotency-Key` to the OpenAPI description of every POST route that needs a credential. */
export function describeIdempotencyKey({ definitions }: OpenAPIHono['openAPIRegistry']): void {
  for (const definition of definitions)
    if (definition.type === 'route' && definition.route.method === 'post' && !definition.route.security)
      definition.route.request = { ...definition.route.request, headers: header };
}
