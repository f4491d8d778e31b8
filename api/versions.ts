/**
 * Chooses the API that answers a request. Both APIs have the same paths below /api, but different bodies and responses.
 * A request may name the API in the header {@link API_HEADER}. Otherwise the credential decides: if the request has a
 * token, the dialer API answers, and if not, the CallCenter Pro API. If the chosen API does not have the path, the other
 * API answers.
 */
import type { OpenAPIHono } from '@hono/zod-openapi';
import { Hono, type Context as HonoContext } from 'hono';
import { routePath } from 'hono/route';
import { complexityProblem } from './http/body-limit.ts';
import { handleUnknownRoute, methodsOf } from './http/conventions/methods.ts';
import { hasBearerScheme, sessionId } from './http/credentials.ts';
import type { ApiApp, ApiEnv } from './http/routes.ts';
import { DomainError } from '../shared/errors.ts';

/**
 * What the API gets from the app around it: the context, the request id, and `setRoute`. The API calls `setRoute` with
 * the route that it found, because the request metrics count by route.
 */
type OuterRequest = Pick<ApiEnv['Variables'], 'ctx' | 'requestId' | 'invalidStatus'> & {
  setRoute: (path: string) => void;
};
type Env = ApiEnv & { Bindings: { outerRequest: OuterRequest } };

/**
 * Requests to these paths have no credential that could select the API. The field names in the body select it instead.
 */
const LOGIN_PATHS = new Set(['/api/auth/login', '/api/auth/register']);

/** A request header with the name of the API, so that a page with a session cookie can use the dialer API. */
const API_HEADER = 'x-api';

/**
 * Creates the handler of all paths below /api. The handler passes each request to the API that the credential of the
 * request selects.
 *
 * @param outerApp the app that also serves some paths below /api without these APIs
 */
export function createVersions(outerApp: OpenAPIHono<ApiEnv>, dialerApi: ApiApp, callCenterProApi: ApiApp) {
  const dialerFirst = mountInOrder(dialerApi, callCenterProApi);
  const callCenterProFirst = mountInOrder(callCenterProApi, dialerApi);
  return async (c: HonoContext<ApiEnv>): Promise<Response> => {
    // A path that does not exist needs no credential. A wrong method of a path that exists does.
    if (methodsOf([dialerFirst], c.req.path).length === 0)
      return handleUnknownRoute(c, methodsOf([outerApp], c.req.path));
    const apis = (await selectsDialer(c)) ? dialerFirst : callCenterProFirst;
    const invalidStatus = invalidStatusOf(c);
    const outerRequest: OuterRequest = { ...c.var, invalidStatus, setRoute: (path) => c.set('route', path) };
    const reply = await apis.fetch(c.req.raw, { ...(c.env as object | undefined), outerRequest });
    // Create a new response, because a new response also gets the headers that earlier middleware has set.
    return c.newResponse(reply.body, reply);
  };
}

function mountInOrder(first: ApiApp, second: ApiApp): Hono<Env> {
  const app = new Hono<Env>();
  app.use(async (c, next) => {
    const { ctx, requestId, invalidStatus, setRoute } = c.env.outerRequest;
    c.set('ctx', ctx);
    c.set('requestId', requestId);
    c.set('invalidStatus', invalidStatus);
    await next();
    setRoute(routePath(c, -1));
  });
  app.route('/api', first);
  app.route('/api', second);
  app.notFound((c) => handleUnknownRoute(c, methodsOf([app], c.req.path)));
  return app;
}

/**
 * Returns the API that the request names, if the request names one.
 *
 * @throws DomainError `validation_failed` if there is no API with the name
 */
function namedApi(c: HonoContext<ApiEnv>): 'dialer' | 'callcenter-pro' | undefined {
  const name = c.req.header(API_HEADER);
  if (name === undefined || name === 'dialer' || name === 'callcenter-pro') return name;
  throw new DomainError(
    'validation_failed',
    'The header X-Api must be dialer or callcenter-pro. You may leave it out.',
  );
}

async function selectsDialer(c: HonoContext<ApiEnv>): Promise<boolean> {
  const named = namedApi(c);
  if (named !== undefined) return named === 'dialer';
  if (hasBearerScheme(c)) return true;
  if (c.req.method !== 'POST' || !LOGIN_PATHS.has(c.req.path)) return false;
  // Read a copy of the body, because the API reads the original body.
  const text = await c.req.raw.clone().text();
  const body = complexityProblem(text) ? undefined : parseJson(text);
  const names = typeof body === 'object' && body !== null ? Object.keys(body) : [];
  return names.includes('email') || !names.includes('username');
}

/**
 * Returns the HTTP status of invalid input: the status of the API that the request names, or whose credential the
 * request has, whichever API has the path. Without a credential, and on a path that needs none, the API that has the path
 * decides.
 */
function invalidStatusOf(c: HonoContext<ApiEnv>): 400 | 422 | undefined {
  const named = namedApi(c);
  if (named !== undefined) return named === 'dialer' ? 400 : 422;
  if (hasBearerScheme(c)) return 400;
  return sessionId(c) === undefined ? undefined : 422;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
