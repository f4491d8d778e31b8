/** RTB routers and their targets as the CallCenter Pro API shows them. */
import { z } from '@hono/zod-openapi';
import type { RouterTarget } from '../../../shared/domain/rtb/routers.ts';
import { REVENUE_TYPES } from '../../../shared/rules/rtb/revenue.ts';
import type { RouterRow } from '../../../sql/rtb/routers.ts';
import { computed, integer, uuid } from '../../http/response-fields.ts';
import { timestamp } from '../conventions.ts';

const AssignedTargetResponse = z
  .object({ id: integer, uuid, name: z.string(), priority: integer, weight: integer })
  .openapi('AssignedTargetResponse');

export const RouterResponse = z
  .object({
    id: integer,
    uuid,
    userId: integer.nullable(),
    name: z.string(),
    description: z.string().nullable(),
    biddingTimeoutMs: integer,
    minBiddersRequired: integer,
    enablePredictiveRouting: z.boolean(),
    revenueType: z.enum(REVENUE_TYPES),
    conversionTracking: z.boolean(),
    conversionSeconds: integer.nullable(),
    destinationCountries: z.array(z.string()).nullable(),
    isActive: z.boolean(),
    assignedTargets: z.array(AssignedTargetResponse),
    createdAt: timestamp,
    updatedAt: computed(timestamp),
  })
  .openapi('RouterResponse');

export function presentRouter(router: RouterRow): z.infer<typeof RouterResponse> {
  const { id, name, description, biddingTimeoutMs, minBiddersRequired, enablePredictiveRouting } = router;
  const { revenueType, conversionTracking, destinationCountries, isActive } = router;
  return {
    id,
    uuid: router.uuid,
    userId: router.createdBy,
    name,
    description,
    biddingTimeoutMs,
    minBiddersRequired,
    enablePredictiveRouting,
    revenueType,
    conversionTracking,
    conversionSeconds: router.conversionSeconds,
    destinationCountries,
    isActive,
    assignedTargets: router.assignedTargets.map((target) => ({
      id: target.id,
      uuid: target.uuid,
      name: target.name,
      priority: target.priority,
      weight: target.weight,
    })),
    createdAt: router.createdAt.toISOString(),
    updatedAt: router.updatedAt.toISOString(),
  };
}

export const RouterTargetResponse = z
  .object({
    routerId: integer,
    targetId: integer,
    name: z.string(),
    priority: integer,
    weight: integer,
    createdAt: timestamp,
  })
  .openapi('RouterTargetResponse');

export function presentRouterTarget(target: RouterTarget): z.infer<typeof RouterTargetResponse> {
  const { routerId, id: targetId, name, priority, weight, createdAt } = target;
  return { routerId, targetId, name, priority, weight, createdAt: createdAt.toISOString() };
}
