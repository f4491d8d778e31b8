/**
 * The OpenAPI documents at `/openapi*.json`, and the page `/docs` that shows one of them. The page uses only files of
 * this server, so it works without a connection to other hosts.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Hono, type Context as HonoContext } from 'hono';
import { cors } from 'hono/cors';
import { contentSecurityPolicy } from '../http/security-headers.ts';
import { type ApiApps, buildDocuments } from '../openapi.ts';

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
    <script src="/docs/swagger-ui-standalone-preset.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

/** The documents by the name that the page shows. */
const NAMES = {
  '/openapi/dialer.json': 'Dialer (token)',
  '/openapi/callcenter-pro.json': 'CallCenter Pro (session cookie)',
  '/openapi/operator.json': 'Operator',
};

/**
 * The script is a file of its own, because the policy of the page forbids scripts in the page. A request of the page
 * goes to the address under which the page was opened: the policy forbids other addresses, and the browser would not
 * send the session cookie to them.
 */
const START_SCRIPT = `SwaggerUIBundle({
  urls: ${JSON.stringify(Object.entries(NAMES).map(([url, name]) => ({ url, name })))},
  dom_id: '#swagger-ui',
  // The library's logo contains a style element, which the policy of the page forbids.
  plugins: [() => ({ components: { Logo: () => null } })],
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
  layout: 'StandaloneLayout',
  deepLinking: true,
  docExpansion: 'none',
  filter: true,
  validatorUrl: null,
  requestInterceptor: (request) => {
    const { pathname, search } = new URL(request.url, location.href);
    return Object.assign(request, { url: location.origin + pathname + search });
  },
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

const json = (document: object) => staticText(JSON.stringify(document), JSON_TYPE);

const { resolve } = createRequire(import.meta.url);
const packageFile = (name: string) => readFileSync(resolve(`swagger-ui-dist/${name}`), 'utf8');

/**
 * Returns a handler that serves a text with an ETag, so that a browser that has the text gets an empty response. The
 * text is built at the first request.
 */
function serveOnce(build: () => StaticText) {
  let built: StaticText | undefined;
  return (c: HonoContext) => {
    built ??= build();
    c.header('ETag', built.etag);
    c.header('Cache-Control', 'no-cache');
    if (built.contentType === HTML) c.header('Content-Security-Policy', PAGE_POLICY);
    if (c.req.header('if-none-match') === built.etag) return c.body(null, 304);
    return c.body(built.text, 200, { 'Content-Type': built.contentType });
  };
}

/** Pages of every origin may read the documents, because the documents contain no data of a tenant. */
const allowEveryOrigin = cors({ origin: '*', allowMethods: ['GET', 'HEAD'], exposeHeaders: ['ETag'] });

/**
 * Creates the routes of the OpenAPI documents and of their page.
 *
 * @param publicBaseUrl the address of this server in the documents
 */
export function createDocs(apis: ApiApps, publicBaseUrl: string): Hono {
  let built: ReturnType<typeof buildDocuments> | undefined;
  const documents = () => (built ??= buildDocuments(apis, publicBaseUrl));
  const builders: Record<string, () => StaticText> = {
    '/openapi/dialer.json': () => json(documents().dialer),
    '/openapi/callcenter-pro.json': () => json(documents().callCenterPro),
    '/openapi/operator.json': () => json(documents().operator),
    '/openapi.json': () => json(documents().union),
    '/docs': () => staticText(PAGE, HTML),
    '/docs/start.js': () => staticText(START_SCRIPT, JAVASCRIPT),
    '/docs/swagger-ui.css': () => staticText(packageFile('swagger-ui.css'), CSS),
    '/docs/swagger-ui-bundle.js': () => staticText(packageFile('swagger-ui-bundle.js'), JAVASCRIPT),
    '/docs/swagger-ui-standalone-preset.js': () =>
      staticText(packageFile('swagger-ui-standalone-preset.js'), JAVASCRIPT),
  };
  const app = new Hono();
  for (const path of ['/openapi.json', '/openapi/*']) app.use(path, allowEveryOrigin);
  for (const [path, build] of Object.entries(builders)) app.get(path, serveOnce(build));
  return app;
}
