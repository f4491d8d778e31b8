import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { transaction } from '../../transaction.ts';
import { isUniqueViolation, type Key } from '../../../sql/db.ts';
import {
  type AssignedTarget,
  assignTarget,
  countAssigned,
  deleteRouter,
  insertRouter,
  lockRouter,
  routerByKey,
  type RouterFields,
  type RouterRow,
  unassignTarget,
  updateRouter,
} from '../../../sql/rtb/routers.ts';
import { targetByKey } from '../../../sql/rtb/targets.ts';
import { type Actor, authorize } from '../accounts/access.ts';
import { BIDDERS_MAX } from './auction-run.ts';

export async function createRouter(ctx: Context, actor: Actor, fields: RouterFields): Promise<RouterRow> {
  const { tenantId } = authorize(actor, 'rtb.write');
  const { id } = await insertRouter(ctx.sql, tenantId, actor.userId, fields);
  return requireFound(await routerByKey(ctx.sql, tenantId, { id }), 'Router');
}

export async function changeRouter(
  ctx: Context,
  actor: Actor,
  key: Key,
  fields: Partial<RouterFields>,
): Promise<RouterRow> {
  const { tenantId } = authorize(actor, 'rtb.write');
  if (Object.keys(fields).length > 0) await updateRouter(ctx.sql, tenantId, key, fields);
  return requireFound(await routerByKey(ctx.sql, tenantId, key), 'Router');
}

export async function removeRouter(ctx: Context, actor: Actor, key: Key): Promise<void> {
  const { tenantId } = authorize(actor, 'rtb.write');
  requireFound(await deleteRouter(ctx.sql, tenantId, key), 'Router');
}

/** @throws DomainError `conflict` when it is assigned already or the router has as many targets as an auction asks. */
export async function addTargetToRouter(
  ctx: Context,
  actor: Actor,
  key: Key,
  { target: targetKey, priority, weight }: { target: Key; priority: number; weight: number },
): Promise<AssignedTarget & { routerId: number; createdAt: Date }> {
  const { tenantId } = authorize(actor, 'rtb.write');
  return transaction(ctx, async ({ sql }) => {
    const router = requireFound(await lockRouter(sql, tenantId, key), 'Router');
    const { id: targetId, uuid, name } = requireFound(await targetByKey(sql, tenantId, targetKey), 'Target');
    if ((await countAssigned(sql, tenantId, router.id)) >= BIDDERS_MAX)
      throw new DomainError('conflict', `A router has ${BIDDERS_MAX} targets at most. Remove one first.`);
    const { createdAt } = await assignTarget(sql, tenantId, { routerId: router.id, targetId, priority, weight });
    return { id: targetId, uuid, name, priority, weight, routerId: router.id, createdAt };
  }).catch((error: unknown) => {
    if (isUniqueViolation(error, 'rtb_router_targets_pkey'))
      throw new DomainError('conflict', 'This target is assigned to the router already. Remove it first to change it.');
    throw error;
  });
}

export async function removeTargetFromRouter(
  ctx: Context,
  actor: Actor,
  { router: routerKey, target: targetKey }: { router: Key; target: Key },
): Promise<void> {
  const { tenantId } = authorize(actor, 'rtb.write');
  const router = requireFound(await routerByKey(ctx.sql, tenantId, routerKey), 'Router');
  const target = requireFound(await targetByKey(ctx.sql, tenantId, targetKey), 'Target');
  const removed = await unassignTarget(ctx.sql, tenantId, { routerId: router.id, targetId: target.id });
  if (!removed) throw new DomainError('not_found', 'This target is not assigned to this router.');
}
