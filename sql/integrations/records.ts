/** Which calls a platform has been told of. One worker at a time writes these, under the lock of its sync. */
import type { Sql } from '../db.ts';

export type RecordState = 'pending' | 'sending' | 'sent' | 'failed' | 'given_up';

/** A sync of an integration, and whose it is. */
export type SyncScope = { tenantId: number; integrationId: number; syncId: number };

export type DueRecord = { callId: number; state: RecordState };

/** A call as platforms see it. */
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
  campaignName: string | null;
  recordingSid: string | null;
  recordingUrl: string | null;
  notes: string | null;
};

/**
 * Finds calls that ended and are not on record yet, in the order in which their ends were written. Looks back behind the
 * watermark: a transaction that began before it was set may have ended a call after.
 *
 * @param lookBackSeconds product seconds; longer than any transaction lasts
 */
export async function stageEndedCalls(
  sql: Sql,
  { tenantId, integrationId }: Omit<SyncScope, 'syncId'>,
  { limit, lookBackSeconds }: { limit: number; lookBackSeconds: number },
): Promise<number> {
  const staged = await sql`
    insert into integration_records (tenant_id, integration_id, call_id, ended_at)
    select c.tenant_id, i.id, c.id, c.ended_at
    from integrations i join calls c on c.tenant_id = i.tenant_id
    where i.id = ${integrationId} and i.tenant_id = ${tenantId}
      and c.ended_at >= coalesce(i.watermark_at - make_interval(secs => ${lookBackSeconds}), '-infinity')
      and (c.start_time is not null or c.direction = 'inbound' or c.externally_logged)
      and not exists (select from integration_records r where r.integration_id = i.id and r.call_id = c.id)
    order by c.ended_at, c.id limit ${limit}
    on conflict do nothing`;
  return staged.count;
}

/** The next calls that this sync has not tried, and those whose sending nobody has seen the end of. */
export async function dueRecords(
  sql: Sql,
  { tenantId, integrationId, syncId }: SyncScope,
  limit: number,
): Promise<DueRecord[]> {
  return await sql<DueRecord[]>`
    select call_id, state from integration_records
    where tenant_id = ${tenantId} and integration_id = ${integrationId}
      and (state in ('pending', 'sending') or state = 'failed' and sync_id is distinct from ${syncId})
    order by ended_at, call_id limit ${limit}`;
}

/** Before anything leaves: whatever happens from here on, these may be on the platform. */
export async function markSending(sql: Sql, scope: SyncScope, callIds: number[]): Promise<void> {
  await sql`
    update integration_records set state = 'sending', sync_id = ${scope.syncId}, updated_at = clock_now()
    where tenant_id = ${scope.tenantId} and integration_id = ${scope.integrationId} and call_id = any(${callIds})
      and state in ('pending', 'sending', 'failed')`;
}

export type SentRecord = { callId: number; externalId: string };

export async function markSent(sql: Sql, scope: SyncScope, sent: SentRecord[]): Promise<void> {
  await sql`
    update integration_records r set state = 'sent', external_id = s.external_id, error = null, updated_at = clock_now()
    from unnest(${sent.map(({ callId }) => callId)}::bigint[], ${sent.map(({ externalId }) => externalId)}::text[])
      as s (call_id, external_id)
    where r.tenant_id = ${scope.tenantId} and r.integration_id = ${scope.integrationId} and r.call_id = s.call_id
      and r.state = 'sending'`;
}

export type FailedRecord = { callId: number; error: string };

/** The platform has rejected them; after `failuresMax` times they are given up. */
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

/** Moves the watermark on to the last call before which none is open. */
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
    where i.id = ${integrationId} and i.tenant_id = ${tenantId}`;
}

export async function syncCalls(sql: Sql, tenantId: number, callIds: number[]): Promise<SyncCall[]> {
  return await sql<SyncCall[]>`
    select c.id as call_id, c.uuid, c.direction, c.status::text, c.disposition, c.from_number, c.to_number,
      coalesce(c.start_time, c.created_at) as start_time, c.end_time, coalesce(c.duration, 0) as duration,
      l.first_name, l.last_name, k.name as campaign_name, r.recording_sid,
      coalesce(r.media_url, c.given_recording_url) as recording_url, c.notes
    from calls c
    left join leads l on l.id = c.lead_id
    left join campaigns k on k.id = c.campaign_id
    left join lateral (select recording_sid, media_url from recordings where call_id = c.id order by id desc limit 1) r on true
    where c.tenant_id = ${tenantId} and c.id = any(${callIds}) order by c.ended_at, c.id`;
}

export type KnownContact = { phone: string; externalId: string };

export async function knownContacts(
  sql: Sql,
  { tenantId, integrationId }: SyncScope,
  phones: string[],
): Promise<KnownContact[]> {
  return await sql<KnownContact[]>`
    select phone, external_id from integration_contacts
    where tenant_id = ${tenantId} and integration_id = ${integrationId} and phone = any(${phones})`;
}

export async function rememberContacts(
  sql: Sql,
  { tenantId, integrationId }: SyncScope,
  contacts: KnownContact[],
): Promise<void> {
  await sql`
    insert into integration_contacts (tenant_id, integration_id, phone, external_id)
    select ${tenantId}::bigint, ${integrationId}::bigint, n.phone, n.external_id
    from unnest(${contacts.map(({ phone }) => phone)}::text[], ${contacts.map(({ externalId }) => externalId)}::text[])
      as n (phone, external_id)
    on conflict (integration_id, phone) do update set external_id = excluded.external_id`;
}

/** The platform does not have them any more: the next try makes them anew. */
export async function forgetContacts(
  sql: Sql,
  { tenantId, integrationId }: SyncScope,
  phones: string[],
): Promise<void> {
  await sql`
    delete from integration_contacts
    where tenant_id = ${tenantId} and integration_id = ${integrationId} and phone = any(${phones})`;
}
