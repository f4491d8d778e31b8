import { OpenAPIHono } from '@hono/zod-openapi';
import { Scalar } from '@scalar/hono-api-reference';
import { requestId } from 'hono/request-id';
import { secureHeaders } from 'hono/secure-headers';
import type { Context } from '../shared/context.ts';
import { DomainError } from '../shared/errors.ts';
import { createDialerApi } from './dialer/routes.ts';
import type { ApiEnv } from './http/routes.ts';
import { createBoard } from './board.ts';
import { createVersions } from './versions.ts';
import { limitBody } from './http/body-limit.ts';
import { createConsole } from './console/serve.ts';
import { allowOrigins } from './http/cors.ts';
import { serveSnippet } from './dni/serve.ts';
import { clientAddress } from './http/client-address.ts';
import { errorReply, replyToError } from './http/errors.ts';
import { healthz, readyz } from './health.ts';
import { measureRequests, metrics } from './metrics.ts';
import { limitRate } from './http/rate-limits.ts';
import { documentOf, unionOf } from './openapi.ts';
import { createRealtime, type Realtime } from './live/realtime.ts';
import { createTracking, openToPages } from './callcenter-pro/tracking/dni-track.ts';
import { createHostedBids } from './callcenter-pro/rtb/hosted-bids.ts';
import { createCallCenterProApi } from './callcenter-pro/routes.ts';
import { createWebhooks } from './webhooks/routes.ts';

/** The whole URL map on one screen. */
export function createApp(ctx: Context, realtime: Realtime = createRealtime(ctx)) {
  const app = new OpenAPIHono<ApiEnv>();

  app.use(requestId());
  app.use(measureRequests);
  app.use((c, next) => {
    const request = { requestId: c.get('requestId'), clientAddress: clientAddress(c, ctx.config.trustedProxies) };
    c.set('ctx', { ...ctx, ...request, log: ctx.log.child({ requestId: request.requestId }) });
    return next();
  });
  app.use('/api/*', secureHeaders());
  for (const path of ['/api/dni/track', '/dni/track']) app.use(path, openToPages);
  app.use('/api/*', allowOrigins(ctx.config.allowedOrigins));
  app.use(limitRate(ctx));
  app.use(limitBody);

  app.get('/healthz', healthz);
  app.get('/readyz', readyz);
  app.get('/metrics', metrics);
  app.route('/admin/queues', createBoard(ctx));
  app.route('/console', createConsole());

  // The documents disagree on the prefix, and signatures cover the URL as it was registered: both are served.
  app.route('/webhooks', createWebhooks());
  app.route('/api/webhooks', createWebhooks());

  const bearer = createDialerApi();
  const session = createCallCenterProApi();
  const dialer = () => documentOf(bearer, 'CallCenter Pro: dialer');
  const pro = () => documentOf(session, 'CallCenter Pro');
  app.get('/openapi/dialer.json', (c) => c.json(dialer()));
  app.get('/openapi/callcenter-pro.json', (c) => c.json(pro()));
  app.get('/openapi.json', (c) => c.json(unionOf('CallCenter Pro', dialer(), pro())));
  app.get('/docs', Scalar({ url: '/openapi.json', pageTitle: 'CallCenter Pro API' }));
  app.route('/api', createHostedBids());
  // The one document writes the path with the prefix, and shows it without.
  for (const prefix of ['/api', '/']) app.route(prefix, createTracking());
  app.get('/dni.js', serveSnippet);
  app.all('/api/*', createVersions(bearer, session));
  app.get('/ws', realtime.upgrade);

  app.notFound((c) =>
    errorReply(c, 404, new DomainError('not_found', `There is no ${c.req.method} ${c.req.path}. See /docs.`)),
  );
  app.onError((thrown, c) => replyToError(c, thrown, c.get('ctx')?.log ?? ctx.log, 400));
  return app;
}
