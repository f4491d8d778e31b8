import type { Sql } from '../db.ts';

export type KeyedRequest = { tenantId: number; key: string; method: string; path: string; requestHash: Buffer };

export type StoredReply = { status: number; headers: Record<string, string>; body: string };

/** What is known of a key that somebody used before; without a reply its first request still runs. */
export type IdempotencyKeyRow = { requestHash: Buffer; reply: StoredReply | null };

/**
 * Takes a key for a request that is to run now. A key whose request died with its process is free again when the lock has
 * expired.
 *
 * @returns false when the key is taken.
 */
export async function claimKey(sql: Sql, request: KeyedRequest, lockSeconds: number): Promise<boolean> {
  const { tenantId, key, method, path, requestHash } = request;
  const taken = await sql`
    insert into idempotency_keys as k (tenant_id, key, method, path, request_hash, locked_until)
    values (${tenantId}, ${key}, ${method}, ${path}, ${requestHash}, now() + make_interval(secs => ${lockSeconds}))
    on conflict (tenant_id, key) do update set locked_until = excluded.locked_until, created_at = now()
      where k.locked_until < now() and k.request_hash = excluded.request_hash`;
  return taken.count === 1;
}

export async function findKey(sql: Sql, { tenantId, key }: KeyedRequest): Promise<IdempotencyKeyRow | undefined> {
  const [row] = await sql<(Omit<StoredReply, 'status'> & { requestHash: Buffer; status: number | null })[]>`
    select request_hash, status, headers, body from idempotency_keys where tenant_id = ${tenantId} and key = ${key}`;
  if (!row) return undefined;
  const { requestHash, status, headers, body } = row;
  return { requestHash, reply: status === null ? null : { status, headers, body } };
}

export async function extendLock(sql: Sql, { tenantId, key }: KeyedRequest, lockSeconds: number): Promise<void> {
  await sql`
    update idempotency_keys set locked_until = now() + make_interval(secs => ${lockSeconds})
    where tenant_id = ${tenantId} and key = ${key} and status is null`;
}

export async function storeReply(sql: Sql, { tenantId, key }: KeyedRequest, reply: StoredReply): Promise<void> {
  const { status, headers, body } = reply;
  await sql`
    update idempotency_keys set status = ${status}, headers = ${sql.json(headers)}, body = ${body}, locked_until = null
    where tenant_id = ${tenantId} and key = ${key} and status is null`;
}

/** The request came to nothing, so the key may be used as if it had never been sent. */
export async function releaseKey(sql: Sql, { tenantId, key }: KeyedRequest): Promise<void> {
  await sql`
    delete from idempotency_keys where tenant_id = ${tenantId} and key = ${key} and status is null`;
}

/** Keys of requests that no client still repeats, of all tenants. Real time, like the clients' patience. */
export async function deleteOldIdempotencyKeys(sql: Sql, hours: number): Promise<void> {
  await sql`delete from idempotency_keys where created_at < now() - make_interval(hours => ${hours})`;
}
