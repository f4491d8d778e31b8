import type { CallRow } from './calls.ts';
import type { Sql } from '../db.ts';
import { inGroup, ofAgent, type Scope } from '../accounts/scope.ts';

export type RecordingFields = {
  recordingSid: string;
  status: 'in-progress' | 'processing' | 'completed' | 'absent' | 'deleted';
  mediaUrl: string | null;
  duration: number | null;
  channels: number | null;
  source: string | null;
  price: number | null;
};

/**
 * Inserts a recording. If the recording is already known, fills only the fields that were unknown.
 *
 * @returns true if the recording is new
 */
export async function upsertRecording(
  sql: Sql,
  call: Pick<CallRow, 'id' | 'tenantId'>,
  recording: RecordingFields,
): Promise<boolean> {
  const [row] = await sql<{ isNew: boolean }[]>`
    insert into recordings ${sql({ ...recording, callId: call.id, tenantId: call.tenantId })}
    on conflict (recording_sid) do update set
      status = case when recordings.status in ('completed', 'absent', 'deleted') then recordings.status
        else excluded.status end,
      media_url = case when recordings.status = 'deleted' then null
        else coalesce(recordings.media_url, excluded.media_url) end,
      duration = coalesce(nullif(recordings.duration, 0), excluded.duration),
      channels = coalesce(recordings.channels, excluded.channels),
      source = coalesce(recordings.source, excluded.source),
      price = coalesce(recordings.price, excluded.price),
      updated_at = clock_now()
    where recordings.call_id = excluded.call_id
    returning xmax = 0 as is_new`;
  return row?.isNew ?? false;
}

/**
 * Whether the recording of an ended call is missing: the campaign records calls, the carrier recorded this call, and the
 * carrier has not reported the final state of the recording. The carrier records a conversation. If the campaign parks
 * its agents, the carrier records the leg of the called person, so mailboxes and abandoned calls are recorded, too.
 *
 * @crossTenant Safe: a job names the call by id.
 */
export async function lacksRecording(sql: Sql, callId: number): Promise<boolean> {
  const [row] = await sql`
    select from calls c join campaigns k on k.id = c.campaign_id
    where c.id = ${callId} and not c.live and k.record_calls
      and (c.connected_at is not null or c.direction = 'outbound' and not c.externally_logged
        and c.answer_time is not null and (k.agent_legs = 'parked' or k.dial_mode = 'preview'))
      and not exists (
        select from recordings r where r.call_id = c.id and r.status in ('completed', 'absent', 'deleted'))`;
  return row !== undefined;
}

export type RecordingWithCall = RecordingFields & { callSid: string | null; createdAt: Date };

/**
 * Finds a recording by the carrier's id. An agent gets only the recordings of their own calls.
 */
export async function recordingBySid(
  sql: Sql,
  scope: Scope,
  recordingSid: string,
): Promise<RecordingWithCall | undefined> {
  const [row] = await sql<RecordingWithCall[]>`
    select r.*, c.call_sid
    from recordings r join calls c on c.id = r.call_id left join campaigns k on k.id = c.campaign_id
    where r.recording_sid = ${recordingSid} and r.tenant_id = ${scope.tenantId}
      ${inGroup(sql, 'k', scope)} ${ofAgent(sql, 'c', scope)}`;
  return row;
}

/**
 * Finds a recording by the carrier's id.
 *
 * @crossTenant Safe: the caller has checked the signature of the recording's address.
 */
export async function signedRecordingBySid(
  sql: Sql,
  recordingSid: string,
): Promise<Pick<RecordingFields, 'recordingSid' | 'status'> | undefined> {
  const [row] = await sql<Pick<RecordingFields, 'recordingSid' | 'status'>[]>`
    select recording_sid, status from recordings where recording_sid = ${recordingSid}`;
  return row;
}

/**
 * Stores the recording URL that the carrier sends when a call ends.
 *
 * @crossTenant Safe: the caller has locked the call.
 */
export async function setReportedRecordingUrl(sql: Sql, callId: number, url: string): Promise<void> {
  await sql`
    update calls set given_recording_url = coalesce(given_recording_url, ${url}), updated_at = clock_now()
    where id = ${callId}`;
}

/**
 * Marks the recordings of calls as deleted, so that no user can hear them. `delete_due` stays true until the carrier has
 * deleted the audio.
 *
 * @returns the ids of the recordings that the carrier must delete
 */
export async function markRecordingsDeleted(sql: Sql, tenantId: number, callIds: number[]): Promise<number[]> {
  const marked = await sql<{ id: number }[]>`
    update recordings set status = 'deleted', media_url = null, delete_due = true, updated_at = clock_now()
    where tenant_id = ${tenantId} and call_id = any(${callIds}) and status <> 'deleted'
    returning id`;
  return marked.map(({ id }) => id);
}

/** @crossTenant Safe: the job `recording.delete` names the recording by id. */
export async function recordingToDelete(sql: Sql, id: number): Promise<{ recordingSid: string } | undefined> {
  const [row] = await sql<{ recordingSid: string }[]>`
    select recording_sid from recordings where id = ${id} and delete_due`;
  return row;
}

/** @crossTenant Safe: the job `recording.delete` names the recording by id. */
export async function setRecordingDeleted(sql: Sql, id: number): Promise<void> {
  await sql`update recordings set delete_due = false, updated_at = clock_now() where id = ${id}`;
}

/**
 * Lists recordings that the carrier must delete, and whose job was lost.
 *
 * @crossTenant Safe: the sweeper repairs the recordings of all tenants.
 */
export async function listRecordingsToDelete(sql: Sql, seconds: number): Promise<number[]> {
  const rows = await sql<{ id: number }[]>`
    select id from recordings
    where delete_due and updated_at < clock_now() - make_interval(secs => ${seconds}) limit 500`;
  return rows.map(({ id }) => id);
}
