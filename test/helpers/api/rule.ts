/** Who may use a route, and how a test requests it. */
import type { Role } from '../../../shared/domain/accounts/access.ts';
import type { insertRow } from '../fixtures/rows.ts';

export type Rule = {
  /**
   * The roles that may use the route. If `public`, a request needs no credential. If `operator`, only the operator of the
   * deployment may use the route, and no user of a tenant.
   */
  for: readonly Role[] | 'public' | 'operator';
  /** The table that contains the first id in the path. */
  table?: keyof typeof insertRow;
  /** The column whose value is in the path, if the path does not contain our id. */
  column?: string;
  /** A valid request body, so that only a missing permission can cause an error. */
  body?: unknown;
  query?: string;
  /** The HTTP status for allowed roles if the request fails, for example because the body contains an unknown id. */
  answer?: number;
};
