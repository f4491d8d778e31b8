/** A phone number is one tenant's in the whole deployment: whoever wants one is held against everybody who has it. */
import { DomainError } from '../../errors.ts';
import type { Sql } from '../../../sql/db.ts';
import { lockNumberDigits } from '../../../sql/numbers/phone-numbers.ts';
import { findNumberOwnership, type NumberOwnership } from '../../../sql/numbers/ownership.ts';

const conflict = (message: string) => new DomainError('conflict', message);

/**
 * Nobody else has this number, and nobody else gets it before the transaction ends.
 *
 * @throws DomainError `conflict` saying who has it
 */
async function insistOnNoStranger(sql: Sql, tenantId: number, phoneNumber: string): Promise<NumberOwnership> {
  await lockNumberDigits(sql, phoneNumber);
  const holders = await findNumberOwnership(sql, phoneNumber);
  const { ownerTenantId, mainTenantId, purchaserTenantId: buyerTenantId } = holders;
  const strangers = [ownerTenantId, mainTenantId, buyerTenantId].some((id) => id !== null && id !== tenantId);
  if (strangers) throw conflict('Another account has this phone number. Choose another one.');
  return holders;
}

/** For a number that is to become one of the tenant's. */
export async function assertNumberFree(sql: Sql, tenantId: number, phoneNumber: string): Promise<void> {
  const { phoneNumberId: ownerId, purchaseUuid, isReleaseDue: isLeaving } = await insistOnNoStranger(sql, tenantId, phoneNumber);
  if (ownerId !== null) throw conflict(`This phone number is yours already. See /api/phone-numbers/${ownerId}.`);
  if (purchaseUuid !== null)
    throw conflict(`You are buying this phone number already. Ask /api/phone-numbers/purchases/${purchaseUuid}.`);
  if (isLeaving) throw conflict('The carrier is taking this phone number back. Try again in a minute.');
}

/**
 * For a campaign that is to have the number as its own.
 *
 * @param campaignId undefined while it is being created
 */
export async function assertNumberFreeForCampaign(
  sql: Sql,
  tenantId: number,
  phoneNumber: string,
  campaignId: number | undefined,
): Promise<void> {
  const holders = await insistOnNoStranger(sql, tenantId, phoneNumber);
  if (holders.poolId !== null)
    throw conflict('This phone number is in a pool. Remove it from there first, or choose another number.');
  if (holders.campaignId !== null && holders.campaignId !== campaignId)
    throw conflict('This phone number is assigned to another campaign. Make it available first, or choose another.');
}
