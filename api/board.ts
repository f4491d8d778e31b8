import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { HonoAdapter } from '@bull-board/hono';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono, type MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { Context } from '../shared/context.ts';
import { may } from '../shared/domain/accounts/access.ts';
import { actorOf, authenticate, issueToken, login } from '../shared/domain/accounts/users.ts';
import type { UserRow } from '../sql/accounts/users.ts';
import type { ApiEnv } from './http/routes.ts';
import { bearerToken } from './http/credentials.ts';
import { errorReply } from './http/errors.ts';
import { DomainError } from '../shared/errors.ts';

const BASE_PATH = '/admin/queues';
const COOKIE = 'board';

/** Bull Board over the queues of the registry, for administrators. */
export function createBoard(ctx: Context): Hono<ApiEnv> {
  const serverAdapter = new HonoAdapter(serveStatic);
  serverAdapter.setBasePath(BASE_PATH);
  createBullBoard({ queues: [...ctx.queues.values()].map((queue) => new BullMQAdapter(queue)), serverAdapter });
  const board = new Hono<ApiEnv>();
  board.use('*', administratorsOnly);
  board.route('/', serverAdapter.registerPlugin());
  return board;
}

/**
 * A browser cannot send a bearer token by itself: it logs in once with HTTP Basic (e-mail and password) and goes on with
 * a cookie that is good for this page only. Programs send their bearer token.
 */
const administratorsOnly: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const ctx = c.get('ctx');
  const user = await whoAsks(c.get('ctx'), c.req.header('authorization'), getCookie(c, COOKIE));
  if (!user) {
    c.header('WWW-Authenticate', 'Basic realm="Queues", charset="UTF-8"');
    return errorReply(c, 401, new DomainError('unauthenticated', 'Log in as an administrator.'));
  }
  if (!may(actorOf(user), 'queues.read'))
    return errorReply(c, 403, new DomainError('forbidden', 'The queues are for administrators.'));
  const secure = ctx.config.publicBaseUrl.startsWith('https:');
  setCookie(c, COOKIE, await issueToken(ctx, 'board', user), {
    path: BASE_PATH,
    httpOnly: true,
    sameSite: 'Strict',
    secure,
  });
  return next();
};

/** Whoever is not let in is asked to log in, whatever the reason. */
const signedIn = (check: Promise<UserRow>): Promise<UserRow | undefined> => check.catch(() => undefined);

async function whoAsks(ctx: Context, authorization: string | undefined, cookie: string | undefined) {
  const token = bearerToken(authorization);
  if (token) return signedIn(authenticate(ctx, 'api', token));
  const basic = /^Basic (\S+)$/i.exec(authorization ?? '')?.[1];
  // The cookie first: the browser repeats the Basic header with every request, and checking a password is slow.
  const known = cookie && (await signedIn(authenticate(ctx, 'board', cookie)));
  if (known || !basic) return known || undefined;
  const [name = '', ...password] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return signedIn(login(ctx, { login: name, password: password.join(':') }));
}
