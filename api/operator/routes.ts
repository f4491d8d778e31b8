import type { Context as HonoContext, MiddlewareHandler } from 'hono';
import { handleUnknownRoute, methodsOf } from '../http/conventions/methods.ts';
import { acceptShownMembers } from '../http/conventions/updates.ts';
import { handleUnknownPath } from '../http/errors.ts';
import { requireKnownHost } from '../http/operator.ts';
import { type ApiApp, type ApiEnv, createRoutes } from '../http/routes.ts';
import { exchangeRateRoutes } from './accounts/exchange-rates.ts';
import { invitationRoutes } from './accounts/invitations.ts';
import { tenantRoutes } from './accounts/tenants.ts';
import { numberGrantRoutes } from './numbers/number-grants.ts';

/** All paths of the operator API, also paths that do not exist. */
const ALL_PATHS = '/operator/*';

/**
 * Creates the app with all routes of the operator API, below /api/operator.
 *
 * @param requireOperator the middleware that lets only the operator pass (`api/http/operator.ts`)
 */
export function createOperatorApi(requireOperator: MiddlewareHandler<ApiEnv>): ApiApp {
  const app = createRoutes();
  const methodsAt = (c: HonoContext) => methodsOf([app], c.req.path.slice('/api'.length));
  // A path that does not exist needs no credential.
  app.use(ALL_PATHS, requireKnownHost, async (c, next) =>
    methodsAt(c).length === 0 ? handleUnknownPath(c) : requireOperator(c, next),
  );
  const nouns = [tenantRoutes, invitationRoutes, numberGrantRoutes, exchangeRateRoutes];
  app.use(ALL_PATHS, acceptShownMembers(nouns));
  for (const noun of nouns) app.route('/', noun);
  // Without this line, an unknown path would go on to the APIs of the tenants, which do not know the operator's token.
  app.all(ALL_PATHS, (c) => handleUnknownRoute(c, methodsAt(c)));
  return app;
}
