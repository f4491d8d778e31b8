/** The TwiML verb <Record>: the far end speaks into a recording for the `speechSeconds` of its persona. */
import { answerCall } from '../calls/call.ts';
import { hasEnded } from '../calls/state.ts';
import { setActivity } from '../calls/far-end.ts';
import { stopRecording, recordingDurationSeconds, recordingUrl, startRecording } from '../calls/recording.ts';
import { requestAfterHangUp } from './document.ts';
import { actionOrSelf, callbackOf, numberOf, type Verb } from './verb.ts';

export const record: Verb = async (run, element) => {
  const { carrier, call, signal } = run;
  const silenceSeconds = numberOf(run, element, 'timeout', 5);
  const maxSeconds = numberOf(run, element, 'maxLength', 3600);
  answerCall(carrier, call);
  setActivity(carrier, call, 'listening');
  const { speechSeconds } = call.persona;
  if (speechSeconds === 0) {
    await carrier.clock.sleep(Math.min(silenceSeconds, maxSeconds) * 1000, signal);
    return null;
  }

  const callback = callbackOf(run, element, 'recordingStatusCallback', ['completed']);
  const recording = startRecording(carrier, { call, source: 'RecordVerb', callback });
  const action = (digits: string) =>
    actionOrSelf(run, element, {
      RecordingUrl: recordingUrl(carrier, recording),
      RecordingSid: recording.sid,
      RecordingDuration: String(recordingDurationSeconds(carrier, recording)),
      Digits: digits,
    });
  try {
    await carrier.clock.sleep(Math.min(speechSeconds + silenceSeconds, maxSeconds) * 1000, signal);
  } finally {
    stopRecording(carrier, recording);
    // The carrier requests `action` even if the far end has hung up. In that case the carrier ignores the response.
    if (hasEnded(call)) requestAfterHangUp(carrier, call, action('hangup'));
  }
  return action('');
};
