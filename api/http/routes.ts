/** The building blocks of both APIs: the declaration of a route, the routes of one area, and the app of a whole API. */
import { createRoute as createOpenApiRoute, OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import type { Context } from '../../shared/context.ts';
import type { Actor } from '../../shared/domain/accounts/access.ts';
import { limitMembers } from './body-limit.ts';
import { type LoginSession, requireUser } from './credentials.ts';
import { handleError, validationError } from './errors.ts';
import { type ClaimedKey, describeIdempotencyKey, handleIdempotencyKey } from './idempotency.ts';

export type ApiEnv = {
  Variables: {
    ctx: Context;
    actor: Actor;
    loginSession?: LoginSession;
    requestId: string;
    route?: string;
    claimedKey?: ClaimedKey;
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
 * this function does.
 */
export function createRoute<P extends string, R extends Omit<DocumentedRoute, 'path'> & { path: P }>(
  route: R,
): ReturnType<typeof createOpenApiRoute<P, R>> {
  return createOpenApiRoute<P, R>(route);
}

/**
 * Creates an empty app for the routes of one area. If a request does not match the declaration of the route, the
 * response is a validation error.
 */
export function createRoutes(): ApiApp {
  return new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (!result.success) throw validationError(result.error);
    },
  });
}

type ApiOptions = {
  nouns: ApiApp[];
  /** The name and the definition of the security scheme in the OpenAPI document. */
  security: [name: string, scheme: Parameters<ApiApp['openAPIRegistry']['registerComponent']>[2]];
  /** Paths that need no credential. */
  openPaths: ReadonlySet<string>;
  /** The HTTP status of a validation error. */
  validationStatus: 400 | 422;
};

/** Creates the app of one API: the routes of all areas, with authentication, idempotency keys and error handling. */
export function createApi({ nouns, security: [name, scheme], openPaths, validationStatus }: ApiOptions): ApiApp {
  const app = createRoutes();
  app.openAPIRegistry.registerComponent('securitySchemes', name, scheme);
  app.use('*', (c, next) => (openPaths.has(c.req.path) ? next() : requireUser(c, next)));
  app.use('*', limitMembers);
  app.use('*', handleIdempotencyKey);
  for (const noun of nouns) app.route('/', noun);
  describeIdempotencyKey(app.openAPIRegistry);
  app.onError((thrown, c) => handleError(c, thrown, c.get('ctx').log, validationStatus));
  return app;
}
