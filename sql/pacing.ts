import type { Json, Sql } from './db.ts';

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
