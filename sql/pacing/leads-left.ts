import type { Sql } from '../db.ts';

/** Whether any lead is due, and when the first of the others will be. */
export async function nextDueLead(sql: Sql, campaign: { id: number }): Promise<{ due: boolean; nextAt: Date | null }> {
  const [row] = await sql<[{ due: boolean; nextAt: Date | null }]>`
    with later as (select min(next_call_at) as at from leads where campaign_id = ${campaign.id} and status = 'pending')
    select exists (
        select from leads where campaign_id = ${campaign.id} and status = 'pending'
          and coalesce(next_call_at, '-infinity') <= clock_now()) as due,
      (select at from later) as next_at`;
  return row;
}

/** Of the generated column `leads.priority_rank`: call-backs are 0, low priority is this. */
export const PRIORITY_RANK_MAX = 3;

/** How many leads may still be called before a time, or at all; counted up to `max`. */
export async function countLeadsLeft(
  sql: Sql,
  campaign: { id: number },
  { before, max }: { before: Date | null; max: number },
): Promise<number> {
  const inTime = before ? sql`and coalesce(next_call_at, '-infinity') < ${before}` : sql``;
  // By rank and in order, so that the index of due leads answers: a long list that is held until tomorrow is not read.
  const [row] = await sql<[{ leads: number }]>`
    select count(*) as leads from (
      select from generate_series(0, ${PRIORITY_RANK_MAX}::smallint) as rank cross join lateral (
        select from leads
        where campaign_id = ${campaign.id} and status = 'pending' and priority_rank = rank ${inTime}
        order by coalesce(next_call_at, '-infinity') limit ${max}) ranked
      limit ${max}) as l`;
  return row.leads;
}
