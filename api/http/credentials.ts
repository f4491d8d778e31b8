/** How a request says who makes it: a token, or the cookie of a session. Every route of both dialects takes either. */
import type { Context as HonoContext, MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Context } from '../../shared/context.ts';
import type { Actor } from '../../shared/domain/accounts/access.ts';
import { resumeSession, SESSION_SECONDS_MAX } from '../../shared/domain/accounts/login-sessions.ts';
import { actorOf, authenticate } from '../../shared/domain/accounts/users.ts';
import { DomainError } from '../../shared/errors.ts';

type Env = { Variables: { ctx: Context; actor: Actor; requestId: string } };

/** The subprotocol of sockets, and before it the way a browser sends its token, as it cannot set headers there. */
export const SOCKET_PROTOCOL = 'bearer';

export function bearerToken(header: string | undefined): string | undefined {
  return /^Bearer (\S+)$/i.exec(header ?? '')?.[1];
}

/** Whether a token is what the request offers, be it a valid one or not: then nothing else counts. */
export function offersToken(c: HonoContext): boolean {
  return /^Bearer\b/i.test(c.req.header('authorization') ?? '');
}

/** The token of a request: `Authorization: Bearer <jwt>` or, when opening a socket, the subprotocols `bearer, <jwt>`. */
export function sentToken(c: HonoContext): string | undefined {
  const header = c.req.header('authorization');
  if (header !== undefined) return bearerToken(header);
  const [protocol, token] = c.req.header('sec-websocket-protocol')?.split(',') ?? [];
  return protocol?.trim() === SOCKET_PROTOCOL ? token?.trim() : undefined;
}

/** Sets the actor from the token or, without one, from the session. An invalid token never falls back to a cookie. */
export const requireUser: MiddlewareHandler<Env> = async (c, next) => {
  const ctx = c.get('ctx');
  // The other dialect may have asked already: it was first, but does not know the path.
  if (c.get('actor') !== undefined) return next();
  if (offersToken(c)) {
    const token = bearerToken(c.req.header('authorization')) ?? '';
    c.set('actor', actorOf(await authenticate(ctx, 'api', token)));
    return next();
  }
  const id = sessionId(c);
  if (id === undefined)
    throw new DomainError(
      'unauthenticated',
      'Send a token (Authorization: Bearer <token>) or the cookie of a session. Get either: POST /api/auth/login.',
    );
  insistOnSameSite(c);
  c.set('actor', actorOf(await resumeSession(ctx, id)));
  return next();
};

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const SAME_SITE = new Set(['same-origin', 'same-site']);

/**
 * Browsers send cookies along with what pages of other sites make them do, and say so in one of these headers. Programs
 * send neither, and nobody makes them do anything.
 *
 * @throws DomainError `forbidden`
 */
export function insistOnSameSite(c: HonoContext<Env>): void {
  if (SAFE_METHODS.has(c.req.method)) return;
  const site = c.req.header('sec-fetch-site');
  const origin = c.req.header('origin');
  if (site === undefined && origin === undefined) return;
  if (site !== undefined && SAME_SITE.has(site)) return;
  if (isOurOrigin(c, origin)) return;
  throw new DomainError(
    'forbidden',
    'Only pages of this server, and of origins that it allows, may do this with a session (PUBLIC_BASE_URL, ALLOWED_ORIGINS).',
  );
}

/**
 * Whether a browser shows a page of this server, or of an origin that it was told to allow. Ours are at its public address, or
 * at the one that the request itself was sent to, as when somebody opens `localhost` for `127.0.0.1`. The browser sets both
 * headers, and no page can.
 */
export function isOurOrigin(c: HonoContext<Env>, origin: string | undefined): boolean {
  const { publicBaseUrl, allowedOrigins } = c.get('ctx').config;
  if (origin !== undefined && allowedOrigins.includes(origin)) return true;
  const ours = new URL(publicBaseUrl);
  return origin === ours.origin || origin === `${ours.protocol}//${c.req.header('host')}`;
}

const COOKIE = 'sid';

/**
 * Over https the browser itself guards that no other host has set the cookie; over http it refuses such a name. Pages of other
 * sites are sent no Lax cookie, and only over https any: whoever allows such pages guards writes by their origin alone.
 */
const cookieOptions = (c: HonoContext<Env>) => {
  const { publicBaseUrl, allowedOrigins } = c.get('ctx').config;
  const secure = publicBaseUrl.startsWith('https:');
  const sameSite = secure && allowedOrigins.length > 0 ? 'None' : 'Lax';
  return { secure, httpOnly: true, sameSite, path: '/', ...(secure && { prefix: 'host' as const }) } as const;
};

export function sessionId(c: HonoContext<Env>): string | undefined {
  const { prefix } = cookieOptions(c);
  return (prefix ? getCookie(c, COOKIE, prefix) : getCookie(c, COOKIE)) || undefined;
}

export function setSessionCookie(c: HonoContext<Env>, id: string): void {
  setCookie(c, COOKIE, id, { ...cookieOptions(c), maxAge: SESSION_SECONDS_MAX });
}

export function clearSessionCookie(c: HonoContext<Env>): void {
  deleteCookie(c, COOKIE, cookieOptions(c));
}
