/**
 * The life of a conference. A conference starts when it has two participants and `startOnEnter` is set for at least one
 * participant. A conference ends when its last participant leaves, or when a participant with `endOnExit` leaves.
 */
import { setActivity } from '../calls/far-end.ts';
import { billedMinutes } from '../calls/price.ts';
import { startRecording, stopRecording } from '../calls/recording.ts';
import type { Call } from '../calls/state.ts';
import { evictOldest } from '../carrier/eviction.ts';
import type { Carrier } from '../carrier/state.ts';
import { LIMITS } from '../limits.ts';
import { createSid } from '../twilio-format.ts';
import { createLane } from '../webhooks/lane.ts';
import type { Conference, EndReason, LeaveReason, Participant } from './state.ts';
import { postConferenceCallback } from './status-callback.ts';

export type JoinSettings = Pick<Participant, 'label' | 'muted' | 'startOnEnter' | 'endOnExit'> &
  Pick<Conference, 'callback' | 'recordingSettings'> & {
    coaching?: boolean;
    coachedSid?: string;
    participantsMax: number;
  };

export function findLiveConference(carrier: Carrier, friendlyName: string): Conference | null {
  for (const conference of carrier.conferences.values())
    if (conference.friendlyName === friendlyName && conference.status !== 'completed') return conference;
  return null;
}

/** Returns the live conference with the name `friendlyName`. If no such conference exists, creates it. */
export function findOrCreateConference(carrier: Carrier, friendlyName: string): Conference {
  const existing = findLiveConference(carrier, friendlyName);
  if (existing) return existing;
  const nowMs = carrier.clock.nowMs();
  const conference: Conference = {
    sid: createSid('CF'),
    friendlyName,
    status: 'init',
    participants: new Map(),
    callback: null,
    callbacksSent: 0,
    callbackLane: createLane(),
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    endReason: null,
    callSidEnding: null,
    recordingSettings: null,
    recording: null,
  };
  evictOldest(carrier, carrier.conferences, LIMITS.conferencesMax, ({ status }) => status === 'completed');
  carrier.conferences.set(conference.sid, conference);
  return conference;
}

/**
 * Adds a leg to the conference as a participant. Returns null if the conference is full or another participant has the
 * same label.
 */
export function joinConference(
  carrier: Carrier,
  conference: Conference,
  call: Call,
  settings: JoinSettings,
): Participant | null {
  const { participants } = conference;
  const { label } = settings;
  const isLabelTaken = label !== null && [...participants.values()].some((other) => other.label === label);
  if (isLabelTaken || participants.size >= Math.min(settings.participantsMax, LIMITS.participantsMax)) return null;
  if (participants.size === 0) {
    conference.callback ??= settings.callback;
    conference.recordingSettings ??= settings.recordingSettings;
  }
  const nowMs = carrier.clock.nowMs();
  const participant: Participant = {
    call,
    label,
    muted: settings.muted,
    hold: false,
    coaching: settings.coaching ?? settings.coachedSid !== undefined,
    coachedSid: settings.coachedSid ?? null,
    startOnEnter: settings.startOnEnter,
    endOnExit: settings.endOnExit,
    joinedAtMs: nowMs,
    updatedAtMs: nowMs,
    departure: Promise.withResolvers(),
  };
  participants.set(call.sid, participant);
  postConferenceCallback(carrier, conference, 'participant-join', participant);
  startIfReady(carrier, conference, call);
  updateActivities(carrier, conference);
  return participant;
}

/**
 * Removes a participant. The conference ends if the participant has `endOnExit` or was the last participant. Does
 * nothing if the participant has already left.
 */
export function leaveConference(carrier: Carrier, conference: Conference, call: Call, reason: LeaveReason): void {
  const participant = conference.participants.get(call.sid);
  if (!participant) return;
  removeParticipant(carrier, conference, participant, reason);
  const manner = reason === 'participant_updated_via_api' ? 'kicked' : 'left';
  if (participant.endOnExit)
    endConference(carrier, conference, `participant-with-end-conference-on-exit-${manner}`, participant);
  else if (conference.participants.size === 0)
    endConference(carrier, conference, `last-participant-${manner}`, participant);
  else updateActivities(carrier, conference);
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
  for (const participant of conference.participants.values())
    removeParticipant(carrier, conference, participant, leaveReason);
  if (conference.recording) stopRecording(carrier, conference.recording);
  postConferenceCallback(carrier, conference, 'conference-end', null, {
    ReasonConferenceEnded: reason,
    Reason: `Conference ended: ${reason}`,
    ...(endedBy && { CallSidEndingConference: endedBy.call.sid }),
    ...(endedBy?.label && { ParticipantLabelEndingConference: endedBy.label }),
  });
}

type ParticipantChanges = Partial<Pick<Participant, 'muted' | 'hold' | 'endOnExit' | 'coaching' | 'coachedSid'>>;

export function updateParticipant(
  carrier: Carrier,
  conference: Conference,
  participant: Participant,
  changes: ParticipantChanges,
): void {
  const { muted, hold } = participant;
  Object.assign(participant, changes);
  participant.updatedAtMs = carrier.clock.nowMs();
  const post = (event: string) => postConferenceCallback(carrier, conference, event, participant);
  if (participant.muted !== muted) post(participant.muted ? 'participant-mute' : 'participant-unmute');
  if (participant.hold !== hold) post(participant.hold ? 'participant-hold' : 'participant-unhold');
  if (changes.endOnExit !== undefined || changes.coaching !== undefined) post('participant-modify');
  updateActivities(carrier, conference);
}

function removeParticipant(
  carrier: Carrier,
  conference: Conference,
  participant: Participant,
  reason: LeaveReason,
): void {
  const { call, joinedAtMs } = participant;
  conference.participants.delete(call.sid);
  call.conferenceMinutes += billedMinutes((carrier.clock.nowMs() - joinedAtMs) / 1000);
  postConferenceCallback(carrier, conference, 'participant-leave', participant, {
    ParticipantCallStatus: participant.call.status,
    ReasonParticipantLeft: reason,
  });
  participant.departure.resolve();
}

function startIfReady(carrier: Carrier, conference: Conference, call: Call): void {
  const { participants } = conference;
  if (conference.status !== 'init' || participants.size < 2) return;
  if (![...participants.values()].some(({ startOnEnter }) => startOnEnter)) return;
  conference.status = 'in-progress';
  conference.updatedAtMs = carrier.clock.nowMs();
  postConferenceCallback(carrier, conference, 'conference-start', null);
  const [first] = participants.values();
  if (conference.recordingSettings)
    conference.recording = startRecording(carrier, {
      call: first?.call ?? call,
      conferenceSid: conference.sid,
      source: 'Conference',
      callback: conference.recordingSettings.callback,
    });
}

/**
 * Sets what every participant does. A participant talks if the conference has started and at least two participants are
 * not on hold.
 */
function updateActivities(carrier: Carrier, conference: Conference): void {
  const present = [...conference.participants.values()];
  const talking = present.filter(({ hold }) => !hold);
  for (const participant of present) {
    const talks = conference.status === 'in-progress' && !participant.hold && talking.length >= 2;
    setActivity(carrier, participant.call, talks ? 'talking' : 'waiting');
  }
}
