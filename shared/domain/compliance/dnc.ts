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
 * Lists a number as not to be called. All leads of the tenant with it are taken out in the same transaction; calls still
 * queued fail at their licence, which asks the list again. Listing a number twice changes nothing.
 */
export async function addDncNumber(
  ctx: Context,
  actor: Actor,
  input: { phone: string; reason: string | null },
): Promise<DncRow & { isNew: boolean }> {
  const { tenantId } = authorize(actor, 'dnc.write');
  return transaction(ctx, (tx) => addToDncList(tx, tenantId, { ...input, source: 'api', createdBy: actor.userId }));
}

/** {@link addDncNumber} as part of something larger. Comes before any lock on a lead (see `lockDncList`). */
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
 * Takes a number off the tenant's list. Leads that were never called come back; one who was called and opted out stays
 * out until somebody decides otherwise for that lead.
 */
export async function deleteDncNumber(ctx: Context, actor: Actor, key: Key): Promise<DncRow> {
  const { tenantId } = authorize(actor, 'dnc.write');
  return transaction(ctx, async ({ sql }) => {
    await lockDncList(sql, tenantId, 'exclusive');
    const removed = requireFound(await deleteDncRow(sql, tenantId, key), 'Do-not-call number');
    if (!(await isOnDncList(sql, tenantId, removed.phone))) await restoreUncalledLeads(sql, tenantId, removed.phone);
    return removed;
  });
}
