/** How the operator API shows tenants, and which changes of tenants it accepts. */
import { z } from '@hono/zod-openapi';
import type { LimitUse } from '../../../shared/domain/operations/limit-use.ts';
import { type AmountName, LIMIT_UNITS, type LimitName } from '../../../shared/rules/accounts/limits.ts';
import { TENANT_STATUSES } from '../../../shared/rules/accounts/standing.ts';
import type { ListedTenantRow, TenantChanges } from '../../../sql/accounts/tenants.ts';
import { country } from '../../http/fields.ts';
import { computed, integer, timestampWithExample, uuid } from '../../http/response-fields.ts';
import { lineText } from '../../http/safe-text.ts';

const TenantLimitResponse = z
  .object({
    name: z.enum(Object.keys(LIMIT_UNITS) as [LimitName, ...LimitName[]]),
    value: z.union([z.number(), z.array(z.string()), z.null()]).openapi({ description: 'The limit. null: no limit' }),
    used: computed(z.number().nullable().openapi({ description: 'What is used now. null: the limit counts nothing' })),
    unit: z.string(),
  })
  .openapi('TenantLimitResponse');

export const TenantResponse = z
  .object({
    id: integer,
    uuid,
    name: z.string(),
    status: z.enum(TENANT_STATUSES).openapi({ description: 'Only an active tenant calls and buys numbers' }),
    status_reason: z.string().nullable(),
    created_at: timestampWithExample('2024-01-01T09:00:00.000Z'),
    user_count: computed(integer.openapi({ description: 'All users, deactivated users included' })),
    active_user_count: computed(integer),
    limits: z.array(TenantLimitResponse),
  })
  .openapi('TenantResponse');

export const presentTenant = (row: ListedTenantRow, limits: LimitUse[]): z.infer<typeof TenantResponse> => ({
  id: row.id,
  uuid: row.uuid,
  name: row.name,
  status: row.status,
  status_reason: row.statusReason,
  created_at: row.createdAt.toISOString(),
  user_count: row.userCount,
  active_user_count: row.activeUserCount,
  limits: limits.map((each) => ({ ...each, unit: LIMIT_UNITS[each.name] })),
});

/** Characters. The tenant reads the reason in error messages. */
const STATUS_REASON_LENGTH_MAX = 500;
/** More than the countries that exist. */
const COUNTRIES_MAX = 300;

const DEFAULT = 'default';
const orNone = 'null: no limit. `default`: the default of the deployment again';
const limitValue = <T extends z.ZodType>(value: T) => z.union([value, z.null(), z.literal(DEFAULT)]).optional();
const count = limitValue(z.number().int().min(0).max(Number.MAX_SAFE_INTEGER));
const countries = z
  .array(country)
  .max(COUNTRIES_MAX)
  .transform((codes) => [...new Set(codes)]);
const amounts: Record<Exclude<AmountName, 'spend_per_day'>, typeof count> = {
  numbers: count,
  live_calls: count,
  active_campaigns: count,
  import_bytes_per_day: count,
  import_rows_per_day: count,
};

const LimitsBody = z
  .strictObject({
    destination_countries: limitValue(countries),
    spend_per_day: limitValue(z.number().min(0).max(1_000_000_000)),
    ...amounts,
  })
  .openapi({ description: `The limits that change. Other limits stay as they are. ${orNone}` });

export const UpdateTenantBody = z
  .strictObject({
    status: z.enum(TENANT_STATUSES).optional(),
    status_reason: lineText(STATUS_REASON_LENGTH_MAX)
      .nullable()
      .optional()
      .openapi({ description: 'The tenant sees the reason. A new status without a reason removes the old reason' }),
    limits: LimitsBody.optional(),
    hang_up_calls: z.boolean().default(false).openapi({
      description:
        'Hangs up the calls in progress. Only for a tenant that is not active, also if this request suspends the tenant',
    }),
  })
  .openapi('UpdateTenantBody');

/** Returns the changes that a request asks for. */
export function tenantChanges({
  status,
  status_reason: reason,
  limits = {},
}: z.output<typeof UpdateTenantBody>): TenantChanges {
  const given = Object.entries(limits).filter(([, value]) => value !== undefined);
  return {
    status,
    // An old reason does not explain a new status.
    statusReason: status === undefined && reason === undefined ? undefined : reason || null,
    limits: Object.fromEntries(given.filter(([, value]) => value !== DEFAULT)),
    defaultLimits: given.flatMap(([name, value]) => (value === DEFAULT ? [name as LimitName] : [])),
  };
}
