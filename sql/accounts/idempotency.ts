import type { Sql } from '../db.ts';

export type KeyedRequest = { tenantId: number; key: string; method: string; path: string; requestHash: Buffer };

export type StoredReply = { status: number; headers: Record<string, string>; body: string };

/** The stored idempotency key of an earlier request. If `reply` is null, the earlier request is still running. */
export type IdempotencyKeyRow = { requestHash: Buffer; reply: StoredReply | null };

/**
 * Claims an idempotency key for a request that runs now. If the process of a request dies, the lock of the key expires.
 * Then the same request can claim the key again.
 *
 * @returns false if another request has the key
 */
export async function claimKey(sql: Sql, request: KeyedRequest, lockSeconds: number): Promise<boolean> {
  const { tenantId, key, method, path, requestHash } = request;
  const claimed = await sql`
    insert into idempotency_keys as k (tenant_id, key, method, path, request_hash, locked_until)
    values (${tenantId}, ${key}, ${method}, ${path}, ${requestHash}, now() + make_interval(secs => ${lockSeconds}))
    on conflict (tenant_id, key) do update set locked_until = excluded.locked_until, created_at = now()
      where k.locked_until < now() and k.request_hash = excluded.request_hash`;
  return claimed.count === 1;
}

export async function findKey(sql: Sql, { tenantId, key }: KeyedRequest): Promise<IdempotencyKeyRow | undefined> {
  const [row] = await sql<({ requestHash: Buffer } & { [field in keyof StoredReply]: StoredReply[field] | null })[]>`
    select request_hash, status, headers, body from idempotency_keys where tenant_id = ${tenantId} and key = ${key}`;
  if (!row) return undefined;
  const { requestHash, status, headers, body } = row;
  const isStored = status !== null && headers !== null && body !== null;
  return { requestHash, reply: isStored ? { status, headers, body } : null };
}

/** Extends the lock of the idempotency key of a request that is still running. */
export async function extendLock(sql: Sql, { tenantId, key }: KeyedRequest, lockSeconds: number): Promise<void> {
  await sql`
    update idempotency_keys set locked_until = now() + make_interval(secs => ${lockSeconds})
    where tenant_id = ${tenantId} and key = ${key} and status is null`;
}

/** Stores the reply of a request, so that a retry of the request gets the same reply. */
export async function storeReply(sql: Sql, { tenantId, key }: KeyedRequest, reply: StoredReply): Promise<void> {
  const { status, headers, body } = reply;
  await sql`
    update idempotency_keys set status = ${status}, headers = ${sql.json(headers)}, body = ${body}, locked_until = null
    where tenant_id = ${tenantId} and key = ${key} and status is null`;
}

/** Releases the idempotency key of a request that had no effect, so that the client can use the key again. */
export async function releaseKey(sql: Sql, { tenantId, key }: KeyedRequest): Promise<void> {
  await sql`
    delete from idempotency_keys where tenant_id = ${tenantId} and key = ${key} and status is null`;
}

/**
 * Deletes idempotency keys that are so old that no client retries a request with them. `hours` are hours of real time,
 * because clients wait in real time.
 *
 * @crossTenant Safe: the cleanup deletes the old keys of all tenants.
 */
export async function deleteOldIdempotencyKeys(sql: Sql, hours: number): Promise<void> {
  await sql`delete from idempotency_keys where created_at < now() - make_interval(hours => ${hours})`;
}
