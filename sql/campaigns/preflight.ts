import type { Sql } from '../db.ts';
import { restingNumbers } from '../compliance/number-rest.ts';

/**
 * A group of leads that may be called at the same times. `sample` is the phone number of one of the leads. If the numbers
 * rest after calls to other leads, `rests` is true, and `dueAt` is not before the end of the rest.
 */
export type LeadCluster = {
  sample: string;
  status: string;
  onDncList: boolean;
  dueAt: Date | null;
  rests: boolean;
  leads: number;
};

/**
 * Phone numbers with the same first 8 characters are in the same place: plus sign, country code, area code, exchange. The
 * prefix counts only for leads whose place is not stored yet.
 */
const PLACE_PREFIX_LENGTH = 8;

/**
 * Returns all leads of a campaign, grouped by place, status and due time. A million leads have some hundred groups. The
 * statement reads each lead once, and the do-not-call list once. Of the calls of the tenant, it reads those within the
 * longest delay of a retry policy.
 */
export async function leadClusters(sql: Sql, tenantId: number, campaignId: number): Promise<LeadCluster[]> {
  // The calls to the lead itself cause no rest: the retry rule sets the lead's next call time.
  const restsUntil = sql`(case when r.lead_id = l.id then r.other_until else r.until end)`;
  return await sql<LeadCluster[]>`
    with resting as materialized (${restingNumbers(sql, tenantId)})
    select any_value(phone_normalized) as sample, status, on_dnc_list, due_at, rests, count(*) as leads
    from (
      select coalesce(l.dial_phone, l.phone_normalized) as phone_normalized, l.place_id, l.status,
        l.do_not_call or exists (
          select from dnc_numbers d
          where d.phone in (l.phone_normalized, l.dial_phone) and d.removed_at is null
            and (d.tenant_id = ${tenantId} or d.tenant_id is null)) as on_dnc_list,
        date_trunc('minute', nullif(greatest(l.next_call_at, ${restsUntil}, now.at), now.at)) as due_at,
        coalesce(${restsUntil} >= greatest(l.next_call_at, now.at), false) as rests
      from (select clock_now() as at) now, leads l
        left join resting r on r.to_number = coalesce(l.dial_phone, l.phone_normalized) and not l.call_back
      where l.tenant_id = ${tenantId} and l.campaign_id = ${campaignId}) l
    group by place_id, case when place_id = 0 then left(phone_normalized, ${PLACE_PREFIX_LENGTH}::int) end,
      status, on_dnc_list, due_at, rests`;
}

/** Counts the active agents of an agent group. If `groupId` is null, counts the active agents of the tenant. */
export async function countActiveAgents(sql: Sql, tenantId: number, groupId: number | null): Promise<number> {
  const [row] = await sql<[{ agents: number }]>`
    select count(*) as agents from agents a where a.tenant_id = ${tenantId} and a.is_active
      ${groupId === null ? sql`` : sql`and a.agent_group_id = ${groupId}`}`;
  return row.agents;
}

/** How long the last people waited for an agent, in milliseconds; null without a connection. */
export type ConnectDelays = { connections: number; medianMs: number | null; p99Ms: number | null };

/** Returns the delays of the last `limit` connections of a campaign. */
export async function recentConnectDelays(
  sql: Sql,
  campaign: { id: number; tenantId: number },
  limit: number,
): Promise<ConnectDelays> {
  const [row] = await sql<[ConnectDelays]>`
    select count(*) as connections,
      percentile_disc(0.5) within group (order by connect_delay_ms) as median_ms,
      percentile_disc(0.99) within group (order by connect_delay_ms) as p99_ms
    from (
      select connect_delay_ms from calls
      where tenant_id = ${campaign.tenantId} and campaign_id = ${campaign.id} and direction = 'outbound'
        and connect_delay_ms is not null
      order by created_at desc, id desc limit ${limit}) latest`;
  return row;
}
