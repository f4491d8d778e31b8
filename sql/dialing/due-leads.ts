/** The leads that are due for a call. Finding due leads is the step before the reservation of calls. */
import type { CallRefusal } from '../../shared/rules/campaigns/place-gate.ts';
import type { NumberAtGate } from '../../shared/rules/dialing/call-gate.ts';
import { inDialOrder, isPendingIn } from '../campaigns/pending-leads.ts';
import type { Sql } from '../db.ts';
import { dialedNumber } from '../leads/phones.ts';
import { numberSnapshot } from './number-history.ts';
import { belongsToOther } from './owned-call-backs.ts';

export type DueLead = NumberAtGate & { id: number };

/**
 * SQL condition: pending lead `l` of the campaign is due, not in an agent's preview, and no call-back of another agent than
 * `agentId`.
 */
const isDue = (sql: Sql, campaign: { id: number }, agentId?: number) => sql`
  ${isPendingIn(sql, sql`${campaign.id}`)}
  and coalesce(l.next_call_at, '-infinity') <= clock_now()
  and not exists (select from lead_previews p where p.lead_id = l.id and p.expires_at > clock_now())
  and not ${belongsToOther(sql, agentId)}`;

const dueLeads = (sql: Sql, campaign: { id: number }, agentId?: number) => sql`
  select l.* from leads l where ${isDue(sql, campaign, agentId)}`;

/**
 * Adds the history of each lead's phone number, which the call gate needs. The statement reads the history only for the
 * locked leads and not for the whole lead list.
 */
const withNumberAtGate = (sql: Sql, lockedLeads: ReturnType<typeof dueLeads>) => sql`
  select l.id, n.number as phone_normalized, l.call_back, r.*,
    l.do_not_call or exists (
      select from dnc_numbers d
      where d.phone = n.number and d.removed_at is null
        and (d.tenant_id = l.tenant_id or d.tenant_id is null)) as on_dnc_list,
    exists (
      select from calls c
      where c.tenant_id = l.tenant_id and c.to_number = n.number and c.direction = 'outbound' and c.live
        -- Externally logged calls do not count as live calls, because their end may never be reported.
        and not c.externally_logged
    ) as in_another_call
  from (${lockedLeads}) l cross join lateral (select ${dialedNumber(sql)} as number) n
    cross join lateral (${numberSnapshot(sql, { tenant: 'l.tenant_id', phone: 'n.number', lead: 'l.id' })}) r
  ${inDialOrder(sql)}`;

/**
 * Locks due leads until the end of the transaction. Skips leads that another transaction has locked.
 *
 * @crossTenant Safe: the caller has read the campaign, and the campaign names the tenant.
 */
export async function lockDueLeads(sql: Sql, campaign: { id: number }, limit: number): Promise<DueLead[]> {
  return await sql<DueLead[]>`
    ${withNumberAtGate(
      sql,
      sql`${dueLeads(sql, campaign)} ${inDialOrder(sql)} limit ${limit} for update of l skip locked`,
    )}`;
}

/**
 * Selects the ids of the first due leads of some places, in dial order. For each place, the statement reads at most `limit`
 * entries of the index `leads_due_by_place`.
 */
const dueLeadIdsIn = (sql: Sql, campaign: { id: number }, placeIds: readonly number[], limit: number) => sql`
  select first.id from unnest(${[...placeIds]}::int[]) place (id)
  cross join lateral (
    select l.id, l.priority_rank, coalesce(l.next_call_at, '-infinity') as due_at from leads l
    where ${isDue(sql, campaign)} and l.place_id = place.id
    ${inDialOrder(sql)} limit ${limit}) first
  order by first.priority_rank, first.due_at, first.id limit ${limit}`;

/**
 * Like {@link lockDueLeads}, for the leads of some places.
 *
 * @crossTenant Safe: the caller has read the campaign, and the campaign names the tenant.
 */
export async function lockDueLeadsIn(
  sql: Sql,
  campaign: { id: number },
  placeIds: readonly number[],
  limit: number,
): Promise<DueLead[]> {
  // The ids are an array, so that the planner can only read the leads by their primary key.
  const ids = sql`array(${dueLeadIdsIn(sql, campaign, placeIds, limit)})`;
  return await sql<DueLead[]>`
    ${withNumberAtGate(sql, sql`${dueLeads(sql, campaign)} and l.id = any(${ids}) for update of l skip locked`)}`;
}

/** A place whose leads may not be called now, with what becomes of the leads. */
export type ClosedPlace = CallRefusal & { placeId: number };

/**
 * Holds up to `limit` due leads of closed places until their places open. Every other tick holds more of them. The leads
 * that are not held yet delay no other lead, because the dialer leaves out closed places.
 *
 * @crossTenant Safe: the caller has read the campaign, and the campaign names the tenant.
 */
export async function holdClosedPlaces(
  sql: Sql,
  campaign: { id: number },
  closed: readonly ClosedPlace[],
  limit: number,
): Promise<number> {
  const held = await sql`
    update leads l set status = r.status, next_call_at = r.next_call_at::timestamptz, status_reason = r.reason,
      updated_at = clock_now()
    from unnest(
      ${closed.map(({ placeId }) => placeId)}::int[], ${closed.map(({ status }) => status)}::text[],
      ${closed.map(({ nextCallAt }) => nextCallAt?.toISOString() ?? null)}::text[],
      ${closed.map(({ reason }) => reason)}::text[]
    ) as r (place_id, status, next_call_at, reason)
    where l.place_id = r.place_id and l.id = any(array(
      select l.id from leads l
      where l.id = any(array(${dueLeadIdsIn(
        sql,
        campaign,
        closed.map(({ placeId }) => placeId),
        limit,
      )})) and ${isDue(sql, campaign)}
      for update skip locked))`;
  return held.count;
}

/**
 * Locks one lead. Returns undefined if the lead is not due, is in an agent's preview, or is a call-back of another agent than
 * `agentId`.
 *
 * @crossTenant Safe: the caller has read the campaign, and the campaign names the tenant.
 */
export async function lockDueLead(
  sql: Sql,
  campaign: { id: number },
  leadId: number,
  agentId: number,
): Promise<DueLead | undefined> {
  const [row] = await sql<DueLead[]>`
    ${withNumberAtGate(sql, sql`${dueLeads(sql, campaign, agentId)} and l.id = ${leadId} for update of l`)}`;
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
