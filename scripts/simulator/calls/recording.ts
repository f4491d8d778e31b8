/**
 * Recordings of a leg, of two connected legs, or of a conference. The file is ready some time after the end of the
 * recording; the price is known later.
 */
import { evictOldest } from '../carrier/eviction.ts';
import type { Carrier } from '../carrier/state.ts';
import { startTask } from '../carrier/tasks.ts';
import { LIMITS } from '../limits.ts';
import { API_VERSION, createSid, rfc2822 } from '../twilio-format.ts';
import { postCallback } from '../webhooks/delivery.ts';
import { createLane } from '../webhooks/lane.ts';
import { recordingPrice } from './price.ts';
import { farEndNumber, type Recording } from './state.ts';

type RecordingInput = Pick<Recording, 'call' | 'source'> &
  Partial<Pick<Recording, 'conferenceSid' | 'channels' | 'callback'>>;

export function startRecording(carrier: Carrier, input: RecordingInput): Recording {
  const nowMs = carrier.clock.nowMs();
  const recording: Recording = {
    conferenceSid: null,
    channels: 1,
    callback: null,
    ...input,
    sid: createSid('RE'),
    status: 'in-progress',
    startedAtMs: nowMs,
    endedAtMs: null,
    updatedAtMs: nowMs,
    price: null,
    isDeleted: false,
  };
  evictOldest(carrier, carrier.recordings, LIMITS.recordingsMax, ({ endedAtMs }) => endedAtMs !== null);
  carrier.recordings.set(recording.sid, recording);
  input.call.recordings.push(recording);
  postRecordingCallback(carrier, recording);
  return recording;
}

/** Stops the recording. The file is ready and the callback is posted `recordingDelaySeconds` later. */
export function stopRecording(carrier: Carrier, recording: Recording): void {
  if (recording.endedAtMs !== null) return;
  recording.endedAtMs = carrier.clock.nowMs();
  recording.status = 'processing';
  startTask(carrier, 'recording', async () => {
    const seconds = recordingDurationSeconds(carrier, recording);
    await carrier.clock.sleep(carrier.policy.recordingDelaySeconds * 1000, carrier.lifetime.signal);
    recording.status = seconds > 0 ? 'completed' : 'absent';
    recording.updatedAtMs = carrier.clock.nowMs();
    postRecordingCallback(carrier, recording);
    const { priceDelaySeconds } = recording.call.persona;
    if (priceDelaySeconds === null || recording.status === 'absent') return;
    await carrier.clock.sleep(priceDelaySeconds * 1000, carrier.lifetime.signal);
    recording.price = recordingPrice(seconds);
  });
}

/**
 * Returns the seconds from the start of the recording to its end. If the recording has not stopped, returns the seconds
 * until now.
 */
export function recordingDurationSeconds(carrier: Carrier, recording: Recording): number {
  return Math.round(((recording.endedAtMs ?? carrier.clock.nowMs()) - recording.startedAtMs) / 1000);
}

/** Returns the URL of the recording. The URL serves WAV. If `.mp3` is appended, the URL serves MP3. */
export function recordingUrl(carrier: Carrier, recording: Recording): string {
  return `${carrier.baseUrl}/${API_VERSION}/Accounts/${carrier.accountSid}/Recordings/${recording.sid}`;
}

function postRecordingCallback(carrier: Carrier, recording: Recording): void {
  const { callback, call } = recording;
  if (!callback?.events.has(recording.status)) return;
  postCallback(carrier, createLane(), {
    kind: 'recording',
    event: recording.status,
    url: callback.url,
    method: callback.method,
    call,
    number: farEndNumber(call),
    params: {
      AccountSid: carrier.accountSid,
      ...(recording.conferenceSid ? { ConferenceSid: recording.conferenceSid } : { CallSid: call.sid }),
      RecordingSid: recording.sid,
      RecordingUrl: recordingUrl(carrier, recording),
      RecordingStatus: recording.status,
      RecordingDuration: String(recordingDurationSeconds(carrier, recording)),
      RecordingChannels: String(recording.channels),
      RecordingStartTime: rfc2822(recording.startedAtMs),
      RecordingSource: recording.source,
      RecordingTrack: 'both',
      ErrorCode: '0',
    },
  });
}
