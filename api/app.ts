import { OpenAPIHono } from '@hono/zod-openapi';
import { Scalar } from '@scalar/hono-api-reference';
import { bodyLimit } from 'hono/body-limit';
import { requestId } from 'hono/request-id';
import { secureHeaders } from 'hono/secure-headers';
import type { Context } from '../shared/context.ts';
import { DomainError } from '../shared/errors.ts';
import { createBearer } from './bearer/index.ts';
import type { BearerEnv } from './bearer/dialect.ts';
import { createBoard } from './board.ts';
import { errorReply, INTERNAL_ERROR } from './errors.ts';
import { healthz, readyz } from './health.ts';
import { measureRequests, metrics } from './metrics.ts';
import { createWebhooks } from './webhooks/index.ts';

/** JSON bodies are small; the one large body, a CSV upload, is streamed past this. */
const BODY_BYTES_MAX = 1_048_576;
const UPLOAD_PATH = '/api/leads/upload';

const description = { openapi: '3.1.0', info: { title: 'CallCenter Pro: dialer', version: '1.0.0' } };

/** The whole URL map on one screen. */
export function createApp(ctx: Context) {
  const app = new OpenAPIHono<BearerEnv>();
  const limitBody = bodyLimit({
    maxSize: BODY_BYTES_MAX,
    onError: () => {
      throw new DomainError('payload_too_large', `Bodies may have ${BODY_BYTES_MAX} bytes at most.`);
    },
  });

  app.use(requestId());
  app.use(measureRequests(ctx));
  app.use((c, next) => {
    c.set('ctx', { ...ctx, requestId: c.get('requestId'), log: ctx.log.child({ requestId: c.get('requestId') }) });
    return next();
  });
  app.use('/api/*', secureHeaders());
  app.use((c, next) => (c.req.path === UPLOAD_PATH ? next() : limitBody(c, next)));

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

  app.notFound((c) =>
    errorReply(c, 404, new DomainError('not_found', `There is no ${c.req.method} ${c.req.path}. See /docs.`)),
  );
  app.onError((error, c) => {
    ctx.log.error({ err: error }, 'unexpected error');
    return errorReply(c, 500, INTERNAL_ERROR);
  });
  return app;
}
