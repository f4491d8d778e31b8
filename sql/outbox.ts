import type { Json, Sql } from './db.ts';

export type OutboxRow = { id: number; kind: string; payload: unknown; options: unknown };

export async function insertOutbox(sql: Sql, kind: string, payload: Json, options: Json): Promise<OutboxRow> {
  const [row] = await sql<[OutboxRow]>`
    insert into outbox (kind, payload, options) values (${kind}, ${sql.json(payload)}, ${sql.json(options)})
    returning id, kind, payload, options`;
  return row;
}

export async function deleteOutbox(sql: Sql, ids: number[]): Promise<void> {
  await sql`delete from outbox where id = any(${ids})`;
}

/**
 * Lists rows of the outbox that are older than `graceSeconds`. The process that inserted such a row has crashed, or the
 * queue was down. Lists only rows of the job kinds in `kinds`: during a deployment, a newer process may have inserted
 * rows of a kind that this process does not know.
 *
 * @crossTenant Safe: the sweeper publishes the jobs of all tenants.
 */
export async function listOverdueOutboxRows(
  sql: Sql,
  kinds: readonly string[],
  graceSeconds: number,
  limit: number,
): Promise<OutboxRow[]> {
  return await sql<OutboxRow[]>`
    select id, kind, payload, options from outbox
    where kind = any(${[...kinds]}) and created_at < now() - make_interval(secs => ${graceSeconds})
    order by id limit ${limit}`;
}
