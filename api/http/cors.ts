import { cors } from 'hono/cors';
import type { MiddlewareHandler } from 'hono';

/** Seconds for which a browser may cache the response to a preflight request. */
const PREFLIGHT_SECONDS = 600;

/**
 * Lets web pages of these origins use the API with the user's session, and read the headers of responses. Pages of
 * other origins cannot read responses.
 */
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
