/** What a conference tells the product. */
import { farEnd } from './call-record.ts';
import type { Carrier } from './carrier.ts';
import type { Conference, Participant } from './conference.ts';
import { postCallback } from './webhooks.ts';
import { rfc2822 } from './wire.ts';

/** The words of `statusCallbackEvent`, and what the events they ask for are called. */
const eventsByWord: Record<string, readonly string[]> = {
  start: ['conference-start'],
  end: ['conference-end'],
  join: ['participant-join'],
  leave: ['participant-leave'],
  mute: ['participant-mute', 'participant-unmute'],
  hold: ['participant-hold', 'participant-unhold'],
  modify: ['participant-modify'],
  speaker: ['participant-speech-start', 'participant-speech-stop'],
  announcement: ['announcement-end', 'announcement-fail'],
};

export function conferenceEvents(words: Iterable<string>): ReadonlySet<string> {
  return new Set([...words].flatMap((word) => eventsByWord[word] ?? []));
}

export function postConference(
  carrier: Carrier,
  conference: Conference,
  event: string,
  participant: Participant | null,
  extra: Record<string, string> = {},
): void {
  const { callback } = conference;
  if (!callback?.events.has(event)) return;
  const [first] = conference.participants.values();
  const call = participant?.call ?? first?.call ?? null;
  postCallback(carrier, conference.lane, {
    kind: 'conference',
    event,
    url: callback.url,
    method: callback.method,
    call,
    number: call ? farEnd(call) : '',
    params: {
      AccountSid: carrier.accountSid,
      ConferenceSid: conference.sid,
      FriendlyName: conference.friendlyName,
      StatusCallbackEvent: event,
      SequenceNumber: String(++conference.callbacksSent),
      Timestamp: rfc2822(carrier.clock.nowMs()),
      ...(participant && participantParams(participant)),
      ...extra,
    },
  });
}

function participantParams(participant: Participant): Record<string, string> {
  return {
    CallSid: participant.call.sid,
    Muted: String(participant.muted),
    Hold: String(participant.hold),
    Coaching: String(participant.coaching),
    StartConferenceOnEnter: String(participant.startOnEnter),
    EndConferenceOnExit: String(participant.endOnExit),
    ...(participant.label && { ParticipantLabel: participant.label }),
  };
}
