/** What the call gate and a user want to know about one phone number, whether a lead has it or not. */
import type { NumberAtGate } from '../../shared/rules/dialing/call-gate.ts';
import type { Sql } from '../db.ts';
import { numberSnapshot } from './number-history.ts';

/** Reads a number as the call gate needs it. Without a lead, all earlier calls to the number count. */
export async function readNumberAtGate(sql: Sql, tenantId: number, phone: string): Promise<NumberAtGate> {
  const [row] = await sql<[NumberAtGate]>`
    select l.phone as phone_normalized, false as call_back, r.*,
      exists (
        select from dnc_numbers d
        where d.phone = l.phone and d.removed_at is null
          and (d.tenant_id = l.tenant_id or d.tenant_id is null)) as on_dnc_list,
      exists (
        select from calls c
        where c.tenant_id = l.tenant_id and c.to_number = l.phone and c.direction = 'outbound' and c.live
          and not c.externally_logged
      ) as in_another_call
    from (
      select ${tenantId}::bigint as tenant_id, ${phone}::text as phone, null::bigint as id, null::text as dial_phone) l
    cross join lateral (${numberSnapshot(sql, { tenant: 'l.tenant_id', phone: 'l.phone', lead: 'l.id' })}) r`;
  return row;
}

export type LeadWithNumber = {
  id: number;
  uuid: string;
  campaignUuid: string;
  campaignName: string;
  status: string;
  statusReason: string | null;
  callAttempts: number;
  nextCallAt: Date | null;
};

/** Lists the leads of a tenant with a phone number, newest first. */
export async function listLeadsWithNumber(
  sql: Sql,
  tenantId: number,
  phone: string,
  limit: number,
): Promise<LeadWithNumber[]> {
  return await sql<LeadWithNumber[]>`
    select l.id, l.uuid, k.uuid as campaign_uuid, k.name as campaign_name, l.status, l.status_reason, l.call_attempts,
      l.next_call_at
    from leads l join campaigns k on k.id = l.campaign_id
    where l.tenant_id = ${tenantId} and l.phone_normalized = ${phone}
    order by l.id desc limit ${limit}`;
}
