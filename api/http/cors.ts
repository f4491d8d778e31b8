import { cors } from 'hono/cors';
import type { Context as HonoContext, MiddlewareHandler } from 'hono';
import type { Config } from '../../shared/config.ts';

/** Seconds for which a browser may cache the response to a preflight request. */
const PREFLIGHT_SECONDS = 600;

/** The operator's API has no pages. A page of another origin must not read the data of all tenants. */
const OPERATOR_PREFIX = '/api/operator/';

/**
 * Lets web pages of the allowed origins use the API with the user's session, and read the headers of responses. Pages of
 * other origins cannot read responses. Their preflight requests get status 204 without the headers that allow the real
 * request, so the browser says that CORS is the reason. With status 401, the browser and its user would look for a wrong
 * credential.
 */
export function allowOrigins(settings: Pick<Config, 'allowedOrigins' | 'carrier'>): MiddlewareHandler {
  const allow = cors({
    origin: (origin) => origin,
    credentials: true,
    exposeHeaders: [
      'Link',
      'Retry-After',
      'X-RateLimit-Limit',
      'X-RateLimit-Remaining',
      'X-RateLimit-Reset',
      'X-Request-Id',
      'X-Total-Count',
    ],
    maxAge: PREFLIGHT_SECONDS,
  });
  return async (c, next) => {
    const isAllowed =
      isAllowedOrigin(settings, c.req.header('origin')) && !`${c.req.path}/`.startsWith(OPERATOR_PREFIX);
    if (isAllowed) return allow(c, next);
    return isPreflight(c) ? c.body(null, 204) : next();
  };
}

const isPreflight = ({ req }: HonoContext) =>
  req.method === 'OPTIONS' &&
  req.header('origin') !== undefined &&
  req.header('access-control-request-method') !== undefined;

/**
 * Whether pages of this origin may use the API with the user's session: an origin of ALLOWED_ORIGINS and, with the
 * simulated carrier, every http origin of this machine. A developer's page usually has an address such as
 * http://localhost:5173. With a real carrier, a session can spend money, so the origins of this machine must be listed
 * too.
 */
export function isAllowedOrigin(
  { allowedOrigins, carrier }: Pick<Config, 'allowedOrigins' | 'carrier'>,
  origin: string | undefined,
): boolean {
  if (origin === undefined) return false;
  return allowedOrigins.includes(origin) || (carrier === 'simulator' && isLocalOrigin(origin));
}

/** Whether the text is an http origin of this machine, with any port. */
function isLocalOrigin(origin: string): boolean {
  const url = URL.parse(origin);
  return url !== null && url.protocol === 'http:' && url.origin === origin && isLoopback(url.hostname);
}

/** Whether the host name is this machine. Browsers never ask DNS for these names. */
export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
