/** Stores the leads of a file in two steps: COPY into a temporary table, then one insert that also counts the rows. */
import { copyLines, toCopyLine } from '../copy.ts';
import type { Json, Sql } from '../db.ts';
import type { ImportedLead } from '../../shared/rules/leads/lead.ts';

/**
 * Returns a lead as one line for {@link stageLeads}.
 *
 * @param place the position of the lead's place in the list of places that {@link insertStagedLeads} gets, from 1 on
 */
export function leadCopyLine(
  row: number,
  lead: Omit<ImportedLead, 'customFields'> & { customFields: Record<string, Json> },
  place: number,
): string {
  return toCopyLine([
    row,
    lead.phone,
    lead.phoneNormalized,
    lead.firstName,
    lead.lastName,
    lead.email,
    lead.country,
    lead.type,
    lead.priority,
    JSON.stringify(lead.customFields),
    lead.notes,
    place,
  ]);
}

/**
 * Copies lines with leads into a temporary table. Each connection keeps one temporary table for all batches, because a
 * new table for each batch would bloat the system catalogue.
 */
export async function stageLeads(sql: Sql, lines: string[]): Promise<void> {
  await sql`
    create temporary table if not exists staged_leads (
      row integer not null, phone text not null, phone_normalized text not null, first_name text, last_name text,
      email text, country text, type text, priority text not null, custom_fields jsonb not null, notes text, place integer not null
    ) on commit delete rows`;
  await copyLines(
    sql`
      copy staged_leads (row, phone, phone_normalized, first_name, last_name, email, country, type, priority, custom_fields, notes, place)
      from stdin`,
    lines,
  );
}

/**
 * Locks the leads of a campaign, so that only one import at a time stores a batch into the campaign. Without the lock,
 * two imports of the same numbers in different order would deadlock.
 */
export async function lockCampaignLeads(sql: Sql, campaignId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('campaign.leads'), ${campaignId}::int)`;
}

/**
 * Inserts the leads of the temporary table that may be called and that the campaign does not have yet. Returns the
 * numbers of inserted, duplicate and do-not-call rows.
 *
 * Every row with a phone number on a do-not-call list counts as `dnc`. If several other rows have the same number, the
 * first of these rows becomes the lead.
 */
export async function insertStagedLeads(
  sql: Sql,
  target: { tenantId: number; campaignId: number; importId: number | null; placeIds: readonly number[] },
): Promise<{ inserted: number; duplicates: number; dnc: number }> {
  const { tenantId, campaignId, importId } = target;
  const placeIds = [...target.placeIds];
  // The insert reads the clock once. With the column default, Postgres would read the clock for every row.
  const [counts] = await sql<[{ staged: number; inserted: number; dnc: number }]>`
    with listed as materialized (
      select s.row from staged_leads s
      where exists (
        select from dnc_numbers d
        where d.phone = s.phone_normalized and d.removed_at is null
          and (d.tenant_id = ${tenantId} or d.tenant_id is null))
    ), firsts as (
      select distinct on (s.phone_normalized) s.* from staged_leads s
      where s.row not in (select row from listed)
      order by s.phone_normalized, s.row
    ), inserted as (
      insert into leads (tenant_id, campaign_id, import_id, phone, phone_normalized, first_name, last_name, email, country,
        type, priority, custom_fields, notes, place_id, created_at, updated_at)
      select ${tenantId}, ${campaignId}, ${importId}, phone, phone_normalized, first_name, last_name, email, country,
        type, priority, custom_fields, notes, (${placeIds}::int[])[place], (select clock_now()), (select clock_now())
      from firsts order by row
      on conflict (campaign_id, phone_normalized) do nothing
      returning 1
    )
    select (select count(*) from staged_leads) as staged, (select count(*) from inserted) as inserted,
      (select count(*) from listed) as dnc`;
  await sql`
    update campaigns set total_leads = total_leads + ${counts.inserted} where id = ${campaignId} and ${counts.inserted} > 0`;
  return { inserted: counts.inserted, dnc: counts.dnc, duplicates: counts.staged - counts.inserted - counts.dnc };
}

/**
 * Gives the planner new statistics of the leads. If autovacuum does the same at the moment, this statement does nothing.
 *
 * @crossTenant Safe: the statement returns no rows.
 */
export async function analyzeLeads(sql: Sql): Promise<void> {
  await sql.unsafe('analyze (skip_locked) leads');
}

/** Returns which of the phone numbers are on a do-not-call list, and which of them are leads of the campaign already. */
export async function listKnownPhones(
  sql: Sql,
  { tenantId, campaignId }: { tenantId: number; campaignId: number },
  phones: string[],
): Promise<{ listed: Set<string>; imported: Set<string> }> {
  const listed = await sql<{ phone: string }[]>`
    select d.phone from dnc_numbers d
    where d.phone = any (${phones}) and d.removed_at is null and (d.tenant_id = ${tenantId} or d.tenant_id is null)`;
  const imported = await sql<{ phone: string }[]>`
    select l.phone_normalized as phone from leads l
    where l.tenant_id = ${tenantId} and l.campaign_id = ${campaignId} and l.phone_normalized = any (${phones})`;
  return { listed: phonesOf(listed), imported: phonesOf(imported) };
}

function phonesOf(rows: readonly { phone: string }[]): Set<string> {
  return new Set(rows.map(({ phone }) => phone));
}
