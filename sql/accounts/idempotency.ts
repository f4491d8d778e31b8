import type { Sql } from '../db.ts';

export type KeyedRequest = { tenantId: number; key: string; method: string; path: string; requestHash: Buffer };

/**
 * The status of a stored reply that was erased, because it contained data of a person. 410 means gone; no route replies
 * with it.
 */
export const ERASED_REPLY_STATUS = 410;

/** The reply of a request. `body` is encrypted, because the reply may contain a secret. */
export type StoredReply = { status: number; headers: Record<string, string>; body: string };

/**
 * The stored idempotency key of an earlier request. `formHash` is the hash of an uploaded form. If `reply` is null, the
 * earlier request is still running.
 */
export type IdempotencyKeyRow = { requestHash: Buffer; formHash: Buffer | null; reply: StoredReply | null };

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
  type Columns = Pick<IdempotencyKeyRow, 'requestHash' | 'formHash'>;
  const [row] = await sql<(Columns & { [field in keyof StoredReply]: StoredReply[field] | null })[]>`
    select request_hash, form_hash, status, headers, body
    from idempotency_keys where tenant_id = ${tenantId} and key = ${key}`;
  if (!row) return undefined;
  const { requestHash, formHash, status, headers, body } = row;
  const isStored = status !== null && headers !== null && body !== null;
  return { requestHash, formHash, reply: isStored ? { status, headers, body } : null };
}

/**
 * Stores the hash of the form of an upload that runs now.
 *
 * @returns false if an earlier process, which died, executed the same key with another form
 */
export async function recordFormHash(sql: Sql, { tenantId, key }: KeyedRequest, formHash: Buffer): Promise<boolean> {
  const recorded = await sql`
    update idempotency_keys set form_hash = ${formHash}
    where tenant_id = ${tenantId} and key = ${key} and status is null
      and (form_hash is null or form_hash = ${formHash})`;
  return recorded.count === 1;
}

/**
 * Sets when the lock of the idempotency key of a running request expires, in seconds from now. With 0, the same request
 * can claim the key again at once.
 */
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
