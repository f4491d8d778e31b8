/** Invitations of users to a tenant. All times are real time. */
import { type Key, keyMatches, type Sql } from '../db.ts';
import { newestFirst, type Page } from '../page.ts';
import type { UserRow } from './users.ts';

export type InvitationRow = {
  id: number;
  uuid: string;
  tenantId: number;
  email: string;
  role: UserRow['role'];
  createdAt: Date;
  expiresAt: Date;
};

export type NewInvitation = Pick<InvitationRow, 'tenantId' | 'email' | 'role'> & {
  codeHash: Buffer;
  createdBy: number;
  lifetimeSeconds: number;
};

const columns = (sql: Sql) => sql`id, uuid, tenant_id, email, role, created_at, expires_at`;

/**
 * Stores an invitation. An earlier invitation of the same person is replaced. The lock on the inviting user makes a
 * deactivation at the same time wait, so that it also deletes this invitation.
 *
 * @returns undefined if the inviting user was deactivated
 */
export async function upsertInvitation(sql: Sql, invitation: NewInvitation): Promise<InvitationRow | undefined> {
  const { tenantId, email, role, codeHash, createdBy, lifetimeSeconds } = invitation;
  const [row] = await sql<InvitationRow[]>`
    with inviter as (
      select id from users where id = ${createdBy} and tenant_id = ${tenantId} and is_active for share
    )
    insert into user_invitations (tenant_id, email, role, code_hash, created_by, expires_at)
    select ${tenantId}::bigint, ${email}::text, ${role}::text, ${codeHash}::bytea, id,
      now() + make_interval(secs => ${lifetimeSeconds})
    from inviter
    on conflict (tenant_id, lower(email)) do update set email = excluded.email, role = excluded.role,
      code_hash = excluded.code_hash, created_by = excluded.created_by, created_at = now(),
      expires_at = excluded.expires_at
    returning ${columns(sql)}`;
  return row;
}

export async function listInvitations(sql: Sql, tenantId: number, page: Page): Promise<InvitationRow[]> {
  return await sql<InvitationRow[]>`
    select ${columns(sql)} from user_invitations where tenant_id = ${tenantId} and expires_at > now()
    ${newestFirst(sql, 'user_invitations', page)}`;
}

export async function countInvitations(sql: Sql, tenantId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from user_invitations where tenant_id = ${tenantId} and expires_at > now()`;
  return row.count;
}

export async function deleteInvitation(sql: Sql, tenantId: number, key: Key): Promise<InvitationRow | undefined> {
  const [row] = await sql<InvitationRow[]>`
    delete from user_invitations i where i.tenant_id = ${tenantId} and ${keyMatches(sql, 'i', key)}
    returning ${columns(sql)}`;
  return row;
}

/** Deletes the open invitations that a user has created. */
export async function deleteInvitationsOf(sql: Sql, tenantId: number, createdBy: number): Promise<void> {
  await sql`delete from user_invitations where tenant_id = ${tenantId} and created_by = ${createdBy}`;
}

/**
 * Returns a valid invitation by its code, without using it up.
 *
 * @crossTenant Safe: the code is a secret that identifies the tenant.
 */
export async function invitationByCode(sql: Sql, codeHash: Buffer): Promise<InvitationRow | undefined> {
  const [row] = await sql<InvitationRow[]>`
    select ${columns(sql)} from user_invitations where code_hash = ${codeHash} and expires_at > now()`;
  return row;
}

/**
 * Uses up a valid invitation, and returns it. Of several requests at the same time, only one gets the row.
 *
 * @crossTenant Safe: the code is a secret that identifies the tenant.
 */
export async function consumeInvitation(sql: Sql, codeHash: Buffer): Promise<InvitationRow | undefined> {
  const [row] = await sql<InvitationRow[]>`
    delete from user_invitations where code_hash = ${codeHash} and expires_at > now() returning ${columns(sql)}`;
  return row;
}

/** @crossTenant Safe: the cleanup deletes the expired invitations of all tenants. */
export async function deleteExpiredInvitations(sql: Sql): Promise<void> {
  await sql`delete from user_invitations where expires_at <= now()`;
}
