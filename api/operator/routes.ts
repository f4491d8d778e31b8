import type { MiddlewareHandler } from 'hono';
import { DomainError } from '../../shared/errors.ts';
import { acceptShownMembers } from '../http/conventions/updates.ts';
import { requireKnownHost } from '../http/operator.ts';
import { type ApiApp, type ApiEnv, createRoutes } from '../http/routes.ts';
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
  app.use(ALL_PATHS, requireKnownHost, requireOperator);
  const nouns = [tenantRoutes, invitationRoutes, numberGrantRoutes];
  app.use(ALL_PATHS, acceptShownMembers(nouns));
  for (const noun of nouns) app.route('/', noun);
  // Without this line, an unknown path would go on to the APIs of the tenants, which do not know the operator's token.
  app.all(ALL_PATHS, (c) => {
    throw new DomainError('not_found', `There is no ${c.req.method} ${c.req.path}. See /openapi/operator.json.`);
  });
  return app;
}
