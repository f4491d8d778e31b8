/** The reasons for a pause. Agents choose one when they take a pause, and reports show the time by reason. */
import type { Context } from '../../context.ts';
import { transaction } from '../../transaction.ts';
import { findPauseReasons, setPauseReasons } from '../../../sql/accounts/tenants.ts';
import { type Actor, authorize } from '../accounts/access.ts';

/**
 * Replaces the reasons, unless they are undefined. Pauses in the history keep the reason with which they were taken.
 *
 * @returns the reasons of the tenant
 */
export async function updatePauseReasons(ctx: Context, actor: Actor, reasons: string[] | undefined): Promise<string[]> {
  const { tenantId } = authorize(actor, 'agents.write');
  if (reasons) await transaction(ctx, ({ sql }) => setPauseReasons(sql, tenantId, reasons));
  return findPauseReasons(ctx.sql, tenantId);
}
