import type { Sql } from '../db.ts';

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
  agentId: number | null;
  agentGroupId: number | null;
};

export type NewUser = Pick<
  UserRow,
  'tenantId' | 'email' | 'username' | 'passwordHash' | 'firstName' | 'lastName' | 'phone' | 'role' | 'isOwner'
>;

const selectUsers = (sql: Sql) => sql`
  select u.*, t.uuid as tenant_uuid, a.id as agent_id, a.agent_group_id
  from users u join tenants t on t.id = u.tenant_id
  left join agents a on a.user_id = u.id and a.is_active`;

/**
 * Inserts a user and links the agent with the same e-mail address to the user. Fails on the index `users_email` or
 * `users_username` if another user has the e-mail address or user name.
 */
export async function insertUser(sql: Sql, user: NewUser): Promise<UserRow> {
  const [row] = await sql<[{ id: number }]>`insert into users ${sql(user)} returning id`;
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
 * Finds a user by e-mail address or user name. Upper and lower case do not matter.
 *
 * @crossTenant Safe: a login does not name a tenant, and the user's row names the tenant.
 */
export async function userByLogin(sql: Sql, login: string): Promise<UserRow | undefined> {
  const [row] = await sql<UserRow[]>`
    ${selectUsers(sql)} where lower(u.email) = lower(${login}) or lower(u.username) = lower(${login}) limit 1`;
  return row;
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
