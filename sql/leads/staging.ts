/** Stores the leads of a file in two steps: COPY into a temporary table, then one insert that also counts the rows. */
import { copyLines, toCopyLine } from '../copy.ts';
import { consentJson } from '../compliance/consents.ts';
import { requeuedAt, requeueProblem } from './requeue.ts';
import type { Json, Sql } from '../db.ts';
import type { ImportedLead, LeadPhone, LeadPriority } from '../../shared/rules/leads/lead.ts';

/**
 * Returns a lead as one line for {@link stageLeads}.
 *
 * The priority is null if the row names none.
 *
 * @param place the position of the lead's place in the list of places that {@link insertStagedLeads} gets, from 1 on
 */
export function leadCopyLine(
  row: number,
  lead: Omit<ImportedLead, 'customFields' | 'priority'> & {
    customFields: Record<string, Json>;
    priority: LeadPriority | null;
  },
  place: number,
  phones: readonly LeadPhone[] = [],
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
    phones.length > 1 ? JSON.stringify(phones.map(phoneOfJson)) : null,
    lead.consent ? consentJson(lead.consent) : null,
  ]);
}

const phoneOfJson = ({ phone, phoneNormalized, type }: LeadPhone, index: number) => ({
  position: index + 1,
  phone,
  phone_normalized: phoneNormalized,
  type,
});

/**
 * Copies lines with leads into a temporary table. Each connection keeps one temporary table for all batches, because a
 * new table for each batch would bloat the system catalogue.
 */
export async function stageLeads(sql: Sql, lines: string[]): Promise<void> {
  await sql`
    create temporary table if not exists staged_leads (
      row integer not null, phone text not null, phone_normalized text not null, first_name text, last_name text,
      email text, country text, type text, priority text, custom_fields jsonb not null, notes text, place integer not null,
      phones jsonb, consent jsonb
    ) on commit delete rows`;
  await copyLines(
    sql`
      copy staged_leads (row, phone, phone_normalized, first_name, last_name, email, country, type, priority, custom_fields, notes, place,
        phones, consent)
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
        type, coalesce(priority, 'normal'), custom_fields, notes, (${placeIds}::int[])[place], (select clock_now()), (select clock_now())
      from firsts order by row
      on conflict (campaign_id, phone_normalized) do nothing
      returning id, phone_normalized
    ), numbers as (
      insert into lead_phones (lead_id, position, tenant_id, phone, phone_normalized, type)
      select i.id, n.position, ${tenantId}, n.phone, n.phone_normalized, n.type
      from inserted i join firsts f on f.phone_normalized = i.phone_normalized and f.phones is not null
        cross join lateral jsonb_to_recordset(f.phones) as n (position smallint, phone text, phone_normalized text, type text)
    )
    select (select count(*) from staged_leads) as staged, (select count(*) from inserted) as inserted,
      (select count(*) from listed) as dnc`;
  await sql`
    update campaigns set total_leads = total_leads + ${counts.inserted} where id = ${campaignId} and ${counts.inserted} > 0`;
  return { inserted: counts.inserted, dnc: counts.dnc, duplicates: counts.staged - counts.inserted - counts.dnc };
}

/**
 * Updates the leads of a campaign whose numbers are in the temporary table, before the new leads are inserted. An empty
 * field of a row leaves the field of the lead as it is, and custom fields are merged. With `requeue`, a finished lead
 * becomes due again unless {@link requeueProblem} forbids it. If several rows of a file have the same number, the first
 * counts.
 *
 * @returns the numbers of the leads that were changed
 */
export async function updateStagedLeads(
  sql: Sql,
  { tenantId, campaignId, importId }: { tenantId: number; campaignId: number; importId: number | null },
  requeue: boolean,
): Promise<{ phone: string; isRequeued: boolean }[]> {
  return await sql<{ phone: string; isRequeued: boolean }[]>`
    with matched as materialized (
      select l.id, ${requeue ? sql`${requeueProblem(sql)} is null` : sql`false`} as requeues,
        ${requeue ? requeuedAt(sql) : sql`null::timestamptz`} as due_at,
        coalesce(s.first_name, l.first_name) as first_name, coalesce(s.last_name, l.last_name) as last_name,
        coalesce(s.email, l.email) as email, coalesce(s.country, l.country) as country, coalesce(s.type, l.type) as type,
        coalesce(s.priority, l.priority) as priority, coalesce(s.notes, l.notes) as notes,
        l.custom_fields || s.custom_fields as custom_fields
      from (select distinct on (phone_normalized) * from staged_leads order by phone_normalized, row) s
      join leads l on l.tenant_id = ${tenantId} and l.campaign_id = ${campaignId} and l.phone_normalized = s.phone_normalized
      join campaigns k on k.id = l.campaign_id
      where not l.erased and (l.import_id = ${importId}) is not true and not exists (
        select from dnc_numbers d
        where d.phone = s.phone_normalized and d.removed_at is null
          and (d.tenant_id = ${tenantId} or d.tenant_id is null))
      order by l.id for no key update of l)
    update leads l set first_name = m.first_name, last_name = m.last_name, email = m.email, country = m.country,
      type = m.type, priority = m.priority, notes = m.notes, custom_fields = m.custom_fields, updated_at = clock_now(),
      status = case when m.requeues then 'pending' else l.status end,
      status_reason = case when m.requeues then 'requeued' else l.status_reason end,
      next_call_at = case when m.requeues then m.due_at else l.next_call_at end
    from matched m
    where l.id = m.id and (m.requeues
      or (l.first_name, l.last_name, l.email, l.country, l.type, l.priority, l.notes, l.custom_fields) is distinct from
        (m.first_name, m.last_name, m.email, m.country, m.type, m.priority, m.notes, m.custom_fields))
    returning l.phone_normalized as phone, m.requeues as is_requeued`;
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
