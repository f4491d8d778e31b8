/**
 * Chooses the API that answers a request. Both APIs have the same paths below /api, but different bodies and responses.
 * If the request has a token, the dialer API answers. Otherwise the CallCenter Pro API answers. If the chosen API does
 * not have the path, the other API answers.
 */
import { Hono, type Context as HonoContext } from 'hono';
import { routePath } from 'hono/route';
import { complexityProblem } from './http/body-limit.ts';
import { hasBearerScheme } from './http/credentials.ts';
import { handleUnknownPath } from './http/errors.ts';
import type { ApiApp, ApiEnv } from './http/routes.ts';

/**
 * What the API gets from the app around it: the context, the request id, and `setRoute`. The API calls `setRoute` with
 * the route that it found, because the request metrics count by route.
 */
type OuterRequest = Pick<ApiEnv['Variables'], 'ctx' | 'requestId'> & { setRoute: (path: string) => void };
type Env = ApiEnv & { Bindings: { outerRequest: OuterRequest } };

/**
 * Requests to these paths have no credential that could select the API. The field names in the body select it instead.
 */
const LOGIN_PATHS = new Set(['/api/auth/login', '/api/auth/register']);

/**
 * Creates the handler of all paths below /api. The handler passes each request to the API that the credential of the
 * request selects.
 */
export function createVersions(dialerApi: ApiApp, callCenterProApi: ApiApp) {
  const dialerFirst = mountInOrder(dialerApi, callCenterProApi);
  const callCenterProFirst = mountInOrder(callCenterProApi, dialerApi);
  return async (c: HonoContext<ApiEnv>): Promise<Response> => {
    const apis = (await selectsDialer(c)) ? dialerFirst : callCenterProFirst;
    const outerRequest: OuterRequest = { ...c.var, setRoute: (path) => c.set('route', path) };
    const reply = await apis.fetch(c.req.raw, { ...(c.env as object | undefined), outerRequest });
    // Create a new response, because a new response also gets the headers that earlier middleware has set.
    return c.newResponse(reply.body, reply);
  };
}

function mountInOrder(first: ApiApp, second: ApiApp): Hono<Env> {
  const app = new Hono<Env>();
  app.use(async (c, next) => {
    const { ctx, requestId, setRoute } = c.env.outerRequest;
    c.set('ctx', ctx);
    c.set('requestId', requestId);
    await next();
    setRoute(routePath(c, -1));
  });
  app.route('/api', first);
  app.route('/api', second);
  app.notFound(handleUnknownPath);
  return app;
}

async function selectsDialer(c: HonoContext<ApiEnv>): Promise<boolean> {
  if (hasBearerScheme(c)) return true;
  if (c.req.method !== 'POST' || !LOGIN_PATHS.has(c.req.path)) return false;
  // Read a copy of the body, because the API reads the original body.
  const text = await c.req.raw.clone().text();
  const body = complexityProblem(text) ? undefined : parseJson(text);
  const names = typeof body === 'object' && body !== null ? Object.keys(body) : [];
  return names.includes('email') || !names.includes('username');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
