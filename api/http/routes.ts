/** The building blocks of the APIs: the declaration of a route, and the routes of one area. */
import { createRoute as createOpenApiRoute, OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import type { Context } from '../../shared/context.ts';
import type { Actor } from '../../shared/domain/accounts/access.ts';
import { useOurMessages } from './conventions/messages.ts';
import { acceptNamesOfBothApis, strictQuery } from './conventions/queries.ts';
import type { LoginSession } from './credentials.ts';
import { validationError } from './errors.ts';
import type { ClaimedKey } from './idempotency.ts';

useOurMessages();

export type ApiEnv = {
  Variables: {
    ctx: Context;
    actor: Actor;
    loginSession?: LoginSession;
    requestId: string;
    route?: string;
    claimedKey?: ClaimedKey;
    /** The HTTP status of invalid input, if the credential of the request decides it. */
    invalidStatus?: 400 | 422 | undefined;
  };
};
export type ApiApp = OpenAPIHono<ApiEnv>;

/**
 * The properties that every route must declare for the OpenAPI documents. Client generators name functions by
 * `operationId`.
 */
type DocumentedRoute = RouteConfig & { operationId: string; summary: string; tags: string[] };

/**
 * Declares a route. The library's function with the same name does not require `operationId`, `summary` and `tags`, but
 * this function does. The route refuses query parameters that it does not have.
 */
export function createRoute<P extends string, R extends Omit<DocumentedRoute, 'path'> & { path: P }>(
  route: R,
): ReturnType<typeof createOpenApiRoute<P, R>> {
  const query = strictQuery(route.request?.query);
  const middleware = route.method === 'get' ? acceptNamesOfBothApis(query) : undefined;
  return createOpenApiRoute<P, R>({ ...route, middleware, request: { ...route.request, query } });
}

/**
 * Creates an empty app for the routes of one area. If a request does not match the declaration of the route, the
 * response is a validation error.
 */
export function createRoutes(): ApiApp {
  return new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (!result.success) throw validationError(result.error, result.target);
    },
  });
}
