import type { Json, Sql } from './db.ts';

export type PacingSettings = {
  dialMode: 'progressive' | 'predictive';
  abandonTargetRate: number;
  abandonHardRate: number;
  abandonWindowHours: number;
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

export async function readPacing(
  sql: Sql,
  campaignId: number,
): Promise<PacingSettings & { pacerState: unknown; pacingReport: unknown }> {
  const [row] = await sql<[PacingSettings & { pacerState: unknown; pacingReport: unknown }]>`
    select dial_mode, abandon_target_rate, abandon_hard_rate, abandon_window_hours, pacer_state, pacing_report
    from campaigns where id = ${campaignId}`;
  return row;
}

export async function savePacing(sql: Sql, campaignId: number, pacerState: Json, report: Json): Promise<void> {
  await sql`
    update campaigns set pacer_state = ${sql.json(pacerState)}, pacing_report = ${sql.json(report)}
    where id = ${campaignId}`;
}

export type AbandonSums = { answered: number; abandoned: number };

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

export async function abandonSums(sql: Sql, campaignId: number, windowHours: number): Promise<AbandonSums> {
  const [row] = await sql<[AbandonSums]>`
    select coalesce(sum(answered), 0)::bigint as answered, coalesce(sum(abandoned), 0)::bigint as abandoned
    from abandon_ledger
    where campaign_id = ${campaignId} and hour > clock_now() - make_interval(hours => ${windowHours})`;
  return row;
}
