import { Hono, type Context as HonoContext } from 'hono';
import type { Clock } from '../../shared/clock.ts';
import type { Context } from '../../shared/context.ts';
import { accountsExist } from '../../sql/accounts/tenants.ts';
import { sessionId } from '../http/credentials.ts';
import { contentSecurityPolicy } from '../http/security-headers.ts';
import type { ApiEnv } from '../http/routes.ts';
import { ASSETS_PATH, bundleConsole } from './bundle.ts';

/** The hosts of Twilio with which the browser of an agent talks: signalling, and reports about the quality of calls. */
const TWILIO_SOURCES = 'wss://*.twilio.com https://eventgw.twilio.com';

/** The page may use only the files and the API of this server, and what the carrier needs for calls in the browser. */
function policyOf({ carrier, simulator }: Context['config']): string {
  const carrierSources = carrier === 'twilio' ? TWILIO_SOURCES : simulator.url.replace(/^http/, 'ws');
  return contentSecurityPolicy({
    'script-src': "'self'",
    'style-src': "'self'",
    'img-src': "'self' data:",
    'media-src': "'self' mediastream:",
    'connect-src': `'self' ${carrierSources}`,
  });
}

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#3b5bdb"/><path d="M9 17.5v-2a7 7 0 0 1 14 0v2" fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round"/><rect x="7.6" y="16.5" width="4.6" height="7" rx="2" fill="#fff"/><rect x="19.8" y="16.5" width="4.6" height="7" rx="2" fill="#fff"/></svg>`;

/**
 * Serves the console: one page for every path below /console, and the page's files, whose names contain the hash of their
 * content. The page gets all data from the API with the session cookie of the user.
 */
export function createConsole(ctx: Context): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  const policy = policyOf(ctx.config);
  let hasAccounts = false;

  const servePage = async (c: HonoContext<ApiEnv>) => {
    const { script, style } = await bundleConsole();
    hasAccounts ||= await accountsExist(ctx.sql);
    const isKnown = sessionId(c) !== undefined;
    const page = pageOf({ script, style, signUp: ctx.config.signUp, hasAccounts, isKnown, clock: ctx.clock });
    return c.body(page, 200, {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-cache',
      'Content-Security-Policy': policy,
    });
  };

  app.get('/', (c) => c.redirect('/console/'));
  app.get('/favicon.ico', (c) =>
    c.body(ICON, 200, { 'Content-Type': 'image/svg+xml', 'Cache-Control': 'public, max-age=86400' }),
  );
  app.get(`${ASSETS_PATH}/:name`, async (c) => {
    const { assets } = await bundleConsole();
    const asset = assets.get(c.req.path);
    // A page that is older than this process asks for files of the earlier version.
    if (!asset) return c.notFound();
    return c.body(asset.content as Uint8Array<ArrayBuffer>, 200, {
      'Content-Type': asset.contentType,
      'Cache-Control': 'public, max-age=31536000, immutable',
    });
  });
  app.get('/console', servePage);
  app.get('/console/*', servePage);
  return app;
}

type PageInput = {
  script: string;
  style: string;
  signUp: string;
  hasAccounts: boolean;
  /** Whether the browser has sent a session cookie, which the page itself cannot read. */
  isKnown: boolean;
  clock: Clock;
};

/** The page learns from its head what it needs before a user has logged in, and the time of the product. */
const pageOf = ({ script, style, signUp, hasAccounts, isKnown, clock }: PageInput) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="sign-up" content="${signUp}" />
    <meta name="accounts" content="${hasAccounts ? 'some' : 'none'}" />
    <meta name="session" content="${isKnown ? 'some' : 'none'}" />
    <meta name="time" content="${clock.now().toISOString()}" />
    <meta name="clock-speed" content="${clock.speed}" />
    <title>CallCenter Pro</title>
    <link rel="icon" href="/favicon.ico" type="image/svg+xml" />
    <link rel="stylesheet" href="${style}" />
    <script type="module" src="${script}"></script>
  </head>
  <body>
    <div id="app"></div>
    <noscript>The console needs JavaScript.</noscript>
  </body>
</html>
`;
