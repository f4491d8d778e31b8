import type { CallRow } from '../../sql/calls/calls.ts';
import type { Sql } from '../../sql/db.ts';

export type InboundTestCall = Pick<
  CallRow,
  'id' | 'uuid' | 'tenantId' | 'routeAttempt' | 'fromNumber' | 'toNumber' | 'createdAt'
>;

/** Inserts an inbound call that is not routed yet. */
export async function insertInboundTestCall(
  sql: Sql,
  { tenantId, campaignId, from }: { tenantId: number; campaignId: number; from: string },
): Promise<InboundTestCall> {
  const [row] = await sql<[InboundTestCall]>`
    insert into calls (tenant_id, campaign_id, direction, status, from_number, to_number)
    values (${tenantId}, ${campaignId}, 'inbound', 'ringing', ${from}, '+14155551234') returning *`;
  return row;
}
