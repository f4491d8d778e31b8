import type { Sql } from '../db.ts';

/** Something the carrier charges for; `awaited` unless nobody answered it, which often has no price for ever. */
export type PricedPart = { kind: 'call' | 'leg' | 'recording'; id: number; sid: string; awaited: boolean };

export async function listUnpricedParts(sql: Sql, callId: number): Promise<PricedPart[]> {
  return await sql<PricedPart[]>`
    select 'call' as kind, id, call_sid as sid, status <> 'lost' or answer_time is not null as awaited from calls
      where id = ${callId} and not live and price is null and call_sid is not null
    union all
    select 'leg', id, call_sid, live or answer_time is not null from call_legs
      where call_id = ${callId} and price is null and call_sid is not null
    union all
    select 'recording', id, recording_sid, true from recordings
      where call_id = ${callId} and price is null and status <> 'absent'`;
}

export async function setPrice(sql: Sql, part: PricedPart, price: number): Promise<void> {
  const table = { call: 'calls', leg: 'call_legs', recording: 'recordings' }[part.kind];
  await sql`update ${sql(table)} set price = ${price}, updated_at = clock_now() where id = ${part.id}`;
}

/** The sum of all parts; what the carrier never rated counts as the estimate of the whole when nothing else is known. */
export async function setFinalCost(sql: Sql, callId: number, source: 'rated' | 'unrated'): Promise<void> {
  await sql`
    update calls c set cost_source = ${source}, updated_at = clock_now(),
      cost = coalesce(c.price, case when ${source} = 'unrated' then c.cost else 0 end)
        + (select coalesce(sum(price), 0) from call_legs where call_id = c.id)
        + (select coalesce(sum(price), 0) from recordings where call_id = c.id)
    where c.id = ${callId} and not c.live`;
}

/** A rated call has got a part that the rating did not know of, or one was answered that seemed not to be. */
export async function lacksPrice(sql: Sql, callId: number): Promise<boolean> {
  const [rated] = await sql`select from calls where id = ${callId} and cost_source = 'rated'`;
  return rated !== undefined && (await listUnpricedParts(sql, callId)).some((part) => part.awaited);
}

/** A settled cost turns out to lack a part. False while it is an estimate anyway. */
export async function reopenCost(sql: Sql, callId: number): Promise<boolean> {
  const reopened = await sql`
    update calls set cost_source = 'estimated', next_poll_at = null, updated_at = clock_now()
    where id = ${callId} and not live and cost_source <> 'estimated'`;
  return reopened.count === 1;
}

/** Ended calls whose cost is an estimate, and whose next look at the carrier is long overdue. */
export async function listCallIdsWithoutCost(sql: Sql, seconds: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from calls where not live and (cost_source is null or cost_source = 'estimated')
      and coalesce(next_poll_at, updated_at) < clock_now() - make_interval(secs => ${seconds})
    order by id limit 500`;
  return rows.map(({ id }) => id);
}
