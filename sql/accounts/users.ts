import { type Key, keyMatches, type Sql } from '../db.ts';
import { oldestFirst, type Page } from '../page.ts';
import type { SessionKind } from './login-sessions.ts';

export type UserRow = {
  id: number;
  uuid: string;
  tenantId: number;
  tenantUuid: string;
  email: string;
  username: string;
  passwordHash: string;
  firstName: string;
  lastName: string;
  phone: string | null;
  role: 'admin' | 'supervisor' | 'agent';
  isOwner: boolean;
  isActive: boolean;
  tokenVersion: number;
  createdAt: Date;
  hasSecondFactor: boolean;
  agentId: number | null;
  agentGroupId: number | null;
};

export type NewUser = Pick<
  UserRow,
  'tenantId' | 'email' | 'username' | 'passwordHash' | 'firstName' | 'lastName' | 'phone' | 'role' | 'isOwner'
>;

/** A user and the login session of the request, either of a cookie or of a token. */
export type SessionUserRow = UserRow & { sessionUuid: string; sessionTokenVersion: number; idleSeconds: number };

const userColumns = (sql: Sql) => sql`
  u.*, t.uuid as tenant_uuid, a.id as agent_id, a.agent_group_id,
  exists (select from second_factors f where f.user_id = u.id and f.confirmed_at is not null) as has_second_factor`;

const userTables = (sql: Sql) => sql`
  users u join tenants t on t.id = u.tenant_id left join agents a on a.user_id = u.id and a.is_active`;

const selectUsers = (sql: Sql) => sql`select ${userColumns(sql)} from ${userTables(sql)}`;

/**
 * Returns the id of the next user, so that a user can be named as the person of the transaction that inserts the user.
 *
 * @crossTenant Safe: the id belongs to no row yet.
 */
export async function nextUserId(sql: Sql): Promise<number> {
  // nextval() is null only for a sequence that does not exist. The `coalesce` tells this to the check of statements.
  const [row] = await sql<[{ id: number }]>`select coalesce(nextval(pg_get_serial_sequence('users', 'id')), 0) as id`;
  return row.id;
}

/**
 * Inserts a user and links the agent with the same e-mail address to the user. Fails on the constraint
 * `login_names_pkey` if another user of the deployment has the e-mail address or user name as a login name.
 */
export async function insertUser(sql: Sql, newUser: NewUser & { id?: number }): Promise<UserRow> {
  const user = { ...newUser, id: newUser.id ?? (await nextUserId(sql)) };
  const { tenantId, email, username, passwordHash, firstName, lastName, phone, role, isOwner } = user;
  const [row] = await sql<[{ id: number }]>`
    insert into users (id, tenant_id, email, username, password_hash, first_name, last_name, phone, role, is_owner)
    overriding system value
    values (${user.id}, ${tenantId}, ${email}, ${username}, ${passwordHash}, ${firstName}, ${lastName}, ${phone}, ${role},
      ${isOwner})
    returning id`;
  // Administrators usually create an agent before the user of the agent. The same e-mail address means the same person.
  await sql`
    update agents set user_id = ${row.id}
    where tenant_id = ${user.tenantId} and user_id is null and is_active and lower(email) = lower(${user.email})
      and id = (select min(id) from agents
        where tenant_id = ${user.tenantId} and user_id is null and is_active and lower(email) = lower(${user.email}))`;
  const [created] = await sql<[UserRow]>`${selectUsers(sql)} where u.id = ${row.id}`;
  return created;
}

/**
 * Finds a user by e-mail address or user name. Upper and lower case do not matter. A login name belongs to one user.
 *
 * @crossTenant Safe: a login does not name a tenant, and the user's row names the tenant.
 */
export async function userByLogin(sql: Sql, login: string): Promise<UserRow | undefined> {
  const [row] = await sql<UserRow[]>`
    ${selectUsers(sql)} join login_names n on n.user_id = u.id where n.name = lower(${login})`;
  return row;
}

/**
 * Finds the user of a login session that has not ended. The caller must compare the token versions and check that the
 * user is active.
 *
 * @crossTenant Safe: the session id is a secret that identifies user and tenant.
 */
export async function userBySession(
  sql: Sql,
  { idHash, kind }: { idHash: Buffer; kind: SessionKind },
  idleSecondsMax: number,
): Promise<SessionUserRow | undefined> {
  const [row] = await sql<SessionUserRow[]>`
    select ${userColumns(sql)}, s.uuid as session_uuid, s.token_version as session_token_version,
      extract(epoch from now() - s.last_seen_at)::float8 as idle_seconds
    from ${userTables(sql)} join sessions s on s.user_id = u.id
    where s.id_hash = ${idHash} and s.kind = ${kind} and s.expires_at > now()
      and s.last_seen_at > now() - make_interval(secs => ${idleSecondsMax})`;
  return row;
}

export type UserFilter = {
  role?: UserRow['role'] | undefined;
  isActive?: boolean | undefined;
  email?: string | undefined;
};

const filtered = (sql: Sql, tenantId: number, { role, isActive, email }: UserFilter) => sql`
  u.tenant_id = ${tenantId}
  ${role === undefined ? sql`` : sql`and u.role = ${role}`}
  ${isActive === undefined ? sql`` : sql`and u.is_active = ${isActive}`}
  ${email === undefined ? sql`` : sql`and lower(u.email) = lower(${email})`}`;

export async function listUsers(sql: Sql, tenantId: number, filter: UserFilter & Page): Promise<UserRow[]> {
  return await sql<UserRow[]>`
    ${selectUsers(sql)} where ${filtered(sql, tenantId, filter)} ${oldestFirst(sql, 'u', filter)}`;
}

export async function countUsers(sql: Sql, tenantId: number, filter: UserFilter): Promise<number> {
  const [row] = await sql<[{ count: number }]>`select count(*) from users u where ${filtered(sql, tenantId, filter)}`;
  return row.count;
}

export async function userByKey(sql: Sql, tenantId: number, key: Key): Promise<UserRow | undefined> {
  const [row] = await sql<
    UserRow[]
  >`${selectUsers(sql)} where u.tenant_id = ${tenantId} and ${keyMatches(sql, 'u', key)}`;
  return row;
}

/** Changes the given columns of a user. A deactivation revokes all credentials of the user. */
export async function updateUserAccess(
  sql: Sql,
  tenantId: number,
  id: number,
  change: Partial<Pick<UserRow, 'role' | 'isOwner' | 'isActive'>>,
): Promise<UserRow | undefined> {
  const { role = null, isOwner = null, isActive = null } = change;
  await sql`
    update users set role = coalesce(${role}, role), is_owner = coalesce(${isOwner}, is_owner),
      is_active = coalesce(${isActive}, is_active),
      token_version = token_version + case when ${isActive}::boolean is false then 1 else 0 end, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId}`;
  return userById(sql, tenantId, id);
}

/** Whether the tenant has an active owner. */
export async function hasActiveOwner(sql: Sql, tenantId: number): Promise<boolean> {
  const [row] = await sql`select from users where tenant_id = ${tenantId} and is_owner and is_active limit 1`;
  return row !== undefined;
}

/** Finds a user by the id that an actor contains. */
export async function userById(sql: Sql, tenantId: number, id: number): Promise<UserRow | undefined> {
  const [row] = await sql<UserRow[]>`${selectUsers(sql)} where u.id = ${id} and u.tenant_id = ${tenantId}`;
  return row;
}

/**
 * Replaces the password of an active user and revokes all credentials of the user.
 *
 * @param hashes.from if given, the hash that the password must still have, so that only one of two changes at the same
 *   time wins
 * @returns the new token version
 */
export async function updatePassword(
  sql: Sql,
  { tenantId, id }: Pick<UserRow, 'tenantId' | 'id'>,
  hashes: { from?: string; to: string },
): Promise<number | undefined> {
  const [row] = await sql<{ tokenVersion: number }[]>`
    update users set password_hash = ${hashes.to}, token_version = token_version + 1, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId} and is_active and password_hash = coalesce(${hashes.from ?? null}, password_hash)
    returning token_version`;
  return row?.tokenVersion;
}

/** Revokes all tokens and cookies of a user. Returns the new token version. */
export async function incrementTokenVersion(
  sql: Sql,
  { tenantId, id }: Pick<UserRow, 'tenantId' | 'id'>,
): Promise<number> {
  const [row] = await sql<[{ tokenVersion: number }]>`
    update users set token_version = token_version + 1, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId} returning token_version`;
  return row.tokenVersion;
}

/**
 * Finds a user by the uuid that a token contains.
 *
 * @crossTenant Safe: the token identifies user and tenant.
 */
export async function userByUuid(sql: Sql, uuid: string): Promise<UserRow | undefined> {
  const [row] = await sql<UserRow[]>`${selectUsers(sql)} where u.uuid = ${uuid} limit 1`;
  return row;
}
