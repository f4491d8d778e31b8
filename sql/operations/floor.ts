/** What supervisors watch: the live calls, and the figures of the day in steps of five minutes. */
import type { CallPhase } from '../../shared/rules/operations/call-phase.ts';
import type { Sql } from '../db.ts';

export type FloorCallRow = {
  id: number;
  uuid: string;
  direction: 'inbound' | 'outbound';
  phase: CallPhase;
  /** When the phase began. */
  phaseSince: Date;
  fromNumber: string;
  toNumber: string;
  campaignUuid: string | null;
  campaignName: string | null;
  leadUuid: string | null;
  personName: string | null;
  agentUuid: string | null;
  agentName: string | null;
  /** The buyer, or the target with the award of the call. */
  buyerName: string | null;
};

/** SQL expression: the phase of live call `c`. See `shared/rules/operations/call-phase.ts`. */
const phase = (sql: Sql) => sql`
  case when c.connected_at is not null then 'talking'
    when c.status <> 'in-progress' then 'ringing'
    when c.answered_by is null or c.answered_by in ('human', 'unknown') then 'waiting'
    else 'machine' end`;

/** SQL condition: call `c` is at the carrier or on its way there. Other systems carry externally logged calls. */
const isOnFloor = (sql: Sql, tenantId: number) => sql`
  c.tenant_id = ${tenantId} and c.live and not c.externally_logged and c.status <> 'reserved'`;

/** Lists the live calls of a tenant, oldest first. */
export async function listFloorCalls(sql: Sql, tenantId: number, limit: number): Promise<FloorCallRow[]> {
  return await sql<FloorCallRow[]>`
    select c.id, c.uuid, c.direction, ${phase(sql)} as phase, c.from_number, c.to_number,
      coalesce(c.connected_at, c.answer_time, c.start_time, c.created_at) as phase_since,
      k.uuid as campaign_uuid, k.name as campaign_name, l.uuid as lead_uuid,
      nullif(concat_ws(' ', l.first_name, l.last_name), '') as person_name,
      a.uuid as agent_uuid, a.name as agent_name,
      coalesce(b.name, (select t.name from rtb_awards w join rtb_targets t on t.id = w.target_id
        where w.call_id = c.id and w.status = 'claimed')) as buyer_name
    from calls c
    left join campaigns k on k.id = c.campaign_id
    left join leads l on l.id = c.lead_id
    left join agents a on a.id = c.agent_id
    left join buyers b on b.id = c.buyer_id
    where ${isOnFloor(sql, tenantId)}
    order by c.id limit ${limit}`;
}

export type PhaseCount = { campaignUuid: string | null; phase: CallPhase; calls: number };

/** Counts all live calls of a tenant by campaign and phase. */
export async function countFloorCalls(sql: Sql, tenantId: number): Promise<PhaseCount[]> {
  return await sql<PhaseCount[]>`
    select k.uuid as campaign_uuid, ${phase(sql)} as phase, count(*) as calls
    from calls c left join campaigns k on k.id = c.campaign_id
    where ${isOnFloor(sql, tenantId)}
    group by 1, 2`;
}

/** Sums over the ended calls of a part of the day, of a campaign, or of an agent. */
export type FloorSums = {
  calls: number;
  /** Outbound calls. */
  placed: number;
  /** Outbound calls that a person answered. */
  answered: number;
  /** Outbound calls that count as abandoned: without an agent, or connected too late. */
  abandoned: number;
  /** Calls with a conversation. */
  talks: number;
  talkSeconds: number;
  revenueMicros: number;
  connectDelayMs: number | null;
};

export type FloorSumsRow = FloorSums & {
  at: Date | null;
  campaignId: number | null;
  campaignUuid: string | null;
  agentId: number | null;
  agentUuid: string | null;
};

/**
 * Returns the sums of the calls that began after `from` and have ended: for the whole period, by steps of five minutes,
 * by campaign, and by agent. One of `at`, `campaignUuid` and `agentUuid` says for what a row is; in the row of the whole
 * period, all three are null.
 *
 * @param connectDelayMsMax an answered call that was connected later than this also counts as abandoned
 */
export async function floorSums(
  sql: Sql,
  tenantId: number,
  from: Date,
  connectDelayMsMax: number,
): Promise<FloorSumsRow[]> {
  const isOutbound = sql`c.direction = 'outbound'`;
  return await sql<FloorSumsRow[]>`
    with ended as (
      select c.*, date_bin('5 minutes', c.created_at, ${from}) as at
      from calls c
      where c.tenant_id = ${tenantId} and c.created_at >= ${from} and not c.live
        and (c.start_time is not null or c.direction = 'inbound' or c.externally_logged)),
    sums as (
      select c.at, c.campaign_id, c.agent_id, grouping(c.at, c.campaign_id, c.agent_id) as set,
        count(*) as calls, count(*) filter (where ${isOutbound}) as placed,
        count(*) filter (where ${isOutbound} and c.disposition in ('answered', 'abandoned')) as answered,
        count(*) filter (where ${isOutbound} and (c.disposition = 'abandoned'
          or c.disposition = 'answered' and c.connect_delay_ms > ${connectDelayMsMax})) as abandoned,
        count(*) filter (where c.talk_time > 0) as talks,
        coalesce(sum(c.talk_time), 0)::bigint as talk_seconds,
        coalesce(sum(c.revenue_micros), 0)::bigint as revenue_micros,
        percentile_disc(0.5) within group (order by c.connect_delay_ms) as connect_delay_ms
      from ended c
      group by grouping sets ((), (c.at), (c.campaign_id), (c.agent_id)))
    select s.*, k.uuid as campaign_uuid, a.uuid as agent_uuid
    from sums s left join campaigns k on k.id = s.campaign_id left join agents a on a.id = s.agent_id
    where s.set = 7 or s.at is not null or s.campaign_id is not null or s.agent_id is not null
    order by s.at`;
}
