/**
 * What the operator watches: health, metrics and Bull Board. If INTERNAL_PORT is set, these pages are on the internal
 * listener only. Otherwise they are on the public listener, for the operator only. Load balancers need no credential:
 * `/healthz` and `/readyz` show everyone the status, and nothing else.
 */
import { Hono, type MiddlewareHandler } from 'hono';
import { requestId } from 'hono/request-id';
import type { Context } from '../shared/context.ts';
import { createBoard } from './board/routes.ts';
import { BASE_PATH } from './board/session.ts';
import { type Probes, serveHealth, serveReadiness } from './health.ts';
import { handleError, handleUnknownPath } from './http/errors.ts';
import { requireKnownHost, requireOperator } from './http/operator.ts';
import { setRequestContext } from './http/request-context.ts';
import type { ApiEnv } from './http/routes.ts';
import { setSecurityHeaders } from './http/security-headers.ts';
import { serveMetrics } from './metrics.ts';

/** Creates the pages of the public listener. */
export function createOperations(ctx: Context, probes: Probes, operatorOnly: MiddlewareHandler<ApiEnv>): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.get('/readyz', serveReadiness(probes));
  if (ctx.config.internal) {
    app.get('/healthz', serveHealth(probes, { showsParts: false }));
    return app;
  }
  // A request with a credential asks for the parts, so a wrong credential is refused.
  app.get('/healthz', (c, next) =>
    c.req.header('authorization') === undefined ? serveHealth(probes, { showsParts: false })(c) : operatorOnly(c, next),
  );
  app.get('/healthz', serveHealth(probes, { showsParts: true }));
  app.get('/metrics', requireKnownHost, operatorOnly, serveMetrics(ctx));
  app.route(BASE_PATH, createBoard(ctx, operatorOnly));
  return app;
}

/**
 * Creates the app of the internal listener. Metrics and health need no credential here, because only the operator's own
 * network reaches this listener. Bull Board still needs the operator.
 */
export function createInternalApp(ctx: Context, probes: Probes): Hono<ApiEnv> {
  const { port, host } = ctx.config.internal!;
  // Pages of this listener have another origin than the public ones.
  const config = { ...ctx.config, publicBaseUrl: `http://${host}:${port}` };
  const app = new Hono<ApiEnv>();
  app.use(requestId());
  app.use(setRequestContext({ ...ctx, config }));
  app.use(setSecurityHeaders(config.publicBaseUrl));
  app.get('/readyz', serveReadiness(probes));
  app.use(requireKnownHost);
  app.get('/healthz', serveHealth(probes, { showsParts: true }));
  app.get('/metrics', serveMetrics(ctx));
  app.route(BASE_PATH, createBoard(ctx, requireOperator(ctx)));
  app.notFound(handleUnknownPath);
  app.onError((thrown, c) => handleError(c, thrown, c.get('ctx')?.log ?? ctx.log, 400));
  return app;
}
