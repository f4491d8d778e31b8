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
import { serveSnippet } from './dni/snippet.ts';
import { clientAddress } from './http/client-address.ts';
import { errorResponse, handleError } from './http/errors.ts';
import { serveHealth, serveReadiness } from './health.ts';
import { measureRequests, serveMetrics } from './metrics.ts';
import { limitRate } from './http/rate-limits.ts';
import { buildDocument, mergeDocuments } from './openapi.ts';
import { createLiveServer, type LiveServer } from './live/websocket-server.ts';
import { createVisitTracking, allowPageOrigins } from './callcenter-pro/tracking/visits.ts';
import { createHostedBidRoutes } from './callcenter-pro/rtb/hosted-bids.ts';
import { createCallCenterProApi } from './callcenter-pro/routes.ts';
import { createWebhooks } from './webhooks/carrier-callbacks.ts';

/** Creates the HTTP app with all paths of the API process. */
export function createApp(ctx: Context, liveServer: LiveServer = createLiveServer(ctx)) {
  const app = new OpenAPIHono<ApiEnv>();

  app.use(requestId());
  app.use(measureRequests);
  app.use((c, next) => {
    const request = { requestId: c.get('requestId'), clientAddress: clientAddress(c, ctx.config.trustedProxies) };
    c.set('ctx', { ...ctx, ...request, log: ctx.log.child({ requestId: request.requestId }) });
    return next();
  });
  app.use('/api/*', secureHeaders());
  for (const path of ['/api/dni/track', '/dni/track']) app.use(path, allowPageOrigins);
  app.use('/api/*', allowOrigins(ctx.config.allowedOrigins));
  app.use(limitRate(ctx));
  app.use(limitBody);

  app.get('/healthz', serveHealth);
  app.get('/readyz', serveReadiness);
  app.get('/metrics', serveMetrics);
  app.route('/admin/queues', createBoard(ctx));
  app.route('/console', createConsole());

  // Serve both prefixes. The documents of the two APIs name different prefixes for the webhooks, and the carrier signs
  // the registered URL with its prefix.
  app.route('/webhooks', createWebhooks());
  app.route('/api/webhooks', createWebhooks());

  const dialerApi = createDialerApi();
  const callCenterProApi = createCallCenterProApi();
  const dialerDocument = () => buildDocument(dialerApi, 'CallCenter Pro: dialer');
  const callCenterProDocument = () => buildDocument(callCenterProApi, 'CallCenter Pro');
  app.get('/openapi/dialer.json', (c) => c.json(dialerDocument()));
  app.get('/openapi/callcenter-pro.json', (c) => c.json(callCenterProDocument()));
  app.get('/openapi.json', (c) => c.json(mergeDocuments('CallCenter Pro', dialerDocument(), callCenterProDocument())));
  app.get('/docs', Scalar({ url: '/openapi.json', pageTitle: 'CallCenter Pro API' }));
  app.route('/api', createHostedBidRoutes());
  // The document of the CallCenter Pro API names this path with the prefix, but the example in the document omits the
  // prefix. So both paths are served.
  for (const prefix of ['/api', '/']) app.route(prefix, createVisitTracking());
  app.get('/dni.js', serveSnippet);
  app.all('/api/*', createVersions(dialerApi, callCenterProApi));
  app.get('/ws', liveServer.upgrade);

  app.notFound((c) =>
    errorResponse(c, 404, new DomainError('not_found', `There is no ${c.req.method} ${c.req.path}. See /docs.`)),
  );
  app.onError((thrown, c) => handleError(c, thrown, c.get('ctx')?.log ?? ctx.log, 400));
  return app;
}
