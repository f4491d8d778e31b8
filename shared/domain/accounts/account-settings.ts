/** The settings of an account: its time zone, its currency, and who calls. */
import type { Context } from '../../context.ts';
import { invalidField } from '../../errors.ts';
import { isEmpty } from '../../rules/values/defined.ts';
import { parseDialableNumber } from '../../rules/values/phone.ts';
import { transaction } from '../../transaction.ts';
import { type AccountSettings, updateAccountSettings } from '../../../sql/accounts/tenants.ts';
import { type Actor, authorize } from './access.ts';

/**
 * Changes the settings of the account. Time zone and currency change how money and days are shown and counted, and no
 * stored amount.
 *
 * @throws DomainError `validation_failed` if people could not call the call-back number at ordinary rates
 */
export async function changeAccountSettings(
  ctx: Context,
  actor: Actor,
  changes: Partial<AccountSettings>,
): Promise<void> {
  const { tenantId } = authorize(actor, 'account-settings.write');
  assertCallbackNumber('callbackNumber', changes.callbackNumber);
  if (isEmpty(changes)) return;
  await transaction(ctx, ({ sql }) => updateAccountSettings(sql, tenantId, changes));
}

/**
 * Asserts that people can call the number at ordinary rates: 47 CFR 64.1200(a)(7)(i)(A) forbids 900 numbers and other
 * numbers with higher charges. A number that does not exist is accepted, because the API documents have such examples.
 *
 * @throws DomainError `validation_failed`
 */
export function assertCallbackNumber(field: string, phone: string | null | undefined): void {
  if (!phone) return;
  const { problem } = parseDialableNumber(phone);
  if (problem === 'charged')
    throw invalidField(
      field,
      `${field}: ${phone} is refused, because calls to it cost more than ordinary calls.`,
      problem,
    );
}
