/**
 * The hourly ledger of abandoned calls: for each hour, the number of calls that people answered, and the number of
 * these calls that were abandoned.
 */
import type { PacingSettings } from '../../shared/rules/campaigns/pacing-settings.ts';
import type { AbandonCounts, WindowCounts } from '../../shared/rules/pacing/abandonment-limit.ts';
import type { Sql } from '../db.ts';

/**
 * Adds a change to the counts of an hour. The change may be negative.
 *
 * Counts never fall below zero, because a call that ended before the ledger began is not in the ledger.
 */
export async function addToAbandonLedger(sql: Sql, campaignId: number, at: Date, change: AbandonCounts): Promise<void> {
  await sql`
    insert into abandon_ledger as l (campaign_id, hour, answered, abandoned)
    values (${campaignId}, date_trunc('hour', ${at}::timestamptz), greatest(${change.answered}::int, 0),
      greatest(least(${change.abandoned}::int, ${change.answered}::int), 0))
    on conflict (campaign_id, hour) do update set
      answered = greatest(l.answered + ${change.answered}, 0),
      abandoned = greatest(least(l.abandoned + ${change.abandoned}, l.answered + ${change.answered}), 0)`;
}

type CampaignCounts = AbandonCounts & { campaignId: number };

/**
 * Lists the counts of the last 24 hours of each campaign with answers, for metrics. At most 1,000 campaigns are listed.
 *
 * @crossTenant Safe: the operator of the deployment reads the metrics.
 */
export async function listAbandonCounts(sql: Sql): Promise<CampaignCounts[]> {
  return await sql<CampaignCounts[]>`
    select campaign_id, sum(answered)::bigint as answered, sum(abandoned)::bigint as abandoned from abandon_ledger
    where hour >= clock_now() - interval '24 hours'
    group by campaign_id having sum(answered) > 0 order by campaign_id desc limit 1000`;
}

/**
 * Returns the counts of answered and abandoned calls in the policy's window up to now. Days and calendar months begin
 * in the campaign's time zone.
 *
 * The first period of 30 days begins with the first counted call of the campaign, and each period follows the one before
 * (16 CFR 310.4(b)(4)(i): "separately over each successive 30-day period"). The 24 hours move with the time, and the
 * hour in which they began counts as a whole.
 */
export async function abandonCounts(
  sql: Sql,
  campaign: { id: number; timezone: string } & Pick<PacingSettings, 'abandonWindow'>,
): Promise<WindowCounts> {
  const startOf = (unit: 'day' | 'month') =>
    sql`date_trunc(${unit}, clock_now() at time zone ${campaign.timezone}) at time zone ${campaign.timezone}`;
  const from = {
    '30d': sql`(
      select date_bin(interval '30 days', clock_now(), min(hour)) from abandon_ledger where campaign_id = ${campaign.id})`,
    '24h': sql`date_trunc('hour', clock_now() - interval '24 hours')`,
    calendar_month: startOf('month'),
  }[campaign.abandonWindow];
  const [row] = await sql<[WindowCounts]>`
    select coalesce(sum(answered), 0)::bigint as answered, coalesce(sum(abandoned), 0)::bigint as abandoned,
      coalesce(sum(abandoned) filter (where hour >= ${startOf('day')}), 0)::bigint as abandoned_today
    from abandon_ledger
    where campaign_id = ${campaign.id} and hour >= ${from}`;
  return row;
}
