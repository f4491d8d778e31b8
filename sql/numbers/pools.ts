import { type Key, keyMatches, type Sql } from '../db.ts';
import { oldestFirst, type Page } from '../page.ts';

/** The settings of a number pool. */
export type PoolFields = {
  name: string;
  description: string | null;
  webhookUrl: string | null;
  isActive: boolean;
};

export type PoolRow = PoolFields & {
  id: number;
  uuid: string;
  tenantId: number;
  createdBy: number | null;
  /** The encrypted secret that signs the pool's webhooks. Null until the pool gets the first webhook. */
  webhookSecret: string | null;
  createdAt: Date;
  updatedAt: Date;
};

export async function insertPool(
  sql: Sql,
  tenantId: number,
  createdBy: number | null,
  pool: PoolFields & { uuid: string; webhookSecret: string | null },
): Promise<PoolRow> {
  const [row] = await sql<[PoolRow]>`insert into number_pools ${sql({ ...pool, tenantId, createdBy })} returning *`;
  return row;
}

export async function updatePoolRow(
  sql: Sql,
  tenantId: number,
  id: number,
  fields: Partial<PoolFields & Pick<PoolRow, 'webhookSecret'>>,
): Promise<PoolRow> {
  const [row] = await sql<[PoolRow]>`
    update number_pools set ${sql({ ...fields })}, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId} returning *`;
  return row;
}

export async function poolByKey(sql: Sql, tenantId: number, key: Key): Promise<PoolRow | undefined> {
  const [row] = await sql<PoolRow[]>`
    select * from number_pools p where tenant_id = ${tenantId} and deleted_at is null and ${keyMatches(sql, 'p', key)}`;
  return row;
}

/**
 * Returns a number pool and locks the pool against other writers until the end of the transaction. The numbers of the
 * pool can still be leased and called.
 */
export async function lockPool(sql: Sql, tenantId: number, key: Key): Promise<PoolRow | undefined> {
  const [row] = await sql<PoolRow[]>`
    select * from number_pools p where tenant_id = ${tenantId} and deleted_at is null and ${keyMatches(sql, 'p', key)}
    for no key update`;
  return row;
}

export async function listPools(sql: Sql, tenantId: number, page: Page): Promise<PoolRow[]> {
  return await sql<PoolRow[]>`
    select * from number_pools
    where tenant_id = ${tenantId} and deleted_at is null ${oldestFirst(sql, 'number_pools', page)}`;
}

export async function countPools(sql: Sql, tenantId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from number_pools where tenant_id = ${tenantId} and deleted_at is null`;
  return row.count;
}

export async function countNumbersOfPool(sql: Sql, tenantId: number, poolId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from phone_numbers where tenant_id = ${tenantId} and pool_id = ${poolId} and deleted_at is null`;
  return row.count;
}

/**
 * Returns why a number pool cannot be deleted now: `call` if a number of the pool has a live call, `visitor` if a
 * number of the pool is leased to a visitor.
 */
export async function useOfPool(sql: Sql, tenantId: number, id: number): Promise<'call' | 'visitor' | undefined> {
  const [row] = await sql<[{ hasCall: boolean; hasVisitor: boolean }]>`
    with numbers as (
      select id from phone_numbers where tenant_id = ${tenantId} and pool_id = ${id} and deleted_at is null
    )
    select
      exists (select from calls c join numbers n on n.id = c.phone_number_id where c.live) as has_call,
      exists (select from number_leases l join numbers n on n.id = l.phone_number_id
        where l.released_at is null and not l.is_overflow and l.held_until > clock_now()) as has_visitor`;
  return row.hasCall ? 'call' : row.hasVisitor ? 'visitor' : undefined;
}

/** Marks a number pool as deleted and removes the pool from all campaigns. The row of the pool stays for statistics. */
export async function deletePoolRow(sql: Sql, tenantId: number, id: number): Promise<void> {
  await sql`
    update number_pools set deleted_at = clock_now(), is_active = false, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId}`;
  await sql`
    update campaigns set pool_id = null, updated_at = clock_now() where pool_id = ${id} and tenant_id = ${tenantId}`;
}

/** @crossTenant Safe: the caller has read a phone number of the pool, and the phone number names the tenant. */
export async function poolUuidById(sql: Sql, poolId: number): Promise<string | undefined> {
  const [row] = await sql<{ uuid: string }[]>`select uuid from number_pools where id = ${poolId}`;
  return row?.uuid;
}
