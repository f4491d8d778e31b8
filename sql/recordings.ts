import type { CallRow } from './calls.ts';
import type { Sql } from './db.ts';

export type RecordingFields = {
  recordingSid: string;
  status: 'in-progress' | 'processing' | 'completed' | 'absent' | 'deleted';
  mediaUrl: string | null;
  duration: number | null;
  channels: number | null;
  source: string | null;
  price: number | null;
};

export type RecordingRow = RecordingFields & { id: number; callId: number };

/** What was known stays; what is new fills it up. */
export async function upsertRecording(
  sql: Sql,
  call: Pick<CallRow, 'id' | 'tenantId'>,
  recording: RecordingFields,
): Promise<void> {
  await sql`
    insert into recordings ${sql({ ...recording, callId: call.id, tenantId: call.tenantId })}
    on conflict (recording_sid) do update set
      status = case when recordings.status in ('completed', 'absent', 'deleted') then recordings.status
        else excluded.status end,
      media_url = coalesce(recordings.media_url, excluded.media_url),
      duration = coalesce(nullif(recordings.duration, 0), excluded.duration),
      channels = coalesce(recordings.channels, excluded.channels),
      source = coalesce(recordings.source, excluded.source),
      price = coalesce(recordings.price, excluded.price),
      updated_at = clock_now()
    where recordings.call_id = excluded.call_id`;
}

export async function recordingsOfCall(sql: Sql, callId: number): Promise<RecordingRow[]> {
  return await sql<RecordingRow[]>`select * from recordings where call_id = ${callId} order by id limit 100`;
}
