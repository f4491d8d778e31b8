/**
 * Who may use a phone number of the carrier account. All tenants share the account, so a tenant must not be able to call
 * from another tenant's number or to receive the calls of another tenant.
 *
 * A tenant gets a number in one of these ways:
 *
 * - The tenant buys the number.
 * - The operator grants the number. The carrier account must have the number.
 * - While the carrier is the simulator, a tenant may register a number that no tenant has used before.
 */
import type { Context } from '../../context.ts';
import { DomainError } from '../../errors.ts';
import { DEMO_CALLER_IDS } from '../../rules/numbers/demo-caller-ids.ts';
import type { Sql } from '../../../sql/db.ts';
import { findGrant, insertGrantOfUnusedNumber } from '../../../sql/numbers/grants.ts';

type CarrierSetting = Pick<Context['config'], 'carrier'>;

/** Returns the caller IDs that all tenants may use: none if the carrier is a real carrier. */
export function sharedCallerIds({ carrier }: CarrierSetting): readonly string[] {
  return carrier === 'simulator' ? DEMO_CALLER_IDS : [];
}

/** Whether the tenant may place calls from this number. */
export async function mayUseCallerId(
  { config }: { config: CarrierSetting },
  sql: Sql,
  tenantId: number,
  callerId: string,
): Promise<boolean> {
  if (sharedCallerIds(config).includes(callerId)) return true;
  return (await findGrant(sql, tenantId, callerId)) !== undefined;
}

/** Explains how the tenant can get the right to use a number. Does not say if another tenant has the number. */
export function notGrantedMessage(phoneNumber: string): string {
  return (
    `Your account may not use the phone number ${phoneNumber}. Buy a number with POST /api/phone-numbers/purchase, ` +
    'or ask the operator of this installation to grant you this number.'
  );
}

/**
 * Asserts that the tenant may receive the calls to a number. If the carrier is the simulator and no tenant has used the
 * number before, grants the number. The calling function has locked the digits of the number.
 *
 * @throws DomainError `conflict` if the number is not granted to the tenant
 */
export async function assertGranted(
  { config }: { config: CarrierSetting },
  sql: Sql,
  tenantId: number,
  phoneNumber: string,
): Promise<void> {
  if (sharedCallerIds(config).includes(phoneNumber))
    throw new DomainError(
      'conflict',
      `${phoneNumber} is the caller ID that all accounts of the demo share, so no account can receive its calls. Choose another number.`,
    );
  if (await findGrant(sql, tenantId, phoneNumber)) return;
  if (config.carrier === 'simulator' && (await insertGrantOfUnusedNumber(sql, tenantId, phoneNumber))) return;
  throw new DomainError('conflict', notGrantedMessage(phoneNumber));
}
