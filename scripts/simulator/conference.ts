/**
 * Conference rooms: who is in, when it starts, when it ends, and what the product hears of it. A room starts when two
 * participants are in and one of them may start it; it ends with the last one, or with one that takes it down.
 */
import type { Call } from './call-record.ts';
import { type Carrier, forget } from './carrier.ts';
import { postConference } from './conference-callback.ts';
import { limits } from './limits.ts';
import { setActivity } from './party.ts';
import { finishRecording, type Recording, startRecording } from './recording.ts';
import type { StatusCallback } from './status-callback.ts';
import { type Lane, newLane } from './webhooks.ts';
import { sid } from './wire.ts';

type LeaveReason =
  | 'participant_hung_up'
  | 'moderator_ended_conference'
  | 'conference_ended_via_api'
  | 'participant_updated_via_api';
type EndReason =
  | 'conference-ended-via-api'
  | 'participant-with-end-conference-on-exit-left'
  | 'participant-with-end-conference-on-exit-kicked'
  | 'last-participant-kicked'
  | 'last-participant-left';

export type Participant = {
  call: Call;
  label: string | null;
  muted: boolean;
  hold: boolean;
  coaching: boolean;
  startOnEnter: boolean;
  endOnExit: boolean;
  joinedAtMs: number;
  updatedAtMs: number;
  /** Resolves when it has left, whoever made it leave. */
  left: PromiseWithResolvers<void>;
};

export type Conference = {
  sid: string;
  friendlyName: string;
  status: 'init' | 'in-progress' | 'completed';
  participants: Map<string, Participant>;
  /** The first participant's; later ones are ignored. */
  callback: StatusCallback | null;
  callbacksSent: number;
  lane: Lane;
  createdAtMs: number;
  updatedAtMs: number;
  endReason: EndReason | null;
  callSidEnding: string | null;
  records: { callback: StatusCallback | null } | null;
  recording: Recording | null;
};

export type JoinSettings = Pick<Participant, 'label' | 'muted' | 'startOnEnter' | 'endOnExit'> &
  Pick<Conference, 'callback' | 'records'> & { coaching?: boolean; participantsMax: number };

export function liveConference(carrier: Carrier, friendlyName: string): Conference | null {
  for (const conference of carrier.conferences.values())
    if (conference.friendlyName === friendlyName && conference.status !== 'completed') return conference;
  return null;
}

/** The live room of that name, made if there is none. */
export function openConference(carrier: Carrier, friendlyName: string): Conference {
  const existing = liveConference(carrier, friendlyName);
  if (existing) return existing;
  const nowMs = carrier.clock.nowMs();
  const conference: Conference = {
    sid: sid('CF'),
    friendlyName,
    status: 'init',
    participants: new Map(),
    callback: null,
    callbacksSent: 0,
    lane: newLane(),
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    endReason: null,
    callSidEnding: null,
    records: null,
    recording: null,
  };
  forget(carrier, carrier.conferences, limits.conferencesMax, ({ status }) => status === 'completed');
  carrier.conferences.set(conference.sid, conference);
  return conference;
}

/** Null when the room is full or the label is taken. */
export function join(carrier: Carrier, conference: Conference, call: Call, settings: JoinSettings): Participant | null {
  const { participants } = conference;
  const { label } = settings;
  const isTaken = label !== null && [...participants.values()].some((other) => other.label === label);
  if (isTaken || participants.size >= Math.min(settings.participantsMax, limits.participantsMax)) return null;
  if (participants.size === 0) {
    conference.callback ??= settings.callback;
    conference.records ??= settings.records;
  }
  const nowMs = carrier.clock.nowMs();
  const participant: Participant = {
    call,
    label,
    muted: settings.muted,
    hold: false,
    coaching: settings.coaching ?? false,
    startOnEnter: settings.startOnEnter,
    endOnExit: settings.endOnExit,
    joinedAtMs: nowMs,
    updatedAtMs: nowMs,
    left: Promise.withResolvers(),
  };
  participants.set(call.sid, participant);
  postConference(carrier, conference, 'participant-join', participant);
  startWhenReady(carrier, conference, call);
  refreshActivities(carrier, conference);
  return participant;
}

/** Takes a participant out, and the room down with it if it is one that does so. Harmless when it has left already. */
export function leave(carrier: Carrier, conference: Conference, call: Call, reason: LeaveReason): void {
  const participant = conference.participants.get(call.sid);
  if (!participant) return;
  remove(carrier, conference, participant, reason);
  const kicked = reason === 'participant_updated_via_api';
  const manner = kicked ? 'kicked' : 'left';
  if (participant.endOnExit)
    endConference(carrier, conference, `participant-with-end-conference-on-exit-${manner}`, participant);
  else if (conference.participants.size === 0)
    endConference(carrier, conference, `last-participant-${manner}`, participant);
  else refreshActivities(carrier, conference);
}

export function endConference(
  carrier: Carrier,
  conference: Conference,
  reason: EndReason,
  endedBy: Participant | null,
): void {
  if (conference.status === 'completed') return;
  conference.status = 'completed';
  conference.updatedAtMs = carrier.clock.nowMs();
  conference.endReason = reason;
  conference.callSidEnding = endedBy?.call.sid ?? null;
  const leaveReason = reason === 'conference-ended-via-api' ? 'conference_ended_via_api' : 'moderator_ended_conference';
  for (const participant of conference.participants.values()) remove(carrier, conference, participant, leaveReason);
  if (conference.recording) finishRecording(carrier, conference.recording);
  postConference(carrier, conference, 'conference-end', null, {
    ReasonConferenceEnded: reason,
    Reason: `Conference ended: ${reason}`,
    ...(endedBy && { CallSidEndingConference: endedBy.call.sid }),
    ...(endedBy?.label && { ParticipantLabelEndingConference: endedBy.label }),
  });
}

type ParticipantChanges = Partial<Pick<Participant, 'muted' | 'hold' | 'endOnExit' | 'coaching'>>;

export function modify(
  carrier: Carrier,
  conference: Conference,
  participant: Participant,
  changes: ParticipantChanges,
): void {
  const { muted, hold } = participant;
  Object.assign(participant, changes);
  participant.updatedAtMs = carrier.clock.nowMs();
  const tell = (event: string) => postConference(carrier, conference, event, participant);
  if (participant.muted !== muted) tell(participant.muted ? 'participant-mute' : 'participant-unmute');
  if (participant.hold !== hold) tell(participant.hold ? 'participant-hold' : 'participant-unhold');
  if (changes.endOnExit !== undefined || changes.coaching !== undefined) tell('participant-modify');
  refreshActivities(carrier, conference);
}

function remove(carrier: Carrier, conference: Conference, participant: Participant, reason: LeaveReason): void {
  conference.participants.delete(participant.call.sid);
  postConference(carrier, conference, 'participant-leave', participant, {
    ParticipantCallStatus: participant.call.status,
    ReasonParticipantLeft: reason,
  });
  participant.left.resolve();
}

function startWhenReady(carrier: Carrier, conference: Conference, call: Call): void {
  const { participants } = conference;
  if (conference.status !== 'init' || participants.size < 2) return;
  if (![...participants.values()].some(({ startOnEnter }) => startOnEnter)) return;
  conference.status = 'in-progress';
  conference.updatedAtMs = carrier.clock.nowMs();
  postConference(carrier, conference, 'conference-start', null);
  const [first] = participants.values();
  if (conference.records)
    conference.recording = startRecording(carrier, {
      call: first?.call ?? call,
      conferenceSid: conference.sid,
      source: 'Conference',
      callback: conference.records.callback,
    });
}

/** A participant talks when the room has started and somebody else in it is not on hold either. */
function refreshActivities(carrier: Carrier, conference: Conference): void {
  const present = [...conference.participants.values()];
  const talking = present.filter(({ hold }) => !hold);
  for (const participant of present) {
    const talks = conference.status === 'in-progress' && !participant.hold && talking.length >= 2;
    setActivity(carrier, participant.call, talks ? 'talking' : 'waiting');
  }
}
