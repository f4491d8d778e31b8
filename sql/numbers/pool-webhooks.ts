/** Deliveries of events to the webhooks of number pools. */
import type { Sql } from '../db.ts';

export type DeliveryRow = {
  id: number;
  uuid: string;
  tenantId: number;
  poolId: number;
  body: string;
  attempts: number;
};

/** A delivery with the current webhook of the number pool. The webhook may have changed since the event. */
export type ClaimedDelivery = DeliveryRow & {
  poolUuid: string;
  webhookUrl: string | null;
  /** The encrypted secret that signs the deliveries. */
  webhookSecret: string | null;
};

/**
 * Inserts a delivery of an event. Returns undefined if the number pool has no webhook, if the same event was inserted
 * before, or if the webhook already has `pendingMax` pending deliveries.
 *
 * @param delivery.eventKey identifies the event among all events of the number pool
 */
export async function insertDelivery(
  sql: Sql,
  tenantId: number,
  delivery: { poolId: number; eventKey: string; body: string },
  pendingMax: number,
): Promise<{ id: number } | undefined> {
  const { poolId, eventKey, body } = delivery;
  const [row] = await sql<{ id: number }[]>`
    insert into pool_webhook_deliveries (tenant_id, pool_id, event_key, body)
    select tenant_id, id, ${eventKey}, ${body} from number_pools
    where id = ${poolId} and tenant_id = ${tenantId} and deleted_at is null and webhook_url is not null
      and (select count(*) from (
        select from pool_webhook_deliveries where pool_id = ${poolId} and status = 'pending' limit ${pendingMax}
      ) pending) < ${pendingMax}
    on conflict (pool_id, event_key) do nothing
    returning id`;
  return row;
}

/**
 * Claims a due delivery for one attempt. Other claims of the delivery fail until `leaseSeconds` of product time (the
 * product's clock) have passed.
 *
 * @crossTenant Safe: the job `webhook.deliver` names the delivery by id.
 */
export async function claimDelivery(sql: Sql, id: number, leaseSeconds: number): Promise<ClaimedDelivery | undefined> {
  const [row] = await sql<ClaimedDelivery[]>`
    update pool_webhook_deliveries d set attempts = attempts + 1, updated_at = clock_now(),
      next_attempt_at = clock_now() + make_interval(secs => ${leaseSeconds})
    from number_pools p
    where d.id = ${id} and d.status = 'pending' and d.next_attempt_at <= clock_now() and p.id = d.pool_id
    returning d.id, d.uuid, d.tenant_id, d.pool_id, d.body, d.attempts, p.uuid as pool_uuid, p.webhook_url,
      p.webhook_secret`;
  return row;
}

/**
 * Stores the result of an attempt to deliver. Does nothing if a later attempt has begun.
 *
 * @param result.nextSeconds seconds of product time until the next attempt, if the delivery stays pending
 * @crossTenant Safe: the job `webhook.deliver` names the delivery by id.
 */
export async function saveDeliveryResult(
  sql: Sql,
  { id, attempts }: Pick<DeliveryRow, 'id' | 'attempts'>,
  result: { status: 'pending' | 'delivered' | 'failed'; text: string; nextSeconds?: number },
): Promise<void> {
  await sql`
    update pool_webhook_deliveries set status = ${result.status}, last_result = ${result.text}, updated_at = clock_now(),
      next_attempt_at = clock_now() + make_interval(secs => ${result.nextSeconds ?? 0})
    where id = ${id} and attempts = ${attempts} and status = 'pending'`;
}

/** The data that the webhook of a pool gets about a call to a phone number of the pool. */
export type PoolCall = {
  poolId: number;
  tenantId: number;
  callId: number;
  callSid: string | null;
  campaignId: number | null;
  phoneNumberId: number;
  phoneNumber: string;
  callerNumber: string;
  status: string;
  disposition: string | null;
  duration: number | null;
};

/**
 * Returns the data of a call for the webhook of a number pool. Returns undefined if the call's number is in no pool, or
 * if the pool has no webhook.
 */
export async function callOfPool(sql: Sql, tenantId: number, callId: number): Promise<PoolCall | undefined> {
  const [row] = await sql<PoolCall[]>`
    select n.pool_id, c.tenant_id, c.id as call_id, c.call_sid, c.campaign_id, n.id as phone_number_id, n.phone_number,
      c.from_number as caller_number, c.status, c.disposition, c.duration
    from calls c join phone_numbers n on n.id = c.phone_number_id join number_pools p on p.id = n.pool_id
    where c.id = ${callId} and c.tenant_id = ${tenantId} and p.webhook_url is not null and p.deleted_at is null`;
  return row;
}

/**
 * Lists the ids of deliveries that have been due for longer than `seconds` of product time.
 *
 * @crossTenant Safe: the sweeper repairs the deliveries of all tenants.
 */
export async function overdueDeliveries(sql: Sql, seconds: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from pool_webhook_deliveries
    where status = 'pending' and next_attempt_at < clock_now() - make_interval(secs => ${seconds})
    order by next_attempt_at limit 500`;
  return rows.map(({ id }) => id);
}

/** @crossTenant Safe: the cleanup deletes the old deliveries of all tenants. */
export async function deleteOldDeliveries(sql: Sql, days: number): Promise<void> {
  await sql`
    delete from pool_webhook_deliveries where id in (
      select id from pool_webhook_deliveries
      where status <> 'pending' and created_at < clock_now() - make_interval(days => ${days}) limit 1000)`;
}
