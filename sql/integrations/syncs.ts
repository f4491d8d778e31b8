import { type Key, keyMatches, type Sql } from '../db.ts';

export type SyncStatus = 'running' | 'completed' | 'failed';

export type SyncRow = {
  id: number;
  uuid: string;
  tenantId: number;
  integrationId: number;
  status: SyncStatus;
  error: string | null;
  createdAt: Date;
  finishedAt: Date | null;
};

/** With what became of the calls it tried. */
export type SyncDetails = SyncRow & { recordsSynced: number; recordsFailed: number; lastSyncAt: Date | null };

export type RecordError = { callId: number; error: string };

/** Fails on the constraint `integration_syncs_one_running` while another one runs. */
export async function insertSync(sql: Sql, tenantId: number, integrationId: number): Promise<SyncRow> {
  const [row] = await sql<[SyncRow]>`
    insert into integration_syncs (tenant_id, integration_id) values (${tenantId}, ${integrationId}) returning *`;
  return row;
}

/** The lock belongs to the connection: a worker that dies has lost it. */
export async function lockSync(own: Sql, { id }: Pick<SyncRow, 'id'>): Promise<boolean> {
  const [row] = await own<[{ locked: boolean }]>`
    select pg_try_advisory_lock(hashtext('integration.sync'), ${id}::int) as locked`;
  return row.locked;
}

/** A job takes up the sync whose id it was given. Undefined when it is over. */
export async function claimSync(sql: Sql, id: number): Promise<(SyncRow & { claims: number }) | undefined> {
  const [row] = await sql<(SyncRow & { claims: number })[]>`
    update integration_syncs set claims = claims + 1 where id = ${id} and status = 'running' returning *`;
  return row;
}

/** A worker lets go of it in good order. */
export async function releaseSync(sql: Sql, tenantId: number, id: number): Promise<void> {
  await sql`update integration_syncs set claims = 0 where id = ${id} and tenant_id = ${tenantId}`;
}

export async function finishSync(sql: Sql, tenantId: number, id: number, error: string | null): Promise<void> {
  await sql`
    update integration_syncs set status = ${error === null ? 'completed' : 'failed'}, error = ${error},
      finished_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId} and status = 'running'`;
}

const detailed = (sql: Sql, tenantId: number, integrationId: number) => sql`
  select y.*, i.last_sync_at,
    (select count(*) from integration_records r where r.sync_id = y.id and r.state = 'sent') as records_synced,
    (select count(*) from integration_records r
      where r.sync_id = y.id and r.state in ('failed', 'given_up')) as records_failed
  from integration_syncs y join integrations i on i.id = y.integration_id
  where y.tenant_id = ${tenantId} and y.integration_id = ${integrationId}`;

export async function syncByKey(
  sql: Sql,
  tenantId: number,
  integrationId: number,
  key: Key,
): Promise<SyncDetails | undefined> {
  const [row] = await sql<SyncDetails[]>`${detailed(sql, tenantId, integrationId)} and ${keyMatches(sql, 'y', key)}`;
  return row;
}

export async function listSyncs(
  sql: Sql,
  tenantId: number,
  integrationId: number,
  page: { limit: number; offset: number },
): Promise<SyncDetails[]> {
  return await sql<SyncDetails[]>`
    ${detailed(sql, tenantId, integrationId)} order by y.id desc limit ${page.limit} offset ${page.offset}`;
}

export async function countSyncs(sql: Sql, tenantId: number, integrationId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from integration_syncs where tenant_id = ${tenantId} and integration_id = ${integrationId}`;
  return row.count;
}

/** The calls of a sync that the platform rejected. */
export async function syncErrors(sql: Sql, tenantId: number, syncId: number, limit: number): Promise<RecordError[]> {
  return await sql<RecordError[]>`
    select call_id, coalesce(error, '') as error from integration_records
    where tenant_id = ${tenantId} and sync_id = ${syncId} and state in ('failed', 'given_up')
    order by ended_at, call_id limit ${limit}`;
}

/** Syncs of all tenants whose worker died, or let others go first. */
export async function unfinishedSyncs(sql: Sql): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from integration_syncs where status = 'running' order by id limit 100`;
  return rows.map(({ id }) => id);
}
