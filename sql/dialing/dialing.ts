/** Placing calls at most once: reserve → licence → carrier. Each step is a guarded update that only one worker passes. */
import type { Sql } from '../db.ts';

/** One tick of a campaign at a time, whichever workers run them; false when another is at it. */
export async function lockTick(sql: Sql, campaignId: number): Promise<boolean> {
  const [row] = await sql<[{ locked: boolean }]>`
    select pg_try_advisory_xact_lock(hashtext('campaign.tick'), ${campaignId}::int) as locked`;
  return row.locked;
}

/** Campaigns that share agents take turns: each must see the calls that the one before started for them. */
export async function lockAgentPool(sql: Sql, tenantId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('campaign.pool'), ${tenantId}::int)`;
}

/** The calls that one tenant made to a number, from whichever campaign; those that no law remembers are left out. */
export type NumberHistory = {
  /** When those of the last 24 hours began, the latest first. */
  startsLastDay: Date[];
  /** When the latest ended, the latest abandoned one, and the latest that a machine answered. */
  lastEndedAt: Date | null;
  lastAbandonedAt: Date | null;
  lastMachineAt: Date | null;
};

/** What decides whether a number may be called now: its history, and the database's clock. */
export type NumberRecord = NumberHistory & { readAt: Date };

export type DueLead = NumberRecord & {
  id: number;
  phoneNormalized: string;
  onDncList: boolean;
  inAnotherCall: boolean;
};

/** No law counts further than this. */
const STARTS_MAX = 20;

/** Nor does any look further back than 72 hours, from the end of a call that may have lasted some hours itself. */
const HISTORY = '80 hours';

export const recordOf = (sql: Sql, tenantColumn: string, phoneColumn: string) => sql`
  select clock_now() as read_at, max(p.end_time) as last_ended_at,
    max(p.end_time) filter (where p.disposition = 'abandoned') as last_abandoned_at,
    max(p.end_time) filter (where p.disposition = 'voicemail') as last_machine_at,
    coalesce((array_agg(p.start_time order by p.start_time desc)
      filter (where p.start_time > clock_now() - interval '24 hours'))[:${STARTS_MAX}], '{}') as starts_last_day
  from calls p
  where p.tenant_id = ${sql(tenantColumn)} and p.to_number = ${sql(phoneColumn)} and p.direction = 'outbound'
    and p.start_time > clock_now() - ${HISTORY}::interval`;

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
        and not c.recorded_by_api
    ) as in_another_call
  from (${locked}) l cross join lateral (${recordOf(sql, 'l.tenant_id', 'l.phone_normalized')}) r
  ${inOrder(sql)}`;

/**
 * Locked for the rest of the transaction; leads that another worker holds, or that an agent is shown, are passed over.
 */
export async function dueLeads(sql: Sql, campaign: { id: number; tenantId: number }, limit: number) {
  return await sql<DueLead[]>`
    ${examined(sql, sql`${due(sql, campaign)} ${inOrder(sql)} limit ${limit} for update of l skip locked`)}`;
}

/** This lead, locked, if it is due and nobody is shown it. */
export async function dueLead(
  sql: Sql,
  campaign: { id: number; tenantId: number },
  leadId: number,
): Promise<DueLead | undefined> {
  const [row] = await sql<DueLead[]>`
    ${examined(sql, sql`${due(sql, campaign)} and l.id = ${leadId} for update of l`)}`;
  return row;
}

/** Whether any lead is due, and when the first of the others will be. */
export async function nextDue(sql: Sql, campaign: { id: number }): Promise<{ due: boolean; nextAt: Date | null }> {
  const [row] = await sql<[{ due: boolean; nextAt: Date | null }]>`
    with later as (select min(next_call_at) as at from leads where campaign_id = ${campaign.id} and status = 'pending')
    select exists (
        select from leads where campaign_id = ${campaign.id} and status = 'pending'
          and coalesce(next_call_at, '-infinity') <= clock_now()) as due,
      (select at from later) as next_at`;
  return row;
}

/** Of the generated column `leads.priority_rank`: call-backs are 0, low priority is this. */
const PRIORITY_RANK_MAX = 3;

/** How many leads may still be called before a time, or at all; counted up to `max`. */
export async function countLeadsLeft(
  sql: Sql,
  campaign: { id: number },
  { before, max }: { before: Date | null; max: number },
): Promise<number> {
  const inTime = before ? sql`and coalesce(next_call_at, '-infinity') < ${before}` : sql``;
  // By rank and in order, so that the index of due leads answers: a long list that is held until tomorrow is not read.
  const [row] = await sql<[{ leads: number }]>`
    select count(*) as leads from (
      select from generate_series(0, ${PRIORITY_RANK_MAX}::smallint) as rank cross join lateral (
        select from leads
        where campaign_id = ${campaign.id} and status = 'pending' and priority_rank = rank ${inTime}
        order by coalesce(next_call_at, '-infinity') limit ${max}) ranked
      limit ${max}) as l`;
  return row.leads;
}

/** What an agent is shown about the person on the line. */
export type LeadCard = { uuid: string; firstName: string | null; lastName: string | null; notes: string | null };

export async function leadCard(sql: Sql, tenantId: number, leadId: number): Promise<LeadCard | undefined> {
  const [row] = await sql<LeadCard[]>`
    select uuid, first_name, last_name, notes from leads where id = ${leadId} and tenant_id = ${tenantId}`;
  return row;
}
