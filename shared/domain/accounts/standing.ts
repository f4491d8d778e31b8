import { findStanding } from '../../../sql/accounts/tenants.ts';
import type { Sql } from '../../../sql/db.ts';
import { DomainError } from '../../errors.ts';
import { standingProblem } from '../../rules/accounts/standing.ts';

/**
 * Asserts that the tenant may use the carrier account. The statements that claim calls, legs and purchases check the
 * standing again. This function gives the user a clear error before.
 *
 * @throws DomainError `forbidden` if the tenant is pending or suspended
 */
export async function assertTenantActive(sql: Sql, tenantId: number): Promise<void> {
  const problem = standingProblem(await findStanding(sql, tenantId));
  if (problem !== undefined) throw new DomainError('forbidden', problem);
}
