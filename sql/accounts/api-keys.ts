/** API keys of programs. A revoked key stays in the table, but no statement here returns it. All times are real time. */
import { type Key, keyMatches, type Sql } from '../db.ts';
import { newestFirst, type Page } from '../page.ts';

export type ApiKeyRow = {
  id: number;
  uuid: string;
  tenantId: number;
  tenantUuid: string;
  /** The user who created the key. */
  createdBy: number;
  createdByUuid: string;
  name: string;
  permissions: string[];
  /** The part of the key that may be shown. */
  publicId: string;
  /** After a rotation, the time until which the previous secret is valid. */
  previousValidUntil: Date | null;
  /** Null if the key does not expire. */
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  rotatedAt: Date | null;
  createdAt: Date;
};

export type ApiKeyFields = Pick<ApiKeyRow, 'name' | 'permissions' | 'expiresAt'>;

const selected = (sql: Sql) => sql`
  select k.id, k.uuid, k.tenant_id, t.uuid as tenant_uuid, k.created_by, u.uuid as created_by_uuid, k.name, k.permissions,
    k.public_id, k.previous_valid_until, k.expires_at, k.last_used_at, k.rotated_at, k.created_at
  from api_keys k join tenants t on t.id = k.tenant_id join users u on u.id = k.created_by`;

export async function insertApiKey(
  sql: Sql,
  key: ApiKeyFields & { tenantId: number; createdBy: number; publicId: string; secretHash: Buffer },
): Promise<{ id: number }> {
  const [row] = await sql<[{ id: number }]>`insert into api_keys ${sql(key)} returning id`;
  return row;
}

export async function apiKeyByKey(sql: Sql, tenantId: number, key: Key): Promise<ApiKeyRow | undefined> {
  const [row] = await sql<ApiKeyRow[]>`
    ${selected(sql)} where k.tenant_id = ${tenantId} and k.revoked_at is null and ${keyMatches(sql, 'k', key)}`;
  return row;
}

export async function listApiKeys(sql: Sql, tenantId: number, page: Page): Promise<ApiKeyRow[]> {
  return await sql<ApiKeyRow[]>`
    ${selected(sql)} where k.tenant_id = ${tenantId} and k.revoked_at is null ${newestFirst(sql, 'k', page)}`;
}

export async function countApiKeys(sql: Sql, tenantId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from api_keys k where k.tenant_id = ${tenantId} and k.revoked_at is null`;
  return row.count;
}

/** Changes an API key. Returns false if the tenant has no such key. */
export async function updateApiKeyRow(
  sql: Sql,
  tenantId: number,
  key: Key,
  fields: Partial<ApiKeyFields>,
): Promise<boolean> {
  const updated = await sql`
    update api_keys k set ${sql({ ...fields })}, updated_at = now()
    where k.tenant_id = ${tenantId} and k.revoked_at is null and ${keyMatches(sql, 'k', key)}`;
  return updated.count === 1;
}

/**
 * Gives an API key a new secret. The previous secret stays valid for `overlapSeconds`. A secret before the previous one
 * is no longer valid. Returns false if the tenant has no such key.
 */
export async function replaceApiKeySecret(
  sql: Sql,
  tenantId: number,
  key: Key,
  { secretHash, overlapSeconds }: { secretHash: Buffer; overlapSeconds: number },
): Promise<boolean> {
  const replaced = await sql`
    update api_keys k set previous_secret_hash = k.secret_hash, secret_hash = ${secretHash},
      previous_valid_until = now() + make_interval(secs => ${overlapSeconds}), rotated_at = now(), updated_at = now()
    where k.tenant_id = ${tenantId} and k.revoked_at is null and ${keyMatches(sql, 'k', key)}`;
  return replaced.count === 1;
}

/** Revokes an API key. Returns false if the tenant has no such key. */
export async function revokeApiKeyRow(sql: Sql, tenantId: number, key: Key): Promise<boolean> {
  const revoked = await sql`
    update api_keys k set revoked_at = now(), updated_at = now()
    where k.tenant_id = ${tenantId} and k.revoked_at is null and ${keyMatches(sql, 'k', key)}`;
  return revoked.count === 1;
}

/** An API key that a request has sent. `unusedSeconds` is null if the key was never used. */
export type UsedApiKeyRow = Pick<ApiKeyRow, 'id' | 'name' | 'tenantId' | 'createdBy' | 'permissions'> & {
  unusedSeconds: number | null;
};

/**
 * Returns the API key with this secret, unless the key was revoked or has expired.
 *
 * @crossTenant Safe: the key is a secret that identifies the tenant.
 */
export async function apiKeyBySecret(
  sql: Sql,
  publicId: string,
  secretHash: Buffer,
): Promise<UsedApiKeyRow | undefined> {
  const [row] = await sql<UsedApiKeyRow[]>`
    select id, name, tenant_id, created_by, permissions, extract(epoch from now() - last_used_at)::float8 as unused_seconds
    from api_keys
    where public_id = ${publicId} and revoked_at is null and (expires_at is null or expires_at > now())
      and (secret_hash = ${secretHash} or (previous_secret_hash = ${secretHash} and previous_valid_until > now()))`;
  return row;
}

/**
 * Sets the time at which the API key was last used to now.
 *
 * @crossTenant Safe: the caller has authenticated the key.
 */
export async function touchApiKey(sql: Sql, id: number): Promise<void> {
  await sql`update api_keys set last_used_at = now() where id = ${id}`;
}
