/**
 * The security headers of every response. A route that needs another value sets the header itself, and this file does
 * not change it:
 *
 * - `/console` and `/docs` are pages and need a wider Content-Security-Policy
 * - `/dni.js` is loaded by the pages of customers, so its Cross-Origin-Resource-Policy is `cross-origin`
 * - `/admin/queues` is the page of a library, whose policy is in {@link BOARD_POLICY}
 * - `/console`, `/docs`, `/openapi*.json` and `/dni.js` contain no personal data, so browsers may keep them
 */
import type { MiddlewareHandler } from 'hono';

/** Returns a policy that forbids everything except the given sources, and that forbids other pages to show the page. */
export function contentSecurityPolicy(sources: Record<string, string> = {}): string {
  const directives = {
    'default-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
    ...sources,
  };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');
}

const BOARD_PATH = '/admin/queues';
/** Bull Board sets styles in its page. Its fonts of another host are not loaded. */
const BOARD_POLICY = contentSecurityPolicy({
  // The page with the button that logs out.
  'form-action': "'self'",
  'script-src': "'self'",
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data:",
  'font-src': "'self'",
  'connect-src': "'self'",
});

const HEADERS: Record<string, string> = {
  // A response that is no page may load and run nothing, even if a browser shows the response as a page.
  'Content-Security-Policy': contentSecurityPolicy(),
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-DNS-Prefetch-Control': 'off',
  'X-Permitted-Cross-Domain-Policies': 'none',
  // Responses contain personal data, so no browser or proxy may keep them.
  'Cache-Control': 'no-store',
};

/** A browser that has seen this header uses only https for this host. The value is a year, in seconds. */
const HSTS = `max-age=${365 * 24 * 3_600}; includeSubDomains`;

/** Adds the security headers to every response, except for the headers that the route has set. */
export function setSecurityHeaders(publicBaseUrl: string): MiddlewareHandler {
  const headers = Object.entries({
    ...HEADERS,
    ...(publicBaseUrl.startsWith('https:') && { 'Strict-Transport-Security': HSTS }),
  });
  return async (c, next) => {
    await next();
    const isBoard = c.req.path === BOARD_PATH || c.req.path.startsWith(`${BOARD_PATH}/`);
    if (isBoard && !c.res.headers.has('Content-Security-Policy')) c.header('Content-Security-Policy', BOARD_POLICY);
    for (const [name, value] of headers) if (!c.res.headers.has(name)) c.header(name, value);
  };
}
