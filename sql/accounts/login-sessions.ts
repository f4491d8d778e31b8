/**
 * Login sessions of browsers. The key of a session is the hash of the session id in the cookie. All times are real
 * time.
 */
import type { Sql } from '../db.ts';

export type NewSession = { idHash: Buffer; tenantId: number; userId: number; tokenVersion: number };

export async function insertSession(sql: Sql, session: NewSession, lifetimeSeconds: number): Promise<void> {
  const { idHash, tenantId, userId, tokenVersion } = session;
  await sql`
    insert into sessions (id_hash, tenant_id, user_id, token_version, expires_at)
    values (${idHash}, ${tenantId}, ${userId}, ${tokenVersion}, now() + make_interval(secs => ${lifetimeSeconds}))`;
}

export type SessionRow = { userUuid: string; tokenVersion: number; idleSeconds: number };

/**
 * Returns the login session, unless the session has ended. The user of the session may be deactivated.
 *
 * @crossTenant Safe: the session id is a secret that identifies user and tenant.
 */
export async function sessionByHash(sql: Sql, idHash: Buffer, idleSecondsMax: number): Promise<SessionRow | undefined> {
  const [row] = await sql<SessionRow[]>`
    select u.uuid as user_uuid, s.token_version, extract(epoch from now() - s.last_seen_at)::float8 as idle_seconds
    from sessions s join users u on u.id = s.user_id
    where s.id_hash = ${idHash} and s.expires_at > now()
      and s.last_seen_at > now() - make_interval(secs => ${idleSecondsMax})`;
  return row;
}

/**
 * Sets the time at which the login session was last seen to now.
 *
 * @crossTenant Safe: the session id is a secret that identifies user and tenant.
 */
export async function touchSession(sql: Sql, idHash: Buffer): Promise<void> {
  await sql`update sessions set last_seen_at = now() where id_hash = ${idHash}`;
}

/** @crossTenant Safe: the session id is a secret that identifies user and tenant. */
export async function deleteSession(sql: Sql, idHash: Buffer): Promise<void> {
  await sql`delete from sessions where id_hash = ${idHash}`;
}

/** @crossTenant Safe: the cleanup deletes the ended sessions of all tenants. */
export async function deleteEndedSessions(sql: Sql, idleSecondsMax: number): Promise<void> {
  await sql`
    delete from sessions
    where expires_at <= now() or last_seen_at <= now() - make_interval(secs => ${idleSecondsMax})`;
}
