import type { Context } from '../../context.ts';
import { requireFound } from '../../errors.ts';
import { transaction, type Tx } from '../../transaction.ts';
import type { Key } from '../../../sql/db.ts';
import {
  restoreUncalledLeads,
  type DncRow,
  insertDncNumber,
  isOnDncList,
  lockDncList,
  type NewDncNumber,
  markLeadsDoNotCall,
  removeDncRow,
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
  await markLeadsDoNotCall(sql, tenantId, number.phone);
  return insertDncNumber(sql, tenantId, { ...number, createdBy: number.createdBy ?? null });
}

/**
 * Takes a number off the tenant's do-not-call list, and records who did so and why. Leads with the number that were never
 * called can be called again. A lead that was called may have opted out, so the lead stays marked until a user changes
 * the lead.
 */
export async function removeDncNumber(ctx: Context, actor: Actor, key: Key, reason: string | null): Promise<DncRow> {
  const { tenantId } = authorize(actor, 'dnc.write');
  return transaction(ctx, async ({ sql }) => {
    await lockDncList(sql, tenantId, 'exclusive');
    const removed = requireFound(
      await removeDncRow(sql, tenantId, key, { userId: actor.userId, reason }),
      'Do-not-call number',
    );
    if (!(await isOnDncList(sql, tenantId, removed.phone))) await restoreUncalledLeads(sql, tenantId, removed.phone);
    return removed;
  });
}
