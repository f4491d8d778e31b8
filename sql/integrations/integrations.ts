import type { PlatformName } from '../../shared/rules/integrations/platform-names.ts';
import { type Key, keyMatches, type Sql } from '../db.ts';
import { oldestFirst, type Page } from '../page.ts';

export type IntegrationFields = {
  name: string;
  platform: PlatformName;
  webhookUrl: string | null;
  isActive: boolean;
};

/**
 * The stored API key of an integration: the encrypted key, and the mask that API responses contain instead of the key.
 */
export type SealedApiKey = { apiKey: string | null; apiKeyMask: string | null };

export type IntegrationRow = IntegrationFields &
  SealedApiKey & {
    id: number;
    uuid: string;
    tenantId: number;
    createdBy: number | null;
    /** Calls whose end was stored before this time are not sent. Null: all calls are sent. */
    syncFrom: Date | null;
    lastSyncAt: Date | null;
    disabledReason: string | null;
    createdAt: Date;
    updatedAt: Date;
  };

export async function insertIntegration(
  sql: Sql,
  tenantId: number,
  createdBy: number | null,
  integration: IntegrationFields & SealedApiKey & Pick<IntegrationRow, 'uuid' | 'syncFrom'>,
): Promise<IntegrationRow> {
  const [row] = await sql<[IntegrationRow]>`
    insert into integrations ${sql({ ...integration, tenantId, createdBy })} returning *`;
  return row;
}

/**
 * Updates an integration. If the API key changes or the integration is switched on, the number of failed
 * authentications is reset.
 */
export async function updateIntegrationRow(
  sql: Sql,
  tenantId: number,
  id: number,
  fields: Partial<IntegrationFields & SealedApiKey>,
): Promise<IntegrationRow> {
  const resetsFailures = fields.isActive === true || fields.apiKey !== undefined;
  const [row] = await sql<[IntegrationRow]>`
    update integrations set ${sql({ ...fields, ...(resetsFailures ? { authFailures: 0, disabledReason: null } : {}) })},
      updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId} returning *`;
  return row;
}

export async function integrationByKey(sql: Sql, tenantId: number, key: Key): Promise<IntegrationRow | undefined> {
  const [row] = await sql<IntegrationRow[]>`
    select * from integrations i where tenant_id = ${tenantId} and deleted_at is null and ${keyMatches(sql, 'i', key)}`;
  return row;
}

export async function lockIntegration(sql: Sql, tenantId: number, key: Key): Promise<IntegrationRow | undefined> {
  const [row] = await sql<IntegrationRow[]>`
    select * from integrations i
    where tenant_id = ${tenantId} and deleted_at is null and ${keyMatches(sql, 'i', key)} for no key update`;
  return row;
}

export async function listIntegrations(sql: Sql, tenantId: number, page: Page): Promise<IntegrationRow[]> {
  return await sql<IntegrationRow[]>`
    select * from integrations
    where tenant_id = ${tenantId} and deleted_at is null ${oldestFirst(sql, 'integrations', page)}`;
}

export async function countIntegrations(sql: Sql, tenantId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from integrations where tenant_id = ${tenantId} and deleted_at is null`;
  return row.count;
}

/** Marks an integration as deleted and erases the API key. The syncs and sync records of the integration stay. */
export async function deleteIntegrationRow(sql: Sql, tenantId: number, id: number): Promise<void> {
  await sql`
    update integrations set deleted_at = clock_now(), is_active = false, api_key = null, api_key_mask = null,
      disabled_reason = null, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId}`;
}

/**
 * Saves the API key after the access token in the key was renewed. Does nothing if a user has changed the key since the
 * sync read the key.
 *
 * @param from the encrypted key that the sync read
 * @param to the renewed key, encrypted
 */
export async function replaceApiKey(
  sql: Sql,
  tenantId: number,
  id: number,
  { from, to }: { from: string | null; to: string },
): Promise<void> {
  await sql`
    update integrations set api_key = ${to}
    where id = ${id} and tenant_id = ${tenantId} and api_key is not distinct from ${from}`;
}

/**
 * Counts a sync as a failed authentication, because the platform rejected the credentials. After `max` failed syncs in
 * a row, the integration is switched off and `reason` is stored.
 */
export async function addAuthFailure(
  sql: Sql,
  tenantId: number,
  id: number,
  { max, reason }: { max: number; reason: string },
): Promise<void> {
  await sql`
    update integrations set auth_failures = auth_failures + 1,
      is_active = is_active and auth_failures + 1 < ${max},
      disabled_reason = case when is_active and auth_failures + 1 >= ${max} then ${reason} else disabled_reason end,
      updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId}`;
}

/** Sets the time of the last completed sync to now and resets the number of failed authentications. */
export async function markSynced(sql: Sql, tenantId: number, id: number): Promise<void> {
  await sql`
    update integrations set last_sync_at = clock_now(), auth_failures = 0 where id = ${id} and tenant_id = ${tenantId}`;
}

/** Lists the ids of a tenant's active integrations. */
export async function listActiveIntegrationIds(sql: Sql, tenantId: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from integrations where tenant_id = ${tenantId} and is_active and deleted_at is null order by id`;
  return rows.map(({ id }) => id);
}

/**
 * Lists the active integrations that have no running sync. The integration with the oldest last sync comes first.
 *
 * @crossTenant Safe: the job `integrations.tick` starts the syncs of all tenants.
 */
export async function listIdleIntegrations(sql: Sql): Promise<{ id: number; tenantId: number }[]> {
  return await sql<{ id: number; tenantId: number }[]>`
    select id, tenant_id from integrations i
    where is_active and deleted_at is null
      and not exists (select from integration_syncs y where y.integration_id = i.id and y.status = 'running')
    order by last_sync_at nulls first, id limit 1000`;
}
