/** The program that pages run to show their visitors numbers of their own. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Context as HonoContext } from 'hono';
import { minify_sync } from 'terser';

type Snippet = { code: string; etag: string };

/** Written for readers, sent for visitors. */
function makeSnippet(): Snippet {
  const source = readFileSync(new URL('./snippet.js', import.meta.url), 'utf8');
  const { code = source } = minify_sync(source, { ecma: 2018 });
  return { code, etag: `"${createHash('sha256').update(code).digest('base64url')}"` };
}

let made: Snippet | undefined;

/** Pages keep the element they were given for years, so its URL has no version: what is mended here reaches them soon. */
const CACHED = 'public, max-age=600, stale-while-revalidate=86400';

export function serveSnippet(c: HonoContext): Response {
  const { code, etag } = (made ??= makeSnippet());
  c.header('Cache-Control', CACHED);
  c.header('ETag', etag);
  // Pages that isolate themselves load only what says that it may be loaded.
  c.header('Cross-Origin-Resource-Policy', 'cross-origin');
  if (c.req.header('if-none-match') === etag) return c.body(null, 304);
  c.header('Content-Type', 'text/javascript; charset=utf-8');
  c.header('X-Content-Type-Options', 'nosniff');
  return c.body(code);
}
