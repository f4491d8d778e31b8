/** Placing calls at most once: reserve → licence → carrier. Each step is a guarded update that only one worker passes. */
import type { CallStatus } from './calls.ts';
import type { CampaignFields, CampaignStatus } from './campaigns.ts';
import type { Sql } from './db.ts';

export type DialingCampaign = Pick<
  CampaignFields,
  | 'callerId'
  | 'scheduleStart'
  | 'scheduleEnd'
  | 'timezone'
  | 'callingHoursStart'
  | 'callingHoursEnd'
  | 'agentGroupId'
  | 'requiredSkills'
  | 'retryPolicy'
  | 'amdEnabled'
  | 'amdMode'
  | 'agentLegs'
  | 'voicemailMessageUrl'
  | 'recordCalls'
  | 'wrapUpSeconds'
  | 'ringSecondsMax'
  | 'dialMode'
> & { id: number; tenantId: number; name: string; status: CampaignStatus; sellerName: string };

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

export async function dialingCampaign(sql: Sql, campaignId: number): Promise<DialingCampaign | undefined> {
  const [row] = await sql<DialingCampaign[]>`
    select k.*, t.name as seller_name from campaigns k join tenants t on t.id = k.tenant_id where k.id = ${campaignId}`;
  // Whoever calls by preview is on the line first.
  return row?.dialMode === 'preview' ? { ...row, agentLegs: 'parked' } : row;
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

const recordOf = (sql: Sql, tenantColumn: string, phoneColumn: string) => sql`
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

/** What a lead that may not be called now becomes. */
export type HeldLead = { id: number; status: 'pending' | 'failed' | 'dnc'; nextCallAt: Date | null; reason: string };

export async function holdLeads(sql: Sql, tenantId: number, held: HeldLead[]): Promise<void> {
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

/** The unique indexes on live calls have the last word: a lead or number already in a call is left out. */
export async function reserveCalls(
  sql: Sql,
  campaign: { id: number; tenantId: number; callerId: string },
  leadIds: number[],
): Promise<{ id: number; uuid: string; leadId: number }[]> {
  const reserved = await sql<{ id: number; uuid: string; leadId: number }[]>`
    insert into calls (tenant_id, campaign_id, lead_id, direction, status, from_number, to_number)
    select l.tenant_id, l.campaign_id, l.id, 'outbound', 'reserved', ${campaign.callerId}, l.phone_normalized
    from leads l where l.id = any(${leadIds}) and l.tenant_id = ${campaign.tenantId}
    on conflict do nothing
    returning id, uuid, lead_id`;
  await sql`
    update leads set status = 'queued', status_reason = null, updated_at = clock_now()
    where id = any(${reserved.map((call) => call.leadId)}) and tenant_id = ${campaign.tenantId}`;
  return reserved;
}

export type ReservedCall = NumberRecord & {
  id: number;
  uuid: string;
  tenantId: number;
  campaignId: number;
  leadId: number;
  leadUuid: string;
  fromNumber: string;
  toNumber: string;
};

export async function reservedCall(sql: Sql, callId: number): Promise<ReservedCall | undefined> {
  const [row] = await sql<ReservedCall[]>`
    select c.id, c.uuid, c.tenant_id, c.campaign_id, c.lead_id, l.uuid as lead_uuid, c.from_number, c.to_number, r.*
    from calls c join leads l on l.id = c.lead_id
    cross join lateral (${recordOf(sql, 'c.tenant_id', 'c.to_number')}) r
    where c.id = ${callId} and c.status = 'reserved'`;
  return row;
}

/**
 * The one licence to place a call, inside a transaction. Campaign, call-back and do-not-call lists are checked again in the
 * same statement, because the call may have waited in the queue; calling hours are the caller's to check just before.
 */
export async function licenseCall(sql: Sql, call: ReservedCall): Promise<boolean> {
  // Whoever takes the lead out of calling holds its row until that is committed: the statement after this has heard of it.
  await sql`select from calls c join leads l on l.id = c.lead_id where c.id = ${call.id} for update of c, l`;
  const licensed = await sql`
    update calls c set status = 'dialing', start_time = clock_now(), updated_at = clock_now()
    from leads l, campaigns k
    where c.id = ${call.id} and c.status = 'reserved' and l.id = c.lead_id and k.id = c.campaign_id
      and k.status = 'active' and l.status = 'queued' and not l.do_not_call
      and coalesce(l.next_call_at, '-infinity') <= clock_now()
      -- An agent who was taken before the call must be on the line: nobody is to answer to nobody.
      and (c.agent_id is null
        or exists (select from agent_lines n where n.agent_id = c.agent_id and n.status = 'in-progress'))
      and not exists (
        select from dnc_numbers d
        where d.phone = c.to_number and (d.tenant_id = c.tenant_id or d.tenant_id is null))`;
  if (licensed.count === 0) return false;
  await sql`
    update leads set status = 'calling', call_attempts = call_attempts + 1, last_call_at = clock_now(),
      next_call_at = null, call_back = false, updated_at = clock_now()
    where id = ${call.leadId}`;
  await sql`update campaigns set calls_made = calls_made + 1 where id = ${call.campaignId}`;
  return true;
}

/** Takes the licence back when the request certainly never reached the carrier. */
export async function unlicenseCall(sql: Sql, call: ReservedCall): Promise<void> {
  const undone = await sql`
    update calls set status = 'reserved', start_time = null, updated_at = clock_now()
    where id = ${call.id} and status = 'dialing' and call_sid is null`;
  if (undone.count === 0) return;
  await sql`
    update leads set status = 'queued', call_attempts = call_attempts - 1, updated_at = clock_now()
    where id = ${call.leadId} and status = 'calling'`;
  await sql`update campaigns set calls_made = calls_made - 1 where id = ${call.campaignId}`;
}

/**
 * A reservation that may not be dialled leaves no call behind: nobody's phone rang. Returns the agent who was taken for
 * it, if any.
 */
export async function dropReservation(
  sql: Sql,
  call: Pick<ReservedCall, 'id' | 'tenantId' | 'leadId'>,
  lead: Omit<HeldLead, 'id'> | undefined,
): Promise<number | null> {
  const [dropped] = await sql<{ agentId: number | null }[]>`
    delete from calls where id = ${call.id} and status = 'reserved' returning agent_id`;
  if (!dropped) return null;
  await sql`
    update leads set status = 'pending', updated_at = clock_now() where id = ${call.leadId} and status = 'queued'`;
  if (lead) await holdLeads(sql, call.tenantId, [{ ...lead, id: call.leadId }]);
  return dropped.agentId;
}

/**
 * Binds the carrier's id. A callback may have done so already, and moved the call on: neither is undone. Returns what the
 * call is now.
 */
export async function bindCallSid(sql: Sql, callId: number, callSid: string): Promise<CallStatus | undefined> {
  const [row] = await sql<{ status: CallStatus }[]>`
    update calls set call_sid = coalesce(call_sid, ${callSid}),
      status = case when status in ('dialing', 'unknown') then 'queued' else status end, updated_at = clock_now()
    where id = ${callId} returning status`;
  return row?.status;
}

export async function markUnknown(sql: Sql, callId: number): Promise<void> {
  await sql`
    update calls set status = 'unknown', updated_at = clock_now()
    where id = ${callId} and status = 'dialing' and call_sid is null`;
}

/** What an agent is shown about the person on the line. */
export type LeadCard = { uuid: string; firstName: string | null; lastName: string | null; notes: string | null };

export async function leadCard(sql: Sql, tenantId: number, leadId: number): Promise<LeadCard | undefined> {
  const [row] = await sql<LeadCard[]>`
    select uuid, first_name, last_name, notes from leads where id = ${leadId} and tenant_id = ${tenantId}`;
  return row;
}
