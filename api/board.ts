import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { HonoAdapter } from '@bull-board/hono';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono, type MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { Context } from '../shared/context.ts';
import { isAllowed } from '../shared/domain/accounts/access.ts';
import { actorOf, authenticate, issueToken, login } from '../shared/domain/accounts/users.ts';
import { logSecurityEvent } from '../shared/logging/security-log.ts';
import type { UserRow } from '../sql/accounts/users.ts';
import type { ApiEnv } from './http/routes.ts';
import { bearerToken } from './http/credentials.ts';
import { errorResponse } from './http/errors.ts';
import { DomainError } from '../shared/errors.ts';

const BASE_PATH = '/admin/queues';
const COOKIE = 'board';

/** Creates the page Bull Board for all worker queues. Only administrators may use this page. */
export function createBoard(ctx: Context): Hono<ApiEnv> {
  const serverAdapter = new HonoAdapter(serveStatic);
  serverAdapter.setBasePath(BASE_PATH);
  createBullBoard({ queues: [...ctx.queues.values()].map((queue) => new BullMQAdapter(queue)), serverAdapter });
  const board = new Hono<ApiEnv>();
  board.use('*', requireAdministrator);
  board.route('/', serverAdapter.registerPlugin());
  return board;
}

/**
 * Lets only administrators pass. A browser cannot send a bearer token by itself, so a user logs in once with HTTP Basic
 * (e-mail and password). Then the browser sends a cookie that is valid only for Bull Board. Other clients send a bearer
 * token.
 */
const requireAdministrator: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const ctx = c.get('ctx');
  const user = await authenticateRequest(ctx, c.req.header('authorization'), getCookie(c, COOKIE));
  if (!user) {
    c.header('WWW-Authenticate', 'Basic realm="Queues", charset="UTF-8"');
    return errorResponse(c, 401, new DomainError('unauthenticated', 'Log in as an administrator.'));
  }
  if (!isAllowed(actorOf(user), 'queues.read')) {
    const { id: userId, tenantId } = user;
    logSecurityEvent(ctx, 'access.denied', { permission: 'queues.read', path: c.req.path, userId, tenantId });
    return errorResponse(c, 403, new DomainError('forbidden', 'Only administrators may see the queues.'));
  }
  const secure = ctx.config.publicBaseUrl.startsWith('https:');
  setCookie(c, COOKIE, await issueToken(ctx, 'board', user), {
    path: BASE_PATH,
    httpOnly: true,
    sameSite: 'Strict',
    secure,
  });
  return next();
};

/** Returns the user. Returns undefined for any error, so that the page asks the user to log in. */
const userOrUndefined = (check: Promise<UserRow>): Promise<UserRow | undefined> => check.catch(() => undefined);

async function authenticateRequest(ctx: Context, authorization: string | undefined, cookie: string | undefined) {
  const token = bearerToken(authorization);
  if (token) return userOrUndefined(authenticate(ctx, 'api', token));
  const basic = /^Basic (\S+)$/i.exec(authorization ?? '')?.[1];
  // Check the cookie first, because the browser sends the Basic header with every request and the check of a password
  // is slow.
  const cookieUser = cookie && (await userOrUndefined(authenticate(ctx, 'board', cookie)));
  if (cookieUser || !basic) return cookieUser || undefined;
  const [name = '', ...password] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return userOrUndefined(login(ctx, { login: name, password: password.join(':') }));
}
