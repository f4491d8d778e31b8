/** The data that a campaign keeps between two ticks: the state of the pacer and the report of the last tick. */
import type { PacingSettings } from '../../shared/rules/campaigns/pacing-settings.ts';
import type { Json, Sql } from '../db.ts';

/** The pacing data of a campaign. `pacerState` and `pacingReport` are null before the first tick. */
export type PacingRow = PacingSettings & { pacerState: unknown; pacingReport: unknown };

/** @crossTenant Safe: the tick names the campaign by id, and the API has checked the user's access to the campaign. */
export async function readPacing(sql: Sql, campaignId: number): Promise<PacingRow> {
  const [row] = await sql<[PacingRow]>`
    select dial_mode, abandon_target_rate, abandon_hard_rate, abandon_window, abandon_answers_min, pacer_state,
      pacing_report
    from campaigns where id = ${campaignId}`;
  return row;
}

/**
 * Lists the pacer states of the tenant's other campaigns, which may donate their statistics. Campaigns with the same
 * agent group come first, then the campaigns with the most recent tick.
 */
export async function listDonorStates(
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

/** @crossTenant Safe: the tick has locked the campaign by id. */
export async function updatePacing(sql: Sql, campaignId: number, pacerState: Json, report: Json): Promise<void> {
  await sql`
    update campaigns set pacer_state = ${sql.json(pacerState)}, pacing_report = ${sql.json(report)}
    where id = ${campaignId}`;
}
