import { expect, test } from 'vitest';
import {
  FROM,
  PATIENT_LEAD,
  conferenceCallbacks,
  connectLeadAndAgent,
  waitForConferenceEnd,
  waitForConferenceStart,
} from '../helpers/conference.ts';
import { eventually, startWorld, waitForEnd } from '../helpers/world.ts';

test('REST mutes, holds and removes participants and ends the conference, by sid or by name', async () => {
  await using world = await startWorld();
  const { leadCall, agentCall } = await connectLeadAndAgent(world, PATIENT_LEAD);
  await waitForConferenceStart(world);
  const conference = world.client.conferences('call_1');
  const participants = await conference.participants.list();
  expect(participants.map(({ callSid }) => callSid).toSorted()).toEqual([leadCall.sid, agentCall.sid].toSorted());

  expect(await conference.participants(agentCall.sid).update({ muted: true })).toMatchObject({
    muted: true,
    hold: false,
  });
  expect(await conference.participants(leadCall.sid).update({ hold: true })).toMatchObject({ hold: true });
  await conference.participants(leadCall.sid).update({ hold: false, endConferenceOnExit: false });
  await conference.participants(leadCall.sid).remove();
  await waitForEnd(world, leadCall.sid);
  expect((await world.client.conferences('call_1').fetch()).status).toBe('in-progress');
  await conference.update({ status: 'completed' });
  const end = await waitForConferenceEnd(world);
  expect(end.ReasonConferenceEnded).toBe('conference-ended-via-api');
  await waitForEnd(world, agentCall.sid);
  expect(conferenceCallbacks(world).map(({ StatusCallbackEvent }) => StatusCallbackEvent)).toEqual([
    'participant-join',
    'participant-join',
    'conference-start',
    'participant-mute',
    'participant-hold',
    'participant-unhold',
    'participant-modify',
    'participant-leave',
    'participant-leave',
    'conference-end',
  ]);
});

test('a participant that REST creates is called and joins; the leg ends with the conference', async () => {
  await using world = await startWorld();
  const { leadCall } = await connectLeadAndAgent(world, PATIENT_LEAD);
  const participant = await world.client.conferences('call_1').participants.create({
    from: FROM,
    to: '+14155559003',
    label: 'supervisor',
    muted: true,
    statusCallback: `${world.app.url}/participant`,
    statusCallbackEvent: ['initiated', 'answered', 'completed'],
  });
  expect(participant).toMatchObject({ label: 'supervisor', muted: true, status: 'queued' });
  const joinCallback = await eventually(() =>
    conferenceCallbacks(world).find(({ ParticipantLabel }) => ParticipantLabel === 'supervisor'),
  );
  expect(joinCallback.CallSid).toBe(participant.callSid);
  const fetched = await world.client.conferences(participant.conferenceSid).participants('supervisor').fetch();
  expect(fetched.status).toBe('connected');
  await world.client.calls(leadCall.sid).update({ status: 'completed' });
  await waitForEnd(world, participant.callSid);
  await eventually(() => world.app.requestsTo('/participant').length === 3);
  expect(world.app.requestsTo('/participant').map(({ params }) => params.CallStatus)).toEqual([
    'initiated',
    'in-progress',
    'completed',
  ]);
});

test('a conference that was created for a participant who does not answer ends', async () => {
  await using world = await startWorld();
  const { callSid, conferenceSid } = await world.client
    .conferences('no-answer')
    .participants.create({ from: FROM, to: '+14155558200' });
  await waitForEnd(world, callSid);
  expect((await world.client.conferences(conferenceSid).fetch()).status).toBe('completed');
});

test('machine detection of a participant runs in parallel with the conference and posts its own callback', async () => {
  await using world = await startWorld();
  const { callSid } = await world.client.conferences('room').participants.create({
    from: FROM,
    to: '+14155558506',
    machineDetection: 'DetectMessageEnd',
    amdStatusCallback: `${world.app.url}/amd`,
  });
  const { params } = await eventually(() => world.app.requestsTo('/amd')[0]);
  expect(params).toMatchObject({ CallSid: callSid, AnsweredBy: 'machine_end_beep' });
});
