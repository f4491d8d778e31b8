import type { Disposition } from '../../shared/rules/calls/disposition.ts';
import type { CustomDisposition } from '../../shared/rules/campaigns/custom-disposition.ts';
import { type Json, type Key, keyMatches, type Sql } from '../db.ts';
import type { Page } from '../page.ts';
import { inGroup, ofAgent, type Scope } from '../accounts/scope.ts';
import type { CallStatus } from '../../shared/rules/calls/status.ts';
import type { AnsweredBy } from '../../shared/rules/calls/answering-machine.ts';

export type CallRow = {
  id: number;
  uuid: string;
  tenantId: number;
  campaignId: number | null;
  leadId: number | null;
  agentId: number | null;
  direction: 'inbound' | 'outbound';
  status: CallStatus;
  live: boolean;
  callSid: string | null;
  conferenceSid: string | null;
  fromNumber: string;
  /** The earlier call of the same caller, if the call is a duplicate. */
  duplicateOf: number | null;
  isBillable: boolean;
  isPayable: boolean;
  toNumber: string;
  answeredBy: string | null;
  disposition: Disposition | null;
  hangupCause: string | null;
  reservedAt: Date;
  startTime: Date | null;
  ringingAt: Date | null;
  answerTime: Date | null;
  /** End of the person's greeting, if the carrier's machine detection reported the end. */
  greetingEndedAt: Date | null;
  agentReservedAt: Date | null;
  /** When agent and person could hear each other; for an inbound call, when the conversation began. */
  connectedAt: Date | null;
  /** Milliseconds from the end of the greeting, or from the answer, to the connection. Only for outbound calls. */
  connectDelayMs: number | null;
  endTime: Date | null;
  abandonedAt: Date | null;
  /** When the voicemail message began to play to a machine. */
  messageLeftAt: Date | null;
  /** The custom disposition that an agent chose. */
  dispositionId: number | null;
  /** Seconds from the start of the call to the end of the call. */
  duration: number | null;
  /** Seconds of conversation with an agent, a buyer or a bidder. */
  talkTime: number | null;
  /** The carrier's price of the call in dollars, without the prices of legs and recordings. */
  price: number | null;
  /** The cost of the call in dollars, including the costs of legs and recordings, and the fees. */
  cost: number | null;
  /** Dollars for machine detection and conference minutes, from list prices. */
  carrierFees: number;
  costSource: 'rated' | 'estimated' | 'unrated' | null;
  metadata: Json;
  notes: string | null;
  buyerId: number | null;
  /** The phone number or SIP address that is being dialed for the caller. */
  forwardedTo: string | null;
  /** The number of the current attempt to connect the caller. 0 before the first attempt. */
  routeAttempt: number;
  /** The ids of buyers who were dialed for this call and did not take the call. */
  triedBuyerIds: number[];
  /** How the agent of the buyer is screened before the conversation; null without a screening. */
  buyerScreening: 'whisper' | 'accept' | null;
  /** True if another system carried the call and logged the call over the API. */
  externallyLogged: boolean;
  /** Null until the value of the call is calculated or a user sets the field. */
  converted: boolean | null;
  /** Revenue in millionths of `revenueCurrency`. Null until the value of the call is calculated. */
  revenueMicros: number | null;
  /** Null as long as the call has earned nothing. */
  revenueCurrency: string | null;
  /** What the publisher of the call earned, in millionths of `payoutCurrency`. Null if no publisher sent the call. */
  payoutMicros: number | null;
  payoutCurrency: string | null;
  /** What the carrier has charged, in millionths of a dollar. */
  carrierCostMicros: number;
  /** The bidder that pays for the call. */
  targetId: number | null;
  publisherId: number | null;
  /** True if the data of the person was erased on request. */
  erased: boolean;
  createdAt: Date;
  updatedAt: Date;
};

/** A call with the names of the call's campaign, lead and agent, and with the latest recording. */
export type CallDetails = CallRow & {
  tenantUuid: string;
  campaignUuid: string | null;
  campaignName: string | null;
  leadUuid: string | null;
  firstName: string | null;
  lastName: string | null;
  agentUuid: string | null;
  agentName: string | null;
  /** The code of the custom disposition. */
  agentDisposition: string | null;
  recordingSid: string | null;
  recordingUrl: string | null;
  recordingDuration: number | null;
};

export type CallFilter = {
  campaign?: Key;
  agent?: Key;
  lead?: Key;
  disposition?: string;
  /** The code of a custom disposition. */
  agentDisposition?: string;
  answeredBy?: AnsweredBy;
  /** Selects calls that were created in [from, before). */
  from?: Date;
  before?: Date;
  status?: CallStatus;
  buyer?: Key;
  target?: Key;
  publisher?: Key;
  /** The number of the person. */
  phone?: string;
  direction?: 'inbound' | 'outbound';
};

/**
 * SQL: who answered call `c`, as the API shows it. The outcome of an ended call counts more than the machine detection,
 * which some calls do not have and which a user may correct. So the lists and the statistics agree.
 */
const answeredBy = (sql: Sql) => sql`
  case when c.disposition in ('answered', 'abandoned') then 'human'
    when c.disposition = 'voicemail' and coalesce(c.answered_by not like 'machine%' and c.answered_by <> 'fax', true)
      then 'machine_start'
    else c.answered_by end`;

const selected = (sql: Sql) => sql`
  select c.*, ${answeredBy(sql)} as answered_by, t.uuid as tenant_uuid, k.uuid as campaign_uuid, k.name as campaign_name,
    l.uuid as lead_uuid, l.first_name, l.last_name, a.uuid as agent_uuid, a.name as agent_name,
    (select d.code from dispositions d where d.id = c.disposition_id) as agent_disposition,
    r.recording_sid, coalesce(r.media_url, c.given_recording_url) as recording_url, r.duration as recording_duration
  from calls c
  join tenants t on t.id = c.tenant_id
  left join campaigns k on k.id = c.campaign_id
  left join leads l on l.id = c.lead_id
  left join agents a on a.id = c.agent_id
  left join lateral (select * from recordings where call_id = c.id order by id desc limit 1) r on true`;

/** The `from` clause with the tables that {@link filtered} uses. */
const fromCalls = (sql: Sql) => sql`
  from calls c
  left join campaigns k on k.id = c.campaign_id
  left join agents a on a.id = c.agent_id
  left join leads l on l.id = c.lead_id`;

/** SQL condition: call `c` was placed. A reserved call was not placed yet, so the API does not show reserved calls. */
const isPlaced = (sql: Sql) => sql`c.start_time is not null`;

/** SQL condition: the API shows call `c`. */
const isShown = (sql: Sql) => sql`(${isPlaced(sql)} or c.direction = 'inbound' or c.externally_logged)`;

function filtered(sql: Sql, scope: Scope, filter: CallFilter) {
  const { campaign, agent, lead, disposition, from, before, status, buyer, target, publisher, phone, direction } =
    filter;
  return sql`
    c.tenant_id = ${scope.tenantId} and ${isShown(sql)}
    ${inGroup(sql, 'k', scope)} ${ofAgent(sql, 'c', scope)}
    ${campaign ? sql`and ${keyMatches(sql, 'k', campaign)}` : sql``}
    ${agent ? sql`and ${keyMatches(sql, 'a', agent)}` : sql``}
    ${lead ? sql`and ${keyMatches(sql, 'l', lead)}` : sql``}
    ${disposition ? sql`and c.disposition = ${disposition}` : sql``}
    ${filter.agentDisposition ? sql`and c.disposition_id in (select d.id from dispositions d where d.tenant_id = c.tenant_id and d.code = ${filter.agentDisposition})` : sql``}
    ${filter.answeredBy ? sql`and ${answeredBy(sql)} = ${filter.answeredBy}` : sql``}
    ${from ? sql`and c.created_at >= ${from}` : sql``}
    ${before ? sql`and c.created_at < ${before}` : sql``}
    ${direction ? sql`and c.direction = ${direction}` : sql``}
    ${
      phone
        ? sql`and (c.direction = 'outbound' and c.to_number = ${phone} or c.direction = 'inbound' and c.from_number = ${phone})`
        : sql``
    }
    ${status ? sql`and c.status = ${status}` : sql``}
    ${buyer ? sql`and c.buyer_id in (select b.id from buyers b where ${keyMatches(sql, 'b', buyer)})` : sql``}
    ${target ? sql`and c.target_id in (select t.id from rtb_targets t where ${keyMatches(sql, 't', target)})` : sql``}
    ${publisher ? sql`and c.publisher_id in (select p.id from publishers p where ${keyMatches(sql, 'p', publisher)})` : sql``}`;
}

export async function countCalls(sql: Sql, scope: Scope, filter: CallFilter): Promise<number> {
  const { campaign, ...others } = filter;
  const isOfAll = scope.onlyGroupId === undefined && scope.onlyAgentId === undefined;
  if (isOfAll && Object.values(others).every((value) => value === undefined))
    return countAllCalls(sql, scope.tenantId, campaign);
  const [row] = await sql<[{ count: number }]>`
    select count(*) ${fromCalls(sql)}
    where ${filtered(sql, scope, filter)}`;
  return row.count;
}

/**
 * Counts the calls of a tenant, or of one campaign, without reading them all. `call_days` has the numbers of ended calls.
 * The hours in `call_changes` and the live calls are counted instead (`sql/operations/statistics.ts`).
 */
async function countAllCalls(sql: Sql, tenantId: number, campaign: Key | undefined): Promise<number> {
  const ofCampaign = campaign
    ? sql`and campaign_id = (select k.id from campaigns k where k.tenant_id = ${tenantId} and ${keyMatches(sql, 'k', campaign)})`
    : sql``;
  const [row] = await sql<[{ count: number }]>`
    with changed as materialized (select distinct hour from call_changes where tenant_id = ${tenantId})
    select (
      coalesce((select sum(calls) from call_days where tenant_id = ${tenantId} ${ofCampaign}), 0)
      - coalesce((
        select sum(h.calls) from changed join call_hours h on h.hour = changed.hour
        where h.tenant_id = ${tenantId} ${ofCampaign}), 0)
      + coalesce((
        select sum(fresh.calls) from changed cross join lateral (
          select count(*) as calls from calls c
          where c.tenant_id = ${tenantId} and c.created_at >= changed.hour
            and c.created_at < changed.hour + interval '1 hour' and not c.live and ${isShown(sql)} ${ofCampaign}) fresh), 0)
      + (select count(*) from calls c where c.tenant_id = ${tenantId} and c.live and ${isShown(sql)} ${ofCampaign})
    )::bigint as count`;
  return row.count;
}

/**
 * Lists calls, newest call first.
 *
 * The statement reads the time of the call `after` itself, because a JavaScript Date loses the microseconds. With a
 * Date, a page would skip calls of the same millisecond. No listed call is ever deleted.
 */
export async function listCalls(
  sql: Sql,
  scope: Scope,
  filter: CallFilter,
  { limit, offset, after }: Page,
): Promise<CallDetails[]> {
  return await sql<CallDetails[]>`
    ${selected(sql)} where ${filtered(sql, scope, filter)}
      ${
        after === undefined
          ? sql``
          : sql`and (c.created_at, c.id) < ((
        select created_at from calls where id = ${after} and tenant_id = ${scope.tenantId}), ${after})`
      }
    order by c.created_at desc, c.id desc limit ${limit} offset ${offset}`;
}

export async function callByKey(
  sql: Sql,
  { onlyAgentId, ...scope }: Scope,
  key: Key,
): Promise<CallDetails | undefined> {
  // An agent who gave the call to another person still works on its notes and its outcome.
  const ofAgent = sql`
    and (c.agent_id = ${onlyAgentId ?? null}
      or exists (select from conversations v where v.call_id = c.id and v.transferred_by = ${onlyAgentId ?? null}))`;
  const [row] = await sql<CallDetails[]>`
    ${selected(sql)} where ${filtered(sql, scope, {})} and ${keyMatches(sql, 'c', key)}
      ${onlyAgentId === undefined ? sql`` : ofAgent}`;
  return row;
}

export type CallStats = {
  totalCalls: number;
  answeredCalls: number;
  voicemailCalls: number;
  noAnswerCalls: number;
  busyCalls: number;
  failedCalls: number;
  /** Calls that count as abandoned by law, including the answered calls that were connected too late. */
  abandonedCalls: number;
  /** Answered calls that were connected too late. */
  connectedLateCalls: number;
  cancelledCalls: number;
  humanAnswered: number;
  machineAnswered: number;
  avgDuration: number;
  avgTalkTime: number;
  totalCost: number;
};

/**
 * Returns statistics of ended calls. Live calls do not count because they have no disposition, so the dispositions add
 * up to the total.
 *
 * The answer time of an externally logged call may be unknown. So the disposition says whether the call was answered.
 *
 * @param connectDelayMsMax an answered call that was connected later than this also counts as abandoned
 */
export async function callStats(
  sql: Sql,
  scope: Scope,
  filter: CallFilter,
  connectDelayMsMax: number,
): Promise<CallStats> {
  const isConnectedLate = sql`(c.disposition = 'answered' and c.connect_delay_ms > ${connectDelayMsMax})`;
  const [row] = await sql<[CallStats]>`
    select count(*) as total_calls,
      count(*) filter (where c.disposition = 'answered') as answered_calls,
      count(*) filter (where c.disposition = 'voicemail') as voicemail_calls,
      count(*) filter (where c.disposition = 'no_answer') as no_answer_calls,
      count(*) filter (where c.disposition = 'busy') as busy_calls,
      count(*) filter (where c.disposition = 'failed') as failed_calls,
      count(*) filter (where c.disposition = 'abandoned' or ${isConnectedLate}) as abandoned_calls,
      count(*) filter (where ${isConnectedLate}) as connected_late_calls,
      count(*) filter (where c.disposition = 'cancelled') as cancelled_calls,
      count(*) filter (where ${answeredBy(sql)} = 'human') as human_answered,
      count(*) filter (where ${answeredBy(sql)} not in ('human', 'unknown')) as machine_answered,
      coalesce(round(avg(c.duration) filter (where c.disposition = 'answered'), 1), 0) as avg_duration,
      coalesce(round(avg(c.talk_time) filter (where c.disposition = 'answered'), 1), 0) as avg_talk_time,
      coalesce(sum(c.cost), 0) as total_cost
    ${fromCalls(sql)}
    where not c.live and ${filtered(sql, scope, filter)}`;
  return row;
}

export async function countCallsByDisposition(
  sql: Sql,
  scope: Scope,
  filter: CallFilter,
): Promise<{ disposition: string; count: number }[]> {
  return await sql<{ disposition: string; count: number }[]>`
    select c.disposition, count(*) as count
    ${fromCalls(sql)}
    where not c.live and ${filtered(sql, scope, filter)}
    group by c.disposition order by count desc, c.disposition`;
}

export type AgentDispositionCount = Pick<
  CustomDisposition,
  'code' | 'name' | 'isContact' | 'isConversation' | 'isSale'
> & { count: number };

/** Counts ended calls by the custom disposition that agents chose. Calls without one do not count. */
export async function countCallsByAgentDisposition(
  sql: Sql,
  scope: Scope,
  filter: CallFilter,
): Promise<AgentDispositionCount[]> {
  return await sql<AgentDispositionCount[]>`
    select d.code, d.name, d.is_contact, d.is_conversation, d.is_sale, count(*) as count
    ${fromCalls(sql)} join dispositions d on d.id = c.disposition_id
    where not c.live and ${filtered(sql, scope, filter)}
    group by d.id order by count desc, d.id`;
}

export type CallNotesUpdate = {
  notes?: string | null;
  disposition?: string;
  /** The id of a custom disposition. Null removes it. */
  dispositionId?: number | null;
  converted?: boolean;
  metadata?: Json;
};

/**
 * Stores the notes, disposition, conversion and metadata that a user sets for a call. The values that the carrier
 * reported stay.
 */
export async function updateCallNotes(sql: Sql, tenantId: number, id: number, update: CallNotesUpdate): Promise<void> {
  const { notes, disposition, dispositionId, converted, metadata } = update;
  await sql`
    update calls set
      notes = case when ${notes !== undefined} then ${notes ?? null} else notes end,
      disposition = coalesce(${disposition ?? null}, disposition),
      disposition_id = case when ${dispositionId !== undefined} then ${dispositionId ?? null}::bigint else disposition_id end,
      converted = coalesce(${converted ?? null}, converted),
      metadata = metadata || ${sql.json(metadata ?? {})},
      updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId}`;
}

/**
 * Counts live calls by status. Externally logged calls do not count, because these calls use no resources of this
 * deployment.
 *
 * @crossTenant Safe: the metrics count the calls of the whole deployment.
 */
export async function countLiveCalls(sql: Sql): Promise<{ status: string; count: number }[]> {
  return await sql<{ status: string; count: number }[]>`
    select status::text, count(*) from calls where live and not externally_logged group by status`;
}
