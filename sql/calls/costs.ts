import type { Sql } from '../db.ts';

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

/**
 * Sets the cost of a call to the sum of the prices of all parts. If the call itself has no price and `source` is
 * `unrated`, the estimated cost stays.
 *
 * @crossTenant Safe: the job `cost.reconcile` names the call by id.
 */
export async function setFinalCost(sql: Sql, callId: number, source: 'rated' | 'unrated'): Promise<void> {
  await sql`
    update calls c set cost_source = ${source}, updated_at = clock_now(),
      cost = coalesce(c.price, case when ${source} = 'unrated' then c.cost else 0 end)
        + (select coalesce(sum(price), 0) from call_legs where call_id = c.id)
        + (select coalesce(sum(price), 0) from recordings where call_id = c.id)
    where c.id = ${callId} and not c.live`;
}

/**
 * Whether a call with a rated cost has a part without a price. Such a part is new, or the part was answered after the
 * cost was set.
 *
 * @crossTenant Safe: the caller has read the call.
 */
export async function lacksPrice(sql: Sql, callId: number): Promise<boolean> {
  const [rated] = await sql`select from calls where id = ${callId} and cost_source = 'rated'`;
  return rated !== undefined && (await listUnpricedParts(sql, callId)).some((part) => part.expectsPrice);
}

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
