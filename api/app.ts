import { OpenAPIHono } from '@hono/zod-openapi';
import { requestId } from 'hono/request-id';
import type { Context } from '../shared/context.ts';
import { createDialerApi } from './dialer/routes.ts';
import type { ApiEnv } from './http/routes.ts';
import { createVersions } from './versions.ts';
import { limitBody } from './http/body-limit.ts';
import { createConsole } from './console/serve.ts';
import { allowOrigins } from './http/cors.ts';
import { serveSnippet } from './dni/snippet.ts';
import { handleError, handleUnknownPath } from './http/errors.ts';
import { createProbes } from './health.ts';
import { measureRequests } from './metrics.ts';
import { requireOperator } from './http/operator.ts';
import { limitRate } from './http/rate-limits.ts';
import { setRequestContext } from './http/request-context.ts';
import { setSecurityHeaders } from './http/security-headers.ts';
import { createDocs } from './docs/serve.ts';
import { createLiveServer } from './live/websocket-server.ts';
import { createVisitTracking, allowPageOrigins } from './callcenter-pro/tracking/visits.ts';
import { createHostedBidRoutes } from './callcenter-pro/rtb/hosted-bids.ts';
import { createPostbackRoutes } from './callcenter-pro/routing/postbacks.ts';
import { playSignedRecording } from './callcenter-pro/numbers/twilio.ts';
import { createCallCenterProApi } from './callcenter-pro/routes.ts';
import { createOperations } from './operations.ts';
import { createOperatorApi } from './operator/routes.ts';
import { createWebhooks } from './webhooks/carrier-callbacks.ts';

/** Creates the HTTP app with all paths of the API process. */
export function createApp(ctx: Context, { liveServer = createLiveServer(ctx), probes = createProbes(ctx) } = {}) {
  const app = new OpenAPIHono<ApiEnv>();

  app.use(requestId());
  app.use(measureRequests);
  app.use(setRequestContext(ctx));
  app.use(setSecurityHeaders(ctx.config.publicBaseUrl));
  for (const path of ['/api/dni/track', '/dni/track']) app.use(path, allowPageOrigins);
  app.use('/api/*', allowOrigins(ctx.config));
  app.use(limitRate(ctx));
  app.use(limitBody);

  const operatorOnly = requireOperator(ctx);
  app.route('/', createOperations(ctx, probes, operatorOnly));
  app.route('/', createConsole(ctx));

  // Serve both prefixes. The documents of the two APIs name different prefixes for the webhooks, and the carrier signs
  // the registered URL with its prefix.
  const webhooks = createWebhooks(ctx);
  app.route('/webhooks', webhooks);
  app.route('/api/webhooks', webhooks);

  const dialerApi = createDialerApi();
  const callCenterProApi = createCallCenterProApi();
  const operatorApi = createOperatorApi(operatorOnly);
  app.route('/', createDocs({ dialerApi, callCenterProApi, operatorApi }, ctx.config.publicBaseUrl));
  app.route('/api', createHostedBidRoutes());
  app.route('/api', createPostbackRoutes());
  // The document of the CallCenter Pro API names this path with the prefix, but the example in the document omits the
  // prefix. So both paths are served.
  for (const prefix of ['/api', '/']) app.route(prefix, createVisitTracking());
  app.get('/dni.js', serveSnippet);
  app.get('/api/twilio/recordings/:recordingSid/media', playSignedRecording);
  app.route('/api', operatorApi);
  app.all('/api/*', createVersions(app, dialerApi, callCenterProApi));
  app.get('/ws', liveServer.upgrade);

  app.notFound(handleUnknownPath);
  app.onError((thrown, c) => handleError(c, thrown, c.get('ctx')?.log ?? ctx.log, 400));
  return app;
}
