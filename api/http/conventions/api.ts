/** The app of a whole API, with everything that its routes have in common. */
import { limitMembers } from '../body-limit.ts';
import { requireUser } from '../credentials.ts';
import { handleError } from '../errors.ts';
import { describeIdempotencyKey, handleIdempotencyKey } from '../idempotency.ts';
import { type ApiApp, createRoutes } from '../routes.ts';
import { acceptShownMembers } from './updates.ts';

type ApiOptions = {
  nouns: ApiApp[];
  /** Paths that need no credential. */
  openPaths: ReadonlySet<string>;
  /** The HTTP status of invalid input, for a request whose credential does not decide the status. */
  validationStatus: 400 | 422;
};

/** Creates the app of one API: the routes of all areas, with authentication, idempotency keys and error handling. */
export function createApi({ nouns, openPaths, validationStatus }: ApiOptions): ApiApp {
  const app = createRoutes();
  app.use('*', (c, next) => (openPaths.has(c.req.path) ? next() : requireUser(c, next)));
  app.use('*', limitMembers);
  app.use('*', handleIdempotencyKey);
  app.use('*', acceptShownMembers(nouns));
  for (const noun of nouns) app.route('/', noun);
  describeIdempotencyKey(app.openAPIRegistry);
  app.onError((thrown, c) => {
    const invalidStatus = openPaths.has(c.req.path) ? undefined : c.get('invalidStatus');
    return handleError(c, thrown, c.get('ctx').log, invalidStatus ?? validationStatus);
  });
  return app;
}
