import type { LimitName, Limits } from '../../shared/rules/accounts/limits.ts';
import type { Standing, TenantStatus } from '../../shared/rules/accounts/standing.ts';
import { type Key, keyMatches, type Sql } from '../db.ts';
import { newestFirst, type Page } from '../page.ts';

export type TenantRow = Standing & { id: number; uuid: string; name: string; createdAt: Date };

/**
 * Makes registrations that found tenants wait for each other until the end of the transaction.
 *
 * @returns whether no tenant exists yet
 * @crossTenant Safe: the statement returns no data of a tenant.
 */
export async function lockFounding(sql: Sql): Promise<{ isFirst: boolean }> {
  await sql`select pg_advisory_xact_lock(hashtext('tenants.found'), 0)`;
  // A separate statement, because a statement sees only the tenants that existed when the statement began.
  const [row] = await sql<[{ isFirst: boolean }]>`select not exists (select from tenants) as is_first`;
  return row;
}

/** @crossTenant Safe: the statement returns no data of a tenant. */
export async function accountsExist(sql: Sql): Promise<boolean> {
  const [row] = await sql<[{ exist: boolean }]>`select exists (select from tenants) as exist`;
  return row.exist;
}

/** Who calls: the name and the number that a person hears in the message of an abandoned call. */
export type Seller = { name: string; phone: string };

/** The name under which a tenant calls. */
export const sellerName = (sql: Sql, tenantAlias: string) => sql`
  coalesce(${sql(tenantAlias)}.company_name, ${sql(tenantAlias)}.name)`;

export async function insertTenant(
  sql: Sql,
  tenant: { name: string; status?: TenantStatus } & Partial<Pick<AccountSettings, 'companyName' | 'callbackNumber'>>,
): Promise<TenantRow> {
  const [row] = await sql<[TenantRow]>`insert into tenants ${sql(tenant)} returning *`;
  return row;
}

/**
 * Locks a tenant until the end of the transaction. Rows that refer to the tenant can still be inserted. Changes of the
 * access of users take this lock.
 */
export async function lockTenant(sql: Sql, tenantId: number): Promise<void> {
  await sql`select from tenants where id = ${tenantId} for no key update`;
}

export async function tenantByKey(sql: Sql, key: Key): Promise<TenantRow | undefined> {
  const [row] = await sql<TenantRow[]>`select t.* from tenants t where ${keyMatches(sql, 't', key)}`;
  return row;
}

/** SQL condition: the tenant in the column may use the carrier account. */
export const isTenantActive = (sql: Sql, tenantColumn: string) => sql`
  exists (select from tenants t where t.id = ${sql(tenantColumn)} and t.status = 'active')`;

export async function findStanding(sql: Sql, tenantId: number): Promise<Standing> {
  const [row] = await sql<[Standing]>`select status, status_reason from tenants where id = ${tenantId}`;
  return row;
}

/** Returns the reasons for a pause that the agents of a tenant choose from. */
export async function findPauseReasons(sql: Sql, tenantId: number): Promise<string[]> {
  const [row] = await sql<[{ pauseReasons: string[] }]>`select pause_reasons from tenants where id = ${tenantId}`;
  return row.pauseReasons;
}

export async function setPauseReasons(sql: Sql, tenantId: number, reasons: string[]): Promise<void> {
  await sql`update tenants set pause_reasons = ${reasons} where id = ${tenantId}`;
}

export type AccountSettings = {
  /** The zone of the days of statistics and reports, and of buyers without a zone of their own. */
  timezone: string;
  /** The currency of the totals of statistics. Other currencies are shown beside it and never added to it. */
  currency: string;
  /** The name of the business on whose behalf the calls are placed. Null: the name of the tenant. */
  companyName: string | null;
  /** The number that the message to an abandoned person states. Null: the caller ID of the call. */
  callbackNumber: string | null;
};

export async function accountSettings(sql: Sql, tenantId: number): Promise<AccountSettings> {
  const [row] = await sql<[AccountSettings]>`
    select timezone, currency, company_name, callback_number from tenants where id = ${tenantId}`;
  return row;
}

export async function updateAccountSettings(
  sql: Sql,
  tenantId: number,
  changes: Partial<AccountSettings>,
): Promise<void> {
  await sql`update tenants set ${sql(changes)} where id = ${tenantId}`;
}

export type ListedTenantRow = TenantRow & { userCount: number; activeUserCount: number };

const withUsers = (sql: Sql) => sql`
  select t.*, u.user_count, u.active_user_count
  from tenants t, lateral (
    select count(*)::int as user_count, (count(*) filter (where is_active))::int as active_user_count
    from users where tenant_id = t.id
  ) u`;

/**
 * Returns one page of all tenants, newest first.
 *
 * @crossTenant Only the operator of the deployment sees this list.
 */
export async function listTenants(sql: Sql, page: Page): Promise<ListedTenantRow[]> {
  return await sql<ListedTenantRow[]>`${withUsers(sql)} where true ${newestFirst(sql, 't', page)}`;
}

export async function listedTenant(sql: Sql, tenantId: number): Promise<ListedTenantRow> {
  const [row] = await sql<[ListedTenantRow]>`${withUsers(sql)} where t.id = ${tenantId}`;
  return row;
}

/** @crossTenant Only the operator of the deployment sees this number. */
export async function countTenants(sql: Sql): Promise<number> {
  const [row] = await sql<[{ count: number }]>`select count(*)::int as count from tenants`;
  return row.count;
}

export type TenantChanges = {
  status?: TenantStatus | undefined;
  statusReason?: string | null | undefined;
  /** The new values of limits. Other limits stay unchanged. */
  limits?: Partial<Limits> | undefined;
  /** The limits that have the default of the deployment again. */
  defaultLimits?: LimitName[] | undefined;
};

export async function updateTenantRow(sql: Sql, tenantId: number, changes: TenantChanges): Promise<void> {
  const { status, statusReason, limits = {}, defaultLimits = [] } = changes;
  await sql`
    update tenants set status = coalesce(${status ?? null}, status),
      status_reason = case when ${statusReason === undefined} then status_reason else ${statusReason ?? null} end,
      limits = (limits || ${sql.json(limits)}) - ${defaultLimits}::text[]
    where id = ${tenantId}`;
}
