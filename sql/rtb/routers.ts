import type { Limits } from '../../shared/rules/accounts/limits.ts';
import type { RevenueType } from '../../shared/rules/rtb/revenue.ts';
import { type Key, keyMatches, type Sql } from '../db.ts';
import { oldestFirst, type Page } from '../page.ts';

export type RouterFields = {
  name: string;
  description: string | null;
  biddingTimeoutMs: number;
  minBiddersRequired: number;
  enablePredictiveRouting: boolean;
  revenueType: RevenueType;
  conversionTracking: boolean;
  /** Seconds of conversation that a bid without a duration must pay for. If null, the campaign's value applies. */
  conversionSeconds: number | null;
  /**
   * The countries whose numbers bids may name, as ISO 3166-1 alpha-2 codes. Null means the countries of the caller and of
   * the dialled number.
   */
  destinationCountries: string[] | null;
  isActive: boolean;
};

export type AssignedTarget = { id: number; uuid: string; name: string; priority: number; weight: number };

export type RouterRow = RouterFields & {
  id: number;
  uuid: string;
  tenantId: number;
  createdBy: number | null;
  assignedTargets: AssignedTarget[];
  createdAt: Date;
  updatedAt: Date;
};

const selectRouters = (sql: Sql) => sql`
  select r.*, (
    select coalesce(jsonb_agg(jsonb_build_object(
      'id', t.id, 'uuid', t.uuid, 'name', t.name, 'priority', a.priority, 'weight', a.weight)
      order by a.priority, a.weight desc, t.id), '[]')
    from rtb_router_targets a join rtb_targets t on t.id = a.target_id where a.router_id = r.id
  ) as assigned_targets
  from rtb_routers r`;

export async function insertRouter(
  sql: Sql,
  tenantId: number,
  createdBy: number | null,
  fields: RouterFields,
): Promise<{ id: number }> {
  const [row] = await sql<[{ id: number }]>`
    insert into rtb_routers ${sql({ ...fields, tenantId, createdBy })} returning id`;
  return row;
}

/** Updates a router. Returns false if the router does not exist. */
export async function updateRouterRow(
  sql: Sql,
  tenantId: number,
  key: Key,
  fields: Partial<RouterFields>,
): Promise<boolean> {
  const updated = await sql`
    update rtb_routers r set ${sql({ ...fields })}, updated_at = clock_now()
    where r.tenant_id = ${tenantId} and r.deleted_at is null and ${keyMatches(sql, 'r', key)}`;
  return updated.count === 1;
}

export async function routerByKey(sql: Sql, tenantId: number, key: Key): Promise<RouterRow | undefined> {
  const [row] = await sql<RouterRow[]>`
    ${selectRouters(sql)} where r.tenant_id = ${tenantId} and r.deleted_at is null and ${keyMatches(sql, 'r', key)}`;
  return row;
}

export async function listRouters(sql: Sql, tenantId: number, page: Page): Promise<RouterRow[]> {
  return await sql<RouterRow[]>`
    ${selectRouters(sql)} where r.tenant_id = ${tenantId} and r.deleted_at is null ${oldestFirst(sql, 'r', page)}`;
}

export async function countRouters(sql: Sql, tenantId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from rtb_routers where tenant_id = ${tenantId} and deleted_at is null`;
  return row.count;
}

/**
 * Marks a router as deleted. The router's auctions stay stored. Campaigns that use the router are routed without bids.
 */
export async function deleteRouterRow(sql: Sql, tenantId: number, key: Key): Promise<{ id: number } | undefined> {
  const [row] = await sql<{ id: number }[]>`
    update rtb_routers r set deleted_at = clock_now(), updated_at = clock_now(), is_active = false
    where r.tenant_id = ${tenantId} and r.deleted_at is null and ${keyMatches(sql, 'r', key)} returning r.id`;
  return row;
}

/** A router, and the limits that the operator has changed for its tenant. */
type ActiveRouter = RouterFields & { id: number; tenantLimits: Partial<Limits> };

/** Returns a router if the router is active. */
export async function activeRouterById(sql: Sql, tenantId: number, id: number): Promise<ActiveRouter | undefined> {
  const [row] = await sql<ActiveRouter[]>`
    select r.*, t.limits as tenant_limits from rtb_routers r join tenants t on t.id = r.tenant_id
    where r.id = ${id} and r.tenant_id = ${tenantId} and r.is_active and r.deleted_at is null`;
  return row;
}

/** Locks a router, so that new assignments of targets to the router wait until the end of the transaction. */
export async function lockRouter(sql: Sql, tenantId: number, key: Key): Promise<{ id: number } | undefined> {
  const [row] = await sql<{ id: number }[]>`
    select r.id from rtb_routers r
    where r.tenant_id = ${tenantId} and r.deleted_at is null and ${keyMatches(sql, 'r', key)} for no key update`;
  return row;
}

export async function countTargetsOfRouter(sql: Sql, tenantId: number, routerId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from rtb_router_targets where router_id = ${routerId} and tenant_id = ${tenantId}`;
  return row.count;
}

/**
 * The assignment of a target to a router as a bidder. If two bids are equal, the target with the lower priority wins,
 * then the target with the higher weight.
 */
export type Assignment = { routerId: number; targetId: number; priority: number; weight: number };

/**
 * Assigns a target to a router.
 *
 * @throws a violation of `rtb_router_targets_pkey` if the target is already assigned to the router
 */
export async function assignTarget(sql: Sql, tenantId: number, assignment: Assignment): Promise<{ createdAt: Date }> {
  const [row] = await sql<[{ createdAt: Date }]>`
    insert into rtb_router_targets ${sql({ ...assignment, tenantId })} returning created_at`;
  return row;
}

/** Removes a target from a router. Returns false if the target was not assigned to the router. */
export async function unassignTarget(
  sql: Sql,
  tenantId: number,
  { routerId, targetId }: Pick<Assignment, 'routerId' | 'targetId'>,
): Promise<boolean> {
  const deleted = await sql`
    delete from rtb_router_targets
    where router_id = ${routerId} and target_id = ${targetId} and tenant_id = ${tenantId}`;
  return deleted.count === 1;
}
