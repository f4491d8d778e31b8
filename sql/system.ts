/**
 * The statements that cross tenants, each with its why. Everything else takes a `tenantId`.
 */
import { type AgentLineRow, lineWanted } from './agent-lines.ts';
import type { Pool, Sql } from './db.ts';

/** For health probes, which belong to nobody. */
export async function ping(sql: Sql): Promise<void> {
  await sql`select 1`;
}

/** For /metrics: an operator watches the deployment, not a tenant, and what it carries itself. */
export async function countLiveCalls(sql: Sql): Promise<{ status: string; count: number }[]> {
  return await sql<{ status: string; count: number }[]>`
    select status::text, count(*) from calls where live and not recorded_by_api group by status`;
}

/**
 * Sets agents' lines in use to what their live calls say, wherever a crash left them apart, and returns how many it
 * mended. Crosses tenants because it follows from no tenant's action. An agent or call touched lately is left alone: its
 * transaction may still be on its way, and the next sweep sees it settled.
 */
export async function recountAgentCalls(sql: Sql, quietSeconds = 30): Promise<number> {
  const quiet = sql`clock_now() - make_interval(secs => ${quietSeconds})`;
  const mended = await sql`
    update agents a set current_calls = least(counted.live, a.max_concurrent_calls)
    from (
      select b.id, (select count(*) from calls c where c.agent_id = b.id and c.live) as live
      from agents b
      where coalesce(b.last_active_at, '-infinity') < ${quiet}
        and not exists (select from calls c where c.agent_id = b.id and c.updated_at >= ${quiet})
    ) counted
    where a.id = counted.id and a.current_calls <> least(counted.live, a.max_concurrent_calls)
      and coalesce(a.last_active_at, '-infinity') < ${quiet}`;
  return mended.count;
}

/** As for agents above: sets buyers' calls in progress and of today to what their calls say. Follows from no tenant's action. */
export async function recountBuyerCalls(sql: Sql, quietSeconds = 30): Promise<number> {
  const quiet = sql`clock_now() - make_interval(secs => ${quietSeconds})`;
  const mended = await sql`
    update buyers b set current_calls = counted.live, calls_today = counted.today
    from (
      select y.id,
        (select count(*) from calls c where c.buyer_id = y.id and c.buyer_held and c.live) as live,
        (select count(*) from calls c where c.buyer_id = y.id and c.buyer_day = y.calls_day) as today
      from buyers y where y.counted_at < ${quiet}
    ) counted
    where b.id = counted.id and b.counted_at < ${quiet} and (b.current_calls, b.calls_today) is distinct from (counted.live, counted.today)`;
  return mended.count;
}

/** One scheduler ticks the campaigns of all tenants, in no order: whoever comes first takes the free agents. */
export async function activeCampaignIds(sql: Sql): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`select id from campaigns where status = 'active' order by random()`;
  return rows.map((row) => row.id);
}

/** Calls that wait for the carrier, of all tenants: they share its calls per second. */
export async function countReservedCalls(sql: Sql): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from calls where live and status = 'reserved' and direction = 'outbound'`;
  return row.count;
}

// The sweeper derives the work that is due anew from the rows of all tenants, for when a queue lost its jobs.

/** Reservations and legs that no worker has placed for a while. */
export async function forgottenPlacements(sql: Sql, seconds: number): Promise<{ calls: number[]; legs: number[] }> {
  const calls = await sql<{ id: number }[]>`
    select id from calls where live and status = 'reserved'
      and updated_at < clock_now() - make_interval(secs => ${seconds}) order by id limit 500`;
  const legs = await sql<{ id: number }[]>`
    select g.id from call_legs g join calls c on c.id = g.call_id
    where g.live and g.status = 'reserved' and c.live
      and g.updated_at < clock_now() - make_interval(secs => ${seconds}) order by g.id limit 500`;
  return { calls: calls.map(({ id }) => id), legs: legs.map(({ id }) => id) };
}

/** The latest ended call of each lead that still counts as being called, though no call of it is live. */
export async function unsettledCalls(sql: Sql, seconds: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select max(c.id) as id from leads l join calls c on c.lead_id = l.id
    where l.status in ('queued', 'calling')
    group by l.id
    having bool_and(not c.live) and max(c.updated_at) < clock_now() - make_interval(secs => ${seconds})
    limit 500`;
  return rows.map(({ id }) => id);
}

/** Calls of people whose agents did not come, and who still hear neither another agent nor the message. */
export async function strandedCalls(sql: Sql, seconds: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from calls c
    where live and direction = 'outbound' and not recorded_by_api
      and status = 'in-progress' and agent_id is null and bridge_time is null and abandoned_at is null
      and coalesce(answered_by, 'human') in ('human', 'unknown')
      and exists (select from call_legs g where g.call_id = c.id)
      and updated_at < clock_now() - make_interval(secs => ${seconds})
    order by id limit 500`;
  return rows.map(({ id }) => id);
}

/** Leads whose reservation was lost before a call existed. */
export async function freeUncalledLeads(sql: Sql, seconds: number): Promise<number> {
  const freed = await sql`
    update leads l set status = 'pending', updated_at = clock_now()
    where l.status = 'queued' and l.updated_at < clock_now() - make_interval(secs => ${seconds})
      and not exists (select from calls c where c.lead_id = l.id and (c.live or c.created_at >= l.updated_at))`;
  return freed.count;
}

/** Ended calls whose cost is an estimate, and whose next look at the carrier is long overdue. */
export async function uncostedCalls(sql: Sql, seconds: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from calls where not live and (cost_source is null or cost_source = 'estimated')
      and coalesce(next_look_at, updated_at) < clock_now() - make_interval(secs => ${seconds})
    order by id limit 500`;
  return rows.map(({ id }) => id);
}

export async function unfinishedImports(sql: Sql): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from lead_imports where status in ('pending', 'running') order by id limit 100`;
  return rows.map(({ id }) => id);
}

/** Syncs of all tenants whose worker died, or let others go first. */
export async function unfinishedSyncs(sql: Sql): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from integration_syncs where status = 'running' order by id limit 100`;
  return rows.map(({ id }) => id);
}

/** One schedule syncs the integrations of all tenants, those first that have waited longest. */
export async function idleIntegrations(sql: Sql): Promise<{ id: number; tenantId: number }[]> {
  return await sql<{ id: number; tenantId: number }[]>`
    select id, tenant_id from integrations i
    where is_active and deleted_at is null
      and not exists (select from integration_syncs y where y.integration_id = i.id and y.status = 'running')
    order by last_sync_at nulls first, id limit 1000`;
}

/** Calls, legs and lines whose next report is overdue, or that were perhaps never placed: the carrier is asked. */
export type SilentLeg = {
  kind: 'call' | 'leg' | 'line';
  id: number;
  uuid: string;
  /** The call it belongs to; null for a line. */
  callId: number | null;
  callUuid: string | null;
  callSid: string | null;
  fromNumber: string;
  toNumber: string;
  startTime: Date;
  silentSeconds: number;
};

export async function silentLegs(sql: Sql, limits: { unplaced: number; placed: number }): Promise<SilentLeg[]> {
  return await sql<SilentLeg[]>`
    select *, extract(epoch from clock_now() - updated_at)::float8 as silent_seconds
    from (
      select 'call' as kind, id, uuid, id as call_id, uuid as call_uuid, call_sid, from_number, to_number, start_time, updated_at
      from calls where live and not recorded_by_api and start_time is not null
      union all
      select 'leg', g.id, g.uuid, c.id, c.uuid, g.call_sid, g.from_number, g.to_number, g.start_time, g.updated_at
      from call_legs g join calls c on c.id = g.call_id where g.live and g.start_time is not null
      union all
      select 'line', id, uuid, null, null, call_sid, from_number, to_number, start_time, updated_at
      from agent_lines where live and start_time is not null
    ) legs
    where updated_at < clock_now() - make_interval(
      secs => case when call_sid is null then ${limits.unplaced}::float8 else ${limits.placed}::float8 end)
    order by updated_at limit 200`;
}

/** Whether a carrier call is bound to one of ours already, in any tenant: the carrier's account is shared. */
export async function isSidBound(sql: Sql, callSid: string): Promise<boolean> {
  const [row] = await sql<[{ bound: boolean }]>`
    select exists (select from calls where call_sid = ${callSid})
      or exists (select from call_legs where call_sid = ${callSid})
      or exists (select from agent_lines where call_sid = ${callSid}) as bound`;
  return row.bound;
}

/** Campaigns whose time has come start, in all tenants. */
export async function startScheduledCampaigns(sql: Sql): Promise<number> {
  const started = await sql`
    update campaigns set status = 'active', updated_at = clock_now()
    where status = 'scheduled' and coalesce(schedule_start, '-infinity') <= clock_now()`;
  return started.count;
}

/** Two questions about leads instead of one: each has a small index of its own, and this is asked every second. */
const isOver = (sql: Sql) => sql`(
  k.status in ('active', 'scheduled', 'paused') and k.schedule_end <= clock_now()
  or k.status = 'active' and k.total_leads > 0 and k.phone_number is null
    and not exists (select from leads l where l.campaign_id = k.id and l.status = 'pending')
    and not exists (select from leads l where l.campaign_id = k.id and l.status in ('queued', 'calling'))
    and not exists (
      select from lead_imports i where i.campaign_id = k.id and i.status in ('uploading', 'pending', 'running')))`;

/**
 * Campaigns end, in all tenants, when their time is over or nobody is left to call and no import brings more. They are
 * locked before they are looked at for good: whoever gives one of them a lead to call meanwhile locks it as well (see
 * `reopenDryCampaign`), and either sees its end or keeps it from coming.
 */
export async function completeCampaigns(pool: Pool): Promise<number> {
  return pool.begin(async (sql) => {
    const over = await sql<{ id: number }[]>`
      select k.id from campaigns k where ${isOver(sql)} for no key update skip locked`;
    if (over.length === 0) return 0;
    const completed = await sql`
      update campaigns k set status = 'completed', ran_dry = coalesce(k.schedule_end > clock_now(), true),
        updated_at = clock_now()
      where k.id = any(${over.map(({ id }) => id)}) and ${isOver(sql)}`;
    return completed.count;
  });
}

/** Keys of requests that no client still repeats, of all tenants. Real time, like the clients' patience. */
export async function deleteOldIdempotencyKeys(sql: Sql, hours: number): Promise<void> {
  await sql`delete from idempotency_keys where created_at < now() - make_interval(hours => ${hours})`;
}

/** Lines that serve nobody: their agent went away, or no campaign with parked agents runs any more. */
export async function idleLines(sql: Sql): Promise<AgentLineRow[]> {
  return await sql<AgentLineRow[]>`
    select l.* from agent_lines l join agents a on a.id = l.agent_id
    where l.live and a.current_calls = 0 and (a.status <> 'available' or not a.is_active or not ${lineWanted(sql)})
    order by l.id limit 200`;
}

/** Crosses tenants because a call sent to any of our own numbers would come back to us. */
export async function isOwnNumber(sql: Sql, phone: string): Promise<boolean> {
  const [row] = await sql<[{ own: boolean }]>`
    select exists (select from campaigns where phone_number = ${phone} and deleted_at is null)
      or exists (select from phone_numbers where phone_number = ${phone} and deleted_at is null) as own`;
  return row.own;
}

/** Calls that came in and ended a while ago, and whose value nobody has settled: with it, what they hold of a target's caps. */
export async function unvaluedCalls(sql: Sql, seconds: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from calls
    where not live and direction = 'inbound' and not recorded_by_api and revenue_micros is null
      and end_time < clock_now() - make_interval(secs => ${seconds})
    order by id limit 500`;
  return rows.map(({ id }) => id);
}

/** Caps look at the current month at most. Crosses tenants because it is housekeeping. */
export async function deleteOldCapBuckets(sql: Sql): Promise<void> {
  await sql`delete from rtb_cap_buckets where starts_at < clock_now() - interval '40 days'`;
}
