import { type Key, keyMatches, type Sql } from '../db.ts';

export type PlatformName = 'hubspot' | 'salesforce' | 'pipedrive' | 'zapier';

export type IntegrationFields = {
  name: string;
  platform: PlatformName;
  webhookUrl: string | null;
  isActive: boolean;
};

/** Sealed, and what is shown of it. */
export type IntegrationSecret = { apiKey: string | null; apiKeyMask: string | null };

export type IntegrationRow = IntegrationFields &
  IntegrationSecret & {
    id: number;
    uuid: string;
    tenantId: number;
    createdBy: number | null;
    lastSyncAt: Date | null;
    disabledReason: string | null;
    createdAt: Date;
    updatedAt: Date;
  };

export async function insertIntegration(
  sql: Sql,
  tenantId: number,
  createdBy: number | null,
  integration: IntegrationFields & IntegrationSecret & { uuid: string },
): Promise<IntegrationRow> {
  const [row] = await sql<[IntegrationRow]>`
    insert into integrations ${sql({ ...integration, tenantId, createdBy })} returning *`;
  return row;
}

/** Another key, or switching it on again, gives it another chance. */
export async function updateIntegration(
  sql: Sql,
  tenantId: number,
  id: number,
  fields: Partial<IntegrationFields & IntegrationSecret>,
): Promise<IntegrationRow> {
  const renewed = fields.isActive === true || fields.apiKey !== undefined;
  const [row] = await sql<[IntegrationRow]>`
    update integrations set ${sql({ ...fields, ...(renewed ? { authFailures: 0, disabledReason: null } : {}) })},
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

export async function listIntegrations(sql: Sql, tenantId: number, limit: number): Promise<IntegrationRow[]> {
  return await sql<IntegrationRow[]>`
    select * from integrations where tenant_id = ${tenantId} and deleted_at is null order by id limit ${limit}`;
}

export async function countIntegrations(sql: Sql, tenantId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from integrations where tenant_id = ${tenantId} and deleted_at is null`;
  return row.count;
}

/** Its credentials are gone at once; what it was told stays on record. */
export async function deleteIntegrationRow(sql: Sql, tenantId: number, id: number): Promise<void> {
  await sql`
    update integrations set deleted_at = clock_now(), is_active = false, api_key = null, api_key_mask = null,
      disabled_reason = null, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId}`;
}

/** Puts renewed credentials in the place of those they were made from, unless somebody has changed them meanwhile. */
export async function renewSecret(
  sql: Sql,
  tenantId: number,
  id: number,
  { from, to }: { from: string | null; to: string },
): Promise<void> {
  await sql`
    update integrations set api_key = ${to}
    where id = ${id} and tenant_id = ${tenantId} and api_key is not distinct from ${from}`;
}

/** One sync more in a row was refused; too many switch the integration off. */
export async function countRefusal(
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

export async function countSync(sql: Sql, tenantId: number, id: number): Promise<void> {
  await sql`
    update integrations set last_sync_at = clock_now(), auth_failures = 0 where id = ${id} and tenant_id = ${tenantId}`;
}

/** One schedule syncs the integrations of all tenants, those first that have waited longest. */
export async function idleIntegrations(sql: Sql): Promise<{ id: number; tenantId: number }[]> {
  return await sql<{ id: number; tenantId: number }[]>`
    select id, tenant_id from integrations i
    where is_active and deleted_at is null
      and not exists (select from integration_syncs y where y.integration_id = i.id and y.status = 'running')
    order by last_sync_at nulls first, id limit 1000`;
}
