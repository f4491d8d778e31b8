/**
 * The credentials of a request: a token, an API key or a session cookie. Every route of both APIs accepts all kinds of
 * credentials. An API key is sent like a token.
 */
import type { Context as HonoContext, MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Context } from '../../shared/context.ts';
import type { Actor } from '../../shared/domain/accounts/access.ts';
import { authenticateApiKey, isApiKey } from '../../shared/domain/accounts/api-keys.ts';
import { openSession, resumeSession, SESSION_SECONDS_MAX } from '../../shared/domain/accounts/login-sessions.ts';
import { actorOf, auditActorOf, authenticate, issueToken } from '../../shared/domain/accounts/users.ts';
import { DomainError } from '../../shared/errors.ts';
import { logSecurityEvent } from '../../shared/logging/security-log.ts';
import type { UserRow } from '../../sql/accounts/users.ts';
import type { SessionKind } from '../../sql/accounts/login-sessions.ts';
import { isAllowedOrigin, isLoopback } from './cors.ts';

/** The login session of a request: its uuid, and whether a cookie or a token carries it. */
export type LoginSession = { uuid: string; kind: SessionKind };

type Env = { Variables: { ctx: Context; actor: Actor; loginSession?: LoginSession; requestId: string } };

/**
 * The name of the WebSocket subprotocol. A browser cannot set headers for a WebSocket, so the browser sends the token
 * as the next subprotocol.
 */
export const SOCKET_PROTOCOL = 'bearer';

/** Returns the token of an `Authorization: Bearer <token>` header. */
export function bearerToken(header: string | undefined): string | undefined {
  return /^Bearer (\S+)$/i.exec(header ?? '')?.[1];
}

/**
 * Whether the request has a bearer token, valid or not. If the request has a bearer token, other credentials are
 * ignored.
 */
export function hasBearerScheme(c: HonoContext): boolean {
  return /^Bearer\b/i.test(c.req.header('authorization') ?? '');
}

/**
 * Returns the token of a request. The token comes from the header `Authorization: Bearer <jwt>` or, for a WebSocket,
 * from the subprotocols `bearer, <jwt>`.
 */
export function tokenOf(c: HonoContext): string | undefined {
  const header = c.req.header('authorization');
  if (header !== undefined) return bearerToken(header);
  const [protocol, token] = c.req.header('sec-websocket-protocol')?.split(',') ?? [];
  return protocol?.trim() === SOCKET_PROTOCOL ? token?.trim() : undefined;
}

/**
 * Authenticates the request and sets the actor. If the request has a token, the token identifies the user. If the token
 * is invalid, the request is rejected, even with a valid session. If the request has no token, the session identifies
 * the user.
 */
export const requireUser: MiddlewareHandler<Env> = async (c, next) => {
  const ctx = c.get('ctx');
  // The actor is already set if the request went to the other API first. The other API set the actor, but does not have
  // this path.
  if (c.get('actor') !== undefined) return next();
  if (hasBearerScheme(c)) {
    const token = bearerToken(c.req.header('authorization')) ?? '';
    if (isApiKey(token)) {
      const actor = await authenticateApiKey(ctx, token);
      c.set('actor', actor);
      if (actor.apiKey) {
        const { id, name } = actor.apiKey;
        c.set('ctx', { ...ctx, auditActor: { kind: 'api_key', id, name } });
      }
      return next();
    }
    const user = await authenticate(ctx, 'api', token);
    setUser(c, user);
    c.set('loginSession', { uuid: user.sessionUuid, kind: 'token' });
    return next();
  }
  const id = sessionId(c);
  if (id === undefined)
    throw new DomainError(
      'unauthenticated',
      'Send a token or an API key (Authorization: Bearer <token>) or a session cookie. To get one: POST /api/auth/login.',
    );
  assertSameSite(c);
  const user = await resumeSession(ctx, id);
  setUser(c, user);
  c.set('loginSession', { uuid: user.sessionUuid, kind: 'cookie' });
  return next();
};

function setUser(c: HonoContext<Env>, user: UserRow): void {
  c.set('actor', actorOf(user));
  c.set('ctx', { ...c.get('ctx'), auditActor: auditActorOf(user) });
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Protects sessions against CSRF (cross-site request forgery): a page of another site can make the browser send a
 * request with our cookie. The browser then sends `Sec-Fetch-Site` or `Origin`. Clients that are not browsers send
 * neither header, and no page can make such clients send requests.
 *
 * `same-site` is not enough: a page of any sister host, such as a blog of the same company, is `same-site` too. So its
 * origin must be one of ours.
 *
 * @throws DomainError `forbidden`
 */
export function assertSameSite(c: HonoContext<Env>): void {
  if (SAFE_METHODS.has(c.req.method)) return;
  const site = c.req.header('sec-fetch-site');
  const origin = c.req.header('origin');
  if (site === undefined && origin === undefined) return;
  if (site === 'same-origin') return;
  if (isOurOrigin(c, origin)) return;
  logSecurityEvent(c.get('ctx'), 'csrf.refused', { path: c.req.path, method: c.req.method });
  throw new DomainError(
    'forbidden',
    'A page of another site must not use a session here. Allow its origin in ALLOWED_ORIGINS, or check PUBLIC_BASE_URL.',
  );
}

/**
 * Whether an `Origin` belongs to this deployment: an allowed origin (`cors.ts`), the public base URL, or this machine
 * under the address to which the request was sent, for example if a user opens `localhost` instead of `127.0.0.1`.
 *
 * Any other host in the header `Host` proves nothing. With DNS rebinding, a page of `http://evil.example` makes the
 * browser connect to this machine, and then `Origin` and `Host` are both `evil.example`.
 */
export function isOurOrigin(c: HonoContext<Env>, origin: string | undefined): boolean {
  if (origin === undefined) return false;
  const { config } = c.get('ctx');
  const publicUrl = new URL(config.publicBaseUrl);
  if (isAllowedOrigin(config, origin) || origin === publicUrl.origin) return true;
  const url = URL.parse(origin);
  return url !== null && isLoopback(url.hostname) && origin === `${publicUrl.protocol}//${c.req.header('host')}`;
}

const COOKIE = 'sid';

/**
 * Returns the options of the session cookie. Over https, the cookie name has the prefix `__Host-`, so that no other
 * host can set the cookie. Browsers reject this prefix over http.
 *
 * Browsers do not accept or send a `SameSite=Lax` cookie with requests from pages of other sites. So the cookie is
 * `SameSite=None` over https if the configuration allows other origins, and always if a page of another site sends the
 * request: for example a page of `http://localhost:5173` to `http://127.0.0.1:3000`. Then only {@link assertSameSite}
 * protects against CSRF. Browsers require `Secure` for `SameSite=None`. Chromium and Firefox accept `Secure` cookies
 * from this machine over http, too.
 */
const cookieOptions = (c: HonoContext<Env>) => {
  const { publicBaseUrl, allowedOrigins } = c.get('ctx').config;
  const isHttps = publicBaseUrl.startsWith('https:');
  const isCrossSite = c.req.header('sec-fetch-site') === 'cross-site' && isOurOrigin(c, c.req.header('origin'));
  const sameSite = isCrossSite || (isHttps && allowedOrigins.length > 0) ? 'None' : 'Lax';
  const secure = isHttps || isCrossSite;
  return { secure, httpOnly: true, sameSite, path: '/', ...(isHttps && { prefix: 'host' as const }) } as const;
};

export function sessionId(c: HonoContext<Env>): string | undefined {
  const { prefix } = cookieOptions(c);
  return (prefix ? getCookie(c, COOKIE, prefix) : getCookie(c, COOKIE)) || undefined;
}

export function setSessionCookie(c: HonoContext<Env>, id: string): void {
  setCookie(c, COOKIE, id, { ...cookieOptions(c), maxAge: SESSION_SECONDS_MAX });
}

/**
 * Opens a new login session for the client of the request, after all sessions of the user have ended.
 *
 * @returns the new token, if the request had a token; otherwise nothing, and the reply sets a new cookie
 */
export async function renewCredential(c: HonoContext<Env>, user: UserRow): Promise<{ token?: string }> {
  const ctx = c.get('ctx');
  if (c.get('loginSession')?.kind === 'token') return { token: await issueToken(ctx, 'api', user) };
  setSessionCookie(c, await openSession(ctx, user));
  return {};
}

export function clearSessionCookie(c: HonoContext<Env>): void {
  deleteCookie(c, COOKIE, cookieOptions(c));
}
