/**
 * The places of phone numbers. A place is the text of a `NumberPlace`. The table is shared by all tenants, because it says
 * nothing about leads.
 */
import type { Sql } from '../db.ts';

/** Returns the id of each place, in the given order. Stores the places that the table does not have yet. */
export async function placeIds(sql: Sql, places: readonly string[]): Promise<number[]> {
  // A transaction that stores the same new place waits for this transaction. The same order in all transactions prevents
  // deadlocks.
  await sql`
    insert into places (place)
    select p.place from unnest(${[...places]}::text[]) p (place)
    where not exists (select from places known where known.place = p.place)
    order by p.place
    on conflict do nothing`;
  const rows = await sql<{ id: number }[]>`
    select k.id from unnest(${[...places]}::text[]) with ordinality p (place, position)
    join places k on k.place = p.place order by p.position`;
  return rows.map(({ id }) => id);
}
