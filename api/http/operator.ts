/**
 * The operator: the person or program that runs this deployment. The operator belongs to no tenant and is not a user:
 * the only credential is OPERATOR_TOKEN, which no registration can give. Everything that shows or changes more than one
 * tenant belongs to the operator.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type { Context as HonoContext, MiddlewareHandler } from 'hono';
import type { Context } from '../../shared/context.ts';
import { DomainError } from '../../shared/errors.ts';
import { logSecurityEvent } from '../../shared/logging/security-log.ts';
import { consumePoint, createRateLimiter, secondsToWait } from '../../shared/rate-limiters.ts';
import type { AuditActor } from '../../sql/accounts/audit-events.ts';
import { bearerToken } from './credentials.ts';
import type { ApiEnv } from './routes.ts';

/** The user name of the operator in HTTP Basic. The password is OPERATOR_TOKEN. */
const BASIC_USER = 'operator';

/** How the audit log names the operator, who is not a user and has no id. */
const OPERATOR: AuditActor = { kind: 'operator', id: null, name: 'operator' };

/** Wrong credentials from one IP address before the address is blocked. A person mistypes a few times at most. */
const FAILURES_MAX = 10;
/** Seconds for which wrong credentials count, and for which an address stays blocked. */
const WINDOW_SECONDS = 15 * 60;

/**
 * Creates the middleware that lets only the operator pass. The request has `Authorization: Bearer <OPERATOR_TOKEN>`, or
 * HTTP Basic with the user `operator` and OPERATOR_TOKEN as the password.
 *
 * The middleware throws a DomainError: `unauthenticated` for a missing or wrong credential, `too_many_requests` after
 * too many wrong credentials from one IP address, `forbidden` for a change that a page of another origin sends.
 */
export function requireOperator(ctx: Context): MiddlewareHandler<ApiEnv> {
  const failures = createRateLimiter(ctx.redis, {
    keyPrefix: `${ctx.keyPrefix}:operator:failures`,
    points: FAILURES_MAX,
    seconds: WINDOW_SECONDS,
  });

  return async (c, next) => {
    const requestCtx = c.get('ctx');
    const { config, clientAddress = 'none' } = requestCtx;
    const expected = config.operatorToken;
    if (expected === undefined)
      throw new DomainError(
        'unauthenticated',
        'This server has no operator. Set OPERATOR_TOKEN to at least 32 characters and restart the API.',
      );
    const token = operatorTokenOf(c);
    if (token === undefined)
      throw new DomainError(
        'unauthenticated',
        'Only the operator of this server may do this. Send the header Authorization: Bearer <OPERATOR_TOKEN>.',
      );
    const count = await failures.get(clientAddress);
    if (count && count.consumedPoints >= FAILURES_MAX) throw tooManyFailures(secondsToWait(count));
    if (!isEqual(token, expected)) {
      const { exceeded, count: failed } = await consumePoint(failures, clientAddress);
      logSecurityEvent(requestCtx, 'operator.login.failed', { path: c.req.path, method: c.req.method });
      if (exceeded) throw tooManyFailures(secondsToWait(failed));
      throw new DomainError('unauthenticated', 'This is not the OPERATOR_TOKEN of this server.');
    }
    assertSameOrigin(c);
    c.set('ctx', { ...requestCtx, auditActor: OPERATOR });
    return next();
  };
}

/**
 * Returns the token that the request presents as the operator's. Returns undefined if the request has no credential. A
 * credential of another kind is a wrong token.
 */
function operatorTokenOf(c: HonoContext): string | undefined {
  const header = c.req.header('authorization');
  if (header === undefined) return undefined;
  const bearer = bearerToken(header);
  if (bearer !== undefined) return bearer;
  const basic = /^Basic (\S+)$/i.exec(header)?.[1] ?? '';
  const [user, ...password] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return user === BASIC_USER ? password.join(':') : '';
}

/** Compares two texts in a time that does not depend on where they differ. The hashes have equal lengths. */
function isEqual(a: string, b: string): boolean {
  const [hashA, hashB] = [a, b].map((text) => createHash('sha256').update(text).digest()) as [Buffer, Buffer];
  return timingSafeEqual(hashA, hashB);
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Protects the operator against CSRF: a browser that remembers HTTP Basic sends the credential with requests of any
 * page. A browser also sends `Sec-Fetch-Site` or `Origin`, which no page can change. ALLOWED_ORIGINS are origins of the
 * tenants' pages, so those origins are refused too.
 *
 * @param isProofRequired Whether a change without these headers is refused too. A program with a bearer token sends
 *   neither header, but a browser with a cookie always sends one.
 * @throws DomainError `forbidden` if a page of another origin sends a change
 */
export function assertSameOrigin(c: HonoContext<ApiEnv>, { isProofRequired = false } = {}): void {
  if (SAFE_METHODS.has(c.req.method)) return;
  const site = c.req.header('sec-fetch-site');
  const origin = c.req.header('origin');
  const hasNoProof = site === undefined && origin === undefined;
  const publicUrl = new URL(c.get('ctx').config.publicBaseUrl);
  const ownOrigins = [publicUrl.origin, `${publicUrl.protocol}//${c.req.header('host')}`];
  const isForeign =
    (site !== undefined && site !== 'same-origin') || (origin !== undefined && !ownOrigins.includes(origin));
  if (!isForeign && !(isProofRequired && hasNoProof)) return;
  logSecurityEvent(c.get('ctx'), 'csrf.refused', { path: c.req.path, method: c.req.method });
  throw new DomainError('forbidden', 'A page of another origin must not act as the operator. Check PUBLIC_BASE_URL.');
}

function tooManyFailures(retryAfterSeconds: number): DomainError {
  return new DomainError(
    'too_many_requests',
    `Too many wrong credentials of the operator from your address. Try again in ${Math.ceil(retryAfterSeconds / 60)} minutes.`,
    { retryAfterSeconds },
  );
}

/**
 * Refuses a request whose header `Host` names a foreign host. This protects the operator's pages against DNS rebinding: a
 * page of `http://evil.example` makes its own name resolve to this machine, and then reads our pages as its own. The
 * browser sends the page's name in the header. Accepted are IP addresses and names without a dot, such as
 * `localhost` and the names of containers, because the public DNS has no such names. Also accepted are
 * PUBLIC_BASE_URL, INTERNAL_HOST and the names of OPERATOR_HOSTS.
 *
 * The middleware throws a DomainError `forbidden`.
 */
export const requireKnownHost: MiddlewareHandler<ApiEnv> = (c, next) => {
  const { publicBaseUrl, internal, operatorHosts } = c.get('ctx').config;
  // The URL of the request has the host of the header. Only a request without the header has another source.
  const host = URL.parse(`http://${c.req.header('host') ?? new URL(c.req.url).host}`)?.hostname ?? '';
  const address = host.replace(/^\[|\]$/g, '');
  const known = [new URL(publicBaseUrl).hostname, internal?.host, ...operatorHosts];
  if (host !== '' && (!host.includes('.') || isIP(address) !== 0 || known.includes(host))) return next();
  logSecurityEvent(c.get('ctx'), 'host.refused', { path: c.req.path, method: c.req.method });
  throw new DomainError(
    'forbidden',
    `The operator's pages are not served under the host name ${host}. If the name is yours, add it to OPERATOR_HOSTS.`,
  );
};
