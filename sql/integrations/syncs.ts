import { type Key, keyMatches, type Sql } from '../db.ts';
import { newestFirst, type Page } from '../page.ts';

export type SyncStatus = 'running' | 'completed' | 'failed';

export type SyncRow = {
  id: number;
  uuid: string;
  tenantId: number;
  integrationId: number;
  status: SyncStatus;
  /** True if the end of a call or the schedule started the sync, and no user. */
  isAutomatic: boolean;
  error: string | null;
  createdAt: Date;
  finishedAt: Date | null;
};

/**
 * A sync with the number of sent calls, the number of rejected calls, and the time of the integration's last completed
 * sync.
 */
export type SyncDetails = SyncRow & { recordsSynced: number; recordsFailed: number; lastSyncAt: Date | null };

/** The reason why the platform rejected a call. */
export type SyncError = { callId: number; error: string };

/**
 * Inserts a running sync. Violates the constraint `integration_syncs_one_running` if another sync of the integration is
 * running.
 */
export async function insertSync(
  sql: Sql,
  tenantId: number,
  integrationId: number,
  isAutomatic: boolean,
): Promise<SyncRow> {
  const [row] = await sql<[SyncRow]>`
    insert into integration_syncs (tenant_id, integration_id, is_automatic)
    values (${tenantId}, ${integrationId}, ${isAutomatic}) returning *`;
  return row;
}

/**
 * Makes the running automatic sync of an integration the sync of a user.
 *
 * @returns undefined if no automatic sync is running
 */
export async function adoptAutomaticSync(
  sql: Sql,
  tenantId: number,
  integrationId: number,
): Promise<SyncRow | undefined> {
  const [row] = await sql<SyncRow[]>`
    update integration_syncs set is_automatic = false
    where tenant_id = ${tenantId} and integration_id = ${integrationId} and status = 'running' and is_automatic
    returning *`;
  return row;
}

/**
 * Locks a sync for one worker. Postgres releases the lock when the connection closes, also if the worker process dies.
 *
 * @param lockSql a separate connection that stays open as long as the worker runs the sync
 * @returns false if another worker holds the lock
 */
export async function lockSync(lockSql: Sql, { id }: Pick<SyncRow, 'id'>): Promise<boolean> {
  const [row] = await lockSql<[{ locked: boolean }]>`
    select pg_try_advisory_lock(hashtext('integration.sync'), ${id}::int) as locked`;
  return row.locked;
}

/**
 * Claims a running sync and counts the claim.
 *
 * @crossTenant Safe: the job `integration.sync` names the sync by an id that the API or the schedule inserted.
 * @returns undefined if the sync has finished
 */
export async function claimSync(sql: Sql, id: number): Promise<(SyncRow & { claims: number }) | undefined> {
  const [row] = await sql<(SyncRow & { claims: number })[]>`
    update integration_syncs set claims = claims + 1 where id = ${id} and status = 'running' returning *`;
  return row;
}

/** Resets the number of claims of a sync after the last worker has stopped without an error. */
export async function releaseSync(sql: Sql, tenantId: number, id: number): Promise<void> {
  await sql`update integration_syncs set claims = 0 where id = ${id} and tenant_id = ${tenantId}`;
}

/** Ends a running sync. If `error` is null, the sync is completed. Otherwise the sync has failed. */
export async function finishSync(sql: Sql, tenantId: number, id: number, error: string | null): Promise<void> {
  await sql`
    update integration_syncs set status = ${error === null ? 'completed' : 'failed'}, error = ${error},
      finished_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId} and status = 'running'`;
}

const selectSyncDetails = (sql: Sql, tenantId: number, integrationId: number) => sql`
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
  const [row] = await sql<
    SyncDetails[]
  >`${selectSyncDetails(sql, tenantId, integrationId)} and ${keyMatches(sql, 'y', key)}`;
  return row;
}

export async function listSyncs(sql: Sql, tenantId: number, integrationId: number, page: Page): Promise<SyncDetails[]> {
  return await sql<SyncDetails[]>`
    ${selectSyncDetails(sql, tenantId, integrationId)} ${newestFirst(sql, 'y', page)}`;
}

export async function countSyncs(sql: Sql, tenantId: number, integrationId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from integration_syncs where tenant_id = ${tenantId} and integration_id = ${integrationId}`;
  return row.count;
}

/** Lists the calls that the platform rejected in a sync, in the order in which the calls ended. */
export async function listSyncErrors(sql: Sql, tenantId: number, syncId: number, limit: number): Promise<SyncError[]> {
  return await sql<SyncError[]>`
    select call_id, coalesce(error, '') as error from integration_records
    where tenant_id = ${tenantId} and sync_id = ${syncId} and state in ('failed', 'given_up')
    order by ended_at, call_id limit ${limit}`;
}

/**
 * Lists the running syncs. A running sync may have no job, because the worker died or let other syncs run before this
 * sync.
 *
 * @crossTenant Safe: the sweeper enqueues jobs for the syncs of all tenants.
 */
export async function listRunningSyncIds(sql: Sql): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from integration_syncs where status = 'running' order by id limit 100`;
  return rows.map(({ id }) => id);
}
