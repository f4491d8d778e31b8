import type { PacingSettings } from '../../shared/rules/campaigns/pacing-settings.ts';
import type { AbandonCounts, WindowCounts } from '../../shared/rules/pacing/abandonment-limit.ts';
import type { Sql } from '../db.ts';

/**
 * Counts an answered call, or corrects how one was counted: changes may be negative, so the row comes first. Calls that
 * ended before the ledger began are not in it, so there may be nothing to take back.
 */
export async function addToAbandonLedger(sql: Sql, campaignId: number, at: Date, change: AbandonCounts): Promise<void> {
  await sql`
    insert into abandon_ledger (campaign_id, hour) values (${campaignId}, date_trunc('hour', ${at}::timestamptz))
    on conflict do nothing`;
  await sql`
    update abandon_ledger set answered = greatest(answered + ${change.answered}, 0),
      abandoned = greatest(least(abandoned + ${change.abandoned}, answered + ${change.answered}), 0)
    where campaign_id = ${campaignId} and hour = date_trunc('hour', ${at}::timestamptz)`;
}

/** Of the window up to now; days and calendar months are those of the campaign's zone. */
export async function abandonCounts(
  sql: Sql,
  campaign: { id: number; timezone: string } & Pick<PacingSettings, 'abandonWindow'>,
): Promise<WindowCounts> {
  const startOf = (unit: 'day' | 'month') =>
    sql`date_trunc(${unit}, clock_now() at time zone ${campaign.timezone}) at time zone ${campaign.timezone}`;
  const from = {
    '30d': sql`clock_now() - interval '30 days'`,
    '24h': sql`clock_now() - interval '24 hours'`,
    calendar_month: startOf('month'),
  }[campaign.abandonWindow];
  const [row] = await sql<[WindowCounts]>`
    select coalesce(sum(answered), 0)::bigint as answered, coalesce(sum(abandoned), 0)::bigint as abandoned,
      coalesce(sum(abandoned) filter (where hour >= ${startOf('day')}), 0)::bigint as abandoned_today
    from abandon_ledger
    where campaign_id = ${campaign.id} and hour >= ${from}`;
  return row;
}
