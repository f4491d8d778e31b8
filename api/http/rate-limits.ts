/**
 * Limits the requests per minute of each client. Redis counts the requests for all API processes together. Carrier
 * callbacks have a limit of their own for wrong signatures (`refusals.ts`). Health probes, metrics and the queue page are
 * not limited here, because they belong to the operator of the deployment.
 */
import type { Context as HonoContext, MiddlewareHandler } from 'hono';
import type { Context } from '../../shared/context.ts';
import { sessionOwner } from '../../shared/domain/accounts/login-sessions.ts';
import { DomainError } from '../../shared/errors.ts';
import { logSecurityEvent } from '../../shared/logging/security-log.ts';
import { consumePoint, createRateLimiter, secondsToWait } from '../../shared/rate-limiters.ts';
import { findApiKey, isApiKey } from '../../shared/domain/accounts/api-keys.ts';
import { verifyToken } from '../../shared/domain/accounts/tokens.ts';
import type { ApiEnv } from './routes.ts';
import { isOpenPath } from './open-paths.ts';
import { hasBearerScheme, tokenOf, sessionId } from './credentials.ts';

const WINDOW_SECONDS = 60;

type LimitName = keyof Context['config']['rateLimitsPerMinute'];

/**
 * The rate limit for each path prefix. The first prefix that matches applies. If the matching prefix has no limit name,
 * the path is not limited here. The last prefix matches every path, so no path is unlimited by accident.
 */
const LIMIT_BY_PATH: readonly (readonly [prefix: string, limit: LimitName | undefined])[] = [
  ['/api/webhooks/', undefined],
  ['/webhooks/', undefined],
  ['/healthz/', undefined],
  ['/readyz/', undefined],
  ['/metrics/', undefined],
  ['/admin/queues/', undefined],
  ['/api/dni/', 'dni'],
  ['/dni/', 'dni'],
  ['/dni.js/', 'dni'],
  ['/api/rtb/', 'rtb'],
  ['/api/', 'general'],
  ['/ws/', 'general'],
  ['/', 'pages'],
];

export function limitRate(ctx: Context): MiddlewareHandler<ApiEnv> {
  const limiter = (name: LimitName) => {
    const points = ctx.config.rateLimitsPerMinute[name];
    const keyPrefix = `${ctx.keyPrefix}:rate:${name}`;
    return { name, points, limiter: createRateLimiter(ctx.redis, { keyPrefix, points, seconds: WINDOW_SECONDS }) };
  };
  const limits = { general: limiter('general'), dni: limiter('dni'), rtb: limiter('rtb'), pages: limiter('pages') };

  return async (c, next) => {
    const name = LIMIT_BY_PATH.find(([prefix]) => `${c.req.path}/`.startsWith(prefix))?.[1];
    if (name === undefined) return next();
    const { points, limiter } = limits[name];
    const { exceeded, count } = await consumePoint(limiter, await clientKey(c));
    const setHeaders = () => {
      c.header('X-RateLimit-Limit', String(points));
      c.header('X-RateLimit-Remaining', String(count.remainingPoints));
      c.header('X-RateLimit-Reset', String(Math.ceil((Date.now() + count.msBeforeNext) / 1000)));
    };
    if (exceeded) {
      setHeaders();
      logSecurityEvent(c.get('ctx'), 'limit.exceeded', { limit: name, path: c.req.path, method: c.req.method });
      const retryAfterSeconds = secondsToWait(count);
      throw new DomainError(
        'too_many_requests',
        `The limit is ${points} requests per minute. Try again in ${retryAfterSeconds} seconds.`,
        { retryAfterSeconds },
      );
    }
    await next();
    // Set the headers after the handler has run. If the handler creates a response without the context, headers that
    // were set before are lost.
    setHeaders();
    return undefined;
  };
}

/**
 * Returns the key under which a request is counted. A request with a valid credential counts for the user or the API key,
 * so that the users of one office do not share a limit. Any other request counts for the client's IP address. So does a
 * request to a path that needs no credential: otherwise an attacker would register many users, and have a limit for each
 * of them.
 *
 * This function does not check whether a token was revoked. The version of the token is part of the key, so a revoked
 * token cannot use up the limit of the user.
 */
async function clientKey(c: HonoContext<ApiEnv>): Promise<string> {
  const { clientAddress } = c.get('ctx');
  if (!takesCredential(c.req.path)) return `address:${clientAddress}`;
  const token = tokenOf(c);
  if (token !== undefined && isApiKey(token)) {
    const key = await findApiKey(c.get('ctx'), token).catch(() => undefined);
    return key ? `api-key:${key.id}` : `address:${clientAddress}`;
  }
  const user = await credentialUser(c);
  return user ? `user:${user.userUuid}:${user.version}` : `address:${clientAddress}`;
}

/** Pages and open paths ignore credentials. */
const takesCredential = (path: string) => (path.startsWith('/api/') || path === '/ws') && !isOpenPath(path);

async function credentialUser(c: HonoContext<ApiEnv>): Promise<{ userUuid: string; version: number } | undefined> {
  const ctx = c.get('ctx');
  const token = tokenOf(c);
  if (token !== undefined) return verifyToken(ctx.config.jwtSecret, 'api', token);
  const session = hasBearerScheme(c) ? undefined : sessionId(c);
  if (session === undefined) return undefined;
  // A request with an unknown session id counts for the client's IP address. Otherwise each invented session id would
  // have a separate limit.
  const owner = await sessionOwner(ctx, session).catch(() => undefined);
  return owner && { userUuid: owner.userUuid, version: owner.tokenVersion };
}
