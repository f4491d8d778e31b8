/**
 * The OpenAPI documents at `/openapi*.json`, and the page `/docs` that shows the merged document. The page uses only
 * files of this server, so it works without a connection to other hosts.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Hono, type Context as HonoContext } from 'hono';
import { contentSecurityPolicy } from '../http/security-headers.ts';
import type { ApiApp } from '../http/routes.ts';
import { buildDocument, mergeDocuments } from '../openapi.ts';

const HTML = 'text/html; charset=utf-8';
const CSS = 'text/css; charset=utf-8';
const JAVASCRIPT = 'text/javascript; charset=utf-8';
const JSON_TYPE = 'application/json';

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>CallCenter Pro API</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

/** The script is a file of its own, because the policy of the page forbids scripts in the page. */
const START_SCRIPT = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  docExpansion: 'none',
  filter: true,
  validatorUrl: null,
});
`;

/**
 * The page may load scripts, styles and data only from this server. Images may also be in the page itself, because the
 * style sheet contains its icons.
 */
const PAGE_POLICY = contentSecurityPolicy({
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'connect-src': "'self'",
});

type StaticText = { text: string; etag: string; contentType: string };

function staticText(text: string, contentType: string): StaticText {
  return { text, contentType, etag: `"${createHash('sha256').update(text).digest('base64url')}"` };
}

const { resolve } = createRequire(import.meta.url);
const packageFile = (name: string) => readFileSync(resolve(`swagger-ui-dist/${name}`), 'utf8');

/** Everything that this file serves, by path. Each text is built once per process, at the first request for it. */
const texts = new Map<string, StaticText>();

/** Serves a text with an ETag, so that a browser that has the text gets an empty response. */
function serveOnce(path: string, build: () => StaticText) {
  return (c: HonoContext) => {
    let built = texts.get(path);
    if (!built) texts.set(path, (built = build()));
    c.header('ETag', built.etag);
    c.header('Cache-Control', 'no-cache');
    if (built.contentType === HTML) c.header('Content-Security-Policy', PAGE_POLICY);
    if (c.req.header('if-none-match') === built.etag) return c.body(null, 304);
    return c.body(built.text, 200, { 'Content-Type': built.contentType });
  };
}

type ApiAppName = 'dialerApi' | 'callCenterProApi' | 'operatorApi';

/** Creates the routes of the OpenAPI documents and of their page. */
export function createDocs({ dialerApi, callCenterProApi, operatorApi }: Record<ApiAppName, ApiApp>): Hono {
  const dialer = () => buildDocument(dialerApi, 'CallCenter Pro: dialer');
  const callCenterPro = () => buildDocument(callCenterProApi, 'CallCenter Pro');
  const builders: Record<string, () => StaticText> = {
    '/openapi/dialer.json': () => staticText(JSON.stringify(dialer()), JSON_TYPE),
    '/openapi/callcenter-pro.json': () => staticText(JSON.stringify(callCenterPro()), JSON_TYPE),
    '/openapi/operator.json': () =>
      staticText(JSON.stringify(buildDocument(operatorApi, 'CallCenter Pro: operator')), JSON_TYPE),
    '/openapi.json': () =>
      staticText(JSON.stringify(mergeDocuments('CallCenter Pro', dialer(), callCenterPro())), JSON_TYPE),
    '/docs': () => staticText(PAGE, HTML),
    '/docs/start.js': () => staticText(START_SCRIPT, JAVASCRIPT),
    '/docs/swagger-ui.css': () => staticText(packageFile('swagger-ui.css'), CSS),
    '/docs/swagger-ui-bundle.js': () => staticText(packageFile('swagger-ui-bundle.js'), JAVASCRIPT),
  };
  const app = new Hono();
  for (const [path, build] of Object.entries(builders)) app.get(path, serveOnce(path, build));
  return app;
}
