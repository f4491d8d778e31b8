import { type Key, matches, type Sql } from '../db.ts';

export type TargetHours = { days: number[]; start: string; end: string };

/** What its owner decides about a target. */
export type TargetFields = {
  name: string;
  companyName: string | null;
  contactPerson: string | null;
  contactEmail: string | null;
  contactPhone: string | null;
  endpointUrl: string;
  httpMethod: 'GET' | 'POST' | 'PUT' | 'PATCH';
  contentType: string;
  requestBody: string | null;
  authentication: string;
  authType: 'none' | 'api_key' | 'bearer' | 'basic';
  timeoutMs: number;
  connectionTimeoutMs: number;
  bidAmountPath: string;
  destinationNumberPath: string;
  acceptancePath: string | null;
  currencyPath: string | null;
  durationPath: string | null;
  minBidMicros: number;
  maxBidMicros: number | null;
  currency: string;
  timezone: string;
  hoursOfOperation: TargetHours | null;
  isActive: boolean;
  maxConcurrentCalls: number;
  hourlyCap: number;
  dailyCap: number;
  monthlyCap: number;
};

/** Sealed, and what is shown of it. */
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

/** A target as an auction of one router sees it. */
export type BidderRow = TargetRow & { priority: number; weight: number; capped: boolean };

const written = (sql: Sql, { hoursOfOperation, ...fields }: Partial<TargetFields & TargetSecret>) => ({
  ...fields,
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
    insert into rtb_targets ${sql({ ...written(sql, fields), uuid, tenantId, createdBy })} returning *`;
  return row;
}

export async function updateTarget(
  sql: Sql,
  tenantId: number,
  id: number,
  fields: Partial<TargetFields & TargetSecret>,
): Promise<TargetRow> {
  const [row] = await sql<[TargetRow]>`
    update rtb_targets set ${sql(written(sql, fields))}, updated_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId} returning *`;
  return row;
}

export async function targetByKey(sql: Sql, tenantId: number, key: Key): Promise<TargetRow | undefined> {
  const [row] = await sql<TargetRow[]>`
    select t.* from rtb_targets t where t.tenant_id = ${tenantId} and t.deleted_at is null and ${matches(sql, 't', key)}`;
  return row;
}

export async function lockTarget(sql: Sql, tenantId: number, key: Key): Promise<TargetRow | undefined> {
  const [row] = await sql<TargetRow[]>`
    select t.* from rtb_targets t
    where t.tenant_id = ${tenantId} and t.deleted_at is null and ${matches(sql, 't', key)} for update`;
  return row;
}

export async function listTargets(sql: Sql, tenantId: number, limit: number): Promise<TargetRow[]> {
  return await sql<TargetRow[]>`
    select * from rtb_targets where tenant_id = ${tenantId} and deleted_at is null order by id limit ${limit}`;
}

export async function countTargets(sql: Sql, tenantId: number): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from rtb_targets where tenant_id = ${tenantId} and deleted_at is null`;
  return row.count;
}

/** Takes targets out of all routers and out of sight; their bids stay on record. Without `id`, all of the tenant. */
export async function deleteTargets(sql: Sql, tenantId: number, id?: number): Promise<number> {
  const deleted = await sql`
    update rtb_targets set deleted_at = clock_now(), updated_at = clock_now(), is_active = false
    where tenant_id = ${tenantId} and deleted_at is null ${id === undefined ? sql`` : sql`and id = ${id}`}`;
  await sql`
    delete from rtb_router_targets
    where tenant_id = ${tenantId} ${id === undefined ? sql`` : sql`and target_id = ${id}`}`;
  return deleted.count;
}

/** Whether its caps are used up; an auction asks again when it gives the call away. */
const capped = (sql: Sql) => sql`(
  (t.max_concurrent_calls > 0 and t.max_concurrent_calls <=
    (select count(*) from rtb_awards w where w.target_id = t.id and w.status = 'held'))
  or (t.hourly_cap > 0 and t.hourly_cap <= rtb_used(t.id, 'hour', date_trunc('hour', clock_now(), t.timezone)))
  or (t.daily_cap > 0 and t.daily_cap <= rtb_used(t.id, 'day', date_trunc('day', clock_now(), t.timezone)))
  or (t.monthly_cap > 0 and t.monthly_cap <= rtb_used(t.id, 'month', date_trunc('month', clock_now(), t.timezone)))
) as capped`;

/** The active targets of a router, in the order in which ties are broken. */
export async function biddersOf(sql: Sql, tenantId: number, routerId: number, limit: number): Promise<BidderRow[]> {
  return await sql<BidderRow[]>`
    select t.*, a.priority, a.weight, ${capped(sql)}
    from rtb_router_targets a join rtb_targets t on t.id = a.target_id
    where a.router_id = ${routerId} and a.tenant_id = ${tenantId} and t.is_active and t.deleted_at is null
    order by a.priority, a.weight desc, t.id limit ${limit}`;
}

/** A target that bids by itself, for whoever knows its id and its credentials: a bidder is of no tenant. */
export async function hostedTarget(sql: Sql, key: Key): Promise<(TargetRow & { capped: boolean }) | undefined> {
  const [row] = await sql<(TargetRow & { capped: boolean })[]>`
    select t.*, ${capped(sql)} from rtb_targets t where t.deleted_at is null and ${matches(sql, 't', key)}`;
  return row;
}
