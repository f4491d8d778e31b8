import { ofCampaign, ofPool, type PoolMembers } from '../agents/availability.ts';
import type { Json, Sql } from '../db.ts';

export const DIAL_MODES = ['preview', 'progressive', 'predictive'] as const;
export const ABANDON_WINDOWS = ['30d', '24h', 'calendar_month'] as const;

export type PacingSettings = {
  dialMode: (typeof DIAL_MODES)[number];
  abandonTargetRate: number;
  abandonHardRate: number;
  abandonWindow: (typeof ABANDON_WINDOWS)[number];
  /** With fewer answers in the window its share of abandoned ones says nothing yet. */
  abandonAnswersMin: number;
};

export async function insertPacingEvent(sql: Sql, campaignId: number, event: Json): Promise<void> {
  await sql`insert into pacing_events (campaign_id, event) values (${campaignId}, ${sql.json(event)})`;
}

/** In the order they happened, and only once. */
export async function takePacingEvents(sql: Sql, campaignId: number, limit: number): Promise<unknown[]> {
  const rows = await sql<{ event: unknown }[]>`
    with taken as (
      delete from pacing_events where id in (
        select id from pacing_events where campaign_id = ${campaignId} order by id limit ${limit})
      returning id, event)
    select event from taken order by id`;
  return rows.map((row) => row.event);
}

export type PacingRow = PacingSettings & { pacerState: unknown; pacingReport: unknown };

export async function readPacing(sql: Sql, campaignId: number): Promise<PacingRow> {
  const [row] = await sql<[PacingRow]>`
    select dial_mode, abandon_target_rate, abandon_hard_rate, abandon_window, abandon_answers_min, pacer_state,
      pacing_report
    from campaigns where id = ${campaignId}`;
  return row;
}

/** What the tenant's other campaigns learnt: those with the same agents first, then the most recent. */
export async function learntElsewhere(
  sql: Sql,
  campaign: { id: number; tenantId: number; agentGroupId: number | null },
  limit: number,
): Promise<unknown[]> {
  const rows = await sql<{ pacerState: unknown }[]>`
    select pacer_state from campaigns
    where tenant_id = ${campaign.tenantId} and id <> ${campaign.id} and pacer_state is not null
    order by agent_group_id is not distinct from ${campaign.agentGroupId}::bigint desc,
      pacing_report ->> 'at' desc nulls last, id desc
    limit ${limit}`;
  return rows.map((row) => row.pacerState);
}

export async function savePacing(sql: Sql, campaignId: number, pacerState: Json, report: Json): Promise<void> {
  await sql`
    update campaigns set pacer_state = ${sql.json(pacerState)}, pacing_report = ${sql.json(report)}
    where id = ${campaignId}`;
}

/** An outbound call under way that no agent has taken yet, for the pacer. */
export type InFlight = {
  id: number;
  leadId: number;
  /** Of this campaign; the others' calls compete for the same agents. */
  own: boolean;
  /** The carrier was asked to place it. */
  placed: boolean;
  ageSeconds: number;
  ringSeconds: number;
  answered: boolean;
};

/**
 * The campaign's own calls, and those of others that will want one of its agents. A campaign that shares some of its agents
 * sends that share of its calls to them, so as many of its calls count, evenly picked and rounded up: all of them where the
 * agents are the same, few where a big floor's campaign may call on a small team.
 */
export async function callsInFlight(sql: Sql, campaign: { id: number; pool: PoolMembers }): Promise<InFlight[]> {
  return await sql<InFlight[]>`
    with under_way as (
      select c.*, row_number() over of_campaign as nth
      from calls c
      where c.tenant_id = ${campaign.pool.tenantId} and c.campaign_id is not null
        and c.live and c.direction = 'outbound' and not c.recorded_by_api and c.agent_id is null
        and c.abandoned_at is null and (c.answered_by is null or c.answered_by in ('human', 'unknown'))
      window of_campaign as (partition by c.campaign_id order by c.id)
    ), shared as (
      select k.id, count(*) filter (where ${ofPool(sql, campaign.pool)})::float8 / count(*) as share
      from campaigns k join agents a on ${ofCampaign(sql)}
      where k.id in (select campaign_id from under_way) and k.id <> ${campaign.id}
      group by k.id
    )
    select c.id, c.lead_id, c.campaign_id = ${campaign.id} as own, c.start_time is not null as placed,
      extract(epoch from clock_now() - coalesce(c.start_time, c.reserved_at))::float8 as age_seconds,
      coalesce(extract(epoch from clock_now() - c.ringing_at), 0)::float8 as ring_seconds,
      c.status = 'in-progress' as answered
    from under_way c left join shared s on s.id = c.campaign_id
    where c.campaign_id = ${campaign.id} or ceil(c.nth * s.share) > ceil((c.nth - 1) * s.share)
    order by c.id`;
}

export type AbandonSums = { answered: number; abandoned: number };
export type WindowSums = AbandonSums & { abandonedToday: number };

/**
 * Counts an answered call, or corrects how one was counted: changes may be negative, so the row comes first. Calls that
 * ended before the ledger began are not in it, so there may be nothing to take back.
 */
export async function addToLedger(sql: Sql, campaignId: number, at: Date, change: AbandonSums): Promise<void> {
  await sql`
    insert into abandon_ledger (campaign_id, hour) values (${campaignId}, date_trunc('hour', ${at}::timestamptz))
    on conflict do nothing`;
  await sql`
    update abandon_ledger set answered = greatest(answered + ${change.answered}, 0),
      abandoned = greatest(least(abandoned + ${change.abandoned}, answered + ${change.answered}), 0)
    where campaign_id = ${campaignId} and hour = date_trunc('hour', ${at}::timestamptz)`;
}

/** Of the window up to now; days and calendar months are those of the campaign's zone. */
export async function abandonSums(
  sql: Sql,
  campaign: { id: number; timezone: string } & Pick<PacingSettings, 'abandonWindow'>,
): Promise<WindowSums> {
  const startOf = (unit: 'day' | 'month') =>
    sql`date_trunc(${unit}, clock_now() at time zone ${campaign.timezone}) at time zone ${campaign.timezone}`;
  const from = {
    '30d': sql`clock_now() - interval '30 days'`,
    '24h': sql`clock_now() - interval '24 hours'`,
    calendar_month: startOf('month'),
  }[campaign.abandonWindow];
  const [row] = await sql<[WindowSums]>`
    select coalesce(sum(answered), 0)::bigint as answered, coalesce(sum(abandoned), 0)::bigint as abandoned,
      coalesce(sum(abandoned) filter (where hour >= ${startOf('day')}), 0)::bigint as abandoned_today
    from abandon_ledger
    where campaign_id = ${campaign.id} and hour >= ${from}`;
  return row;
}
