import type { CallInFlight } from '../../shared/rules/pacing/excess-calls.ts';
import { type EligibleAgents, isEligible, isEligibleForCampaign } from '../agents/availability.ts';
import type { Sql } from '../db.ts';

/**
 * Lists the campaign's own calls that have no agent yet, and the calls of other campaigns that will need an agent of
 * this campaign.
 *
 * The other campaign may share only a part of its agents with this campaign. Then the same part of the other campaign's
 * calls is listed, rounded up and picked evenly. For example, if half of the other campaign's agents can take calls of
 * this campaign, every second call of the other campaign is listed.
 *
 * While the carrier listens to a greeting (synchronous machine detection), it is unknown whether the call needs an
 * agent. Such a call is listed like a call that has just begun to ring. After `analysisSecondsMax` the far end is a
 * machine with a long greeting, and the call is not listed.
 */
export async function callsInFlight(
  sql: Sql,
  campaign: { id: number; eligible: EligibleAgents },
  analysisSecondsMax: number,
): Promise<CallInFlight[]> {
  const { id, eligible } = campaign;
  return await sql<CallInFlight[]>`
    with under_way as (
      select c.*, analysed.now as is_analysed, row_number() over of_campaign as nth
      from calls c
      cross join lateral (
        select c.status = 'in-progress' and c.answered_by is null
            and exists (select from campaigns k where k.id = c.campaign_id and k.amd_enabled and k.amd_mode = 'sync')
          as now) analysed
      where not (analysed.now and coalesce(c.answer_time, c.updated_at) < clock_now() - make_interval(secs => ${analysisSecondsMax}))
        and c.tenant_id = ${eligible.tenantId} and c.campaign_id is not null and c.lead_id is not null
        and c.live and c.direction = 'outbound' and not c.externally_logged and c.agent_id is null
        and c.abandoned_at is null and (c.answered_by is null or c.answered_by in ('human', 'unknown'))
      window of_campaign as (partition by c.campaign_id order by c.id)
    ), shared as (
      select k.id, count(*) filter (where ${isEligible(sql, eligible)})::float8 / count(*) as share
      from campaigns k join agents a on ${isEligibleForCampaign(sql)}
      where k.id in (select campaign_id from under_way) and k.id <> ${id}
      group by k.id
    )
    select c.id, c.lead_id, c.campaign_id = ${id} as own, c.start_time is not null as placed,
      extract(epoch from clock_now() - coalesce(c.start_time, c.reserved_at))::float8 as age_seconds,
      case when is_analysed then 0
        else coalesce(extract(epoch from clock_now() - c.ringing_at), 0) end::float8 as ring_seconds,
      c.status = 'in-progress' and not is_analysed as answered
    from under_way c left join shared s on s.id = c.campaign_id
    where c.campaign_id = ${id} or ceil(c.nth * s.share) > ceil((c.nth - 1) * s.share)
    order by c.id`;
}
