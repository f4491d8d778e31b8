/**
 * Sync records: the state of each call on each platform. Only the worker that holds the lock of a sync writes the sync
 * records of the integration.
 */
import type { Sql } from '../db.ts';

/**
 * - `pending`: the call was not sent yet
 * - `sending`: the call was sent, but the platform has not confirmed the call yet, or the platform's response was lost
 * - `sent`: the platform has confirmed the call
 * - `failed`: the platform has rejected the call; a later sync tries again
 * - `given_up`: the platform has rejected the call too often; no sync tries again
 */
export type SyncRecordState = 'pending' | 'sending' | 'sent' | 'failed' | 'given_up';

/** The ids of the running sync, the integration and the tenant. */
export type SyncScope = { tenantId: number; integrationId: number; syncId: number };

/**
 * A record to send. `revision` says how often the call has changed after it was sent; `externalId` is the platform's id of
 * the call that it has received.
 */
export type DueRecord = { callId: number; state: SyncRecordState; revision: number; externalId: string | null };

/** A call with the values that platforms receive. */
export type SyncCall = {
  callId: number;
  uuid: string;
  direction: 'inbound' | 'outbound';
  status: string;
  disposition: string;
  fromNumber: string;
  toNumber: string;
  startTime: Date;
  endTime: Date;
  duration: number;
  firstName: string | null;
  lastName: string | null;
  campaignId: number | null;
  campaignName: string | null;
  buyerId: number | null;
  buyerName: string | null;
  targetId: number | null;
  targetName: string | null;
  publisherId: number | null;
  publisherName: string | null;
  source: string | null;
  converted: boolean | null;
  revenueMicros: number | null;
  revenueCurrency: string | null;
  recordingSid: string | null;
  recordingUrl: string | null;
  notes: string | null;
};

/** The calls that a platform receives: ended calls that rang, without the calls of persons whose data was erased. */
const isSyncable = (sql: Sql) =>
  sql`c.ended_at is not null and not c.erased and (c.start_time is not null or c.direction = 'inbound' or c.externally_logged)`;

/**
 * Counts the calls that a back-fill would send: the tenant's calls that have ended so far.
 *
 * @param from only calls whose end was stored at this time or later; null for all calls
 */
export async function countBackfillCalls(sql: Sql, tenantId: number, from: Date | null): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*) from calls c
    where c.tenant_id = ${tenantId} and ${isSyncable(sql)} and c.ended_at >= coalesce(${from}::timestamptz, '-infinity')`;
  return row.count;
}

/**
 * Inserts a pending sync record for each ended call that has no sync record. Calls that ended before the integration's
 * `sync_from` get none. The order is the order in which the ends of the calls were written.
 *
 * The search starts some time before the watermark. Otherwise the search would miss a call in this case: transaction A
 * reads the time, then transaction B moves the watermark past that time, and then transaction A commits the end of the
 * call.
 *
 * @param lookBackSeconds how far before the watermark the search starts, in seconds of product time (the product's
 *   clock); longer than any transaction lasts
 * @returns the number of inserted sync records
 */
export async function insertRecordsOfEndedCalls(
  sql: Sql,
  { tenantId, integrationId }: Omit<SyncScope, 'syncId'>,
  { limit, lookBackSeconds }: { limit: number; lookBackSeconds: number },
): Promise<number> {
  const inserted = await sql`
    insert into integration_records (tenant_id, integration_id, call_id, ended_at)
    select c.tenant_id, i.id, c.id, c.ended_at
    from integrations i join calls c on c.tenant_id = i.tenant_id
    where i.id = ${integrationId} and i.tenant_id = ${tenantId}
      and c.ended_at >= coalesce(i.sync_from, '-infinity')
      and c.ended_at >= coalesce(i.watermark_at - make_interval(secs => ${lookBackSeconds}), '-infinity')
      and ${isSyncable(sql)}
      and not exists (select from integration_records r where r.integration_id = i.id and r.call_id = c.id)
    order by c.ended_at, c.id limit ${limit}
    on conflict do nothing`;
  return inserted.count;
}

/**
 * Lists the next sync records for a sync: records that this sync has not tried yet, and records that the platform has
 * not confirmed. A call whose value is still calculated (`isValuedByUs`) is due only after that, or after `valueSeconds`.
 *
 * @param valueSeconds how long after its end a call waits for its value, in seconds of product time
 */
export async function listDueRecords(
  sql: Sql,
  { tenantId, integrationId, syncId }: SyncScope,
  { limit, valueSeconds }: { limit: number; valueSeconds: number },
): Promise<DueRecord[]> {
  return await sql<DueRecord[]>`
    select r.call_id, r.state, r.revision, r.external_id from integration_records r join calls c on c.id = r.call_id
    where r.tenant_id = ${tenantId} and r.integration_id = ${integrationId}
      and (r.state in ('pending', 'sending') or r.state = 'failed' and r.sync_id is distinct from ${syncId})
      and (c.direction <> 'inbound' or c.externally_logged or c.revenue_micros is not null
        or r.ended_at < clock_now() - make_interval(secs => ${valueSeconds}))
    order by r.ended_at, r.call_id limit ${limit}`;
}

/**
 * Marks sync records as `sending`. Call this function before the request to the platform, because the calls may exist
 * on the platform from the request on.
 */
export async function markSending(sql: Sql, scope: SyncScope, callIds: number[]): Promise<void> {
  await sql`
    update integration_records set state = 'sending', sync_id = ${scope.syncId}, sending_revision = revision,
      updated_at = clock_now()
    where tenant_id = ${scope.tenantId} and integration_id = ${scope.integrationId} and call_id = any(${callIds})
      and state in ('pending', 'sending', 'failed')`;
}

export type SentRecord = { callId: number; externalId: string };

/** Stores that the platform has confirmed calls. A call that changed while it was sent becomes due again. */
export async function markSent(sql: Sql, scope: SyncScope, sent: SentRecord[]): Promise<void> {
  await sql`
    update integration_records r set external_id = s.external_id, error = null, updated_at = clock_now(),
      state = case when r.revision = r.sending_revision then 'sent' else 'pending' end
    from unnest(${sent.map(({ callId }) => callId)}::bigint[], ${sent.map(({ externalId }) => externalId)}::text[])
      as s (call_id, external_id)
    where r.tenant_id = ${scope.tenantId} and r.integration_id = ${scope.integrationId} and r.call_id = s.call_id
      and r.state = 'sending'`;
}

export type FailedRecord = { callId: number; error: string };

/**
 * Marks the sync records of calls that the platform rejected as `failed`. After `failuresMax` rejections a record
 * becomes `given_up`.
 */
export async function markFailed(
  sql: Sql,
  scope: SyncScope,
  failed: FailedRecord[],
  failuresMax: number,
): Promise<void> {
  await sql`
    update integration_records r set failures = failures + 1, error = f.error, updated_at = clock_now(),
      state = case when failures + 1 >= ${failuresMax} then 'given_up' else 'failed' end
    from unnest(${failed.map(({ callId }) => callId)}::bigint[], ${failed.map(({ error }) => error)}::text[])
      as f (call_id, error)
    where r.tenant_id = ${scope.tenantId} and r.integration_id = ${scope.integrationId} and r.call_id = f.call_id
      and r.state = 'sending'`;
}

/**
 * Moves the watermark of an integration forward over finished sync records (`sent` or `given_up`), in the order in which
 * the calls ended. The watermark stops before the first unfinished record.
 */
export async function advanceWatermark(sql: Sql, { tenantId, integrationId }: SyncScope): Promise<void> {
  await sql`
    with open as (
      select ended_at, call_id from integration_records
      where integration_id = ${integrationId} and state in ('pending', 'sending', 'failed')
      order by ended_at, call_id limit 1
    ), done as (
      select r.ended_at, r.call_id from integration_records r
      where r.integration_id = ${integrationId}
        and not exists (select from open o where (o.ended_at, o.call_id) <= (r.ended_at, r.call_id))
      order by r.ended_at desc, r.call_id desc limit 1
    )
    update integrations i set watermark_at = d.ended_at, watermark_call_id = d.call_id from done d
    where i.id = ${integrationId} and i.tenant_id = ${tenantId}
      -- A corrected call is older than the watermark, which never moves back.
      and (i.watermark_at is null or (i.watermark_at, i.watermark_call_id) < (d.ended_at, d.call_id))`;
}

/** Lists calls with lead, campaign, buyer, target, publisher and newest recording, in the order in which the ends of the calls were written. */
export async function listCallsToSync(sql: Sql, tenantId: number, callIds: number[]): Promise<SyncCall[]> {
  return await sql<SyncCall[]>`
    select c.id as call_id, c.uuid, c.direction, c.status::text, c.disposition, c.from_number, c.to_number,
      coalesce(c.start_time, c.created_at) as start_time, c.end_time, coalesce(c.duration, 0) as duration,
      l.first_name, l.last_name, c.campaign_id, k.name as campaign_name, c.buyer_id, b.name as buyer_name,
      c.target_id, t.name as target_name, c.publisher_id, p.name as publisher_name, c.source, c.converted,
      c.revenue_micros, c.revenue_currency, r.recording_sid,
      coalesce(r.media_url, c.given_recording_url) as recording_url, c.notes
    from calls c
    left join leads l on l.id = c.lead_id
    left join campaigns k on k.id = c.campaign_id
    left join buyers b on b.id = c.buyer_id
    left join rtb_targets t on t.id = c.target_id
    left join publishers p on p.id = c.publisher_id
    left join lateral (select recording_sid, media_url from recordings where call_id = c.id order by id desc limit 1) r on true
    where c.tenant_id = ${tenantId} and c.id = any(${callIds}) and not c.live order by c.ended_at, c.id`;
}
