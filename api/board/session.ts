/**
 * The sessions of Bull Board. A page cannot send a bearer token, so the operator opens a session: HTTP Basic at
 * `/admin/queues/login`, then a cookie. Basic is accepted at no other path, because a browser that knows a password sends
 * it with requests of every page.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Context } from '../../shared/context.ts';
import { DomainError } from '../../shared/errors.ts';
import { hasBearerScheme } from '../http/credentials.ts';
import { assertSameOrigin } from '../http/operator.ts';
import type { ApiEnv } from '../http/routes.ts';

export const BASE_PATH = '/admin/queues';
const LOGIN_PATH = `${BASE_PATH}/login`;
const COOKIE = 'board';

/** Seconds of real time after which a session ends, also while it is in use. A look at the queues takes less. */
const SESSION_SECONDS_MAX = 3_600;

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Redis has the hash of the session id only, so that a reader of Redis cannot use a session. */
const keyOf = (ctx: Context, id: string) => `${ctx.keyPrefix}:board:session:${sha256(id)}`;

/** A session is valid only for the OPERATOR_TOKEN with which it was opened, so a new token ends all sessions. */
const tokenHash = ({ config }: Context) => sha256(config.operatorToken ?? '');

async function isLive(ctx: Context, id: string | undefined): Promise<boolean> {
  if (!id || ctx.config.operatorToken === undefined) return false;
  return (await ctx.redis.get(keyOf(ctx, id))) === tokenHash(ctx);
}

const cookieOptions = ({ config }: Context) => ({
  path: BASE_PATH,
  httpOnly: true,
  sameSite: 'Strict' as const,
  secure: config.publicBaseUrl.startsWith('https:'),
});

/**
 * Makes the browser ask for user name and password. If the request has the cookie of an ended session, the password is
 * asked for again, even if the browser has sent it: browsers remember a password, so without this step a logout or the
 * end of a session would have no effect.
 */
export const askForPassword: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const ctx = c.get('ctx');
  const id = getCookie(c, COOKIE);
  if (await isLive(ctx, id)) return c.redirect(BASE_PATH, 303);
  if (ctx.config.operatorToken !== undefined)
    c.header('WWW-Authenticate', 'Basic realm="Queues of CallCenter Pro", charset="UTF-8"');
  if (id === undefined) return next();
  deleteCookie(c, COOKIE, cookieOptions(ctx));
  throw new DomainError('unauthenticated', `The session has ended. Log in again: ${LOGIN_PATH}.`);
};

/** Opens a session for the operator, who has just sent the password. */
export const openSession: MiddlewareHandler<ApiEnv> = async (c) => {
  const ctx = c.get('ctx');
  const id = randomBytes(32).toString('base64url');
  await ctx.redis.set(keyOf(ctx, id), tokenHash(ctx), 'EX', SESSION_SECONDS_MAX);
  setCookie(c, COOKIE, id, cookieOptions(ctx));
  return c.redirect(BASE_PATH, 303);
};

/** Ends the session. The cookie stays, so that {@link askForPassword} asks for the password again. */
export const endSession: MiddlewareHandler<ApiEnv> = async (c) => {
  const ctx = c.get('ctx');
  const id = getCookie(c, COOKIE);
  if (id) await ctx.redis.del(keyOf(ctx, id));
  return c.html(`<!doctype html><title>Logged out</title><p>Logged out. <a href="${LOGIN_PATH}">Log in</a>`);
};

/** Shows the button that ends the session. A link would not do: a request that changes something is never a GET. */
export const showLogout: MiddlewareHandler<ApiEnv> = async (c) =>
  c.html('<!doctype html><title>Log out</title><form method="post"><button>Log out of the queues</button></form>');

/**
 * Lets the operator pass: with a session, or with a bearer token (for programs). A page is redirected to the login.
 *
 * @param requireOperator the middleware that checks a bearer token (`api/http/operator.ts`)
 */
export function requireSession(requireOperator: MiddlewareHandler<ApiEnv>): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const ctx = c.get('ctx');
    if (hasBearerScheme(c) || ctx.config.operatorToken === undefined) return requireOperator(c, next);
    if (await isLive(ctx, getCookie(c, COOKIE))) {
      assertSameOrigin(c, { isProofRequired: true });
      return next();
    }
    if (c.req.method === 'GET' && c.req.header('accept')?.includes('text/html')) return c.redirect(LOGIN_PATH, 303);
    throw new DomainError('unauthenticated', `Only the operator may see the queues. Log in: ${LOGIN_PATH}.`);
  };
}
