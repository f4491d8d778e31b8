/**
 * The progress of a call. The carrier's reports about a call arrive late, twice and in any order. The result does not
 * depend on the order: the status only rises in rank and never leaves an end status. A field that has a value keeps
 * the value. If two reports give different times for the same moment, the earlier time counts.
 */
import type { CallRow } from './calls.ts';
import type { Disposition } from '../../shared/rules/calls/disposition.ts';
import type { CallStatus } from '../../shared/rules/calls/status.ts';
import type { Json, Sql } from '../db.ts';
import type { NewCallEvent } from './events.ts';

/**
 * Returns a call without a lock, so other transactions may change the call at any time.
 *
 * @crossTenant Safe: a job names the call by id.
 */
export async function callById(sql: Sql, id: number): Promise<CallRow | undefined> {
  const [row] = await sql<CallRow[]>`select * from calls where id = ${id}`;
  return row;
}

/** @crossTenant Safe: a job or an earlier statement names the call by id. */
export async function lockCall(sql: Sql, id: number): Promise<CallRow | undefined> {
  const [row] = await sql<CallRow[]>`select * from calls where id = ${id} for no key update`;
  return row;
}

/**
 * Returns the call that a callback names, like {@link lockCallByUuid}, but without a lock.
 *
 * @crossTenant Safe: the carrier's signed callback names the call by uuid.
 */
export async function callByUuid(sql: Sql, uuid: string, callSid: string): Promise<CallRow | undefined> {
  const [row] = await sql<CallRow[]>`
    select * from calls where uuid = ${uuid} and coalesce(call_sid, ${callSid}) = ${callSid}`;
  return row;
}

/**
 * Locks and returns the call that a callback names. A tenant can make the carrier send a validly signed request to any
 * URL, so the carrier call that the request is about must be this call. As long as the carrier's id of the call is
 * unknown, any carrier call is accepted, because a callback may arrive before that id.
 *
 * @param callSid the carrier call that the signed request is about; undefined if the caller checks it otherwise
 * @crossTenant Safe: the carrier's signed callback names the call by uuid.
 */
export async function lockCallByUuid(
  sql: Sql,
  uuid: string,
  callSid: string | undefined,
): Promise<CallRow | undefined> {
  const [row] = await sql<CallRow[]>`
    select * from calls c
    where c.uuid = ${uuid} and coalesce(c.call_sid, ${callSid ?? null}, '') = coalesce(${callSid ?? null}, c.call_sid, '')
    for no key update of c`;
  return row;
}

/**
 * Like {@link lockCallByUuid}, for a report about the conference or the recording of a call. Such a report may be about
 * a leg of the call.
 *
 * @param callSid undefined if the report names no carrier call
 * @crossTenant Safe: the carrier's signed callback names the call by uuid.
 */
export async function lockCallOfReport(
  sql: Sql,
  uuid: string,
  callSid: string | undefined,
): Promise<CallRow | undefined> {
  const [row] = await sql<CallRow[]>`
    select * from calls c where c.uuid = ${uuid} and ${isOfCallOrLeg(sql, callSid)} for no key update of c`;
  return row;
}

/** SQL condition: a report about the carrier call `callSid` is about call `c` or about a leg of the call. */
const isOfCallOrLeg = (sql: Sql, callSid: string | undefined) => sql`(
  coalesce(c.call_sid, ${callSid ?? null}, '') = coalesce(${callSid ?? null}, c.call_sid, '')
  or exists (select from call_legs g
    where g.call_id = c.id and g.status <> 'reserved' and coalesce(g.call_sid, ${callSid ?? null}) = ${callSid ?? null}))`;

export type CallProgress = {
  callSid?: string;
  status?: CallStatus;
  ringingAt?: Date;
  answerTime?: Date;
  answeredBy?: string;
  greetingEndedAt?: Date;
  conferenceSid?: string;
  connectedAt?: Date;
  talkTime?: number;
  hangupCause?: string;
};

/**
 * Updates a call with what is known about the call now. The order in which reports arrive does not matter.
 *
 * @returns the call after the update
 * @crossTenant Safe: the caller has read the call.
 */
export async function updateCallProgress(sql: Sql, id: number, progress: CallProgress): Promise<CallRow | undefined> {
  const [row] = await sql<CallRow[]>`update calls c set ${progressSet(sql, progress)} where c.id = ${id} returning c.*`;
  return row;
}

/** SQL: the columns of call `c` after the progress. */
function progressSet(sql: Sql, progress: CallProgress) {
  const { callSid, status, ringingAt, answerTime, answeredBy, greetingEndedAt, conferenceSid } = progress;
  const { connectedAt, talkTime, hangupCause } = progress;
  return sql`
    call_sid = coalesce(c.call_sid, ${callSid ?? null}),
    status = case
      when c.live and call_status_rank(${status ?? null}::call_status) > call_status_rank(c.status)
      then ${status ?? null}::call_status else c.status end,
    ringing_at = least(c.ringing_at, ${ringingAt ?? null}),
    answer_time = least(c.answer_time, ${answerTime ?? null}),
    answered_by = coalesce(c.answered_by, ${answeredBy ?? null}),
    greeting_ended_at = coalesce(c.greeting_ended_at, ${greetingEndedAt ?? null}),
    conference_sid = coalesce(c.conference_sid, ${conferenceSid ?? null}),
    connected_at = least(c.connected_at, ${connectedAt ?? null}),
    talk_time = coalesce(c.talk_time, ${talkTime ?? null}),
    hangup_cause = coalesce(c.hangup_cause, ${hangupCause ?? null}),
    updated_at = clock_now()`;
}

/**
 * Applies a report that only adds to what is known about a live call: its event and its progress, in one statement and
 * without a transaction, because most reports are such reports.
 *
 * @param report.callSid the carrier call of the report; undefined if the report names none
 * @param report.of what the carrier call must be: the call or one of its legs, the call, or a call whose carrier id we know
 * @returns the call before the report; undefined if the call is unknown, has ended, or is another carrier call
 * @crossTenant Safe: the carrier's signed callback names the call by uuid.
 */
export async function applyLiveReport(
  sql: Sql,
  {
    callUuid,
    callSid,
    of,
  }: { callUuid: string; callSid: string | undefined; of: 'call or leg' | 'call' | 'known call' },
  progress: CallProgress,
  event: Omit<NewCallEvent, 'metadata'> & { metadata: Json },
): Promise<CallRow | undefined> {
  const isOfCall =
    of === 'call or leg'
      ? isOfCallOrLeg(sql, callSid)
      : sql`${of === 'call' ? sql`coalesce(c.call_sid, ${callSid ?? null})` : sql`c.call_sid`} = ${callSid ?? null}`;
  const [before] = await sql<CallRow[]>`
    with before as (
      select * from calls c where c.uuid = ${callUuid} and c.live and ${isOfCall} for no key update of c),
    applied as (update calls c set ${progressSet(sql, progress)} from before where c.id = before.id),
    logged as (
      insert into call_events (tenant_id, call_id, event, message, metadata, source_key, occurred_at)
      select tenant_id, id, ${event.event}, ${event.message}, ${sql.json(event.metadata)}, ${event.sourceKey ?? null},
        coalesce(${event.occurredAt ?? null}::timestamptz, clock_now()) from before
      on conflict (call_id, source_key) do nothing)
    select * from before`;
  return before;
}

/**
 * Stores the time at which the carrier is polled next for the prices or the recording of an ended call. The sweeper
 * restarts a poll that is long overdue.
 *
 * @crossTenant Safe: the job `cost.reconcile` names the call by id.
 */
export async function scheduleNextPoll(sql: Sql, id: number, delayMs: number): Promise<void> {
  await sql`
    update calls set next_poll_at = clock_now() + make_interval(secs => ${delayMs / 1_000}), updated_at = clock_now()
    where id = ${id}`;
}

/**
 * Marks a call as abandoned when the abandonment message starts to play.
 *
 * @crossTenant Safe: the caller has locked the call.
 */
export async function markCallAbandoned(sql: Sql, id: number): Promise<void> {
  await sql`
    update calls set abandoned_at = coalesce(abandoned_at, clock_now()), updated_at = clock_now() where id = ${id}`;
}

/**
 * Stores that the voicemail message begins to play.
 *
 * @crossTenant Safe: the carrier's signed callback names the call by uuid.
 */
export async function markMessageLeft(sql: Sql, uuid: string): Promise<void> {
  await sql`
    update calls set message_left_at = coalesce(message_left_at, clock_now()), updated_at = clock_now()
    where uuid = ${uuid}`;
}

export type EndedCallFields = {
  status: CallStatus;
  disposition: Disposition;
  endTime: Date;
  duration: number;
  talkTime: number;
  hangupCause: string | null;
  cost: number;
  costSource: 'estimated' | 'unrated';
};

/**
 * Ends a live call and logs the end. The estimated cost counts until the carrier has set the prices.
 *
 * @param countsAsCompleted whether the campaign counts the call as a completed one
 * @crossTenant Safe: the caller has locked the call.
 */
export async function markCallEnded(
  sql: Sql,
  id: number,
  end: EndedCallFields,
  event: Required<Omit<NewCallEvent, 'occurredAt'>>,
  countsAsCompleted: boolean,
): Promise<void> {
  await sql`
    with ended as (
    update calls set status = ${end.status}, disposition = ${end.disposition}, end_time = ${end.endTime},
      duration = ${end.duration}, talk_time = ${end.talkTime},
      hangup_cause = coalesce(${end.hangupCause}, hangup_cause), cost = ${end.cost},
      cost_source = ${end.costSource},
      updated_at = clock_now()
    where id = ${id} and live returning id, tenant_id, campaign_id, end_time),
    counted as (
      insert into campaign_call_counts (campaign_id, completed)
      select campaign_id, 1 from ended where campaign_id is not null and ${countsAsCompleted})
    insert into call_events (tenant_id, call_id, event, message, metadata, source_key, occurred_at)
    select tenant_id, id, ${event.event}, ${event.message}, ${sql.json(event.metadata)}, ${event.sourceKey}, end_time
    from ended on conflict (call_id, source_key) do nothing`;
}

/** @crossTenant Safe: the carrier's signed callback names the call by the carrier's id. */
export async function lockCallBySid(sql: Sql, callSid: string): Promise<CallRow | undefined> {
  const [row] = await sql<CallRow[]>`
    select * from calls where call_sid = ${callSid} and not externally_logged for no key update`;
  return row;
}

/**
 * Locks and returns the externally logged call of a tenant to which the carrier call's number is granted. Other tenants
 * may have logged the same id, but the carrier's reports are not for them.
 *
 * @param numbers the two numbers of the carrier call, from the signed request
 * @crossTenant Safe: the carrier's signed callback names the number, and a number is granted to one tenant.
 */
export async function lockLoggedCallBySid(sql: Sql, callSid: string, numbers: string[]): Promise<CallRow | undefined> {
  const [row] = await sql<CallRow[]>`
    select c.* from calls c
    where c.call_sid = ${callSid} and c.externally_logged
      and exists (select from number_grants g
        where g.tenant_id = c.tenant_id and g.phone_number = any(${numbers}::text[]) and g.revoked_at is null)
    order by c.id limit 1
    for no key update of c`;
  return row;
}

/**
 * Lists outbound calls that were placed for an agent and are not answered yet.
 *
 * @crossTenant Safe: a leg that the caller has read names the agent.
 */
export async function listUnansweredCallsOfAgent(sql: Sql, agentId: number): Promise<{ id: number }[]> {
  return await sql<{ id: number }[]>`
    select id from calls where agent_id = ${agentId} and live and direction = 'outbound' and answer_time is null`;
}

/**
 * Corrects the outcome of an ended call after a late report. `connectedAt` replaces the stored time. If `connectedAt` is
 * undefined, the stored time stays.
 *
 * @crossTenant Safe: the caller has locked the call.
 */
export async function updateCallOutcome(
  sql: Sql,
  id: number,
  outcome: Pick<EndedCallFields, 'disposition' | 'talkTime'> & { connectedAt?: Date | null },
): Promise<void> {
  const { disposition, talkTime, connectedAt } = outcome;
  await sql`
    update calls set disposition = ${disposition}, talk_time = ${talkTime}, updated_at = clock_now(),
      connected_at = case when ${connectedAt !== undefined} then ${connectedAt ?? null}::timestamptz else connected_at end
    where id = ${id} and not live`;
}

/** Whether a CRM platform gets the calls of the tenant. */
export async function hasActiveIntegration(sql: Sql, tenantId: number): Promise<boolean> {
  const [row] = await sql<[{ isActive: boolean }]>`
    select exists (
      select from integrations where tenant_id = ${tenantId} and is_active and deleted_at is null) as is_active`;
  return row.isActive;
}

/** Lists the live calls of a tenant that the carrier has, or that are being placed. */
export async function listLiveCallIds(sql: Sql, tenantId: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from calls
    where tenant_id = ${tenantId} and live and status <> 'reserved' and not externally_logged order by id`;
  return rows.map(({ id }) => id);
}
