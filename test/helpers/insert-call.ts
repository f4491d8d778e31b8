import type { Sql } from '../../sql/db.ts';

export type InboundTestCall = { id: number; uuid: string; tenantId: number; routeAttempt: number };

/** A call that has come in and waits to be routed. */
export async function insertInboundTestCall(
  sql: Sql,
  { tenantId, campaignId, from }: { tenantId: number; campaignId: number; from: string },
): Promise<InboundTestCall> {
  const [row] = await sql<[InboundTestCall]>`
    insert into calls (tenant_id, campaign_id, direction, status, from_number, to_number)
    values (${tenantId}, ${campaignId}, 'inbound', 'ringing', ${from}, '+14155551234') returning id, uuid, tenant_id, route_attempt`;
  return row;
}
