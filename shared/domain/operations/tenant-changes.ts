/** The operator's changes of a tenant: approve, suspend, set limits. */
import { lockTenantClaims } from '../../../sql/accounts/limits.ts';
import { findStanding, tenantByKey, type TenantChanges, updateTenantRow } from '../../../sql/accounts/tenants.ts';
import { listLiveCallIds } from '../../../sql/calls/progress.ts';
import type { Key } from '../../../sql/db.ts';
import type { Context } from '../../context.ts';
import { invalidField, requireFound } from '../../errors.ts';
import { COUNTRY_NOT_ALLOWED } from '../../rules/campaigns/place-gate.ts';
import { releaseHeldLeads } from '../leads/held.ts';
import { transaction } from '../../transaction.ts';

/**
 * Changes the standing or the limits of a tenant. Only the operator may do this. When the function returns, no call that
 * the change forbids is claimed any more. Calls in progress continue, unless `hangUpCalls` is set.
 *
 * @param options.hangUpCalls whether jobs hang up the live calls of the tenant
 * @returns the id of the tenant
 * @throws DomainError `not_found`
 * @throws DomainError `validation_failed` for `hangUpCalls` if the tenant is active after the change
 */
export async function updateTenant(
  ctx: Context,
  key: Key,
  changes: TenantChanges,
  { hangUpCalls = false } = {},
): Promise<number> {
  const { id } = requireFound(await tenantByKey(ctx.sql, key), 'Tenant');
  await transaction(ctx, async ({ sql, enqueue }) => {
    await lockTenantClaims(sql, id);
    await updateTenantRow(sql, id, changes);
    if (hangUpCalls && (await findStanding(sql, id)).status === 'active')
      throw invalidField('hang_up_calls', 'An active tenant would start new calls. Send status: suspended, too.');
    // The lock lets no other call be claimed, so the list is complete. The job `agents.unpark` hangs up the parked legs.
    for (const callId of hangUpCalls ? await listLiveCallIds(sql, id) : [])
      await enqueue('call.hangup', { callId }, { deduplicationKey: String(callId) });
  });
  ctx.log.info({ tenantId: id }, 'operator changed tenant');
  const changesCountries =
    changes.limits?.destination_countries !== undefined || changes.defaultLimits?.includes('destination_countries');
  // The release is no event of the audit log, because it follows from the new limit.
  if (changesCountries) await releaseHeldLeads(ctx, id, { reasons: [COUNTRY_NOT_ALLOWED] });
  return id;
}
