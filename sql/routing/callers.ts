/** The earlier calls of a caller. */
import type { Sql } from '../db.ts';

/** Returns how many calls a caller made to a campaign in the last hour. */
export async function countCallsInHour(
  sql: Sql,
  tenantId: number,
  { campaignId, fromNumber }: { campaignId: number; fromNumber: string },
): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from calls
    where tenant_id = ${tenantId} and campaign_id = ${campaignId} and direction = 'inbound'
      and from_number = ${fromNumber} and created_at > (select clock_now()) - interval '1 hour'`;
  return row.count;
}

export type EarlierDestination = { buyerId: number | null; targetId: number | null };

/** Returns the buyer or the bidder who had a call. */
export async function destinationOfCall(
  sql: Sql,
  tenantId: number,
  callId: number,
): Promise<EarlierDestination | undefined> {
  const [row] = await sql<EarlierDestination[]>`
    select c.buyer_id, coalesce(c.target_id, (
      select a.target_id from rtb_awards a where a.call_id = c.id and a.status <> 'released')) as target_id
    from calls c where c.id = ${callId} and c.tenant_id = ${tenantId}`;
  return row;
}
