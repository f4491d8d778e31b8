import { type Json, type Key, keyMatches, type Sql } from '../db.ts';
import { oldestFirst, type Page } from '../page.ts';
import { consentsOfLead, type StoredConsent } from '../compliance/consents.ts';
import { type Scope, inScope } from '../accounts/scope.ts';
import type { ImportedLead, LeadPhone, LeadStatus } from '../../shared/rules/leads/lead.ts';

export type LeadRow = Omit<ImportedLead, 'customFields' | 'consent'> & {
  id: number;
  uuid: string;
  tenantId: number;
  tenantUuid: string;
  campaignId: number;
  campaignUuid: string;
  importId: number | null;
  customFields: Record<string, Json>;
  status: LeadStatus;
  statusReason: string | null;
  callAttempts: number;
  lastCallAt: Date | null;
  nextCallAt: Date | null;
  /** Whether `nextCallAt` is the time of a call-back that was agreed with the lead. */
  callBack: boolean;
  /** The agent who owns the call-back; null for all agents of the campaign. */
  callBackAgentId: number | null;
  callBackAgentUuid: string | null;
  doNotCall: boolean;
  /** True if the data of the person was erased on request. */
  erased: boolean;
  /** The numbers of a lead that has several; null for a lead with one number. */
  phones: LeadPhone[] | null;
  /** The consents of the lead's number; null if there are none. */
  consents: StoredConsent[] | null;
  createdAt: Date;
  updatedAt: Date;
};

export type LeadChanges = Partial<
  Pick<
    LeadRow,
    | 'firstName'
    | 'lastName'
    | 'email'
    | 'priority'
    | 'notes'
    | 'customFields'
    | 'status'
    | 'statusReason'
    | 'nextCallAt'
    | 'callBack'
    | 'callBackAgentId'
    | 'doNotCall'
  >
>;

/**
 * Selects leads `l` with the campaign `k` of each lead. A user may see a lead only if the user may see the campaign. So
 * a statement can check on `k` whether the user may see the lead.
 */
const selected = (sql: Sql) => sql`
  select l.*, k.uuid as campaign_uuid, t.uuid as tenant_uuid, (
      select jsonb_agg(jsonb_build_object('phone', n.phone, 'phoneNormalized', n.phone_normalized, 'type', n.type)
        order by n.position)
      from lead_phones n where n.lead_id = l.id) as phones, ${consentsOfLead(sql)} as consents,
    (select a.uuid from agents a where a.id = l.call_back_agent_id and l.call_back) as call_back_agent_uuid
  from leads l join campaigns k on k.id = l.campaign_id join tenants t on t.id = l.tenant_id`;

/**
 * SQL condition with a leading `and`: lead `l` was shown to the agent of the user. These are the leads of the agent's
 * calls and call-backs, of live calls that the agent gave away, and of the agent's preview. A user who is no agent only has no such limit.
 */
const shownToAgent = (sql: Sql, { tenantId, onlyAgentId }: Scope) =>
  onlyAgentId === undefined
    ? sql``
    : sql`and l.id in (
        select c.lead_id from calls c where c.tenant_id = ${tenantId} and c.agent_id = ${onlyAgentId}
        union all
        select c.lead_id from calls c join conversations v on v.call_id = c.id
        where c.tenant_id = ${tenantId} and c.live and v.transferred_by = ${onlyAgentId}
        union all
        select b.id from leads b where b.tenant_id = ${tenantId} and b.call_back_agent_id = ${onlyAgentId} and b.call_back
        union all
        select p.lead_id from lead_previews p where p.tenant_id = ${tenantId} and p.agent_id = ${onlyAgentId})`;

type LeadFilter = { campaignId: number; status?: LeadStatus };

const filtered = (sql: Sql, scope: Scope, { campaignId, status }: LeadFilter) => sql`
  l.tenant_id = ${scope.tenantId} and l.campaign_id = ${campaignId} ${status ? sql`and l.status = ${status}` : sql``}
  ${shownToAgent(sql, scope)}`;

/** Lists the leads of a campaign in the order of import. The caller has checked that the user may see the campaign. */
export async function listLeads(sql: Sql, scope: Scope, filter: LeadFilter & Page): Promise<LeadRow[]> {
  return await sql<LeadRow[]>`
    ${selected(sql)} where ${filtered(sql, scope, filter)} ${oldestFirst(sql, 'l', filter)}`;
}

/** The place of a call-back in the list of an agent. The time is a text, because a `Date` has no microseconds. */
export type CallBackPosition = { at: string; id: number };

const isCallBackOf = (sql: Sql, tenantId: number, agentId: number) => sql`
  l.tenant_id = ${tenantId} and l.call_back_agent_id = ${agentId} and l.call_back and l.next_call_at is not null
  and k.deleted_at is null`;

/** Lists the call-backs that belong to an agent, the earliest first, with the time of each as a text. */
export async function listAgentCallBacks(
  sql: Sql,
  { tenantId, agentId }: { tenantId: number; agentId: number },
  { limit, offset, after }: Page<CallBackPosition>,
): Promise<(LeadRow & { at: string })[]> {
  return await sql<(LeadRow & { at: string })[]>`
    select listed.*, listed.next_call_at::text as at
    from (
      ${selected(sql)}
      where ${isCallBackOf(sql, tenantId, agentId)}
        ${after ? sql`and (l.next_call_at, l.id) > (${after.at}::text::timestamptz, ${after.id})` : sql``}
      order by l.next_call_at, l.id limit ${limit} offset ${offset}) listed`;
}

export async function countAgentCallBacks(sql: Sql, tenantId: number, agentId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from leads l join campaigns k on k.id = l.campaign_id where ${isCallBackOf(sql, tenantId, agentId)}`;
  return row.count;
}

export async function countLeads(sql: Sql, scope: Scope, filter: LeadFilter): Promise<number> {
  const [row] = await sql<[{ count: number }]>`select count(*) from leads l where ${filtered(sql, scope, filter)}`;
  return row.count;
}

export async function leadByKey(sql: Sql, scope: Scope, key: Key): Promise<LeadRow | undefined> {
  const [row] = await sql<LeadRow[]>`
    ${selected(sql)} where l.tenant_id = ${scope.tenantId} and ${inScope(sql, 'k', scope)} and ${keyMatches(sql, 'l', key)}
      ${shownToAgent(sql, scope)}`;
  return row;
}

export type LeadCallRow = {
  uuid: string;
  startTime: Date | null;
  createdAt: Date;
  live: boolean;
  direction: string;
  disposition: string | null;
  /** The name of the custom disposition that the agent chose. */
  agentDisposition: string | null;
  talkTime: number | null;
  agentName: string | null;
  notes: string | null;
};

/** Lists the last calls with a lead, newest first, whichever agent talked. The caller has read the lead. */
export async function listCallsOfLead(
  sql: Sql,
  { id, tenantId }: Pick<LeadRow, 'id' | 'tenantId'>,
  limit: number,
): Promise<LeadCallRow[]> {
  return await sql<LeadCallRow[]>`
    select c.uuid, c.start_time, c.created_at, c.live, c.direction, c.disposition, d.name as agent_disposition, c.talk_time,
      a.name as agent_name, c.notes
    from calls c left join dispositions d on d.id = c.disposition_id left join agents a on a.id = c.agent_id
    where c.tenant_id = ${tenantId} and c.lead_id = ${id} and c.start_time is not null
    order by c.id desc limit ${limit}`;
}

/** Returns the lead and locks the lead's row until the end of the transaction. */
export async function lockLead(sql: Sql, scope: Scope, key: Key): Promise<LeadRow | undefined> {
  const [row] = await sql<LeadRow[]>`
    ${selected(sql)} where l.tenant_id = ${scope.tenantId} and ${inScope(sql, 'k', scope)} and ${keyMatches(sql, 'l', key)}
      ${shownToAgent(sql, scope)} for update of l`;
  return row;
}

export async function updateLeadRow(sql: Sql, tenantId: number, id: number, changes: LeadChanges): Promise<void> {
  await sql`
    update leads set ${sql({ ...changes })}, updated_at = clock_now() where id = ${id} and tenant_id = ${tenantId}`;
}

/**
 * Deletes a lead that no live call has, and subtracts it from the leads of its campaign. The calls to the lead stay, without
 * the lead. Returns false if the lead is in a live call.
 */
export async function deleteLeadRow(
  sql: Sql,
  { id, tenantId, campaignId }: Pick<LeadRow, 'id' | 'tenantId' | 'campaignId'>,
): Promise<boolean> {
  const deleted = await sql`
    delete from leads l where l.id = ${id} and l.tenant_id = ${tenantId}
      and not exists (select from calls c where c.lead_id = l.id and c.live)`;
  if (deleted.count === 0) return false;
  await sql`
    update campaigns set total_leads = total_leads - 1, updated_at = clock_now()
    where id = ${campaignId} and tenant_id = ${tenantId}`;
  return true;
}

/** Locks the calls to a lead until the end of the transaction. */
export async function lockCallsOfLead(sql: Sql, tenantId: number, leadId: number): Promise<void> {
  await sql`select from calls where tenant_id = ${tenantId} and lead_id = ${leadId} order by id for update`;
}

/** The details that an agent sees about the lead of a call. */
export type LeadDetails = { uuid: string; firstName: string | null; lastName: string | null; notes: string | null };

export async function leadDetails(sql: Sql, tenantId: number, leadId: number): Promise<LeadDetails | undefined> {
  const [row] = await sql<LeadDetails[]>`
    select uuid, first_name, last_name, notes from leads where id = ${leadId} and tenant_id = ${tenantId}`;
  return row;
}

/** Which held leads are released: of one campaign or of all campaigns, by the value of their `status_reason`. */
export type HeldLeads = { campaignId?: number; reasons: readonly string[] };

/**
 * Makes leads due now that are held, or that failed, for one of the reasons. Works on a part of the leads, in the order of
 * their ids.
 *
 * @param part.afterId the last id of the part before, or 0
 * @returns the last id of this part, or null if no held leads follow
 */
export async function releaseHeldLeads(
  sql: Sql,
  tenantId: number,
  { campaignId, reasons, afterId, limit }: HeldLeads & { afterId: number; limit: number },
): Promise<number | null> {
  const [row] = await sql<[{ lastId: number | null }]>`
    with held as (
      select id from leads
      where tenant_id = ${tenantId} and status in ('pending', 'failed') and status_reason = any(${[...reasons]})
        and id > ${afterId} ${campaignId === undefined ? sql`` : sql`and campaign_id = ${campaignId}`}
      order by id limit ${limit} for update
    ), released as (
      update leads l set status = 'pending', status_reason = null, next_call_at = clock_now(), updated_at = clock_now()
      from held where l.id = held.id returning l.id
    )
    select max(id) as last_id from released`;
  return row.lastId;
}

export type PhoneRow = { phone: string; leadId: number | null; leadUuid: string | null; onDncList: boolean };

/** Returns for each phone number the lead of the campaign, and whether a do-not-call list has the number. */
export async function leadsOfPhones(
  sql: Sql,
  { tenantId, campaignId }: { tenantId: number; campaignId: number },
  phones: string[],
): Promise<PhoneRow[]> {
  return await sql<PhoneRow[]>`
    select coalesce(p.phone, '') as phone, l.id as lead_id, l.uuid as lead_uuid,
      exists (
        select from dnc_numbers d
        where d.phone = p.phone and d.removed_at is null and (d.tenant_id = ${tenantId} or d.tenant_id is null)
      ) as on_dnc_list
    from unnest(${phones}::text[]) p (phone)
      left join leads l on l.tenant_id = ${tenantId} and l.campaign_id = ${campaignId} and l.phone_normalized = p.phone`;
}

/** @crossTenant Safe: the sweeper stores the places of the leads of all tenants. */
export async function listLeadsWithoutPlace(
  sql: Sql,
  limit: number,
): Promise<Pick<LeadRow, 'id' | 'phoneNormalized'>[]> {
  return await sql<Pick<LeadRow, 'id' | 'phoneNormalized'>[]>`
    select id, phone_normalized from leads
    where place_id = 0 and status = 'pending' order by id limit ${limit}`;
}

/** @crossTenant Safe: the sweeper stores the places of the leads of all tenants. */
export async function updateLeadPlaces(sql: Sql, leads: { id: number; placeId: number }[]): Promise<void> {
  await sql`
    update leads l set place_id = p.place_id
    from unnest(
      ${leads.map(({ id }) => id)}::bigint[], ${leads.map(({ placeId }) => placeId)}::int[]) as p (id, place_id)
    where l.id = p.id`;
}
