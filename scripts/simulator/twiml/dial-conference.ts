/** <Dial><Conference>: the leg is in the room until it leaves, is taken out, or the room ends. */
import { answer } from '../call.ts';
import { isOver } from '../call-record.ts';
import { notify, spawn } from '../carrier.ts';
import { join, type JoinSettings, leave, openConference } from '../conference.ts';
import { conferenceEvents } from '../conference-callback.ts';
import { limits } from '../limits.ts';
import type { StatusCallback } from '../status-callback.ts';
import { orAbort } from '../abort.ts';
import { TwimlError } from './document.ts';
import { textOf, type XmlElement } from './parse.ts';
import { booleanOf, callbackOf, numberOf, type Run } from './verb.ts';

/** Returns the parameters for <Dial action>: after a conference there is no leg to tell of. */
export async function dialConference(run: Run, dial: XmlElement, element: XmlElement): Promise<Record<string, string>> {
  const { carrier, call, scope } = run;
  const name = textOf(element);
  if (name === '') throw new TwimlError(12200, '<Conference> without a name', run.url);
  const settings = settingsOf(run, element);
  const timeLimitSeconds = numberOf(run, dial, 'timeLimit', 14_400);
  answer(carrier, call);
  const conference = openConference(carrier, name);
  const participant = join(carrier, conference, call, settings);
  if (!participant) {
    notify(carrier, call.sid, 16025, `cannot join ${name}: the label is taken or the room is full`);
    return { DialCallStatus: 'failed' };
  }
  const abandon = () =>
    leave(carrier, conference, call, isOver(call) ? 'participant_hung_up' : 'participant_updated_via_api');
  const limit = new AbortController();
  scope.addEventListener('abort', abandon, { once: true });
  spawn(carrier, 'conference time limit', async () => {
    await carrier.clock.sleep(timeLimitSeconds * 1000, limit.signal);
    leave(carrier, conference, call, 'participant_hung_up');
  });
  try {
    await orAbort(participant.left.promise, scope);
  } finally {
    limit.abort();
    scope.removeEventListener('abort', abandon);
  }
  return { DialCallStatus: 'answered' };
}

function settingsOf(run: Run, element: XmlElement): JoinSettings {
  const { participantLabel, record = 'do-not-record' } = element.attributes;
  const callback = callbackOf(run, element, 'statusCallback', []);
  return {
    label: participantLabel ?? null,
    muted: booleanOf(run, element, 'muted', false),
    startOnEnter: booleanOf(run, element, 'startConferenceOnEnter', true),
    endOnExit: booleanOf(run, element, 'endConferenceOnExit', false),
    participantsMax: numberOf(run, element, 'maxParticipants', limits.participantsMax),
    callback: callback && withConferenceEvents(callback),
    records:
      record === 'record-from-start'
        ? { callback: callbackOf(run, element, 'recordingStatusCallback', ['completed']) }
        : null,
  };
}

function withConferenceEvents(callback: StatusCallback): StatusCallback {
  return { ...callback, events: conferenceEvents(callback.events) };
}
