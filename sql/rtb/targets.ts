import type { AuthType } from '../../shared/rules/rtb/authentication.ts';
import type { BidTerms } from '../../shared/rules/rtb/bid-response.ts';
import type { CallerIdExposure } from '../../shared/rules/rtb/ping-data.ts';
import type { HttpMethod, PingTemplate } from '../../shared/rules/rtb/bid-request.ts';
import type { OpeningHours } from '../../shared/rules/values/opening-hours.ts';
import { type Key, keyMatches, type Sql } from '../db.ts';
import { oldestFirst, type Page } from '../page.ts';
import { isCapped } from './caps.ts';

/** The settings of a target. A cap of 0 means no limit. */
export type TargetFields = PingTemplate &
  BidTerms & {
    name: string;
    companyName: string | null;
    contactPerson: string | null;
    contactEmail: string | null;
    contactPhone: string | null;
    /**
     * The type of authentication in the user's words, for example "Bearer Token". `authType` is the type that the text
     * means.
     */
    authentication: string;
    authType: AuthType;
    /** What the bidder learns about the caller's number before it wins the call. */
    callerIdExposure: CallerIdExposure;
    /** The HTTP statuses that mean "no bid"; null for the usual ones. */
    noBidStatuses: number[] | null;
    /** The address of the second request, which confirms a bid before its destination is dialed. Null: no confirmation. */
    postUrl: string | null;
    postMethod: HttpMethod;
    /** Template of the body of the second request; null means the default body. */
    postBody: string | null;
    postTimeoutMs: number;
    timeoutMs: number;
    connectionTimeoutMs: number;
    /** Seconds of conversation that the hosted bidder requires for a conversion. */
    bidDuration: number;
    /** Seconds of conversation that a bid without a duration must pay for. If null, the router's value applies. */
    conversionSeconds: number | null;
    timezone: string;
    hoursOfOperation: OpeningHours | null;
    isActive: boolean;
    maxConcurrentCalls: number;
    hourlyCap: number;
    dailyCap: number;
    monthlyCap: number;
  };

/** The encrypted token, and the mask that users see instead of the token. */
export type TargetSecret = { authToken: string | null; authTokenMask: string | null };

export type TargetRow = TargetFields &
  TargetSecret & {
    id: number;
    uuid: string;
    tenantId: number;
    createdBy: number | null;
    conversionRate: number;
    createdAt: Date;
    updatedAt: Date;
  };

/** A target as a bidder of one router. */
export type BidderRow = TargetRow & { priority: number; weight: number; isCapped: boolean };

const toColumns = (sql: Sql, { hoursOfOperation, headers, ...fields }: Partial<TargetFields & TargetSecret>) => ({
  ...fields,
  ...(headers === undefined ? {} : { headers: sql.json(headers) }),
  ...(hoursOfOperation === undefined ? {} : { hoursOfOperation: hoursOfOperation && sql.json(hoursOfOperation) }),
});

export async function insertTarget(
  sql: Sql,
  tenantId: number,
  createdBy: number | null,
  target: TargetFields & TargetSecret & { uuid: string },
): Promise<TargetRow> {
  const { uuid, ...fields } = target;
  const [row] = await sql<[TargetRow]>`
    insert into rtb_targets ${sql({ ...toColumns(sql, fields), uuid, tenantId, createdBy })} returning *`;
  return row;
}

export async function updateTargetRow(
  sql: Sql,
  tenantId: number,
  id: number,
  fields: Partial<TargetFields & TargetSecret>,
): Promise<TargetRow> {
  const [row] = await sql<[TargetRow]>`
    update rtb_targets set ${sql(toColumns(sql, fields))}, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId} returning *`;
  return row;
}

export async function targetByKey(sql: Sql, tenantId: number, key: Key): Promise<TargetRow | undefined> {
  const [row] = await sql<TargetRow[]>`
    select t.* from rtb_targets t where t.tenant_id = ${tenantId} and t.deleted_at is null and ${keyMatches(sql, 't', key)}`;
  return row;
}

export async function lockTarget(sql: Sql, tenantId: number, key: Key): Promise<TargetRow | undefined> {
  const [row] = await sql<TargetRow[]>`
    select t.* from rtb_targets t
    where t.tenant_id = ${tenantId} and t.deleted_at is null and ${keyMatches(sql, 't', key)} for update`;
  return row;
}

export async function listTargets(sql: Sql, tenantId: number, page: Page): Promise<TargetRow[]> {
  return await sql<TargetRow[]>`
    select * from rtb_targets
    where tenant_id = ${tenantId} and deleted_at is null ${oldestFirst(sql, 'rtb_targets', page)}`;
}

export async function countTargets(sql: Sql, tenantId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from rtb_targets where tenant_id = ${tenantId} and deleted_at is null`;
  return row.count;
}

/**
 * Marks a target as deleted and removes the target from all routers. Without `id`, all targets of the tenant are
 * deleted. Stored bids stay.
 *
 * @returns the number of deleted targets
 */
export async function deleteTargets(sql: Sql, tenantId: number, id?: number): Promise<number> {
  const deleted = await sql`
    update rtb_targets set deleted_at = clock_now(), updated_at = clock_now(), is_active = false
    where tenant_id = ${tenantId} and deleted_at is null ${id === undefined ? sql`` : sql`and id = ${id}`}`;
  await sql`
    delete from rtb_router_targets
    where tenant_id = ${tenantId} ${id === undefined ? sql`` : sql`and target_id = ${id}`}`;
  return deleted.count;
}

/** Lists the active targets of a router, in the order in which equal bids win. */
export async function listBidders(sql: Sql, tenantId: number, routerId: number, limit: number): Promise<BidderRow[]> {
  return await sql<BidderRow[]>`
    select t.*, a.priority, a.weight, ${isCapped(sql)} as is_capped
    from rtb_router_targets a join rtb_targets t on t.id = a.target_id
    where a.router_id = ${routerId} and a.tenant_id = ${tenantId} and t.is_active and t.deleted_at is null
    order by a.priority, a.weight desc, t.id limit ${limit}`;
}

/**
 * Finds the target of a bid request that another platform sends to the bidder that we host.
 *
 * @crossTenant Safe: bidding platforms have no account with us, but send the target's id and credentials.
 */
export async function hostedTargetByKey(sql: Sql, key: Key): Promise<(TargetRow & { isCapped: boolean }) | undefined> {
  const [row] = await sql<(TargetRow & { isCapped: boolean })[]>`
    select t.*, ${isCapped(sql)} as is_capped from rtb_targets t where t.deleted_at is null and ${keyMatches(sql, 't', key)}`;
  return row;
}
