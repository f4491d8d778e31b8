/** The leads that are due for a call. Finding due leads is the step before the reservation of calls. */
import type { CallRefusal, NumberAtGate } from '../../shared/rules/dialing/call-gate.ts';
import type { Sql } from '../db.ts';
import { numberSnapshot } from './number-history.ts';

export type DueLead = NumberAtGate & { id: number };

/** Selects the due leads of a campaign, without the leads in an agent's preview. */
const dueLeads = (sql: Sql, campaign: { id: number; tenantId: number }) => sql`
  select l.* from leads l
  where l.campaign_id = ${campaign.id} and l.tenant_id = ${campaign.tenantId} and l.status = 'pending'
    and coalesce(l.next_call_at, '-infinity') <= clock_now()
    and not exists (select from lead_previews p where p.lead_id = l.id and p.expires_at > clock_now())`;

const inDialOrder = (sql: Sql) => sql`order by l.priority_rank, coalesce(l.next_call_at, '-infinity'), l.id`;

/**
 * Adds the history of each lead's phone number, which the call gate needs. The statement reads the history only for the
 * locked leads and not for the whole lead list.
 */
const withNumberAtGate = (sql: Sql, lockedLeads: ReturnType<typeof dueLeads>) => sql`
  select l.id, l.phone_normalized, r.*,
    l.do_not_call or exists (
      select from dnc_numbers d
      where d.phone = l.phone_normalized and d.removed_at is null
        and (d.tenant_id = l.tenant_id or d.tenant_id is null)) as on_dnc_list,
    exists (
      select from calls c
      where c.tenant_id = l.tenant_id and c.to_number = l.phone_normalized and c.direction = 'outbound' and c.live
        -- Externally logged calls do not count as live calls, because their end may never be reported.
        and not c.externally_logged
    ) as in_another_call
  from (${lockedLeads}) l cross join lateral (${numberSnapshot(sql, 'l.tenant_id', 'l.phone_normalized')}) r
  ${inDialOrder(sql)}`;

/** Locks due leads until the end of the transaction. Skips leads that another transaction has locked. */
export async function lockDueLeads(
  sql: Sql,
  campaign: { id: number; tenantId: number },
  limit: number,
): Promise<DueLead[]> {
  return await sql<DueLead[]>`
    ${withNumberAtGate(
      sql,
      sql`${dueLeads(sql, campaign)} ${inDialOrder(sql)} limit ${limit} for update of l skip locked`,
    )}`;
}

/** Locks one lead. Returns undefined if the lead is not due or is in an agent's preview. */
export async function lockDueLead(
  sql: Sql,
  campaign: { id: number; tenantId: number },
  leadId: number,
): Promise<DueLead | undefined> {
  const [row] = await sql<DueLead[]>`
    ${withNumberAtGate(sql, sql`${dueLeads(sql, campaign)} and l.id = ${leadId} for update of l`)}`;
  return row;
}

export type RefusedLead = CallRefusal & { id: number };

/** Sets the status and the next call time of leads that the call gate refused, as each refusal says. */
export async function updateRefusedLeads(sql: Sql, tenantId: number, leads: RefusedLead[]): Promise<void> {
  await sql`
    update leads l set status = r.status, next_call_at = r.next_call_at::timestamptz, status_reason = r.reason,
      do_not_call = l.do_not_call or r.status = 'dnc', updated_at = clock_now()
    from (
      select * from unnest(
        ${leads.map((lead) => lead.id)}::bigint[], ${leads.map((lead) => lead.status)}::text[],
        ${leads.map((lead) => lead.nextCallAt?.toISOString() ?? null)}::text[],
        ${leads.map((lead) => lead.reason)}::text[]
      ) as r (id, status, next_call_at, reason)
    ) r
    where l.id = r.id and l.tenant_id = ${tenantId}`;
}
