/** Codes with which users set a new password. All times are real time. */
import type { Sql } from '../db.ts';

export type PasswordResetRow = { userId: number; tenantId: number; expiresAt: Date };

export type NewPasswordReset = {
  tenantId: number;
  userId: number;
  codeHash: Buffer;
  createdBy: number;
  lifetimeSeconds: number;
};

/**
 * Stores the code of a user. An earlier code of the user is replaced. The lock on the administrator makes a
 * deactivation at the same time wait, so that it also deletes this code.
 *
 * @returns undefined if the user or the administrator was deactivated
 */
export async function upsertPasswordReset(sql: Sql, reset: NewPasswordReset): Promise<PasswordResetRow | undefined> {
  const { tenantId, userId, codeHash, createdBy, lifetimeSeconds } = reset;
  const [row] = await sql<PasswordResetRow[]>`
    with administrator as (
      select id from users where id = ${createdBy} and tenant_id = ${tenantId} and is_active for share
    )
    insert into password_resets (user_id, tenant_id, code_hash, created_by, expires_at)
    select u.id, u.tenant_id, ${codeHash}::bytea, a.id, now() + make_interval(secs => ${lifetimeSeconds})
    from users u, administrator a where u.id = ${userId} and u.tenant_id = ${tenantId} and u.is_active
    on conflict (user_id) do update set code_hash = excluded.code_hash, created_by = excluded.created_by,
      created_at = now(), expires_at = excluded.expires_at
    returning user_id, tenant_id, expires_at`;
  return row;
}

/**
 * Returns a valid code, without using it up.
 *
 * @crossTenant Safe: the code is a secret that identifies user and tenant.
 */
export async function passwordResetByCode(sql: Sql, codeHash: Buffer): Promise<PasswordResetRow | undefined> {
  const [row] = await sql<PasswordResetRow[]>`
    select user_id, tenant_id, expires_at from password_resets where code_hash = ${codeHash} and expires_at > now()`;
  return row;
}

/**
 * Uses up a valid code. Of several requests at the same time, only one gets the row.
 *
 * @crossTenant Safe: the code is a secret that identifies user and tenant.
 */
export async function consumePasswordReset(sql: Sql, codeHash: Buffer): Promise<PasswordResetRow | undefined> {
  const [row] = await sql<PasswordResetRow[]>`
    delete from password_resets where code_hash = ${codeHash} and expires_at > now()
    returning user_id, tenant_id, expires_at`;
  return row;
}

/** Deletes the codes of a user, and the codes that the user has created for others. */
export async function deletePasswordResetsOf(sql: Sql, tenantId: number, userId: number): Promise<void> {
  await sql`
    delete from password_resets where tenant_id = ${tenantId} and (user_id = ${userId} or created_by = ${userId})`;
}

/** @crossTenant Safe: the cleanup deletes the expired codes of all tenants. */
export async function deleteExpiredPasswordResets(sql: Sql): Promise<void> {
  await sql`delete from password_resets where expires_at <= now()`;
}
