import { inGroup, ofAgent, type Scope } from '../accounts/scope.ts';
import { keyMatches, type Sql } from '../db.ts';
import type { CallFilter } from './calls.ts';

/**
 * A part of a call for which the carrier charges: the call itself, a leg or a recording. `expectsPrice` is false for a
 * call or leg that was not answered, because the carrier often sets no price for an unanswered call or leg.
 */
export type PricedPart = { kind: 'call' | 'leg' | 'recording'; id: number; sid: string; expectsPrice: boolean };

/** @crossTenant Safe: the job `cost.reconcile` names an ended call by id. */
export async function listUnpricedParts(sql: Sql, callId: number): Promise<PricedPart[]> {
  return await sql<PricedPart[]>`
    select 'call' as kind, id, call_sid as sid, status = 'completed' or answer_time is not null as expects_price from calls
      where id = ${callId} and not live and price is null and call_sid is not null
    union all
    select 'leg', id, call_sid, live or answer_time is not null from call_legs
      where call_id = ${callId} and price is null and call_sid is not null
    union all
    select 'recording', id, recording_sid, true from recordings
      where call_id = ${callId} and price is null and status <> 'absent'`;
}

/** @crossTenant Safe: {@link listUnpricedParts} has listed the part for the call of the job `cost.reconcile`. */
export async function setPrice(sql: Sql, part: PricedPart, dollars: number): Promise<void> {
  const table = { call: 'calls', leg: 'call_legs', recording: 'recordings' }[part.kind];
  await sql`update ${sql(table)} set price = ${dollars}, updated_at = clock_now() where id = ${part.id}`;
}

/** The carrier's list prices, in dollars. */
export type ListPrices = {
  /** For a started minute of a call. */
  minute: number;
  /** For a call on which a machine detection gave a result. */
  detection: number;
  /** For a started minute of one participant of a conference. */
  conferenceMinute: number;
};

/**
 * Sets the cost of a call to the sum of the prices of all parts and of the fees. If the call itself has no price and
 * `source` is `unrated`, its list price counts.
 *
 * The called person of a conference call is a participant from the answer to the end, and so is the agent on an agent
 * leg. With each further agent who is reserved, because the last one could not be reached, the person enters another
 * conference, and the carrier charges each stay by the started minute. The leg of a parked agent has its own price: {@link setPriceOfParkedLeg}.
 *
 * @crossTenant Safe: the job `cost.reconcile` names the call by id.
 */
export async function setFinalCost(
  sql: Sql,
  callId: number,
  source: 'rated' | 'unrated',
  prices: ListPrices,
): Promise<void> {
  await sql`
    update calls c set cost_source = ${source}, updated_at = clock_now(), carrier_fees = f.dollars,
      cost = coalesce(c.price, ${source === 'unrated' ? 1 : 0} * ${startedMinutes(sql, 'c')} * ${prices.minute}::numeric)
        + (select coalesce(sum(price), 0) from call_legs where call_id = c.id)
        + (select coalesce(sum(price), 0) from recordings where call_id = c.id)
        + f.dollars
    from (
      select k.id,
        (k.answered_by is not null and k.direction = 'outbound')::int * ${prices.detection}::numeric
          + (k.conference_sid is not null)::int * greatest(${startedMinutes(sql, 'k')}, (
              select coalesce(sum(ceil(extract(epoch from s.until - s.since) / 60)), 0)
              from (
                select occurred_at as since,
                  coalesce(lead(occurred_at) over (order by occurred_at, id), k.end_time) as until
                from call_events where call_id = k.id and event = 'agent_reserved') s
              where s.until > s.since)) * ${prices.conferenceMinute}::numeric
          + coalesce(sum(
            (g.has_detection and g.answer_time is not null)::int * ${prices.detection}::numeric
              + (k.conference_sid is not null and g.agent_id is not null)::int * ${startedMinutes(sql, 'g')}
                * ${prices.conferenceMinute}::numeric), 0) as dollars
      from calls k left join call_legs g on g.call_id = k.id
      where k.id = ${callId} group by k.id) f
    where c.id = f.id and not c.live`;
}

/** SQL expression: the started minutes from the answer to the end of a call or leg. */
const startedMinutes = (sql: Sql, alias: 'c' | 'k' | 'g') =>
  sql`coalesce(ceil(extract(epoch from ${sql(alias)}.end_time - ${sql(alias)}.answer_time) / 60), 0)`;

/**
 * Turns the final cost of a call into an estimate again.
 *
 * @returns false if the cost is already an estimate, or if the call has not ended
 * @crossTenant Safe: the caller has read the call.
 */
export async function reopenCost(sql: Sql, callId: number): Promise<boolean> {
  const reopened = await sql`
    update calls set cost_source = 'estimated', next_poll_at = null, updated_at = clock_now()
    where id = ${callId} and not live and cost_source <> 'estimated'`;
  return reopened.count === 1;
}

/**
 * Lists ended calls with an estimated cost if the next poll of the carrier is overdue by `seconds`. The job of an
 * overdue poll was lost.
 *
 * @crossTenant Safe: the sweeper repairs the calls of all tenants.
 */
export async function listCallIdsWithoutCost(sql: Sql, seconds: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from calls where not live and (cost_source is null or cost_source = 'estimated')
      and coalesce(next_poll_at, updated_at) < clock_now() - make_interval(secs => ${seconds})
    order by id limit 500`;
  return rows.map(({ id }) => id);
}

/**
 * Plans the first poll for the price of an answered parked leg that has ended.
 *
 * @crossTenant Safe: the caller has ended the leg.
 */
export async function planPriceOfParkedLeg(sql: Sql, legId: number, seconds: number): Promise<void> {
  await sql`
    update call_legs set next_poll_at = clock_now() + make_interval(secs => ${seconds})
    where id = ${legId} and price is null`;
}

/**
 * Lists answered parked legs whose price is due to be asked for.
 *
 * @crossTenant Safe: the job `parked-legs.price` completes the parked legs of all tenants.
 */
export async function listUnpricedParkedLegs(
  sql: Sql,
  limit: number,
): Promise<{ id: number; callSid: string; polls: number }[]> {
  return await sql<{ id: number; callSid: string; polls: number }[]>`
    select id, call_sid, polls from call_legs
    where next_poll_at <= clock_now() and call_sid is not null
    order by next_poll_at limit ${limit}`;
}

/** SQL expression: the fees of a parked leg. The agent is a participant of a conference from the answer to the end. */
const feesOfParkedLeg = (sql: Sql, prices: ListPrices) => sql`(
  ${startedMinutes(sql, 'g')} * ${prices.conferenceMinute}::numeric
    + (g.has_detection and g.answer_time is not null)::int * ${prices.detection}::numeric)`;

/**
 * Stores the carrier's price of a parked leg and the fees, or plans the next poll. Without a price and a next poll, the
 * leg keeps its list price. The trigger `post_parked_leg_cost` books the price and the fees.
 *
 * @crossTenant Safe: {@link listUnpricedParkedLegs} has listed the leg.
 */
export async function setPriceOfParkedLeg(
  sql: Sql,
  legId: number,
  { price, nextPollSeconds }: { price: number | undefined; nextPollSeconds: number | undefined },
  prices: ListPrices,
): Promise<void> {
  await sql`
    update call_legs g set price = coalesce(${price ?? null}, price), polls = polls + 1, updated_at = clock_now(),
      carrier_fees = case when ${price !== undefined} then ${feesOfParkedLeg(sql, prices)} else carrier_fees end,
      next_poll_at = clock_now() + make_interval(secs => ${nextPollSeconds ?? null}::float8)
    where id = ${legId}`;
}

/**
 * Returns the cost of the agents' parked legs that ended in a period, in dollars: the carrier's prices, or list prices
 * until the carrier has set them, and the minutes in conferences.
 *
 * @param filter.from the period is [from, before)
 */
export async function parkedLegCost(
  sql: Sql,
  scope: Scope,
  { campaign, agent, from, before }: Pick<CallFilter, 'campaign' | 'agent' | 'from' | 'before'>,
  prices: ListPrices,
): Promise<number> {
  const [row] = await sql<[{ dollars: number }]>`
    select coalesce(sum(
      coalesce(g.price, ${startedMinutes(sql, 'g')} * ${prices.minute}::numeric) + ${feesOfParkedLeg(sql, prices)}), 0
      ) as dollars
    from call_legs g join campaigns k on k.id = g.campaign_id join agents a on a.id = g.agent_id
    where g.tenant_id = ${scope.tenantId} and g.call_id is null and not g.live
      ${inGroup(sql, 'k', scope)} ${ofAgent(sql, 'g', scope)}
      ${campaign ? sql`and ${keyMatches(sql, 'k', campaign)}` : sql``}
      ${agent ? sql`and ${keyMatches(sql, 'a', agent)}` : sql``}
      ${from ? sql`and g.end_time >= ${from}` : sql``}
      ${before ? sql`and g.end_time < ${before}` : sql``}`;
  return row.dollars;
}
