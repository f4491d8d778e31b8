/** <Record>: the far end speaks into a recording as long as its persona has something to say. */
import { answer } from '../call.ts';
import { isOver } from '../call-record.ts';
import { setActivity } from '../party.ts';
import { finishRecording, recordingSeconds, recordingUrl, startRecording } from '../recording.ts';
import { requestInVain } from './document.ts';
import { actionOrSelf, callbackOf, numberOf, type Verb } from './verb.ts';

export const record: Verb = async (run, element) => {
  const { carrier, call, scope } = run;
  const silenceSeconds = numberOf(run, element, 'timeout', 5);
  const maxSeconds = numberOf(run, element, 'maxLength', 3600);
  answer(carrier, call);
  setActivity(carrier, call, 'listening');
  const { speechSeconds } = call.persona;
  if (speechSeconds === 0) {
    await carrier.clock.sleep(Math.min(silenceSeconds, maxSeconds) * 1000, scope);
    return null;
  }

  const callback = callbackOf(run, element, 'recordingStatusCallback', ['completed']);
  const recording = startRecording(carrier, { call, source: 'RecordVerb', callback });
  const outcome = (digits: string) =>
    actionOrSelf(run, element, {
      RecordingUrl: recordingUrl(carrier, recording),
      RecordingSid: recording.sid,
      RecordingDuration: String(recordingSeconds(carrier, recording)),
      Digits: digits,
    });
  try {
    await carrier.clock.sleep(Math.min(speechSeconds + silenceSeconds, maxSeconds) * 1000, scope);
  } finally {
    finishRecording(carrier, recording);
    // The product is told even when the far end hung up; nobody is left to follow its answer.
    if (isOver(call)) requestInVain(carrier, call, outcome('hangup'));
  }
  return outcome('');
};
