import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { contentSecurityPolicy } from '../http/security-headers.ts';

const FILES = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/console.css': ['console.css', 'text/css; charset=utf-8'],
  '/console.js': ['console.js', 'text/javascript; charset=utf-8'],
} as const;

/** The page may use only the files and the API of this server. */
const POLICY = contentSecurityPolicy({ 'default-src': "'self'" });

/**
 * Serves the operators' console. The console consists of three files without a build step and without resources from
 * other hosts. The page gets all data from the API with the user's token.
 */
export function createConsole(): Hono {
  const app = new Hono();
  for (const [path, [name, contentType]] of Object.entries(FILES)) {
    const content = readFileSync(new URL(name, import.meta.url), 'utf8');
    const headers = { 'Content-Type': contentType, 'Cache-Control': 'no-cache', 'Content-Security-Policy': POLICY };
    app.get(path, (c) => c.body(content, 200, headers));
  }
  return app;
}
