/**
 * Two documents, one system: both describe the same paths in different shapes, and the credential picks the dialect. Each
 * dialect comes first for its own credential, and after the other for the paths that only it knows.
 */
import { Hono, type Context as HonoContext } from 'hono';
import { routePath } from 'hono/route';
import { DomainError } from '../shared/errors.ts';
import type { ApiApp, ApiEnv } from './http/routes.ts';
import { offersToken } from './http/credentials.ts';
import { errorReply } from './http/errors.ts';

/** What the request was given before it came here; and the route it found, for who measures requests. */
type Carried = Pick<ApiEnv['Variables'], 'ctx' | 'requestId'> & { tellRoute: (path: string) => void };
type Env = ApiEnv & { Bindings: { carried: Carried } };

/** Where the credentials are in the body, whose members tell the dialect. */
const LOGIN_PATHS = new Set(['/api/auth/login', '/api/auth/register']);

/** Answers what is below /api with the one dialect or the other. */
export function createVersions(bearer: ApiApp, session: ApiApp) {
  const bearerFirst = inOrder(bearer, session);
  const sessionFirst = inOrder(session, bearer);
  return async (c: HonoContext<ApiEnv>): Promise<Response> => {
    const dialects = (await speaksBearer(c)) ? bearerFirst : sessionFirst;
    const carried: Carried = { ...c.var, tellRoute: (path) => c.set('route', path) };
    const reply = await dialects.fetch(c.req.raw, { ...(c.env as object | undefined), carried });
    // With the headers that the request was given before it came here.
    return c.newResponse(reply.body, reply);
  };
}

function inOrder(first: ApiApp, second: ApiApp): Hono<Env> {
  const app = new Hono<Env>();
  app.use(async (c, next) => {
    const { ctx, requestId, tellRoute } = c.env.carried;
    c.set('ctx', ctx);
    c.set('requestId', requestId);
    await next();
    tellRoute(routePath(c, -1));
  });
  app.route('/api', first);
  app.route('/api', second);
  app.notFound((c) =>
    errorReply(c, 404, new DomainError('not_found', `There is no ${c.req.method} ${c.req.path}. See /docs.`)),
  );
  return app;
}

async function speaksBearer(c: HonoContext<ApiEnv>): Promise<boolean> {
  if (offersToken(c)) return true;
  if (c.req.method !== 'POST' || !LOGIN_PATHS.has(c.req.path)) return false;
  // Read from a copy: the dialect reads the body itself.
  const sent: unknown = await c.req.raw
    .clone()
    .json()
    .catch(() => undefined);
  const names = typeof sent === 'object' && sent !== null ? Object.keys(sent) : [];
  return names.includes('email') || !names.includes('username');
}
