/** The leads that a campaign can still call, and the times at which the leads are due. */
import type { Sql } from '../db.ts';

/**
 * Returns whether a lead is due now, and the earliest `next_call_at` of the pending leads.
 *
 * @crossTenant Safe: the caller has read the campaign, and the campaign names the tenant.
 */
export async function nextDueLead(sql: Sql, campaign: { id: number }): Promise<{ due: boolean; nextAt: Date | null }> {
  const [row] = await sql<[{ due: boolean; nextAt: Date | null }]>`
    with earliest as (
      select min(next_call_at) as at from leads where campaign_id = ${campaign.id} and status = 'pending')
    select exists (
        select from leads where campaign_id = ${campaign.id} and status = 'pending'
          and coalesce(next_call_at, '-infinity') <= clock_now()) as due,
      (select at from earliest) as next_at`;
  return row;
}

/** The highest value of the generated column `leads.priority_rank`: 0 is a call-back, 3 is low priority. */
const PRIORITY_RANK_MAX = 3;

/**
 * Counts the pending leads that are due before a time. If `before` is null, counts all pending leads. Counts up to
 * `max`.
 *
 * @crossTenant Safe: the caller has read the campaign, and the campaign names the tenant.
 */
export async function countLeadsLeft(
  sql: Sql,
  campaign: { id: number },
  { before, max }: { before: Date | null; max: number },
): Promise<number> {
  const inTime = before ? sql`and coalesce(next_call_at, '-infinity') < ${before}` : sql``;
  // The statement scans the index of due leads once for each rank, in the order of the index. So Postgres does not read
  // the leads of a long lead list that are due only tomorrow.
  const [row] = await sql<[{ leads: number }]>`
    select count(*) as leads from (
      select from generate_series(0, ${PRIORITY_RANK_MAX}::smallint) as rank cross join lateral (
        select from leads
        where campaign_id = ${campaign.id} and status = 'pending' and priority_rank = rank ${inTime}
        order by coalesce(next_call_at, '-infinity') limit ${max}) ranked
      limit ${max}) as l`;
  return row.leads;
}
