/** Runs that make finished leads of a campaign due again. */
import type { LeftOutReason, RecycleFilter } from '../../shared/rules/leads/recycle.ts';
import { type Key, keyMatches, type Sql } from '../db.ts';
import { requeuedAt, requeueProblem } from './requeue.ts';

export type RecycleRow = RecycleFilter & {
  id: number;
  uuid: string;
  tenantId: number;
  campaignId: number;
  campaignUuid: string;
  status: 'running' | 'completed';
  lastLeadId: number;
  /** The number of leads of the campaign when the run began. */
  total: number;
  examined: number;
  requeued: number;
  leftOut: Partial<Record<LeftOutReason, number>>;
  createdAt: Date;
  finishedAt: Date | null;
};

/** @throws unique violation of `lead_recycles_one_running` if a run of the campaign has not ended */
export async function insertRecycle(
  sql: Sql,
  {
    filter,
    ...recycle
  }: Pick<RecycleRow, 'tenantId' | 'campaignId' | 'total'> & { createdBy: number | null; filter: RecycleFilter },
): Promise<{ id: number }> {
  const row = { ...recycle, ...filter, dispositions: [...filter.dispositions] };
  const [inserted] = await sql<[{ id: number }]>`insert into lead_recycles ${sql(row)} returning id`;
  return inserted;
}

const selected = (sql: Sql) => sql`
  select r.*, k.uuid as campaign_uuid from lead_recycles r join campaigns k on k.id = r.campaign_id`;

export async function recycleByKey(sql: Sql, tenantId: number, key: Key): Promise<RecycleRow | undefined> {
  const [row] = await sql<RecycleRow[]>`
    ${selected(sql)} where r.tenant_id = ${tenantId} and ${keyMatches(sql, 'r', key)}`;
  return row;
}

/**
 * Locks a run until the end of the transaction. Returns undefined if the run has ended.
 *
 * @crossTenant Safe: the job `leads.recycle` names the run by id, and the run's row names the tenant.
 */
export async function lockRunningRecycle(sql: Sql, id: number): Promise<RecycleRow | undefined> {
  const [row] = await sql<RecycleRow[]>`${selected(sql)} where r.id = ${id} and r.status = 'running' for update of r`;
  return row;
}

/**
 * Lists runs that no job has continued for `seconds`, because their job was lost.
 *
 * @crossTenant Safe: the sweeper continues the runs of all tenants.
 */
export async function listStaleRecycleIds(sql: Sql, seconds: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from lead_recycles
    where status = 'running' and updated_at < clock_now() - make_interval(secs => ${seconds}) order by id limit 100`;
  return rows.map(({ id }) => id);
}

/** SQL value: a {@link LeftOutReason} why lead `l` of campaign `k`, with the last call `last`, stays as it is, or null. */
function leftOutReason(sql: Sql, filter: RecycleFilter) {
  const { dispositions, attemptsMin, attemptsMax, lastCallAfter, lastCallBefore } = filter;
  return sql`
    case
      when p.problem in ('do_not_call', 'in_call', 'pending') then p.problem
      when (last.disposition = any(${[...dispositions]}::text[]) or last.code = any(${[...dispositions]}::text[])) is not true
        then 'disposition'
      when l.call_attempts < ${attemptsMin}::int or l.call_attempts > ${attemptsMax}::int then 'attempts'
      when last.start_time <= ${lastCallAfter}::timestamptz or last.start_time >= ${lastCallBefore}::timestamptz then 'last_call'
      else p.problem
    end`;
}

/** Selects leads `l` of a campaign with the reason why each stays as it is. The last call is read for finished leads only. */
const examined = (
  sql: Sql,
  { tenantId, campaignId }: Pick<RecycleRow, 'tenantId' | 'campaignId'>,
  filter: RecycleFilter,
) => sql`
  select l.id, ${leftOutReason(sql, filter)} as reason,
    case when last.code = any(${[...filter.dispositions]}::text[]) then last.code else last.disposition end as disposition
  from leads l join campaigns k on k.id = l.campaign_id
    cross join lateral (select ${requeueProblem(sql)} as problem) p
    left join lateral (
      select c.disposition, d.code, c.start_time from calls c left join dispositions d on d.id = c.disposition_id
      where c.lead_id = l.id and not c.live and l.status in ('completed', 'failed') order by c.id desc limit 1) last on true
  where l.tenant_id = ${tenantId} and l.campaign_id = ${campaignId}`;

export type ExaminedLeads = { disposition: string | null; reason: LeftOutReason | null; leads: number };

/** Counts the leads of a campaign by the disposition of their last call and by the reason why they stay as they are. */
export async function countRecyclable(
  sql: Sql,
  campaign: Pick<RecycleRow, 'tenantId' | 'campaignId'>,
  filter: RecycleFilter,
): Promise<ExaminedLeads[]> {
  return await sql<ExaminedLeads[]>`
    select disposition, reason, count(*) as leads from (${examined(sql, campaign, filter)}) e group by disposition, reason`;
}

/**
 * Makes the next leads of a run due again, in the order of their ids. The caller has locked the run.
 *
 * @returns the number of leads by reason, with the last id of each group; empty if no leads are left
 * @crossTenant Safe: the caller has locked the run, and the run's row names the tenant.
 */
export async function recycleNextLeads(
  sql: Sql,
  run: RecycleRow,
  limit: number,
): Promise<{ reason: LeftOutReason | null; leads: number; lastId: number }[]> {
  return await sql<{ reason: LeftOutReason | null; leads: number; lastId: number }[]>`
    with part as materialized (
      ${examined(sql, run, run)} and l.id > ${run.lastLeadId} order by l.id limit ${limit} for no key update of l
    ), recycled as (
      update leads l set status = 'pending', status_reason = 'recycled', next_call_at = ${requeuedAt(sql)},
        updated_at = clock_now()
      from part, campaigns k where l.id = part.id and part.reason is null and k.id = l.campaign_id)
    select reason, count(*) as leads, max(id) as last_id from part group by reason`;
}

/** Stores the progress of a run. */
export async function saveRecycle(
  sql: Sql,
  { id, tenantId }: Pick<RecycleRow, 'id' | 'tenantId'>,
  progress: Pick<RecycleRow, 'status' | 'lastLeadId' | 'examined' | 'requeued' | 'leftOut'>,
): Promise<void> {
  const { leftOut, ...columns } = progress;
  await sql`
    update lead_recycles set ${sql(columns)}, left_out = ${sql.json(leftOut)}, updated_at = clock_now(),
      finished_at = case when ${progress.status} = 'completed' then clock_now() end
    where id = ${id} and tenant_id = ${tenantId}`;
}
