/**
 * The TwiML verb <Dial><Conference>. The leg stays in the conference until the leg leaves or is removed, or until the
 * conference ends.
 */
import { answerCall } from '../calls/call.ts';
import { hasEnded } from '../calls/state.ts';
import { rejectOnAbort } from '../cancellation.ts';
import { addNotification } from '../carrier/notifications.ts';
import { startTask } from '../carrier/tasks.ts';
import {
  type JoinSettings,
  findOrCreateConference,
  joinConference,
  leaveConference,
} from '../conferences/conference.ts';
import { conferenceEvents } from '../conferences/status-callback.ts';
import { LIMITS } from '../limits.ts';
import type { StatusCallback } from '../webhooks/callback.ts';
import { TwimlError } from './document.ts';
import { type XmlElement, textOf } from './parse.ts';
import { type Run, booleanOf, callbackOf, numberOf } from './verb.ts';

/**
 * Runs <Dial><Conference> and returns the parameters for <Dial action>. The parameters describe no second leg, because
 * a conference has no second leg.
 */
export async function dialConference(run: Run, dial: XmlElement, element: XmlElement): Promise<Record<string, string>> {
  const { carrier, call, signal } = run;
  const name = textOf(element);
  if (name === '') throw new TwimlError(12200, '<Conference> without a name', run.url);
  const settings = settingsOf(run, element);
  const timeLimitSeconds = numberOf(run, dial, 'timeLimit', LIMITS.callSecondsMax);
  answerCall(carrier, call);
  const conference = findOrCreateConference(carrier, name);
  const participant = joinConference(carrier, conference, call, settings);
  if (!participant) {
    addNotification(carrier, call.sid, 16025, `cannot join ${name}: the label is in use or the conference is full`);
    return { DialCallStatus: 'failed' };
  }
  const leaveOnAbort = () =>
    leaveConference(carrier, conference, call, hasEnded(call) ? 'participant_hung_up' : 'participant_updated_via_api');
  const limit = new AbortController();
  signal.addEventListener('abort', leaveOnAbort, { once: true });
  startTask(carrier, 'conference time limit', async () => {
    await carrier.clock.sleep(timeLimitSeconds * 1000, limit.signal);
    leaveConference(carrier, conference, call, 'participant_hung_up');
  });
  try {
    await rejectOnAbort(participant.departure.promise, signal);
  } finally {
    limit.abort();
    signal.removeEventListener('abort', leaveOnAbort);
  }
  return { DialCallStatus: 'answered' };
}

function settingsOf(run: Run, element: XmlElement): JoinSettings {
  const { participantLabel, record = 'do-not-record', coach } = element.attributes;
  const callback = callbackOf(run, element, 'statusCallback', []);
  return {
    label: participantLabel ?? null,
    muted: booleanOf(run, element, 'muted', false),
    ...(coach && { coachedSid: coach }),
    startOnEnter: booleanOf(run, element, 'startConferenceOnEnter', true),
    endOnExit: booleanOf(run, element, 'endConferenceOnExit', false),
    participantsMax: numberOf(run, element, 'maxParticipants', LIMITS.participantsMax),
    callback: callback && withConferenceEvents(callback),
    recordingSettings:
      record === 'record-from-start'
        ? { callback: callbackOf(run, element, 'recordingStatusCallback', ['completed']) }
        : null,
  };
}

function withConferenceEvents(callback: StatusCallback): StatusCallback {
  return { ...callback, events: conferenceEvents(callback.events) };
}
