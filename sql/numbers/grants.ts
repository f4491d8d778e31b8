/**
 * Grants: the right of a tenant to use a phone number of the carrier account, for inbound calls and as a caller ID.
 * shared/domain/numbers/grants.ts says how a tenant gets a grant.
 */
import type { Sql } from '../db.ts';

type GrantSource = 'operator' | 'purchase' | 'simulator' | 'upgrade';

type GrantRow = {
  id: number;
  uuid: string;
  tenantId: number;
  phoneNumber: string;
  /** The carrier's id of the number. Null if the carrier was not asked for the number. */
  phoneNumberSid: string | null;
  source: GrantSource;
  createdAt: Date;
  revokedAt: Date | null;
};

/**
 * SQL condition: the tenant may call from the number in the column `numberColumn`. The number is granted to the tenant,
 * or all tenants share the number.
 *
 * @param shared the caller IDs that all tenants share; see `sharedCallerIds` in shared/domain/numbers/grants.ts
 */
export const isUsableCallerId = (
  sql: Sql,
  { tenantColumn, numberColumn, shared }: { tenantColumn: string; numberColumn: string; shared: readonly string[] },
) => sql`
  (${sql(numberColumn)} = any(${[...shared]}::text[])
    or exists (select from number_grants ng
      where ng.tenant_id = ${sql(tenantColumn)} and ng.phone_number = ${sql(numberColumn)} and ng.revoked_at is null))`;

/** Returns the tenant's grant of a phone number, if the grant is not revoked. */
export async function findGrant(sql: Sql, tenantId: number, phoneNumber: string): Promise<GrantRow | undefined> {
  const [row] = await sql<GrantRow[]>`
    select * from number_grants
    where tenant_id = ${tenantId} and phone_number = ${phoneNumber} and revoked_at is null`;
  return row;
}

/**
 * Grants a phone number that no tenant has used before. Returns undefined if any tenant has had a grant of the number,
 * or if another tenant has registered, bought or called from the number.
 */
export async function insertGrantOfUnusedNumber(
  sql: Sql,
  tenantId: number,
  phoneNumber: string,
): Promise<GrantRow | undefined> {
  const [row] = await sql<GrantRow[]>`
    insert into number_grants (tenant_id, phone_number, source)
    select ${tenantId}, ${phoneNumber}, 'simulator'
    where not exists (select from number_grants g where g.phone_number = ${phoneNumber})
      and not exists (select from phone_numbers n where n.phone_number = ${phoneNumber} and n.tenant_id <> ${tenantId})
      and not exists (select from number_purchases p
        where p.phone_number = ${phoneNumber} and p.tenant_id <> ${tenantId} and p.status <> 'failed')
      and not exists (select from campaigns k
        where k.caller_id = ${phoneNumber} and k.tenant_id <> ${tenantId} and k.status <> 'draft')
    on conflict (phone_number) where revoked_at is null do nothing
    returning *`;
  return row;
}

/** Revokes the tenant's grant of a phone number. */
export async function revokeGrantOfNumber(sql: Sql, tenantId: number, phoneNumber: string): Promise<void> {
  await sql`
    update number_grants set revoked_at = clock_now()
    where tenant_id = ${tenantId} and phone_number = ${phoneNumber} and revoked_at is null`;
}
