import { cors } from 'hono/cors';
import type { MiddlewareHandler } from 'hono';

/** How long a browser may cache the result of a preflight request. */
const PREFLIGHT_SECONDS = 600;

/** Lets pages of these origins use the API with their sessions, and read its headers. Pages of other origins cannot read replies. */
export function allowOrigins(origins: readonly string[]): MiddlewareHandler {
  const allow = cors({
    origin: [...origins],
    credentials: true,
    exposeHeaders: [
      'Retry-After',
      'X-RateLimit-Limit',
      'X-RateLimit-Remaining',
      'X-RateLimit-Reset',
      'X-Request-Id',
      'X-Total-Count',
    ],
    maxAge: PREFLIGHT_SECONDS,
  });
  return (c, next) => (origins.includes(c.req.header('origin') ?? '') ? allow(c, next) : next());
}
