/**
 * A phone number belongs to at most one tenant of the deployment: the tenant to which the number is granted (see
 * `grants.ts`). These functions check the other uses of a number: registered, being bought, the number of a campaign.
 */
import type { Context } from '../../context.ts';
import { DomainError } from '../../errors.ts';
import { spendOf } from '../../rules/accounts/limits.ts';
import { assertWithinLimit, tenantLimits } from '../accounts/limits.ts';
import { carrierUse } from '../../../sql/accounts/limits.ts';
import type { Sql } from '../../../sql/db.ts';
import { lockNumberDigits } from '../../../sql/numbers/phone-numbers.ts';
import { findNumberOwnership, lockNumbersOfTenant, type NumberOwnership } from '../../../sql/numbers/ownership.ts';
import { assertGranted } from './grants.ts';

const conflict = (message: string) => new DomainError('conflict', message);

type Config = Pick<Context, 'config'>;

/**
 * Asserts that the tenant may register a phone number. The phone number stays locked until the end of the transaction.
 *
 * @throws DomainError `conflict` if the number is not granted to the tenant, if the tenant has registered the number or
 *   is buying the number, or if the carrier still has to release the number
 */
export async function assertNumberRegistrable(
  config: Config,
  sql: Sql,
  tenantId: number,
  phoneNumber: string,
): Promise<void> {
  const ownership = await lockOwnership(sql, tenantId, phoneNumber);
  assertNoOwnUse(ownership);
  await assertGranted(config, sql, tenantId, phoneNumber);
}

/**
 * Asserts that the tenant may buy a phone number. The phone number stays locked until the end of the transaction.
 *
 * @throws DomainError `conflict` if any tenant has the phone number
 */
export async function assertNumberPurchasable(sql: Sql, tenantId: number, phoneNumber: string): Promise<void> {
  const ownership = await lockOwnership(sql, tenantId, phoneNumber);
  const { grantedTenantId, isUsedByOther } = ownership;
  if (isUsedByOther || (grantedTenantId !== null && grantedTenantId !== tenantId))
    throw conflict('The carrier does not sell this number. Search for another one.');
  assertNoOwnUse(ownership);
}

/**
 * Asserts that a phone number may become the `phoneNumber` of a campaign. The phone number stays locked until the end
 * of the transaction.
 *
 * @param campaignId the id of the campaign; undefined for a new campaign
 * @throws DomainError `conflict` if the number is not granted to the tenant, or if the number is in a pool or assigned
 *   to another campaign
 */
export async function assertNumberFreeForCampaign(
  config: Config,
  sql: Sql,
  tenantId: number,
  phoneNumber: string,
  campaignId: number | undefined,
): Promise<void> {
  const ownership = await lockOwnership(sql, tenantId, phoneNumber);
  await assertGranted(config, sql, tenantId, phoneNumber);
  if (ownership.poolId !== null)
    throw conflict('This phone number is in a pool. Remove it from the pool first, or choose another number.');
  if (ownership.campaignId !== null && ownership.campaignId !== campaignId)
    throw conflict('This phone number is assigned to another campaign. Unassign it first, or choose another number.');
}

async function lockOwnership(sql: Sql, tenantId: number, phoneNumber: string): Promise<NumberOwnership> {
  await lockNumberDigits(sql, phoneNumber);
  return findNumberOwnership(sql, tenantId, phoneNumber);
}

function assertNoOwnUse({ phoneNumberId, purchaseUuid, isReleaseDue }: NumberOwnership): void {
  if (phoneNumberId !== null)
    throw conflict(`Your account has this phone number already. See /api/phone-numbers/${phoneNumberId}.`);
  if (purchaseUuid !== null)
    throw conflict(
      `Your account is buying this phone number already. See /api/phone-numbers/purchases/${purchaseUuid}.`,
    );
  if (isReleaseDue) throw conflict('The carrier is releasing this phone number. Try again in a minute.');
}

/**
 * Asserts that the tenant may get one more phone number. Parallel requests of the tenant wait for each other.
 *
 * @param dollars the price of the number; 0 if the number is not bought
 * @throws DomainError `conflict` if the limit `numbers` or `spend_per_day` is reached
 */
export async function assertNumberRoom(ctx: Context, sql: Sql, tenantId: number, dollars: number): Promise<void> {
  const limits = await tenantLimits(ctx, sql, tenantId);
  const { registered, purchases } = await lockNumbersOfTenant(sql, tenantId);
  assertWithinLimit(limits, 'numbers', registered + purchases);
  if (dollars === 0) return;
  const spend = spendOf(await carrierUse(sql, tenantId)) + purchases * dollars;
  assertWithinLimit(limits, 'spend_per_day', spend, dollars);
}
