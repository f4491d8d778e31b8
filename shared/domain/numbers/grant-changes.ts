/** The operator grants numbers of the carrier account to tenants, and revokes grants. The operator belongs to no tenant. */
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { transaction } from '../../transaction.ts';
import { tenantByKey } from '../../../sql/accounts/tenants.ts';
import type { Key } from '../../../sql/db.ts';
import { grantByKey, type GrantRow, insertGrant, revokeGrant } from '../../../sql/numbers/grants.ts';
import { findNumberOwnership } from '../../../sql/numbers/ownership.ts';
import { deletePhoneNumberRow, lockNumberDigits, phoneNumberByDigits } from '../../../sql/numbers/phone-numbers.ts';
import { requestJob } from './carrier-account.ts';
import { sharedCallerIds } from './grants.ts';

/**
 * Grants a number to a tenant. The carrier account must have the number. The simulated carrier also accepts numbers that
 * its account does not have, so with the simulator every number may be granted.
 *
 * @throws DomainError `conflict` if the carrier account does not have the number, if a tenant has the
 *   number already, or if all tenants share the number as a caller ID of the demo
 */
export async function grantNumber(ctx: Context, input: { tenant: Key; phoneNumber: string }): Promise<GrantRow> {
  const { phoneNumber } = input;
  const tenant = requireFound(await tenantByKey(ctx.sql, input.tenant), 'Tenant');
  if (sharedCallerIds(ctx.config).includes(phoneNumber))
    throw new DomainError(
      'conflict',
      `All accounts of the demo share the caller ID ${phoneNumber}. Choose another number.`,
    );
  const { number } = await requestJob(ctx, 'carrier.number', { phoneNumber });
  if (!number && ctx.config.carrier !== 'simulator')
    throw new DomainError(
      'conflict',
      `The carrier account does not have the number ${phoneNumber}. Buy the number at the carrier first, or check its digits.`,
    );
  return transaction(ctx, async ({ sql }) => {
    await lockNumberDigits(sql, phoneNumber);
    const { grantedTenantId, isUsedByOther, isReleaseDue } = await findNumberOwnership(sql, tenant.id, phoneNumber);
    if (isReleaseDue)
      throw new DomainError('conflict', `The carrier is releasing the number ${phoneNumber}. Try again in a minute.`);
    const grant =
      grantedTenantId === null && !isUsedByOther
        ? await insertGrant(sql, tenant.id, { phoneNumber, phoneNumberSid: number?.sid ?? null, source: 'operator' })
        : undefined;
    if (grant) return grant;
    throw new DomainError(
      'conflict',
      `A tenant has the number ${phoneNumber} already, or is buying or releasing the number. ` +
        'GET /api/operator/number-grants shows the tenant. Revoke that grant first.',
    );
  });
}

/**
 * Revokes a grant. The tenant's calls from the number stop, and the tenant gets no more calls to the number. The number
 * stays in the carrier account.
 */
export async function revokeNumberGrant(ctx: Context, key: Key): Promise<GrantRow> {
  return transaction(ctx, async ({ sql }) => {
    const { phoneNumber } = requireFound(await grantByKey(sql, key), 'Number grant');
    // The tenant may be registering the number at this moment. With the lock, the registration ends before the row of
    // the number is searched, or starts after the grant is revoked.
    await lockNumberDigits(sql, phoneNumber);
    const grant = requireFound(await revokeGrant(sql, key), 'Number grant');
    const number = await phoneNumberByDigits(sql, grant.tenantId, grant.phoneNumber);
    if (number) await deletePhoneNumberRow(sql, grant.tenantId, number.id, { release: false });
    return grant;
  });
}
