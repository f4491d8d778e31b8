import { cors } from 'hono/cors';
import type { MiddlewareHandler } from 'hono';

/** A browser asks before a page of another origin may send what a form could not, and may not ask again for so long. */
const PREFLIGHT_SECONDS = 600;

/** Lets pages of these origins use the API, with their sessions, and read its headers. Pages of all others read nothing. */
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
