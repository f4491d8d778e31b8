/**
 * A phone number belongs to at most one tenant of the deployment: as a registered number, a campaign's `phoneNumber` or
 * a purchase.
 */
import { DomainError } from '../../errors.ts';
import type { Sql } from '../../../sql/db.ts';
import { lockNumberDigits } from '../../../sql/numbers/phone-numbers.ts';
import { findNumberOwnership, type NumberOwnership } from '../../../sql/numbers/ownership.ts';

const conflict = (message: string) => new DomainError('conflict', message);

/**
 * Asserts that the tenant may get a phone number. The phone number stays locked until the end of the transaction.
 *
 * @throws DomainError `conflict` if any tenant has the phone number, or if the carrier still has to release the phone
 *   number
 */
export async function assertNumberFree(sql: Sql, tenantId: number, phoneNumber: string): Promise<void> {
  const ownership = await lockOwnership(sql, phoneNumber);
  assertNoOtherTenant(ownership, tenantId);
  const { phoneNumberId, purchaseUuid, isReleaseDue } = ownership;
  if (phoneNumberId !== null)
    throw conflict(`Your account has this phone number already. See /api/phone-numbers/${phoneNumberId}.`);
  if (purchaseUuid !== null)
    throw conflict(
      `Your account is buying this phone number already. See /api/phone-numbers/purchases/${purchaseUuid}.`,
    );
  if (isReleaseDue) throw conflict('The carrier is releasing this phone number. Try again in a minute.');
}

/**
 * Asserts that a phone number may become the `phoneNumber` of a campaign. The phone number stays locked until the end
 * of the transaction.
 *
 * @param campaignId the id of the campaign; undefined for a new campaign
 * @throws DomainError `conflict` if another tenant has the phone number, or if the phone number is in a pool or
 *   assigned to another campaign
 */
export async function assertNumberFreeForCampaign(
  sql: Sql,
  tenantId: number,
  phoneNumber: string,
  campaignId: number | undefined,
): Promise<void> {
  const ownership = await lockOwnership(sql, phoneNumber);
  assertNoOtherTenant(ownership, tenantId);
  if (ownership.poolId !== null)
    throw conflict('This phone number is in a pool. Remove it from the pool first, or choose another number.');
  if (ownership.campaignId !== null && ownership.campaignId !== campaignId)
    throw conflict('This phone number is assigned to another campaign. Unassign it first, or choose another number.');
}

async function lockOwnership(sql: Sql, phoneNumber: string): Promise<NumberOwnership> {
  await lockNumberDigits(sql, phoneNumber);
  return findNumberOwnership(sql, phoneNumber);
}

function assertNoOtherTenant(
  { ownerTenantId, mainTenantId, purchaserTenantId }: NumberOwnership,
  tenantId: number,
): void {
  const isOther = (id: number | null) => id !== null && id !== tenantId;
  if ([ownerTenantId, mainTenantId, purchaserTenantId].some(isOther))
    throw conflict('Another account has this phone number. Choose another one.');
}
