import type { Context } from '../../context.ts';
import { requireFound } from '../../errors.ts';
import { transaction, type Tx } from '../../transaction.ts';
import type { Key } from '../../../sql/db.ts';
import {
  restoreUncalledLeads,
  deleteDncRow,
  type DncRow,
  insertDncNumber,
  isOnDncList,
  lockDncList,
  type NewDncNumber,
  markLeadsDoNotCall,
} from '../../../sql/compliance/dnc.ts';
import { type Actor, authorize } from '../accounts/access.ts';

/**
 * Adds a number to the tenant's do-not-call list, and marks all leads with the number in the same transaction. Queued
 * calls to the number are not placed, because `claimCall` checks the do-not-call list again. If the number is already
 * on the list, nothing changes.
 */
export async function addDncNumber(
  ctx: Context,
  actor: Actor,
  input: { phone: string; reason: string | null },
): Promise<DncRow & { isNew: boolean }> {
  const { tenantId } = authorize(actor, 'dnc.write');
  return transaction(ctx, (tx) => addToDncList(tx, tenantId, { ...input, source: 'api', createdBy: actor.userId }));
}

/**
 * Adds a number like {@link addDncNumber}, but as part of a larger transaction. The transaction must not have locked a
 * lead before (see `lockDncList`).
 */
export async function addToDncList(
  { sql }: Pick<Tx, 'sql'>,
  tenantId: number,
  number: Omit<NewDncNumber, 'createdBy'> & { createdBy?: number | null },
): Promise<DncRow & { isNew: boolean }> {
  await lockDncList(sql, tenantId, 'exclusive');
  const row = await insertDncNumber(sql, tenantId, { ...number, createdBy: number.createdBy ?? null });
  await markLeadsDoNotCall(sql, tenantId, number.phone);
  return row;
}

/**
 * Deletes a number from the tenant's do-not-call list. The dialer may then call leads with this number, but only leads
 * without an earlier call. A lead with an earlier call may have opted out, so it stays marked as do-not-call until a
 * user changes the lead.
 */
export async function deleteDncNumber(ctx: Context, actor: Actor, key: Key): Promise<DncRow> {
  const { tenantId } = authorize(actor, 'dnc.write');
  return transaction(ctx, async ({ sql }) => {
    await lockDncList(sql, tenantId, 'exclusive');
    const deleted = requireFound(await deleteDncRow(sql, tenantId, key), 'Do-not-call number');
    if (!(await isOnDncList(sql, tenantId, deleted.phone))) await restoreUncalledLeads(sql, tenantId, deleted.phone);
    return deleted;
  });
}
