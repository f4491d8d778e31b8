/**
 * Grants: the right of a tenant to use a phone number of the carrier account, for inbound calls and as a caller ID.
 * shared/domain/numbers/grants.ts says how a tenant gets a grant.
 */
import { type Key, keyMatches, type Sql } from '../db.ts';
import { newestFirst, type Page } from '../page.ts';

type GrantSource = 'operator' | 'purchase' | 'simulator' | 'upgrade';

export type GrantRow = {
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
 * Grants a phone number to a tenant. Returns undefined if another tenant has the number, or if the tenant has the
 * number already.
 */
export async function insertGrant(
  sql: Sql,
  tenantId: number,
  grant: Pick<GrantRow, 'phoneNumber' | 'phoneNumberSid' | 'source'>,
): Promise<GrantRow | undefined> {
  const [row] = await sql<GrantRow[]>`
    insert into number_grants ${sql({ ...grant, tenantId })}
    on conflict (phone_number) where revoked_at is null do nothing
    returning *`;
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

/**
 * Returns a grant that is not revoked.
 *
 * @crossTenant Safe: the operator sees the grants of all tenants.
 */
export async function grantByKey(sql: Sql, key: Key): Promise<GrantRow | undefined> {
  const [row] = await sql<GrantRow[]>`
    select g.* from number_grants g where ${keyMatches(sql, 'g', key)} and g.revoked_at is null`;
  return row;
}

/**
 * Revokes a grant. Returns undefined if no grant has this id, or if the grant is revoked already.
 *
 * @crossTenant Safe: the operator revokes grants of all tenants.
 */
export async function revokeGrant(sql: Sql, key: Key): Promise<GrantRow | undefined> {
  const [row] = await sql<GrantRow[]>`
    update number_grants g set revoked_at = clock_now()
    where ${keyMatches(sql, 'g', key)} and g.revoked_at is null returning g.*`;
  return row;
}

/**
 * Lists grants that are not revoked, newest first.
 *
 * @crossTenant Safe: the operator sees the grants of all tenants.
 */
export async function listGrants(
  sql: Sql,
  { phoneNumber, ...page }: { phoneNumber?: string | undefined } & Page,
): Promise<GrantRow[]> {
  return await sql<GrantRow[]>`
    select g.* from number_grants g
    where g.revoked_at is null ${phoneNumber === undefined ? sql`` : sql`and g.phone_number = ${phoneNumber}`}
    ${newestFirst(sql, 'g', page)}`;
}

/**
 * Counts the grants that {@link listGrants} lists on all pages.
 *
 * @crossTenant Safe: the operator sees the grants of all tenants.
 */
export async function countGrants(sql: Sql, phoneNumber: string | undefined): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from number_grants g
    where g.revoked_at is null ${phoneNumber === undefined ? sql`` : sql`and g.phone_number = ${phoneNumber}`}`;
  return row.count;
}
