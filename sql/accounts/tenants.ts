import { type Key, keyMatches, type Sql } from '../db.ts';

export type TenantRow = { id: number; uuid: string; name: string; createdAt: Date };

export async function insertTenant(sql: Sql, name: string): Promise<TenantRow> {
  const [row] = await sql<[TenantRow]>`insert into tenants (name) values (${name}) returning *`;
  return row;
}

export async function tenantByKey(sql: Sql, key: Key): Promise<TenantRow | undefined> {
  const [row] = await sql<TenantRow[]>`select t.* from tenants t where ${keyMatches(sql, 't', key)}`;
  return row;
}
