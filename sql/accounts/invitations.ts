/**
 * Invitations of the operator, with which people found tenants. An unused invitation belongs to no tenant. All times
 * are real time.
 */
import { type Key, keyMatches, type Sql } from '../db.ts';
import { newestFirst, type Page } from '../page.ts';

export type InvitationRow = {
  id: number;
  uuid: string;
  email: string | null;
  createdAt: Date;
  expiresAt: Date;
  usedAt: Date | null;
  tenantUuid: string | null;
  isExpired: boolean;
};

const selected = (sql: Sql) => sql`
  select i.id, i.uuid, i.email, i.created_at, i.expires_at, i.used_at, t.uuid as tenant_uuid,
    i.expires_at <= now() as is_expired
  from invitations i left join tenants t on t.id = i.tenant_id`;

/** @crossTenant Safe: only the operator makes invitations. */
export async function insertInvitation(
  sql: Sql,
  { codeHash, email, days }: { codeHash: Buffer; email: string | null; days: number },
): Promise<InvitationRow> {
  const [{ id }] = await sql<[{ id: number }]>`
    insert into invitations (code_hash, email, expires_at)
    values (${codeHash}, ${email}, now() + make_interval(days => ${days})) returning id`;
  const [row] = await sql<[InvitationRow]>`${selected(sql)} where i.id = ${id}`;
  return row;
}

/** @crossTenant Safe: only the operator lists invitations. */
export async function listInvitations(sql: Sql, page: Page): Promise<InvitationRow[]> {
  return await sql<InvitationRow[]>`${selected(sql)} where true ${newestFirst(sql, 'i', page)}`;
}

/** @crossTenant Safe: only the operator counts invitations. */
export async function countInvitations(sql: Sql): Promise<number> {
  const [row] = await sql<[{ count: number }]>`select count(*) from invitations`;
  return row.count;
}

/**
 * Deletes an unused invitation, so that the code is no longer valid. Returns false if there is no such invitation.
 *
 * @crossTenant Safe: only the operator deletes invitations.
 */
export async function deleteInvitation(sql: Sql, key: Key): Promise<boolean> {
  const deleted = await sql`delete from invitations where ${keyMatches(sql, 'invitations', key)} and used_at is null`;
  return deleted.count === 1;
}

/**
 * Returns and locks an invitation that may be used with the e-mail address. The lock makes two registrations with one
 * code wait for each other.
 *
 * @crossTenant Safe: the code is a secret of the person who was invited.
 */
export async function lockValidInvitation(
  sql: Sql,
  codeHash: Buffer,
  email: string,
): Promise<{ id: number } | undefined> {
  const [row] = await sql<{ id: number }[]>`
    select id from invitations
    where code_hash = ${codeHash} and used_at is null and expires_at > now()
      and (email is null or lower(email) = lower(${email}))
    for update`;
  return row;
}

export async function useInvitation(sql: Sql, id: number, tenantId: number): Promise<void> {
  await sql`update invitations set used_at = now(), tenant_id = ${tenantId} where id = ${id} and used_at is null`;
}
