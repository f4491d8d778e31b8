/**
 * How many requests a minute, counted in Redis for all API processes together. Callbacks of the carrier, probes, metrics and
 * documentation are not limited.
 */
import type { Context as HonoContext, MiddlewareHandler } from 'hono';
import type { Context } from '../../shared/context.ts';
import { ownerOfSession } from '../../shared/domain/accounts/login-sessions.ts';
import { DomainError } from '../../shared/errors.ts';
import { createLimiter, secondsUntilNext, takePoint } from '../../shared/limiters.ts';
import { verifyToken } from '../../shared/domain/accounts/tokens.ts';
import type { ApiEnv } from './routes.ts';
import { offersToken, sentToken, sessionId } from './credentials.ts';

const WINDOW_SECONDS = 60;

type LimitName = keyof Context['config']['rateLimitsPerMinute'];

/** The first that fits. */
const limitOfPath: readonly (readonly [prefix: string, limit: LimitName | undefined])[] = [
  ['/api/webhooks/', undefined],
  ['/api/dni/', 'dni'],
  ['/dni/', 'dni'],
  ['/api/rtb/', 'rtb'],
  ['/api/', 'general'],
  ['/ws/', 'general'],
];

export function limitRate(ctx: Context): MiddlewareHandler<ApiEnv> {
  const limiter = (name: LimitName) => {
    const points = ctx.config.rateLimitsPerMinute[name];
    const keyPrefix = `${ctx.keyPrefix}:rate:${name}`;
    return { name, points, limiter: createLimiter(ctx.redis, { keyPrefix, points, seconds: WINDOW_SECONDS }) };
  };
  const limits = { general: limiter('general'), dni: limiter('dni'), rtb: limiter('rtb') };

  return async (c, next) => {
    const name = limitOfPath.find(([prefix]) => `${c.req.path}/`.startsWith(prefix))?.[1];
    if (name === undefined) return next();
    const { points, limiter } = limits[name];
    const { exceeded, count } = await takePoint(limiter, await whoAsks(c));
    const tell = () => {
      c.header('X-RateLimit-Limit', String(points));
      c.header('X-RateLimit-Remaining', String(count.remainingPoints));
      c.header('X-RateLimit-Reset', String(Math.ceil((Date.now() + count.msBeforeNext) / 1000)));
    };
    if (exceeded) {
      tell();
      const retryAfterSeconds = secondsUntilNext(count);
      throw new DomainError(
        'too_many_requests',
        `You may make ${points} requests a minute. Try again in ${retryAfterSeconds} seconds.`,
        { retryAfterSeconds },
      );
    }
    await next();
    // Afterwards, as replies that handlers make without the context would lack headers that it was given before.
    tell();
    return undefined;
  };
}

/**
 * A user, wherever they are and with whichever credential, so that an office behind one address does not share one limit;
 * everybody else by address. Whether the user's credentials were revoked is not looked up here, so their version is part of
 * the key: who holds a revoked one cannot use up its user's limit.
 */
async function whoAsks(c: HonoContext<ApiEnv>): Promise<string> {
  const { clientAddress } = c.get('ctx');
  const user = await claimedUser(c);
  return user ? `user:${user.userUuid}:${user.version}` : `address:${clientAddress}`;
}

async function claimedUser(c: HonoContext<ApiEnv>): Promise<{ userUuid: string; version: number } | undefined> {
  const ctx = c.get('ctx');
  const token = sentToken(c);
  if (token !== undefined) return verifyToken(ctx.config.jwtSecret, 'api', token);
  const session = offersToken(c) ? undefined : sessionId(c);
  if (session === undefined) return undefined;
  // An id that was made up counts for its address, or each one would begin with a limit of its own.
  const owner = await ownerOfSession(ctx, session).catch(() => undefined);
  return owner && { userUuid: owner.userUuid, version: owner.tokenVersion };
}
