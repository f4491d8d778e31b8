/** The phone numbers of leads that have several. */
import type { Sql } from '../db.ts';

/** SQL value: the number of the next call to lead `l`. */
export const dialedNumber = (sql: Sql) => sql`coalesce(l.dial_phone, l.phone_normalized)`;

export type LeadNumberRow = {
  phone: string;
  type: string | null;
  attempts: number;
  lastEndedAt: Date | null;
  /** The cause of the end of the last call to the number. */
  hangupCause: string | null;
  onDncList: boolean;
};

/**
 * Lists the numbers of a lead in their order, with the ended calls of the lead to each. Empty if the lead has one number.
 *
 * @crossTenant Safe: the job `retry.schedule` names the call, and the call names the lead.
 */
export async function listLeadNumbers(sql: Sql, leadId: number): Promise<LeadNumberRow[]> {
  return await sql<LeadNumberRow[]>`
    select n.phone_normalized as phone, n.type, h.*, exists (
        select from dnc_numbers d
        where d.phone = n.phone_normalized and d.removed_at is null
          and (d.tenant_id = n.tenant_id or d.tenant_id is null)) as on_dnc_list
    from lead_phones n cross join lateral (
      select count(*) filter (where c.disposition <> 'cancelled') as attempts, max(c.end_time) as last_ended_at,
        (array_agg(c.hangup_cause order by c.id desc))[1] as hangup_cause
      from calls c where c.lead_id = n.lead_id and not c.live and c.to_number = n.phone_normalized) h
    where n.lead_id = ${leadId} order by n.position`;
}
