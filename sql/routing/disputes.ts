/** Disputes of buyers and bidders about calls. A call has at most one open dispute. */
import { type Key, keyMatches, type Sql } from '../db.ts';
import { newestFirst, type Page } from '../page.ts';

export type DisputeStatus = 'open' | 'accepted' | 'rejected' | 'withdrawn';

export type DisputeRow = {
  id: number;
  uuid: string;
  tenantId: number;
  callId: number;
  buyerId: number | null;
  targetId: number | null;
  status: DisputeStatus;
  reason: string;
  currency: string;
  amountMicros: number;
  /** What an accepted dispute gives back; null for the others. */
  refundedMicros: number | null;
  resolution: string | null;
  createdAt: Date;
  resolvedAt: Date | null;
};

export type NewDispute = Pick<DisputeRow, 'callId' | 'reason' | 'currency' | 'amountMicros'> & {
  buyerId: number | null;
  targetId: number | null;
  createdBy: number | null;
};

/** @throws unique violation of `disputes_one_open` if a dispute about the call is open */
export async function insertDispute(sql: Sql, tenantId: number, dispute: NewDispute): Promise<DisputeRow> {
  const [row] = await sql<[DisputeRow]>`insert into disputes ${sql({ ...dispute, tenantId })} returning *`;
  return row;
}

export async function disputeByKey(sql: Sql, tenantId: number, key: Key): Promise<DisputeRow | undefined> {
  const [row] = await sql<DisputeRow[]>`
    select * from disputes d where tenant_id = ${tenantId} and ${keyMatches(sql, 'd', key)}`;
  return row;
}

export async function isDisputeOpen(sql: Sql, tenantId: number, callId: number): Promise<boolean> {
  const [row] = await sql`
    select from disputes where call_id = ${callId} and tenant_id = ${tenantId} and status = 'open'`;
  return row !== undefined;
}

export type Resolution = {
  status: Exclude<DisputeStatus, 'open'>;
  refundedMicros: number | null;
  resolution: string | null;
  resolvedBy: number | null;
};

/** Ends an open dispute. Returns undefined if the dispute has ended before. */
export async function closeDispute(
  sql: Sql,
  tenantId: number,
  id: number,
  resolution: Resolution,
): Promise<DisputeRow | undefined> {
  const [row] = await sql<DisputeRow[]>`
    update disputes set ${sql(resolution)}, resolved_at = clock_now()
    where id = ${id} and tenant_id = ${tenantId} and status = 'open' returning *`;
  return row;
}

export type DisputeFilter = { status?: DisputeStatus | undefined; callId?: number | undefined };

const matches = (sql: Sql, tenantId: number, { status, callId }: DisputeFilter) => sql`
  tenant_id = ${tenantId} ${status === undefined ? sql`` : sql`and status = ${status}`}
  ${callId === undefined ? sql`` : sql`and call_id = ${callId}`}`;

export async function listDisputes(
  sql: Sql,
  tenantId: number,
  filter: DisputeFilter,
  page: Page,
): Promise<DisputeRow[]> {
  return await sql<DisputeRow[]>`
    select d.* from disputes d where ${matches(sql, tenantId, filter)} ${newestFirst(sql, 'd', page)}`;
}

export async function countDisputes(sql: Sql, tenantId: number, filter: DisputeFilter): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) as count from disputes where ${matches(sql, tenantId, filter)}`;
  return row.count;
}
