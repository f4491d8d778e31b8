/** Events of calls that the next tick of the calls' campaign reads. */
import type { Json, Sql } from '../db.ts';

export async function insertPacingEvent(sql: Sql, campaignId: number, event: Json): Promise<void> {
  await sql`insert into pacing_events (campaign_id, event) values (${campaignId}, ${sql.json(event)})`;
}

/** Deletes and returns the oldest pacing events of a campaign, in the order in which the events happened. */
export async function consumePacingEvents(sql: Sql, campaignId: number, limit: number): Promise<unknown[]> {
  const rows = await sql<{ event: unknown }[]>`
    with consumed as (
      delete from pacing_events where id in (
        select id from pacing_events where campaign_id = ${campaignId} order by id limit ${limit})
      returning id, event)
    select event from consumed order by id`;
  return rows.map((row) => row.event);
}
