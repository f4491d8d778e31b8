/** The limits of a tenant, and what the tenant uses of the carrier account. */
import type { CarrierUse, Limits } from '../../shared/rules/accounts/limits.ts';
import { lockTimeLimits, type Sql } from '../db.ts';

/** SQL expression: the current UTC day of product time. */
export const today = (sql: Sql) => sql`(clock_now() at time zone 'UTC')::date`;

/** Returns the limits that the operator has changed for the tenant. */
export async function changedLimits(sql: Sql, tenantId: number): Promise<Partial<Limits>> {
  const [row] = await sql<[{ limits: Partial<Limits> }]>`select limits from tenants where id = ${tenantId}`;
  return row.limits;
}

/**
 * Makes the claims of a tenant's calls wait for each other until the end of the transaction, so that parallel claims
 * together keep the tenant's limits. Other tenants do not wait. The lock must be the first lock of its transaction.
 */
export async function lockTenantClaims(sql: Sql, tenantId: number): Promise<void> {
  await sql`select ${lockTimeLimits(sql)}, pg_advisory_xact_lock(hashtext('tenant.claims'), ${tenantId}::int)`;
}

/**
 * Like {@link lockTenantClaims}. Also returns what {@link carrierUse} and {@link changedLimits} return. The SQL function is
 * in migrations/0201_carrier_room.sql.
 */
export async function lockCarrierRoom(sql: Sql, tenantId: number): Promise<CarrierUse & { limits: Partial<Limits> }> {
  const [row] = await sql<[CarrierUse & { limits: Partial<Limits> }]>`
    select coalesce(live_calls, 0) as live_calls, coalesce(live_minutes, 0) as live_minutes,
      coalesce(ended_dollars, 0) as ended_dollars, coalesce(limits, '{}') as limits
    from lock_carrier_room(${tenantId})`;
  return row;
}

/**
 * Returns what the tenant uses of the carrier account now. The one agent leg of a call does not count as a live call,
 * because without an agent the called person would wait in silence. The minutes of the leg do count. The SQL function
 * is in migrations/0200_inbound_trips.sql.
 */
export async function carrierUse(sql: Sql, tenantId: number): Promise<CarrierUse> {
  const [row] = await sql<[CarrierUse]>`
    select coalesce(live_calls, 0) as live_calls, coalesce(live_minutes, 0) as live_minutes,
      coalesce(ended_dollars, 0) as ended_dollars
    from carrier_use(${tenantId})`;
  return row;
}

/** Adds a carrier cost to today's spend of the tenant. The costs of calls are added by a trigger. */
export async function insertSpend(sql: Sql, tenantId: number, dollars: number): Promise<void> {
  if (dollars <= 0) return;
  await sql`
    insert into carrier_spend (tenant_id, day, dollars) values (${tenantId}, ${today(sql)}, ${dollars})`;
}

/**
 * Adds up the rows of each tenant and day, so that reading a day's spend stays fast.
 *
 * @crossTenant Safe: the sweeper adds up the rows of all tenants, each tenant for itself.
 */
export async function mergeSpend(sql: Sql): Promise<void> {
  await sql`
    with merged as (
      delete from carrier_spend s using (
        select tenant_id, day from carrier_spend group by tenant_id, day having count(*) > 100) many
      where s.tenant_id = many.tenant_id and s.day = many.day
      returning s.tenant_id, s.day, s.dollars)
    insert into carrier_spend (tenant_id, day, dollars)
    select tenant_id, day, sum(dollars) from merged group by tenant_id, day`;
}
