/** The leads that a campaign can still call, and the times at which the leads are due. */
import { isPendingIn } from '../campaigns/pending-leads.ts';
import type { Sql } from '../db.ts';

/** The highest value of the generated column `leads.priority_rank`: 0 is a call-back, 3 is low priority. */
const PRIORITY_RANK_MAX = 3;

/**
 * The pending leads of one place. `place` is null if the places of these leads are not known yet. `dueAt` is the first due
 * time in the future, and null if leads are due now.
 */
export type PendingPlace = { placeId: number; place: string | null; isDue: boolean; dueAt: Date | null; readAt: Date };

/**
 * Lists the places of a campaign's pending leads. The statement reads some entries of the index for each place, however
 * many leads the place has.
 *
 * @crossTenant Safe: the caller has read the campaign, and the campaign names the tenant.
 */
export async function listPendingPlaces(sql: Sql, campaign: { id: number }): Promise<PendingPlace[]> {
  const nextPlace = (after: ReturnType<Sql>) => sql`(
    select l.place_id from leads l where ${isPendingIn(sql, sql`${campaign.id}`)} and l.place_id > ${after}
    order by l.place_id, l.priority_rank, coalesce(l.next_call_at, '-infinity'), l.id limit 1)`;
  return await sql<PendingPlace[]>`
    with recursive found as (
      select ${nextPlace(sql`-1`)} as id
      union all
      select ${nextPlace(sql`found.id`)} from found where found.id is not null)
    select coalesce(found.id, 0) as place_id, k.place, first.due_at <= clock_now() as is_due,
      case when first.due_at > clock_now() then first.due_at end as due_at, clock_now() as read_at
    from found left join places k on k.id = found.id
    cross join lateral (
      select coalesce(min(of_rank.due_at), '-infinity') as due_at
      from generate_series(0, ${PRIORITY_RANK_MAX}::smallint) as rank cross join lateral (
        select coalesce(l.next_call_at, '-infinity') as due_at from leads l
        where ${isPendingIn(sql, sql`${campaign.id}`)} and l.place_id = found.id and l.priority_rank = rank
        order by coalesce(l.next_call_at, '-infinity') limit 1) of_rank) first
    where found.id is not null`;
}

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
  const inTime = before ? sql`and coalesce(l.next_call_at, '-infinity') < ${before}` : sql``;
  // The statement scans the index of due leads once for each rank, in the order of the index. So Postgres does not read
  // the leads of a long lead list that are due only tomorrow.
  const [row] = await sql<[{ leads: number }]>`
    select count(*) as leads from (
      select from generate_series(0, ${PRIORITY_RANK_MAX}::smallint) as rank cross join lateral (
        select from leads l
        where ${isPendingIn(sql, sql`${campaign.id}`)} and l.priority_rank = rank ${inTime}
        order by coalesce(l.next_call_at, '-infinity') limit ${max}) ranked
      limit ${max}) as l`;
  return row.leads;
}
