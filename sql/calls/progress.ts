/**
 * How a call moves on. Callbacks name a call by its uuid (unguessable, and signed by the carrier), so these look-ups take
 * no tenant: the row tells it. The status only rises in rank and never leaves its end; names fill blanks; of a moment that
 * is reported twice the earlier stands, so that the order of reports does not matter.
 */
import type { CallRow } from './calls.ts';
import type { CallStatus } from '../../shared/rules/calls/status.ts';
import type { Sql } from '../db.ts';

/** As it stands, for what happens outside a transaction: nothing keeps it from moving on. */
export async function callById(sql: Sql, id: number): Promise<CallRow | undefined> {
  const [row] = await sql<CallRow[]>`select * from calls where id = ${id}`;
  return row;
}

export async function lockCall(sql: Sql, id: number): Promise<CallRow | undefined> {
  const [row] = await sql<CallRow[]>`select * from calls where id = ${id} for no key update`;
  return row;
}

export async function lockCallByUuid(sql: Sql, uuid: string): Promise<CallRow | undefined> {
  const [row] = await sql<CallRow[]>`select * from calls where uuid = ${uuid} for no key update`;
  return row;
}

export type Progress = {
  callSid?: string;
  status?: CallStatus;
  ringingAt?: Date;
  answerTime?: Date;
  answeredBy?: string;
  conferenceSid?: string;
  bridgeTime?: Date;
  talkTime?: number;
  hangupCause?: string;
};

export async function updateCallProgress(sql: Sql, id: number, progress: Progress): Promise<void> {
  const { callSid, status, ringingAt, answerTime, answeredBy, conferenceSid, bridgeTime, talkTime, hangupCause } =
    progress;
  await sql`
    update calls set
      call_sid = coalesce(call_sid, ${callSid ?? null}),
      status = case
        when live and call_status_rank(${status ?? null}::call_status) > call_status_rank(status)
        then ${status ?? null}::call_status else status end,
      ringing_at = least(ringing_at, ${ringingAt ?? null}),
      answer_time = least(answer_time, ${answerTime ?? null}),
      answered_by = coalesce(answered_by, ${answeredBy ?? null}),
      conference_sid = coalesce(conference_sid, ${conferenceSid ?? null}),
      bridge_time = least(bridge_time, ${bridgeTime ?? null}),
      talk_time = coalesce(talk_time, ${talkTime ?? null}),
      hangup_cause = coalesce(hangup_cause, ${hangupCause ?? null}),
      updated_at = clock_now()
    where id = ${id}`;
}

/** Notes when the carrier will be asked again for what the call lacks: long after that it counts as forgotten. */
export async function scheduleNextPoll(sql: Sql, id: number, delayMs: number): Promise<void> {
  await sql`
    update calls set next_poll_at = clock_now() + make_interval(secs => ${delayMs / 1_000}), updated_at = clock_now()
    where id = ${id}`;
}

/** The message of an abandoned call begins to play. */
export async function markCallAbandoned(sql: Sql, id: number): Promise<void> {
  await sql`
    update calls set abandoned_at = coalesce(abandoned_at, clock_now()), updated_at = clock_now() where id = ${id}`;
}

export type EndedCallFields = {
  status: CallStatus;
  disposition: string;
  endTime: Date;
  duration: number;
  talkTime: number;
  hangupCause: string | null;
  cost: number;
  costSource: 'estimated' | 'unrated';
};

/** Ends a call once; false when it had ended already. The cost stands until the carrier has rated the call. */
export async function markCallEnded(sql: Sql, id: number, end: EndedCallFields): Promise<boolean> {
  const ended = await sql`
    update calls set status = ${end.status}, disposition = ${end.disposition}, end_time = ${end.endTime},
      duration = ${end.duration}, talk_time = ${end.talkTime},
      hangup_cause = coalesce(${end.hangupCause}, hangup_cause), cost = ${end.cost},
      cost_source = ${end.costSource},
      updated_at = clock_now()
    where id = ${id} and live`;
  return ended.count === 1;
}

export async function countCompletedCall(sql: Sql, campaignId: number): Promise<void> {
  await sql`update campaigns set calls_completed = calls_completed + 1 where id = ${campaignId}`;
}

export async function lockCallBySid(sql: Sql, callSid: string): Promise<CallRow | undefined> {
  const [row] = await sql<CallRow[]>`select * from calls where call_sid = ${callSid} for no key update`;
  return row;
}

/** Calls that were placed for an agent and are not answered yet. */
export async function listUnansweredCallsOfAgent(sql: Sql, agentId: number): Promise<{ id: number }[]> {
  return await sql<{ id: number }[]>`
    select id from calls where agent_id = ${agentId} and live and direction = 'outbound' and answer_time is null`;
}

/** Corrects how an ended call is counted, once a late report told more about it: a `bridgeTime` given replaces what was guessed. */
export async function updateCallOutcome(
  sql: Sql,
  id: number,
  { disposition, talkTime, bridgeTime }: Pick<EndedCallFields, 'disposition' | 'talkTime'> & { bridgeTime?: Date | null },
): Promise<void> {
  await sql`
    update calls set disposition = ${disposition}, talk_time = ${talkTime}, updated_at = clock_now(),
      bridge_time = case when ${bridgeTime !== undefined} then ${bridgeTime ?? null}::timestamptz else bridge_time end
    where id = ${id} and not live`;
}
