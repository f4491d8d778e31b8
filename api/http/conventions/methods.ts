/** The answers for a path that does not exist (404), and for a path that exists with other methods only (405). */
import type { Context as HonoContext, Hono } from 'hono';
import { errorResponse, handleUnknownPath } from '../errors.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

// oxlint-disable-next-line typescript/no-explicit-any -- the types of an app's variables do not matter here
type AnyApp = Hono<any, any, any>;

/** Returns the methods with which the apps serve a path. Middleware and handlers for all methods do not count. */
export const methodsOf = (apps: readonly AnyApp[], path: string): string[] =>
  METHODS.filter((method) =>
    apps.some((app) => app.router.match(method, path)[0].some(([[, route]]) => route.method === method)),
  );

/** Creates the response for a request that no route answers. */
export function handleUnknownRoute(c: HonoContext, methods: readonly string[]) {
  if (methods.length === 0) return handleUnknownPath(c);
  const allowed = methods.includes('GET') ? ['HEAD', ...methods] : methods;
  c.header('Allow', allowed.join(', '));
  const { method, path } = c.req;
  return errorResponse(c, 405, {
    message: `There is no ${method} ${path}. The path accepts ${methods.join(', ')}. See /docs.`,
    details: undefined,
    retryAfterSeconds: undefined,
  });
}
