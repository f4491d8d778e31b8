/** Serves the DNI snippet at `GET /dni.js`: the script that shows a tracking number to each visitor of a page. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Context as HonoContext } from 'hono';
import { minify_sync } from 'terser';

type Snippet = { code: string; etag: string };

/** Builds the snippet from snippet.js: minifies the source. */
function buildSnippet(): Snippet {
  const source = readFileSync(new URL('./snippet.js', import.meta.url), 'utf8');
  const { code = source } = minify_sync(source, { ecma: 2018 });
  return { code, etag: `"${createHash('sha256').update(code).digest('base64url')}"` };
}

let snippet: Snippet | undefined;

/**
 * The cache header of the snippet. Pages keep the script element for years, so the URL has no version. The short
 * max-age brings fixes to the pages soon.
 */
const CACHE_CONTROL = 'public, max-age=600, stale-while-revalidate=86400';

export function serveSnippet(c: HonoContext): Response {
  const { code, etag } = (snippet ??= buildSnippet());
  c.header('Cache-Control', CACHE_CONTROL);
  c.header('ETag', etag);
  // A page with cross-origin isolation loads a resource only if the resource has this header.
  c.header('Cross-Origin-Resource-Policy', 'cross-origin');
  if (c.req.header('if-none-match') === etag) return c.body(null, 304);
  c.header('Content-Type', 'text/javascript; charset=utf-8');
  c.header('X-Content-Type-Options', 'nosniff');
  return c.body(code);
}
