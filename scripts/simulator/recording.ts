/** Recordings: of a leg, of a bridge or of a conference; ready a moment after they stop, priced later still. */
import { type Call, farEnd } from './call-record.ts';
import { type Carrier, forget, spawn } from './carrier.ts';
import { limits } from './limits.ts';
import type { StatusCallback } from './status-callback.ts';
import { recordingPrice } from './tariff.ts';
import { newLane, postCallback } from './webhooks.ts';
import { apiVersion, rfc2822, sid } from './wire.ts';

export type RecordingSource = 'OutboundAPI' | 'DialVerb' | 'Conference' | 'RecordVerb' | 'StartCallRecordingAPI';

export type Recording = {
  sid: string;
  /** The parent leg's; for a conference, the first participant's. */
  call: Call;
  conferenceSid: string | null;
  source: RecordingSource;
  channels: 1 | 2;
  status: 'in-progress' | 'processing' | 'completed' | 'absent';
  startedAtMs: number;
  endedAtMs: number | null;
  updatedAtMs: number;
  price: string | null;
  callback: StatusCallback | null;
  deleted: boolean;
};

type NewRecording = Pick<Recording, 'call' | 'source'> &
  Partial<Pick<Recording, 'conferenceSid' | 'channels' | 'callback'>>;

export function startRecording(carrier: Carrier, input: NewRecording): Recording {
  const nowMs = carrier.clock.nowMs();
  const recording: Recording = {
    conferenceSid: null,
    channels: 1,
    callback: null,
    ...input,
    sid: sid('RE'),
    status: 'in-progress',
    startedAtMs: nowMs,
    endedAtMs: null,
    updatedAtMs: nowMs,
    price: null,
    deleted: false,
  };
  forget(carrier, carrier.recordings, limits.recordingsMax, ({ endedAtMs }) => endedAtMs !== null);
  carrier.recordings.set(recording.sid, recording);
  input.call.recordings.push(recording);
  postRecording(carrier, recording);
  return recording;
}

/** Stops it now; its file is ready and reported a little later. */
export function finishRecording(carrier: Carrier, recording: Recording): void {
  if (recording.endedAtMs !== null) return;
  recording.endedAtMs = carrier.clock.nowMs();
  recording.status = 'processing';
  spawn(carrier, 'recording', async () => {
    const seconds = recordingSeconds(carrier, recording);
    await carrier.clock.sleep(carrier.policy.recordingDelaySeconds * 1000, carrier.life.signal);
    recording.status = seconds > 0 ? 'completed' : 'absent';
    recording.updatedAtMs = carrier.clock.nowMs();
    postRecording(carrier, recording);
    const { priceDelaySeconds } = recording.call.persona;
    if (priceDelaySeconds === null || recording.status === 'absent') return;
    await carrier.clock.sleep(priceDelaySeconds * 1000, carrier.life.signal);
    recording.price = recordingPrice(seconds);
  });
}

/** Length until now or until it stopped. */
export function recordingSeconds(carrier: Carrier, recording: Recording): number {
  return Math.round(((recording.endedAtMs ?? carrier.clock.nowMs()) - recording.startedAtMs) / 1000);
}

/** Without an extension: the address serves WAV, and MP3 with `.mp3` appended. */
export function recordingUrl(carrier: Carrier, recording: Recording): string {
  return `${carrier.baseUrl}/${apiVersion}/Accounts/${carrier.accountSid}/Recordings/${recording.sid}`;
}

function postRecording(carrier: Carrier, recording: Recording): void {
  const { callback, call } = recording;
  if (!callback?.events.has(recording.status)) return;
  postCallback(carrier, newLane(), {
    kind: 'recording',
    event: recording.status,
    url: callback.url,
    method: callback.method,
    call,
    number: farEnd(call),
    params: {
      AccountSid: carrier.accountSid,
      ...(recording.conferenceSid ? { ConferenceSid: recording.conferenceSid } : { CallSid: call.sid }),
      RecordingSid: recording.sid,
      RecordingUrl: recordingUrl(carrier, recording),
      RecordingStatus: recording.status,
      RecordingDuration: String(recordingSeconds(carrier, recording)),
      RecordingChannels: String(recording.channels),
      RecordingStartTime: rfc2822(recording.startedAtMs),
      RecordingSource: recording.source,
      RecordingTrack: 'both',
      ErrorCode: '0',
    },
  });
}
