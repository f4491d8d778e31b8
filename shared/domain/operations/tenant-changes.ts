/** The operator's changes of a tenant: approve, suspend, set limits. */
import { lockTenantClaims } from '../../../sql/accounts/limits.ts';
import { tenantByKey, type TenantChanges, updateTenantRow } from '../../../sql/accounts/tenants.ts';
import type { Key } from '../../../sql/db.ts';
import { releaseHeldLeads } from '../../../sql/leads/leads.ts';
import type { Context } from '../../context.ts';
import { requireFound } from '../../errors.ts';
import { COUNTRY_NOT_ALLOWED } from '../../rules/dialing/call-gate.ts';
import { transaction } from '../../transaction.ts';

/** Held leads that one statement releases. Calls of the leads wait for the statement, which takes less than a second. */
const RELEASED_AT_ONCE = 5_000;

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
  if (changesCountries) await releaseLeadsOfCountries(ctx, id);
  return id;
}

/**
 * Makes the leads due that were held because of their country. The dialer holds them again if the country is still not
 * allowed. The release is no event of the audit log, because it follows from the new limit. If the process ends before
 * all leads are released, the other leads are due a day after they were held.
 */
async function releaseLeadsOfCountries({ sql }: Context, tenantId: number): Promise<void> {
  let afterId: number | null = 0;
  while (afterId !== null)
    afterId = await releaseHeldLeads(sql, tenantId, {
      reason: COUNTRY_NOT_ALLOWED,
      afterId,
      limit: RELEASED_AT_ONCE,
    });
}
