/**
 * The pending leads of a campaign. Every statement of the dialer that looks for pending leads uses these conditions. They
 * have the form of the first column of an index, and no other index and no short sort can answer them, so PostgreSQL
 * cannot choose to read the table, whatever its statistics say.
 */
import type { Sql } from '../db.ts';

/** SQL condition on the leads `l` of the indexes `leads_due` and `leads_due_by_place`. */
export const isPendingIn = (sql: Sql, campaignId: ReturnType<Sql>) => sql`
  l.status = 'pending' and (case when l.status = 'pending' then l.campaign_id end) = ${campaignId}`;

/** The order in which leads are dialed, which is the order of the index `leads_due`. */
export const inDialOrder = (sql: Sql) => sql`
  order by l.priority_rank, coalesce(l.next_call_at, '-infinity'), l.id`;

/** SQL value: the first pending lead of a campaign, or null. */
export const firstPendingLead = (sql: Sql, campaignId: ReturnType<Sql>) => sql`(
  select l.id from leads l where ${isPendingIn(sql, campaignId)} ${inDialOrder(sql)} limit 1)`;

/** SQL value: the first lead of a campaign that is reserved or in a call, or null. */
export const firstLeadInCall = (sql: Sql, campaignId: ReturnType<Sql>) => sql`(
  select l.id from leads l
  where l.status in ('queued', 'calling')
    and (case when l.status in ('queued', 'calling') then l.campaign_id end) = ${campaignId}
  order by l.id limit 1)`;
