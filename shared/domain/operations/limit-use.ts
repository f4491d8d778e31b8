import { carrierUse } from '../../../sql/accounts/limits.ts';
import { findStanding } from '../../../sql/accounts/tenants.ts';
import { countStartedCampaigns } from '../../../sql/campaigns/campaigns.ts';
import { importedToday } from '../../../sql/leads/imports.ts';
import { countNumbersOfTenant } from '../../../sql/numbers/ownership.ts';
import type { Context } from '../../context.ts';
import { type AmountName, type LimitName, type Limits, spendOf } from '../../rules/accounts/limits.ts';
import type { Standing } from '../../rules/accounts/standing.ts';
import { tenantLimits } from '../accounts/limits.ts';

/** A limit beside its current use. `used` is null for a limit that counts nothing. */
export type LimitUse = { name: LimitName; value: Limits[LimitName]; used: number | null };

/** Returns the standing of a tenant, and each limit of the tenant with its current use. */
export async function limitsInUse(ctx: Context, tenantId: number): Promise<Standing & { limits: LimitUse[] }> {
  const { sql } = ctx;
  const limits = await tenantLimits(ctx, sql, tenantId);
  const use = await carrierUse(sql, tenantId);
  const numbers = await countNumbersOfTenant(sql, tenantId);
  const imported = await importedToday(sql, tenantId);
  const used: Record<AmountName, number> = {
    spend_per_day: spendOf(use),
    numbers: numbers.registered + numbers.purchases,
    live_calls: use.liveCalls,
    active_campaigns: await countStartedCampaigns(sql, tenantId),
    import_bytes_per_day: imported.bytes,
    import_rows_per_day: imported.rows,
  };
  const names = Object.keys(limits) as LimitName[];
  return {
    ...(await findStanding(sql, tenantId)),
    limits: names.map((name) => ({
      name,
      value: limits[name],
      used: name === 'destination_countries' ? null : used[name],
    })),
  };
}
