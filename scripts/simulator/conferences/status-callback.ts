/** The status callbacks of a conference. */
import { farEndNumber } from '../calls/state.ts';
import type { Carrier } from '../carrier/state.ts';
import { rfc2822 } from '../twilio-format.ts';
import { postCallback } from '../webhooks/delivery.ts';
import type { Conference, Participant } from './state.ts';

/**
 * For each word of the attribute `statusCallbackEvent`, the events (`StatusCallbackEvent`) to which the word
 * subscribes.
 */
const EVENTS_BY_WORD: Record<string, readonly string[]> = {
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

/**
 * Returns the events to which the words subscribe.
 *
 * @param words Words of the attribute `statusCallbackEvent`. Unknown words are ignored.
 */
export function conferenceEvents(words: Iterable<string>): ReadonlySet<string> {
  return new Set([...words].flatMap((word) => EVENTS_BY_WORD[word] ?? []));
}

/**
 * Posts a callback about an event.
 *
 * @param participant The participant of the event; null for an event of the whole conference.
 */
export function postConferenceCallback(
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
  postCallback(carrier, conference.callbackLane, {
    kind: 'conference',
    event,
    url: callback.url,
    method: callback.method,
    call,
    number: call ? farEndNumber(call) : '',
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
