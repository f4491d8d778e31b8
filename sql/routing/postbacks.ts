/** What a postback names: the buyer or bidder that sends it, and the call. */
import type { Sql } from '../db.ts';

export type PostbackParty = { kind: 'buyer' | 'target'; id: number; tenantId: number };

/** @crossTenant Safe: the signature of the address proves that the tenant of the buyer or bidder made the address. */
export async function postbackParty(
  sql: Sql,
  kind: PostbackParty['kind'],
  uuid: string,
): Promise<PostbackParty | undefined> {
  const table = kind === 'buyer' ? 'buyers' : 'rtb_targets';
  const [row] = await sql<{ id: number; tenantId: number }[]>`
    select id, tenant_id from ${sql(table)} where uuid = ${uuid} and deleted_at is null`;
  return row && { kind, ...row };
}

/**
 * Finds a call of a buyer or bidder.
 *
 * @param name the uuid of the call, the carrier's id of the call, or the `requestId` of its bid request
 */
export async function callOfParty(
  sql: Sql,
  { kind, id, tenantId }: PostbackParty,
  name: string,
): Promise<{ id: number } | undefined> {
  const [row] = await sql<{ id: number }[]>`
    select c.id from calls c
    where c.tenant_id = ${tenantId} and ${sql(`c.${kind}_id`)} = ${id} and (
      c.uuid::text = lower(${name}) or c.call_sid = ${name}
      or c.id = (select q.call_id from bid_requests q where q.request_id = ${name} and q.tenant_id = ${tenantId}))
    limit 1`;
  return row;
}
