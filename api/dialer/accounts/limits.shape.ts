import { z } from '@hono/zod-openapi';
import type { LimitUse } from '../../../shared/domain/operations/limit-use.ts';
import { LIMIT_UNITS, type LimitName } from '../../../shared/rules/accounts/limits.ts';
import { type Standing, TENANT_STATUSES } from '../../../shared/rules/accounts/standing.ts';

const LimitResponse = z
  .object({
    name: z.enum(Object.keys(LIMIT_UNITS) as [LimitName, ...LimitName[]]),
    value: z.union([z.number(), z.array(z.string()), z.null()]).openapi({ description: 'The limit. null: no limit' }),
    used: z.number().nullable().openapi({ description: 'What is used now. null: the limit counts nothing' }),
    unit: z.string(),
  })
  .openapi('LimitResponse');

export const LimitsResponse = z
  .object({
    success: z.literal(true),
    status: z.enum(TENANT_STATUSES).openapi({ description: 'Only an active account calls and buys numbers' }),
    status_reason: z.string().nullable(),
    limits: z.array(LimitResponse),
  })
  .openapi('LimitsResponse');

export function presentLimits(found: Standing & { limits: LimitUse[] }): z.infer<typeof LimitsResponse> {
  return {
    success: true,
    status: found.status,
    status_reason: found.statusReason,
    limits: found.limits.map((each) => ({ ...each, unit: LIMIT_UNITS[each.name] })),
  };
}
