/** The settings of an account: its time zone and its currency. */
import type { Context } from '../../context.ts';
import { transaction } from '../../transaction.ts';
import { type AccountSettings, updateAccountSettings } from '../../../sql/accounts/tenants.ts';
import { type Actor, authorize } from './access.ts';

/** Changes the settings of the account. They change how money and days are shown and counted, and no stored amount. */
export async function changeAccountSettings(
  ctx: Context,
  actor: Actor,
  changes: Partial<AccountSettings>,
): Promise<void> {
  const { tenantId } = authorize(actor, 'account-settings.write');
  await transaction(ctx, ({ sql }) => updateAccountSettings(sql, tenantId, changes));
}
