/** The lead after a call: what the retry rule needs to know, and the lead's next state. */
import type { Sql } from '../db.ts';

export type FinishedCallRow = {
  id: number;
  campaignId: number;
  leadId: number;
  toNumber: string;
  disposition: string;
  hangupCause: string | null;
  endTime: Date;
  /** Ended calls to this lead, without the cancelled ones. */
  attempts: number;
  cancellations: number;
  optedOut: boolean;
  lastAbandonedAt: Date | null;
};

/**
 * An ended call that is the latest of its lead, with the history that the retry rule needs; undefined for any other call.
 *
 * @crossTenant The job names the call by its id.
 */
export async function finishedCallById(sql: Sql, callId: number): Promise<FinishedCallRow | undefined> {
  const [row] = await sql<FinishedCallRow[]>`
    select c.id, c.campaign_id, c.lead_id, c.to_number, c.disposition, c.hangup_cause, c.end_time,
      h.attempts, h.cancellations, h.last_abandoned_at,
      l.do_not_call or exists (
        select from dnc_numbers d
        where d.phone = c.to_number and (d.tenant_id = c.tenant_id or d.tenant_id is null)) as opted_out
    from calls c join leads l on l.id = c.lead_id
    cross join lateral (
      select count(*) filter (where disposition <> 'cancelled') as attempts,
        count(*) filter (where disposition = 'cancelled') as cancellations,
        max(end_time) filter (where disposition = 'abandoned') as last_abandoned_at
      from calls where lead_id = c.lead_id and not live) h
    where c.id = ${callId} and not c.live and c.campaign_id is not null
      and not exists (select from calls later where later.lead_id = c.lead_id and later.id > c.id)`;
  return row;
}

/**
 * Sets the lead to the outcome of its call. A lead on the do-not-call list, or in another live call, stays as it is. A
 * call-back that was agreed on since the call began is kept, unless the person opted out.
 *
 * @crossTenant The job names the call, and the call its lead.
 */
export async function updateLeadAfterCall(
  sql: Sql,
  leadId: number,
  outcome: { status: 'pending' | 'completed' | 'failed' | 'dnc'; nextCallAt: Date | null; reason: string },
): Promise<void> {
  const keepsCallBack = sql`call_back and ${outcome.status !== 'dnc'}`;
  await sql`
    update leads set
      status = case when ${keepsCallBack} then 'pending' else ${outcome.status} end,
      next_call_at = case when ${keepsCallBack} then next_call_at else ${outcome.nextCallAt}::timestamptz end,
      status_reason = case when ${keepsCallBack} then 'call_back' else ${outcome.reason} end,
      do_not_call = do_not_call or ${outcome.status === 'dnc'}, updated_at = clock_now()
    where id = ${leadId} and status <> 'dnc' and not exists (select from calls where lead_id = ${leadId} and live)`;
}

/**
 * The latest ended call of each lead that still counts as being called although none of its calls is live: its retry was
 * lost. At most 500.
 *
 * @crossTenant The sweeper repairs the rows of all tenants.
 */
export async function listCallsWithoutRetry(sql: Sql, seconds: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select max(c.id) as id from leads l join calls c on c.lead_id = l.id
    where l.status in ('queued', 'calling')
    group by l.id
    having bool_and(not c.live) and max(c.updated_at) < clock_now() - make_interval(secs => ${seconds})
    limit 500`;
  return rows.map(({ id }) => id);
}
