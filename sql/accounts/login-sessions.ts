/**
 * Login sessions of cookies and tokens. The key of a session is the hash of the session id, which is the value of the
 * cookie or the claim `jti` of the token. All times are real time.
 */
import { type Key, keyMatches, type Sql } from '../db.ts';
import { newestFirst, type Page } from '../page.ts';

export type SessionKind = 'cookie' | 'token';

export type NewSession = {
  idHash: Buffer;
  kind: SessionKind;
  tenantId: number;
  userId: number;
  tokenVersion: number;
  clientAddress: string | null;
  userAgent: string | null;
};

export async function insertSession(sql: Sql, session: NewSession, lifetimeSeconds: number): Promise<void> {
  const { idHash, kind, tenantId, userId, tokenVersion, clientAddress, userAgent } = session;
  await sql`
    insert into sessions (id_hash, kind, tenant_id, user_id, token_version, client_address, user_agent, expires_at)
    values (${idHash}, ${kind}, ${tenantId}, ${userId}, ${tokenVersion}, ${clientAddress}, ${userAgent},
      now() + make_interval(secs => ${lifetimeSeconds}))`;
}

/** A login session as its user sees it. */
export type ListedSessionRow = {
  id: number;
  uuid: string;
  kind: SessionKind;
  clientAddress: string | null;
  userAgent: string | null;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
};

export type SessionOwner = { tenantId: number; userId: number };

/** The condition on the sessions of one user that are still valid. */
const validSessions = (sql: Sql, { tenantId, userId }: SessionOwner, idleSecondsMax: number) => sql`
  s.tenant_id = ${tenantId} and s.user_id = ${userId} and s.expires_at > now()
  and s.last_seen_at > now() - make_interval(secs => ${idleSecondsMax})
  and s.token_version = (select token_version from users where id = ${userId} and tenant_id = ${tenantId})`;

export async function listSessions(
  sql: Sql,
  { tenantId, userId }: SessionOwner,
  { idleSecondsMax, ...page }: { idleSecondsMax: number } & Page,
): Promise<ListedSessionRow[]> {
  return await sql<ListedSessionRow[]>`
    select id, uuid, kind, client_address, user_agent, created_at, last_seen_at, expires_at from sessions s
    where ${validSessions(sql, { tenantId, userId }, idleSecondsMax)} ${newestFirst(sql, 's', page)}`;
}

export async function countSessions(
  sql: Sql,
  { tenantId, userId }: SessionOwner,
  idleSecondsMax: number,
): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from sessions s where ${validSessions(sql, { tenantId, userId }, idleSecondsMax)}`;
  return row.count;
}

/**
 * A function call in a `from` clause: writes an event of the audit log about the session in the common table expression
 * `ended`. Without a person in the transaction, there is no event.
 */
const auditEventOfEnded = (sql: Sql) => sql`
  add_audit_event(ended.tenant_id, 'deleted', 'session', ended.id, ended.uuid, jsonb_build_object(
    'user_id', jsonb_build_object('before', ended.user_id, 'after', null),
    'kind', jsonb_build_object('before', ended.kind, 'after', null)))`;

/**
 * Ends one login session of the tenant. Call this function in a transaction, so that the audit log names the person.
 *
 * @param onlyUserId the user whose session it must be; null for a session of any user of the tenant
 * @returns the user of the session; undefined if there was no such session
 */
export async function deleteTenantSession(
  sql: Sql,
  tenantId: number,
  onlyUserId: number | null,
  key: Key,
): Promise<number | undefined> {
  const [row] = await sql<{ userId: number }[]>`
    with ended as (
      delete from sessions s
      where s.tenant_id = ${tenantId} and (${onlyUserId}::bigint is null or s.user_id = ${onlyUserId})
        and ${keyMatches(sql, 's', key)}
      returning s.*)
    select ended.user_id from ended, ${auditEventOfEnded(sql)}`;
  return row?.userId;
}

/**
 * Ends all login sessions of a user, except one. Call this function in a transaction, so that the audit log names the
 * person. Returns the number of ended sessions.
 */
export async function deleteUserSessions(
  sql: Sql,
  { tenantId, userId }: SessionOwner,
  exceptUuid: string | null,
): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    with ended as (
      delete from sessions
      where tenant_id = ${tenantId} and user_id = ${userId} and uuid is distinct from ${exceptUuid}::uuid
      returning *)
    select count(*) from ended, ${auditEventOfEnded(sql)}`;
  return row.count;
}

export type SessionOwnerRow = { userUuid: string; tokenVersion: number };

/**
 * Returns the user of a cookie's login session, unless the session has ended. The user may be deactivated.
 *
 * @crossTenant Safe: the session id is a secret that identifies user and tenant.
 */
export async function ownerOfSession(
  sql: Sql,
  idHash: Buffer,
  idleSecondsMax: number,
): Promise<SessionOwnerRow | undefined> {
  const [row] = await sql<SessionOwnerRow[]>`
    select u.uuid as user_uuid, s.token_version
    from sessions s join users u on u.id = s.user_id
    where s.id_hash = ${idHash} and s.kind = 'cookie' and s.expires_at > now()
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

/** The user of a login session, with the session's user name for the audit log. */
export type NamedSessionOwner = SessionOwner & { username: string };

/** @crossTenant Safe: the session id is a secret that identifies user and tenant. */
export async function namedOwnerOfSession(sql: Sql, idHash: Buffer): Promise<NamedSessionOwner | undefined> {
  const [row] = await sql<NamedSessionOwner[]>`
    select s.tenant_id, s.user_id, u.username from sessions s join users u on u.id = s.user_id
    where s.id_hash = ${idHash}`;
  return row;
}

/**
 * Ends a login session. Call this function in a transaction, so that the audit log names the person.
 *
 * @returns false if the session has ended before
 * @crossTenant Safe: the session id is a secret that identifies user and tenant.
 */
export async function deleteSession(sql: Sql, idHash: Buffer): Promise<boolean> {
  const [row] = await sql<[{ count: number }]>`
    with ended as (delete from sessions where id_hash = ${idHash} returning *)
    select count(*) from ended, ${auditEventOfEnded(sql)}`;
  return row.count === 1;
}

/** @crossTenant Safe: the cleanup deletes the ended sessions of all tenants. */
export async function deleteEndedSessions(sql: Sql, idleSecondsMax: number): Promise<void> {
  await sql`
    delete from sessions
    where expires_at <= now() or last_seen_at <= now() - make_interval(secs => ${idleSecondsMax})`;
}
