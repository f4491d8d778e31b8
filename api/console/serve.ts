import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

const FILES = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/console.css': ['console.css', 'text/css; charset=utf-8'],
  '/console.js': ['console.js', 'text/javascript; charset=utf-8'],
} as const;

/**
 * Serves the operators' console. The console consists of three files without a build step and without resources from
 * other hosts. The page gets all data from the API with the user's token.
 */
export function createConsole(): Hono {
  const app = new Hono();
  app.use(
    secureHeaders({
      contentSecurityPolicy: { defaultSrc: ["'self'"], baseUri: ["'none'"], frameAncestors: ["'none'"] },
      xFrameOptions: 'DENY',
    }),
  );
  for (const [path, [name, contentType]] of Object.entries(FILES)) {
    const content = readFileSync(new URL(name, import.meta.url), 'utf8');
    app.get(path, (c) => c.body(content, 200, { 'Content-Type': contentType, 'Cache-Control': 'no-cache' }));
  }
  return app;
}
