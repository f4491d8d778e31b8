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
import { openSecret, sealSecret, type SecretPlace } from '../../shared/secrets.ts';
import {
  ERASED_REPLY_STATUS,
  releaseKey,
  type KeyedRequest,
  type StoredReply,
  extendLock,
  recordFormHash,
  storeReply,
  claimKey,
  findKey,
} from '../../sql/accounts/idempotency.ts';
import { isUploadPath } from './body-limit.ts';
import { hasBearerScheme } from './credentials.ts';
import { hashOfForm } from './multipart.ts';

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

/** A request whose key was claimed, and whether the hash of its form was recorded (uploads only). */
export type ClaimedKey = { request: KeyedRequest; hasFormHash: boolean };

/**
 * The actor must be set before this middleware runs, because an idempotency key belongs to a tenant. If there is no
 * actor, as at login, the key is ignored.
 */
type Env = { Variables: { ctx: Context; actor: Actor | undefined; claimedKey?: ClaimedKey } };

export const handleIdempotencyKey: MiddlewareHandler<Env> = async (c, next) => {
  const key = c.req.header(HEADER);
  const actor = c.get('actor');
  if (key === undefined || c.req.method !== 'POST' || !actor) return next();
  // The key is already claimed if the request went to the other API first, and the other API does not have this path.
  if (c.get('claimedKey')) return next();
  if (!/^[\x20-\x7e]+$/.test(key) || key.length > KEY_LENGTH_MAX)
    throw invalidField(HEADER, `${HEADER} must be 1 to ${KEY_LENGTH_MAX} printable ASCII characters.`);
  const { sql } = c.get('ctx');
  const { method, path } = c.req;
  const request = { tenantId: actor.tenantId, key, method, path, requestHash: await hashOf(c, actor) };
  if (await claimKey(sql, request, LOCK_SECONDS)) return runAndStore(c, request, next);
  const used = await findKey(sql, request);
  if (used && !used.requestHash.equals(request.requestHash)) throw usedForAnotherRequest();
  if (!used?.reply)
    throw new DomainError('conflict', `The first request with this ${HEADER} is still running. Try again shortly.`, {
      retryAfterSeconds: 1,
    });
  if (isUploadPath(path) && !used.formHash?.equals(await hashOfForm(c.req.raw))) throw usedForAnotherRequest();
  return replay(c, request, used.reply);
};

function usedForAnotherRequest(): DomainError {
  return new DomainError('conflict', `This ${HEADER} was used for another request. Use a new key for each request.`);
}

/** The place of a stored reply. Every body is encrypted, because some replies show a secret, and no other time. */
const bodyPlace = ({ tenantId, key }: KeyedRequest): SecretPlace => ({
  tenantId,
  table: 'idempotency_keys',
  column: 'body',
  row: key,
});

function replay(c: HonoContext<Env>, request: KeyedRequest, { status, headers, body: sealedBody }: StoredReply) {
  if (status === ERASED_REPLY_STATUS)
    throw new DomainError(
      'conflict',
      'The request was executed. Its stored reply was erased, because it contained data of a person who asked for erasure.',
    );
  const body = openSecret(c.get('ctx').config.secretsKey, bodyPlace(request), sealedBody);
  // A response with a status such as 204 must not have a body, not even an empty one.
  return c.newResponse(body || null, status as StatusCode, { ...headers, 'Idempotent-Replayed': 'true' });
}

/**
 * Returns the hash of a request. The kind of the credential is part of the hash, because the credential selects the API,
 * and the APIs have different replies. The body of an upload is not part of the hash, because the body is too large to
 * read before the handler reads it. {@link recordForm} adds the hash of the uploaded form later.
 */
async function hashOf(c: HonoContext<Env>, { userId, apiKey }: Actor): Promise<Buffer> {
  const { method, path, url } = c.req;
  const body = isUploadPath(path) ? '' : await c.req.text();
  return createHash('sha256')
    .update(JSON.stringify([userId, apiKey?.id ?? null, hasBearerScheme(c), method, path, new URL(url).search, body]))
    .digest();
}

/**
 * Records the hash of the form of an upload, if the upload has an idempotency key. Call this function when the form was
 * read, and before the upload has an effect.
 *
 * @throws DomainError `conflict` if an earlier process, which died, executed the same key with another form
 */
export async function recordForm(c: Pick<HonoContext<Env>, 'get'>, formHash: Buffer): Promise<void> {
  const claimed = c.get('claimedKey');
  if (!claimed) return;
  claimed.hasFormHash = await recordFormHash(c.get('ctx').sql, claimed.request, formHash);
  if (!claimed.hasFormHash) throw usedForAnotherRequest();
}

async function runAndStore(c: HonoContext<Env>, request: KeyedRequest, next: () => Promise<void>) {
  const { sql, log } = c.get('ctx');
  const claimed = { request, hasFormHash: false };
  c.set('claimedKey', claimed);
  const warn = (error: unknown) => log.warn({ err: error }, 'idempotency key could not be updated');
  const extendTimer = setInterval(() => void extendLock(sql, request, LOCK_SECONDS).catch(warn), EXTEND_LOCK_MS);
  try {
    await next();
  } finally {
    clearInterval(extendTimer);
  }
  // The request was executed. If the response cannot be stored, the client must still get the response.
  await storeOrRelease(c.get('ctx'), claimed, c.res.clone()).catch(warn);
}

/** Stores the response for retries of the request. If the request had no effect, releases the key instead. */
async function storeOrRelease({ sql, config }: Context, claimed: ClaimedKey, reply: Response): Promise<void> {
  const { request, hasFormHash } = claimed;
  const { status } = reply;
  // The upload was refused before its form was read, so a reply could not be compared with the form of a retry.
  if (isUploadPath(request.path) && !hasFormHash) return extendLock(sql, request, 0);
  if (status >= 500 || NOT_STORED_STATUSES.has(status)) return releaseKey(sql, request);
  const headers = STORED_HEADERS.flatMap((name): [string, string][] => {
    const value = reply.headers.get(name);
    return value === null ? [] : [[name, value]];
  });
  const body = sealSecret(config.secretsKey, bodyPlace(request), await reply.text());
  return storeReply(sql, request, { status, headers: Object.fromEntries(headers), body });
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
