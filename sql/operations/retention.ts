/**
 * Shortens and deletes personal data after its retention time, a limited number of rows at a time. The ids of the rows are
 * an array, so that the planner finds the rows by their primary key. A join with the ids could read the whole table.
 */
import type { Sql } from '../db.ts';

export type Retention = { days: number; limit: number };

/**
 * Shortens the IP addresses of old visits: IPv4 addresses to their /24 network, IPv6 networks to /48. Analytics can still
 * count regions, but the address no longer leads to one person.
 *
 * @crossTenant The retention time is the same for all tenants.
 */
export async function shortenVisitAddresses(sql: Sql, { days, limit }: Retention): Promise<number> {
  const shortened = await sql`
    update visits v
    set address_shortened = true,
      ip_address = case
        when v.ip_address ~ '^[0-9]+[.][0-9]+[.][0-9]+[.][0-9]+$' then regexp_replace(v.ip_address, '[0-9]+$', '0/24')
        when v.ip_address ~ '^[0-9a-f]*:[0-9a-f]*:[0-9a-f]*:'
          then regexp_replace(v.ip_address, '^([0-9a-f]*:[0-9a-f]*:[0-9a-f]*):.*$', '\\1::/48')
        else 'none' end
    where v.id = any(array(
      select o.id from visits o
      where not o.address_shortened and o.created_at < clock_now() - make_interval(days => ${days})
      order by o.created_at limit ${limit}))`;
  return shortened.count;
}

/**
 * Deletes the raw replies of bidders to old auctions. The bids and their reasons stay.
 *
 * @crossTenant The retention time is the same for all tenants.
 */
export async function deleteRawBidReplies(sql: Sql, { days, limit }: Retention): Promise<number> {
  const deleted = await sql`
    update bid_responses set raw_response = null where id = any(array(
      select b.id from bid_responses b
      where b.raw_response is not null and b.created_at < clock_now() - make_interval(days => ${days})
      order by b.created_at limit ${limit}))`;
  return deleted.count;
}

/**
 * Deletes the events of old calls. The calls stay with their times and amounts.
 *
 * @crossTenant The retention time is the same for all tenants.
 */
export async function deleteOldCallEvents(sql: Sql, { days, limit }: Retention): Promise<number> {
  const deleted = await sql`
    delete from call_events where id = any(array(
      select e.id from call_events e where e.created_at < clock_now() - make_interval(days => ${days})
      order by e.created_at limit ${limit}))`;
  return deleted.count;
}

/**
 * Deletes old states of the history of agents.
 *
 * @crossTenant The retention time is the same for all tenants.
 */
export async function deleteOldAgentStates(sql: Sql, { days, limit }: Retention): Promise<number> {
  const deleted = await sql`
    delete from agent_states where id = any(array(
      select s.id from agent_states s where s.ended_at < clock_now() - make_interval(days => ${days})
      order by s.ended_at limit ${limit}))`;
  return deleted.count;
}

/**
 * Deletes the rejected rows and the warnings of old imports, which contain values of the file. The counts of the
 * imports stay.
 *
 * @crossTenant The retention time is the same for all tenants.
 */
export async function deleteOldImportErrors(sql: Sql, { days, limit }: Retention): Promise<number> {
  const marked = await sql`
    with old as (
      select i.id from lead_imports i
      where i.finished_at < clock_now() - make_interval(days => ${days}) and not i.errors_deleted
      order by i.finished_at limit ${limit}
    ), deleted as (
      delete from lead_import_errors e using old where e.import_id = old.id
    ), deleted_warnings as (
      delete from lead_import_warnings w using old where w.import_id = old.id
    )
    update lead_imports i set errors_deleted = true from old where i.id = old.id`;
  return marked.count;
}

/**
 * Deletes old events of the audit log. The database keeps every event for at least 90 days.
 *
 * @crossTenant The retention time is the same for all tenants.
 */
export async function deleteOldAuditEvents(sql: Sql, { days, limit }: Retention): Promise<number> {
  const [row] = await sql<
    [{ deleted: number }]
  >`select coalesce(delete_old_audit_events(${days}, ${limit}), 0) as deleted`;
  return row.deleted;
}
