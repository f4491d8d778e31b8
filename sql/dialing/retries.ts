/** Leads after a call: the history that the retry rule needs, and the next state of the lead. */
import type { Disposition } from '../../shared/rules/calls/disposition.ts';
import type { CustomDisposition } from '../../shared/rules/campaigns/custom-disposition.ts';
import type { CallRow } from '../calls/calls.ts';
import type { Sql } from '../db.ts';

export type FinishedCallRow = Omit<CallRow, 'campaignId' | 'leadId' | 'disposition' | 'endTime'> & {
  campaignId: number;
  leadId: number;
  disposition: Disposition;
  endTime: Date;
  /** The custom disposition that the agent chose. */
  code: CustomDisposition['code'] | null;
  nextStep: CustomDisposition['nextStep'] | null;
  retryMinutes: number | null;
  retryTimesMax: number | null;
  /** Number of ended calls to the lead with the same custom disposition, including this call. */
  timesChosen: number;
  /** Number of ended calls to the lead at this number, without the cancelled calls. */
  attempts: number;
  cancellations: number;
  optedOut: boolean;
  lastAbandonedAt: Date | null;
};

/**
 * Returns an ended call with the lead's history that the retry rule needs. Returns undefined if the call is live or is
 * not the latest call of the lead.
 *
 * @crossTenant Safe: the job `retry.schedule` names the call by id.
 */
export async function finishedCallById(sql: Sql, callId: number): Promise<FinishedCallRow | undefined> {
  const [row] = await sql<FinishedCallRow[]>`
    select c.*, d.code, d.next_step, d.retry_minutes, d.retry_times_max, h.times_chosen, h.attempts, h.cancellations, h.last_abandoned_at,
      l.do_not_call or exists (
        select from dnc_numbers d
        where d.phone = c.to_number and d.removed_at is null and (d.tenant_id = c.tenant_id or d.tenant_id is null)) as opted_out
    from calls c join leads l on l.id = c.lead_id left join dispositions d on d.id = c.disposition_id
    cross join lateral (
      select count(*) filter (where disposition <> 'cancelled' and to_number = c.to_number) as attempts,
        count(*) filter (where disposition = 'cancelled' and to_number = c.to_number) as cancellations,
        count(*) filter (where disposition_id = c.disposition_id) as times_chosen,
        max(end_time) filter (where disposition = 'abandoned') as last_abandoned_at
      from calls where lead_id = c.lead_id and not live) h
    where c.id = ${callId} and not c.live and c.campaign_id is not null
      and not exists (select from calls later where later.lead_id = c.lead_id and later.id > c.id)`;
  return row;
}

/**
 * What becomes of a lead after a call. With `next`, the next call is to another number of the lead, in the given place.
 */
export type LeadOutcome = {
  status: 'pending' | 'completed' | 'failed' | 'dnc';
  nextCallAt: Date | null;
  reason: string;
  next?: { phone: string; placeId: number } | undefined;
};

/**
 * Sets the state of a lead after a call. If the lead is on the do-not-call list or in another live call, the lead stays
 * unchanged. If a call-back was agreed since the call began, the call-back stays unless the person opted out.
 *
 * @crossTenant Safe: the job `retry.schedule` names the call, and the call names the lead.
 */
export async function updateLeadAfterCall(sql: Sql, leadId: number, outcome: LeadOutcome): Promise<void> {
  const keepsCallBack = sql`call_back and ${outcome.status !== 'dnc'}`;
  await sql`
    update leads set
      status = case when ${keepsCallBack} then 'pending' else ${outcome.status} end,
      next_call_at = case when ${keepsCallBack} then next_call_at else ${outcome.nextCallAt}::timestamptz end,
      status_reason = case when ${keepsCallBack} then 'call_back' else ${outcome.reason} end,
      dial_phone = case when ${keepsCallBack} then dial_phone else coalesce(${outcome.next?.phone ?? null}, dial_phone) end,
      place_id = case when ${keepsCallBack} then place_id else coalesce(${outcome.next?.placeId ?? null}::int, place_id) end,
      do_not_call = do_not_call or ${outcome.status === 'dnc'}, updated_at = clock_now()
    where id = ${leadId} and status <> 'dnc' and not exists (select from calls where lead_id = ${leadId} and live)`;
}

/**
 * Finds leads that still have the status `queued` or `calling`, but have no live call. The job `retry.schedule` of these
 * leads was lost. Returns the last call of each lead, for at most 500 leads.
 *
 * @crossTenant Safe: the sweeper repairs the leads of all tenants.
 */
export async function listCallsWithoutRetry(sql: Sql, seconds: number): Promise<number[]> {
  // Subqueries with a limit read the calls of each lead by index. A join could read the whole table of calls.
  const lastCall = sql`(select c.id from calls c where c.lead_id = l.id order by c.id desc limit 1)`;
  const unfinishedCall = sql`(
    select c.id from calls c
    where c.lead_id = l.id and (c.live or c.updated_at >= clock_now() - make_interval(secs => ${seconds}))
    order by c.id desc limit 1)`;
  const rows = await sql<{ id: number | null }[]>`
    select ${lastCall} as id from leads l
    where l.status in ('queued', 'calling') and ${unfinishedCall} is null
    limit 500`;
  return rows.flatMap(({ id }) => id ?? []);
}
