/** Every column with encrypted secrets (`shared/secrets.ts`), for the change of the encryption key. */
import type { Sql } from '../db.ts';

/** The tables with a column of encrypted secrets. A test compares this list with the places that the product uses. */
export type SealedTable = 'integrations' | 'rtb_targets' | 'number_pools' | 'second_factors' | 'idempotency_keys';

/** An encrypted secret and its place. `row` identifies the row within its tenant. */
export type SealedSecretRow = { table: SealedTable; column: string; tenantId: number; row: string; sealed: string };

/**
 * Returns the secrets that were encrypted with another key than `keyId`, in a fixed order, after the place `after`.
 *
 * @crossTenant Safe: all tenants' secrets are encrypted with the same key.
 */
export async function listSecretsOfOtherKeys(
  sql: Sql,
  keyId: string,
  after: string,
  limit: number,
): Promise<(SealedSecretRow & { place: string })[]> {
  return await sql<(SealedSecretRow & { place: string })[]>`
    with secrets as (
      select 'integrations' as table, 'api_key' as column, tenant_id, uuid::text as row, api_key as sealed from integrations
      union all
      select 'rtb_targets', 'auth_token', tenant_id, uuid::text, auth_token from rtb_targets
      union all
      select 'number_pools', 'webhook_secret', tenant_id, uuid::text, webhook_secret from number_pools
      union all
      select 'second_factors', 'secret', tenant_id, uuid::text, secret from second_factors
      union all
      select 'idempotency_keys', 'body', tenant_id, key, body from idempotency_keys
    ), places as (select s.*, concat_ws('|', s.table, s.tenant_id, s.row) collate "C" as place from secrets s)
    select p.table, p.column, p.tenant_id, p.row, p.sealed, p.place from places p
    where p.sealed is not null and split_part(p.sealed, ':', 2) <> ${keyId} and p.place > ${after}
    order by p.place limit ${limit}`;
}

type Replacement = Omit<SealedSecretRow, 'column'> & { resealed: string };

/** The statement of each table. A secret that was changed in the meantime stays as it is. */
const REPLACE: Record<SealedTable, (sql: Sql, replacement: Replacement) => Promise<{ count: number }>> = {
  integrations: (sql, { tenantId, row, sealed, resealed }) => sql`
    update integrations set api_key = ${resealed}
    where tenant_id = ${tenantId} and uuid = ${row}::uuid and api_key = ${sealed}`,
  rtb_targets: (sql, { tenantId, row, sealed, resealed }) => sql`
    update rtb_targets set auth_token = ${resealed}
    where tenant_id = ${tenantId} and uuid = ${row}::uuid and auth_token = ${sealed}`,
  number_pools: (sql, { tenantId, row, sealed, resealed }) => sql`
    update number_pools set webhook_secret = ${resealed}
    where tenant_id = ${tenantId} and uuid = ${row}::uuid and webhook_secret = ${sealed}`,
  second_factors: (sql, { tenantId, row, sealed, resealed }) => sql`
    update second_factors set secret = ${resealed}
    where tenant_id = ${tenantId} and uuid = ${row}::uuid and secret = ${sealed}`,
  idempotency_keys: (sql, { tenantId, row, sealed, resealed }) => sql`
    update idempotency_keys set body = ${resealed}
    where tenant_id = ${tenantId} and key = ${row} and body = ${sealed}`,
};

/** Replaces an encrypted secret. Returns false if the secret was changed in the meantime. */
export async function replaceSealedSecret(sql: Sql, replacement: Replacement): Promise<boolean> {
  return (await REPLACE[replacement.table](sql, replacement)).count === 1;
}
