/** Placing calls at most once: reserve → licence → carrier. Each step is a guarded update that only one worker passes. */
import type { Sql } from '../db.ts';
import type { RefusedLead } from './due-leads.ts';
import { NumberSnapshot, selectNumberSnapshot } from './number-history.ts';

export type DueLead = NumberSnapshot & {
  id: number;
  phoneNormalized: string;
  onDncList: boolean;
  inAnotherCall: boolean;
};

const due = (sql: Sql, campaign: { id: number; tenantId: number }) => sql`
  select l.* from leads l
  where l.campaign_id = ${campaign.id} and l.tenant_id = ${campaign.tenantId} and l.status = 'pending'
    and coalesce(l.next_call_at, '-infinity') <= clock_now()
    and not exists (select from lead_previews p where p.lead_id = l.id and p.expires_at > clock_now())`;

const inOrder = (sql: Sql) => sql`order by l.priority_rank, coalesce(l.next_call_at, '-infinity'), l.id`;

/** What is asked about leads that are locked: their number is looked up only for them. */
const examined = (sql: Sql, locked: ReturnType<typeof due>) => sql`
  select l.id, l.phone_normalized, r.*,
    l.do_not_call or exists (
      select from dnc_numbers d
      where d.phone = l.phone_normalized and (d.tenant_id = l.tenant_id or d.tenant_id is null)) as on_dnc_list,
    exists (
      select from calls c
      where c.tenant_id = l.tenant_id and c.to_number = l.phone_normalized and c.direction = 'outbound' and c.live
        -- Of a call that others carry nobody may ever tell the end.
        and not c.externally_logged
    ) as in_another_call
  from (${locked}) l cross join lateral (${selectNumberSnapshot(sql, 'l.tenant_id', 'l.phone_normalized')}) r
  ${inOrder(sql)}`;

/**
 * Locked for the rest of the transaction; leads that another worker holds, or that an agent is shown, are passed over.
 */
export async function lockDueLeads(sql: Sql, campaign: { id: number; tenantId: number }, limit: number) {
  return await sql<DueLead[]>`
    ${examined(sql, sql`${due(sql, campaign)} ${inOrder(sql)} limit ${limit} for update of l skip locked`)}`;
}

/** This lead, locked, if it is due and nobody is shown it. */
export async function lockDueLead(
  sql: Sql,
  campaign: { id: number; tenantId: number },
  leadId: number,
): Promise<DueLead | undefined> {
  const [row] = await sql<DueLead[]>`
    ${examined(sql, sql`${due(sql, campaign)} and l.id = ${leadId} for update of l`)}`;
  return row;
}

/** What a lead that may not be called now becomes. */
export type RefusedLead = { id: number; status: 'pending' | 'failed' | 'dnc'; nextCallAt: Date | null; reason: string };

export async function updateRefusedLeads(sql: Sql, tenantId: number, held: RefusedLead[]): Promise<void> {
  await sql`
    update leads l set status = h.status, next_call_at = h.next_call_at::timestamptz, status_reason = h.reason,
      do_not_call = l.do_not_call or h.status = 'dnc', updated_at = clock_now()
    from (
      select * from unnest(
        ${held.map((lead) => lead.id)}::bigint[], ${held.map((lead) => lead.status)}::text[],
        ${held.map((lead) => lead.nextCallAt?.toISOString() ?? null)}::text[], ${held.map((lead) => lead.reason)}::text[]
      ) as h (id, status, next_call_at, reason)
    ) h
    where l.id = h.id and l.tenant_id = ${tenantId}`;
}

