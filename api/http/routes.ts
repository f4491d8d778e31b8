/** What the routes of both APIs are made of: the Hono app of a noun, and the app of a whole API. */
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from '../../shared/context.ts';
import type { Actor } from '../../shared/domain/accounts/access.ts';
import { requireUser } from './credentials.ts';
import { replyToError, validationError } from './errors.ts';
import { describeIdempotencyKey, honourIdempotencyKey } from './idempotency.ts';

export type ApiEnv = { Variables: { ctx: Context; actor: Actor; requestId: string; route?: string } };
export type ApiApp = OpenAPIHono<ApiEnv>;

/** An empty app for the routes of one noun. Input that does not fit a route's declaration never reaches its handler. */
export function createRoutes(): ApiApp {
  return new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (!result.success) throw validationError(result.error);
    },
  });
}

type ApiOptions = {
  nouns: ApiApp[];
  /** Name and definition of the security scheme in the OpenAPI document. */
  security: [name: string, scheme: Parameters<ApiApp['openAPIRegistry']['registerComponent']>[2]];
  /** Paths that need no credential. */
  openPaths: ReadonlySet<string>;
  /** HTTP status of a validation error. */
  validationStatus: 400 | 422;
};

/** One API: the routes of all its nouns, behind authentication, with one translation of errors. */
export function createApi({ nouns, security: [name, scheme], openPaths, validationStatus }: ApiOptions): ApiApp {
  const app = createRoutes();
  app.openAPIRegistry.registerComponent('securitySchemes', name, scheme);
  app.use('*', (c, next) => (openPaths.has(c.req.path) ? next() : requireUser(c, next)));
  app.use('*', honourIdempotencyKey);
  for (const noun of nouns) app.route('/', noun);
  describeIdempotencyKey(app.openAPIRegistry);
  app.onError((thrown, c) => replyToError(c, thrown, c.get('ctx').log, validationStatus));
  return app;
}
