/** /Conferences/{room}/Participants: those who are in, and calls that are made to bring somebody in. */
import { Hono } from 'hono';
import { definedOnly } from '../../../shared/rules/defined.ts';
import { orAbort } from '../abort.ts';
import { type Call, isOver } from '../call-record.ts';
import { type Carrier, notify } from '../carrier.ts';
import {
  type Conference,
  endConference,
  join,
  type JoinSettings,
  leave,
  modify,
  openConference,
  type Participant,
} from '../conference.ts';
import { conferenceEvents } from '../conference-callback.ts';
import { limits } from '../limits.ts';
import { placeCall } from '../outbound.ts';
import { apiVersion, rfc2822 } from '../wire.ts';
import { booleanOf, bounded, callbackOf, detectionOf, parties } from './call-order.ts';
import { findConference } from './conferences.ts';
import { notFound, page, RestError } from './envelope.ts';
import { type Env, operation, type RestRequest } from './operation.ts';

export function participantRoutes(carrier: Carrier): Hono<Env> {
  const routes = new Hono<Env>();

  routes.post(
    '/',
    operation(carrier, 'participants.create', ({ form, param }) => {
      const { call, conference, settings } = bringIn(carrier, param('conference'), form);
      const view = { call, hold: false, coaching: false, updatedAtMs: call.acceptedAtMs, ...settings };
      return { status: 201, body: presentParticipant(carrier, conference, view), call };
    }),
  );

  routes.get(
    '/',
    operation(carrier, 'participants.list', (request) => {
      const conference = findConference(carrier, request);
      const present = [...conference.participants.values()]
        .map((item) => ({ ...item, sid: item.call.sid }))
        .toReversed();
      const show = (item: Participant) => presentParticipant(carrier, conference, item);
      return { status: 200, body: page(request.url, 'participants', present, show) };
    }),
  );

  routes.get(
    '/:participant',
    operation(carrier, 'participants.fetch', (request) => {
      const { conference, participant } = findParticipant(carrier, request);
      return { status: 200, body: presentParticipant(carrier, conference, participant) };
    }),
  );

  routes.post(
    '/:participant',
    operation(carrier, 'participants.update', (request) => {
      const { conference, participant } = findParticipant(carrier, request);
      const { form } = request;
      const changes = {
        muted: booleanOf(form, 'Muted'),
        hold: booleanOf(form, 'Hold'),
        endOnExit: booleanOf(form, 'EndConferenceOnExit'),
        coaching: booleanOf(form, 'Coaching'),
      };
      const given = definedOnly(changes);
      modify(carrier, conference, participant, given);
      return { status: 200, body: presentParticipant(carrier, conference, participant) };
    }),
  );

  routes.delete(
    '/:participant',
    operation(carrier, 'participants.delete', (request) => {
      const { conference, participant } = findParticipant(carrier, request);
      leave(carrier, conference, participant.call, 'participant_updated_via_api');
      return { status: 204 };
    }),
  );

  return routes;
}

/** Calls somebody who joins the room on answering and whose leg ends on leaving it. */
function bringIn(carrier: Carrier, room: string, form: URLSearchParams) {
  const { from, to } = parties(form);
  const known = carrier.conferences.get(room);
  if (known?.status === 'completed') throw new RestError(400, 20001, `Conference ${room} is completed`);
  const conference = known ?? openConference(carrier, room);
  const settings = settingsOf(form);
  const detection = detectionOf(form);
  const call = placeCall(carrier, {
    from,
    to,
    callback: callbackOf(form, 'StatusCallback', []),
    fallback: null,
    timeoutSeconds: bounded(form, 'Timeout', 5, 600, 60),
    timeLimitSeconds: bounded(form, 'TimeLimit', 1, 86_400, 14_400),
    record: booleanOf(form, 'Record')
      ? { channels: 1, callback: callbackOf(form, 'RecordingStatusCallback', []) }
      : null,
    detection: detection && { ...detection, isAsync: true, callback: callbackOf(form, 'AmdStatusCallback', []) },
    onAnswer: (answered) => takePart(carrier, conference, answered, settings),
  });
  // A room opened for somebody who never came does not stay.
  call.over.signal.addEventListener('abort', () => {
    if (conference.participants.size === 0) endConference(carrier, conference, 'last-participant-left', null);
  });
  return { call, conference, settings };
}

async function takePart(carrier: Carrier, conference: Conference, call: Call, settings: JoinSettings): Promise<void> {
  // The room may have ended while the phone rang; its name then means a new one.
  const room = conference.status === 'completed' ? openConference(carrier, conference.friendlyName) : conference;
  const participant = join(carrier, room, call, settings);
  if (!participant) {
    notify(carrier, call.sid, 16025, `cannot join ${room.friendlyName}: the label is taken or the room is full`);
    return;
  }
  call.over.signal.addEventListener('abort', () => leave(carrier, room, call, 'participant_hung_up'), { once: true });
  await orAbort(participant.left.promise, call.over.signal);
}

function settingsOf(form: URLSearchParams): JoinSettings {
  const callback = callbackOf(form, 'ConferenceStatusCallback', ['start', 'end']);
  const record = form.get('ConferenceRecord') ?? 'false';
  const recordingCallback = callbackOf(form, 'ConferenceRecordingStatusCallback', ['completed']);
  return {
    label: form.get('Label'),
    muted: booleanOf(form, 'Muted') ?? false,
    coaching: booleanOf(form, 'Coaching') ?? false,
    startOnEnter: booleanOf(form, 'StartConferenceOnEnter') ?? true,
    endOnExit: booleanOf(form, 'EndConferenceOnExit') ?? false,
    participantsMax: bounded(form, 'MaxParticipants', 2, limits.participantsMax, limits.participantsMax),
    callback: callback && { ...callback, events: conferenceEvents(callback.events) },
    records: record === 'true' || record === 'record-from-start' ? { callback: recordingCallback } : null,
  };
}

/** By call sid or by label. */
function findParticipant(carrier: Carrier, request: RestRequest) {
  const conference = findConference(carrier, request);
  const key = request.param('participant');
  const participant =
    conference.participants.get(key) ?? [...conference.participants.values()].find(({ label }) => label === key);
  if (!participant) throw notFound(request.url.pathname);
  return { conference, participant };
}

type ParticipantView = Omit<Participant, 'joinedAtMs' | 'left'>;

function presentParticipant(carrier: Carrier, conference: Conference, participant: ParticipantView) {
  const { call } = participant;
  return {
    account_sid: carrier.accountSid,
    call_sid: call.sid,
    label: participant.label,
    call_sid_to_coach: null,
    coaching: participant.coaching,
    conference_sid: conference.sid,
    date_created: rfc2822(call.acceptedAtMs),
    date_updated: rfc2822(participant.updatedAtMs),
    end_conference_on_exit: participant.endOnExit,
    muted: participant.muted,
    hold: participant.hold,
    start_conference_on_enter: participant.startOnEnter,
    status: participantStatus(call),
    queue_time: String(call.queueTimeMs),
    uri: `/${apiVersion}/Accounts/${carrier.accountSid}/Conferences/${conference.sid}/Participants/${call.sid}.json`,
  };
}

function participantStatus(call: Call): string {
  if (isOver(call)) return call.status === 'completed' ? 'complete' : 'failed';
  if (call.status === 'in-progress') return 'connected';
  return call.status === 'initiated' ? 'connecting' : call.status;
}
