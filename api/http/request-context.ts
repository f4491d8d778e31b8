import type { MiddlewareHandler } from 'hono';
import type { Context } from '../../shared/context.ts';
import { clientAddress, detectProxy } from './client-address.ts';
import type { ApiEnv } from './routes.ts';

/** Gives each request a context of its own, with the request's id, the client's address, and a log of the request. */
export function setRequestContext(ctx: Context): MiddlewareHandler<ApiEnv> {
  return (c, next) => {
    detectProxy(c, ctx);
    const request = {
      requestId: c.get('requestId'),
      clientAddress: clientAddress(c, ctx.config.trustedProxies),
      userAgent: c.req.header('user-agent'),
    };
    c.set('ctx', { ...ctx, ...request, log: ctx.log.child({ requestId: request.requestId }) });
    return next();
  };
}
