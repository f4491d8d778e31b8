/** Routers: groups of targets that bid for the same calls. */
import type { Context } from '../../context.ts';
import { DomainError, requireFound } from '../../errors.ts';
import { transaction } from '../../transaction.ts';
import { isUniqueViolation, type Key } from '../../../sql/db.ts';
import {
  type AssignedTarget,
  assignTarget,
  countTargetsOfRouter,
  deleteRouterRow,
  insertRouter,
  lockRouter,
  routerByKey,
  type RouterFields,
  type RouterRow,
  unassignTarget,
  updateRouterRow,
} from '../../../sql/rtb/routers.ts';
import { targetByKey } from '../../../sql/rtb/targets.ts';
import { type Actor, authorize } from '../accounts/access.ts';

/** Maximum of targets of one router, and so of bidders in one auction. */
export const TARGETS_PER_ROUTER_MAX = 100;

export async function createRouter(ctx: Context, actor: Actor, fields: RouterFields): Promise<RouterRow> {
  const { tenantId } = authorize(actor, 'rtb.write');
  return transaction(ctx, async ({ sql }) => {
    const { id } = await insertRouter(sql, tenantId, actor.userId, fields);
    return requireFound(await routerByKey(sql, tenantId, { id }), 'Router');
  });
}

export async function updateRouter(
  ctx: Context,
  actor: Actor,
  key: Key,
  fields: Partial<RouterFields>,
): Promise<RouterRow> {
  const { tenantId } = authorize(actor, 'rtb.write');
  return transaction(ctx, async ({ sql }) => {
    if (Object.keys(fields).length > 0) await updateRouterRow(sql, tenantId, key, fields);
    return requireFound(await routerByKey(sql, tenantId, key), 'Router');
  });
}

export async function deleteRouter(ctx: Context, actor: Actor, key: Key): Promise<void> {
  const { tenantId } = authorize(actor, 'rtb.write');
  await transaction(ctx, async ({ sql }) => requireFound(await deleteRouterRow(sql, tenantId, key), 'Router'));
}

export type RouterTarget = AssignedTarget & { routerId: number; createdAt: Date };

/**
 * Assigns a target to a router.
 *
 * @throws DomainError `conflict` if the target is already assigned to the router, or if the router already has {@link
 *   TARGETS_PER_ROUTER_MAX} targets
 */
export async function addTargetToRouter(
  ctx: Context,
  actor: Actor,
  key: Key,
  { target: targetKey, priority, weight }: { target: Key; priority: number; weight: number },
): Promise<RouterTarget> {
  const { tenantId } = authorize(actor, 'rtb.write');
  return transaction(ctx, async ({ sql }) => {
    const router = requireFound(await lockRouter(sql, tenantId, key), 'Router');
    const { id: targetId, uuid, name } = requireFound(await targetByKey(sql, tenantId, targetKey), 'Target');
    if ((await countTargetsOfRouter(sql, tenantId, router.id)) >= TARGETS_PER_ROUTER_MAX)
      throw new DomainError('conflict', `The router already has ${TARGETS_PER_ROUTER_MAX} targets. Remove one first.`);
    const { createdAt } = await assignTarget(sql, tenantId, { routerId: router.id, targetId, priority, weight });
    return { id: targetId, uuid, name, priority, weight, routerId: router.id, createdAt };
  }).catch((error: unknown) => {
    if (isUniqueViolation(error, 'rtb_router_targets_pkey'))
      throw new DomainError('conflict', 'This target is already assigned to the router. Remove it first to change it.');
    throw error;
  });
}

export async function removeTargetFromRouter(
  ctx: Context,
  actor: Actor,
  { router: routerKey, target: targetKey }: { router: Key; target: Key },
): Promise<void> {
  const { tenantId } = authorize(actor, 'rtb.write');
  await transaction(ctx, async ({ sql }) => {
    const router = requireFound(await routerByKey(sql, tenantId, routerKey), 'Router');
    const target = requireFound(await targetByKey(sql, tenantId, targetKey), 'Target');
    const removed = await unassignTarget(sql, tenantId, { routerId: router.id, targetId: target.id });
    if (!removed) throw new DomainError('not_found', 'This target is not assigned to this router.');
  });
}
