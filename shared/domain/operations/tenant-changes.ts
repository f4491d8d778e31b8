/** The operator's changes of a tenant: approve, suspend, set limits. */
import { lockTenantClaims } from '../../../sql/accounts/limits.ts';
import { tenantByKey, type TenantChanges, updateTenantRow } from '../../../sql/accounts/tenants.ts';
import type { Key } from '../../../sql/db.ts';
import type { Context } from '../../context.ts';
import { requireFound } from '../../errors.ts';
import { COUNTRY_NOT_ALLOWED } from '../../rules/dialing/call-gate.ts';
import { releaseHeldLeads } from '../leads/held.ts';
import { transaction } from '../../transaction.ts';

/**
 * Changes the standing or the limits of a tenant. Only the operator may do this. When the function returns, no call that
 * the change forbids is claimed any more. Calls in progress continue.
 *
 * @returns the id of the tenant
 * @throws DomainError `not_found`
 */
export async function updateTenant(ctx: Context, key: Key, changes: TenantChanges): Promise<number> {
  const { id } = requireFound(await tenantByKey(ctx.sql, key), 'Tenant');
  await transaction(ctx, async ({ sql }) => {
    await lockTenantClaims(sql, id);
    await updateTenantRow(sql, id, changes);
  });
  ctx.log.info({ tenantId: id }, 'operator changed tenant');
  const changesCountries =
    changes.limits?.destination_countries !== undefined || changes.defaultLimits?.includes('destination_countries');
  // The release is no event of the audit log, because it follows from the new limit.
  if (changesCountries) await releaseHeldLeads(ctx, id, { reasons: [COUNTRY_NOT_ALLOWED] });
  return id;
}
