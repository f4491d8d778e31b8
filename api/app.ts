import { OpenAPIHono } from '@hono/zod-openapi';
import { Scalar } from '@scalar/hono-api-reference';
import { requestId } from 'hono/request-id';
import { secureHeaders } from 'hono/secure-headers';
import type { Context } from '../shared/context.ts';
import { DomainError } from '../shared/errors.ts';
import { createBearer } from './bearer/index.ts';
import type { BearerEnv } from './bearer/dialect.ts';
import { createBoard } from './board.ts';
import { limitBody } from './body-limit.ts';
import { clientAddress } from './client-address.ts';
import { errorReply, replyToError } from './errors.ts';
import { healthz, readyz } from './health.ts';
import { measureRequests, metrics } from './metrics.ts';
import { limitRate } from './rate-limits.ts';
import { createRealtime, type Realtime } from './realtime.ts';
import { createWebhooks } from './webhooks/index.ts';

const description = {
  openapi: '3.1.0',
  info: {
    title: 'CallCenter Pro: dialer',
    version: '1.0.0',
    description:
      'Every reply tells how many requests you may make a minute, how many remain and when they begin anew: ' +
      '`X-RateLimit-Limit`, `X-RateLimit-Remaining`, `X-RateLimit-Reset` (seconds since 1970). 429 comes with `Retry-After`.\n\n' +
      'Live events come over WebSocket at `/ws`.',
  },
};

/** The whole URL map on one screen. */
export function createApp(ctx: Context, realtime: Realtime = createRealtime(ctx)) {
  const app = new OpenAPIHono<BearerEnv>();

  app.use(requestId());
  app.use(measureRequests(ctx));
  app.use((c, next) => {
    const request = { requestId: c.get('requestId'), clientAddress: clientAddress(c, ctx.config.trustedProxies) };
    c.set('ctx', { ...ctx, ...request, log: ctx.log.child({ requestId: request.requestId }) });
    return next();
  });
  app.use('/api/*', secureHeaders());
  app.use(limitRate(ctx));
  app.use(limitBody);

  app.get('/healthz', healthz);
  app.get('/readyz', readyz);
  app.get('/metrics', metrics);
  app.route('/admin/queues', createBoard(ctx));

  // The documents disagree on the prefix, and signatures cover the URL as it was registered: both are served.
  app.route('/webhooks', createWebhooks());
  app.route('/api/webhooks', createWebhooks());

  const bearer = createBearer();
  app.get('/openapi/dialer.json', (c) =>
    c.json(bearer.getOpenAPI31Document({ ...description, servers: [{ url: '/api' }] })),
  );
  app.get('/openapi.json', (c) => c.redirect('/openapi/dialer.json'));
  app.get('/docs', Scalar({ url: '/openapi.json', pageTitle: 'CallCenter Pro API' }));
  app.route('/api', bearer);
  app.get('/ws', realtime.upgrade);

  app.notFound((c) =>
    errorReply(c, 404, new DomainError('not_found', `There is no ${c.req.method} ${c.req.path}. See /docs.`)),
  );
  app.onError((thrown, c) => replyToError(c, thrown, c.get('ctx')?.log ?? ctx.log, 400));
  return app;
}
