/** The REST route /Conferences/{conference}/Participants. */
import { Hono } from 'hono';
import { definedOnly } from '../../../shared/rules/values/defined.ts';
import { placeCall } from '../calls/outbound.ts';
import { type Call, hasEnded } from '../calls/state.ts';
import { rejectOnAbort } from '../cancellation.ts';
import { addNotification } from '../carrier/notifications.ts';
import type { Carrier } from '../carrier/state.ts';
import {
  type JoinSettings,
  endConference,
  findOrCreateConference,
  joinConference,
  leaveConference,
  updateParticipant,
} from '../conferences/conference.ts';
import type { Conference, Participant } from '../conferences/state.ts';
import { conferenceEvents } from '../conferences/status-callback.ts';
import { startTask } from '../carrier/tasks.ts';
import { LIMITS } from '../limits.ts';
import { loadDocument } from '../twiml/document.ts';
import { API_VERSION, rfc2822 } from '../twilio-format.ts';
import { findConference } from './conferences.ts';
import { assertConcurrency, assertNumbersAllowed } from './account-rules.ts';
import { detectionOf, fromAndToOf, timeLimitOf } from './create-call.ts';
import { RestError, notFound } from './errors.ts';
import { booleanOf, callbackOf, clampedNumberOf, methodOf, urlOf } from './form.ts';
import { type Env, type RestRequest, operation } from './operation.ts';
import { paginate } from './page.ts';

export function participantRoutes(carrier: Carrier): Hono<Env> {
  const routes = new Hono<Env>();

  routes.post(
    '/',
    operation(carrier, 'participants.create', ({ form, param }) => {
      const { call, conference, settings } = callParticipant(carrier, param('conference'), form);
      const view = {
        call,
        hold: false,
        coaching: false,
        coachedSid: null,
        updatedAtMs: call.acceptedAtMs,
        ...settings,
      };
      return { status: 201, body: presentParticipant(carrier, conference, view), call };
    }),
  );

  routes.get(
    '/',
    operation(carrier, 'participants.list', (request) => {
      const conference = findConference(carrier, request);
      const participants = [...conference.participants.values()]
        .map((item) => ({ ...item, sid: item.call.sid }))
        .toReversed();
      const present = (item: Participant) => presentParticipant(carrier, conference, item);
      return { status: 200, body: paginate(request.url, 'participants', participants, present) };
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
        coachedSid: form.get('CallSidToCoach') ?? undefined,
      };
      updateParticipant(carrier, conference, participant, definedOnly(changes));
      announce(carrier, participant, form);
      return { status: 200, body: presentParticipant(carrier, conference, participant) };
    }),
  );

  routes.delete(
    '/:participant',
    operation(carrier, 'participants.delete', (request) => {
      const { conference, participant } = findParticipant(carrier, request);
      leaveConference(carrier, conference, participant.call, 'participant_updated_via_api');
      return { status: 204 };
    }),
  );

  return routes;
}

/**
 * Calls a phone number. A person who answers joins the conference. The leg ends when that participant leaves the
 * conference.
 */
function callParticipant(carrier: Carrier, key: string, form: URLSearchParams) {
  const { from, to } = fromAndToOf(form);
  assertNumbersAllowed(carrier, { from, to });
  assertConcurrency(carrier);
  const existing = carrier.conferences.get(key);
  if (existing?.status === 'completed') throw new RestError(400, 20001, `Conference ${key} is completed`);
  const conference = existing ?? findOrCreateConference(carrier, key);
  const settings = settingsOf(form);
  const detection = detectionOf(form);
  const call = placeCall(carrier, {
    from,
    to,
    callback: callbackOf(form, 'StatusCallback', []),
    fallback: null,
    timeoutSeconds: clampedNumberOf(form, 'Timeout', 5, 600, 60),
    timeLimitSeconds: timeLimitOf(carrier, form),
    record: booleanOf(form, 'Record')
      ? { channels: 1, callback: callbackOf(form, 'RecordingStatusCallback', []) }
      : null,
    detection: detection && { ...detection, isAsync: true, callback: callbackOf(form, 'AmdStatusCallback', []) },
    onAnswer: (answeredCall) => joinUntilEnd(carrier, conference, answeredCall, settings),
  });
  // If the call ends and the conference has no participant, the conference ends too.
  call.lifetime.signal.addEventListener('abort', () => {
    if (conference.participants.size === 0) endConference(carrier, conference, 'last-participant-left', null);
  });
  return { call, conference, settings };
}

/** Plays the document under `AnnounceUrl` to the participant, who stays in the conference. */
function announce(carrier: Carrier, { call }: Participant, form: URLSearchParams): void {
  const url = urlOf(form, 'AnnounceUrl', 20001);
  if (!url) return;
  const method = methodOf(form, 'AnnounceMethod');
  startTask(carrier, 'announcement', async () => {
    const { verbs } = await loadDocument(carrier, call, { url, method, event: 'announce' });
    for (const { name, attributes } of verbs)
      if (name === 'Play' && attributes.digits) call.keysHeard += attributes.digits;
  });
}

async function joinUntilEnd(
  carrier: Carrier,
  conference: Conference,
  call: Call,
  settings: JoinSettings,
): Promise<void> {
  // If the conference ended while the phone rang, the participant joins a new conference with the same name.
  const joined =
    conference.status === 'completed' ? findOrCreateConference(carrier, conference.friendlyName) : conference;
  const participant = joinConference(carrier, joined, call, settings);
  if (!participant) {
    addNotification(
      carrier,
      call.sid,
      16025,
      `cannot join ${joined.friendlyName}: the label is in use or the conference is full`,
    );
    return;
  }
  call.lifetime.signal.addEventListener('abort', () => leaveConference(carrier, joined, call, 'participant_hung_up'), {
    once: true,
  });
  await rejectOnAbort(participant.departure.promise, call.lifetime.signal);
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
    participantsMax: clampedNumberOf(form, 'MaxParticipants', 2, LIMITS.participantsMax, LIMITS.participantsMax),
    callback: callback && { ...callback, events: conferenceEvents(callback.events) },
    recordingSettings: record === 'true' || record === 'record-from-start' ? { callback: recordingCallback } : null,
  };
}

/** Returns the participant whose call sid or label is in the path. */
function findParticipant(carrier: Carrier, request: RestRequest) {
  const conference = findConference(carrier, request);
  const key = request.param('participant');
  const participant =
    conference.participants.get(key) ?? [...conference.participants.values()].find(({ label }) => label === key);
  if (!participant) throw notFound(request.url.pathname);
  return { conference, participant };
}

type ParticipantView = Omit<Participant, 'joinedAtMs' | 'departure'>;

function presentParticipant(carrier: Carrier, conference: Conference, participant: ParticipantView) {
  const { call } = participant;
  return {
    account_sid: carrier.accountSid,
    call_sid: call.sid,
    label: participant.label,
    call_sid_to_coach: participant.coachedSid,
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
    uri: `/${API_VERSION}/Accounts/${carrier.accountSid}/Conferences/${conference.sid}/Participants/${call.sid}.json`,
  };
}

function participantStatus(call: Call): string {
  if (hasEnded(call)) return call.status === 'completed' ? 'complete' : 'failed';
  if (call.status === 'in-progress') return 'connected';
  return call.status === 'initiated' ? 'connecting' : call.status;
}
