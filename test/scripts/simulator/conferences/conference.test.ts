import { expect, test } from 'vitest';
import {
  AGENT,
  FROM,
  PATIENT_LEAD,
  TALKATIVE_LEAD,
  conferenceCallbacks,
  connectLeadAndAgent,
  waitForConferenceEnd,
  waitForConferenceStart,
} from '../helpers/conference.ts';
import { eventually, single, startWorld, waitForEnd } from '../helpers/world.ts';

test('a lead and an agent meet in a conference, the lead talks and hangs up, and the conference ends', async () => {
  await using world = await startWorld({
    behaviours: [{ number: TALKATIVE_LEAD, persona: { patienceSeconds: null } }],
  });
  const { leadCall, agentCall } = await connectLeadAndAgent(world, TALKATIVE_LEAD);
  await waitForConferenceEnd(world);
  expect(conferenceCallbacks(world).map(({ StatusCallbackEvent }) => StatusCallbackEvent)).toEqual([
    'participant-join',
    'participant-join',
    'conference-start',
    'participant-leave',
    'participant-leave',
    'conference-end',
  ]);
  expect(conferenceCallbacks(world).map(({ SequenceNumber }) => SequenceNumber)).toEqual([
    '1',
    '2',
    '3',
    '4',
    '5',
    '6',
  ]);
  const [joinCallback, , , leadLeave, agentLeave, end] = conferenceCallbacks(world);
  expect(joinCallback).toMatchObject({
    CallSid: leadCall.sid,
    FriendlyName: 'call_1',
    EndConferenceOnExit: 'true',
    StartConferenceOnEnter: 'true',
    Muted: 'false',
    Hold: 'false',
    Coaching: 'false',
  });
  expect(leadLeave).toMatchObject({
    CallSid: leadCall.sid,
    ReasonParticipantLeft: 'participant_hung_up',
    ParticipantCallStatus: 'completed',
  });
  expect(agentLeave).toMatchObject({ CallSid: agentCall.sid, ReasonParticipantLeft: 'moderator_ended_conference' });
  expect(end).toMatchObject({
    CallSidEndingConference: leadCall.sid,
    ReasonConferenceEnded: 'participant-with-end-conference-on-exit-left',
  });
  expect(world.app.received.every(({ signed }) => signed)).toBe(true);

  const { params: action } = await eventually(() => world.app.requestsTo('/agent-done')[0]);
  expect(action).toMatchObject({ DialCallStatus: 'answered', CallSid: agentCall.sid });
  expect(action).not.toHaveProperty('DialCallSid');
  const lead = await waitForEnd(world, leadCall.sid);
  expect(lead.durationSeconds).toBeGreaterThanOrEqual(30);
  expect(await waitForEnd(world, agentCall.sid)).toMatchObject({ status: 'completed' });
  const conference = single(await world.client.conferences.list({ friendlyName: 'call_1' }));
  expect(conference).toMatchObject({
    status: 'completed',
    reasonConferenceEnded: 'participant-with-end-conference-on-exit-left',
    callSidEndingConference: leadCall.sid,
  });
});

test('a lead who waits alone hangs up after its patience', async () => {
  await using world = await startWorld();
  world.app.on('/lead', '<Dial><Conference>alone</Conference></Dial>');
  const { sid } = await world.client.calls.create({ to: '+14155558805', from: FROM, url: `${world.app.url}/lead` });
  const lead = await waitForEnd(world, sid);
  expect(lead.status).toBe('completed');
  expect(lead.durationSeconds).toBeGreaterThanOrEqual(5);
});

test('a conference starts only when a participant with startConferenceOnEnter joins', async () => {
  await using world = await startWorld();
  world.app.on('/one', '<Dial><Conference startConferenceOnEnter="false">later</Conference></Dial>');
  world.app.on('/two', '<Dial><Conference>later</Conference></Dial>');
  await world.client.calls.create({ to: '+14155558100', from: FROM, url: `${world.app.url}/one` });
  await eventually(async () => (await world.client.conferences.list({ friendlyName: 'later' })).length > 0);
  const conference = world.client.conferences('later');
  await world.client.calls.create({ to: '+14155559002', from: FROM, url: `${world.app.url}/one` });
  await eventually(async () => (await conference.participants.list()).length === 2);
  expect((await conference.fetch()).status).toBe('init');
  await world.client.calls.create({ to: AGENT, from: FROM, url: `${world.app.url}/two` });
  await eventually(async () => (await conference.fetch()).status === 'in-progress');
});

test('a participant that REST redirects leaves the conference', async () => {
  await using world = await startWorld();
  const { leadCall, agentCall } = await connectLeadAndAgent(world, PATIENT_LEAD);
  await waitForConferenceStart(world);
  world.app.on('/later', '<Pause length="30"/>');
  await world.client.calls(agentCall.sid).update({ url: `${world.app.url}/later` });
  await eventually(() => world.app.requestsTo('/later').length > 0);
  const leaveCallback = await eventually(() =>
    conferenceCallbacks(world).find(({ StatusCallbackEvent }) => StatusCallbackEvent === 'participant-leave'),
  );
  expect(leaveCallback).toMatchObject({ CallSid: agentCall.sid, ReasonParticipantLeft: 'participant_updated_via_api' });
  expect(await world.client.calls(leadCall.sid).fetch()).toMatchObject({ status: 'in-progress' });
});

test('the recording callback of a conference has a ConferenceSid and no CallSid', async () => {
  await using world = await startWorld({
    behaviours: [{ number: TALKATIVE_LEAD, persona: { patienceSeconds: null } }],
  });
  const { leadCall } = await connectLeadAndAgent(
    world,
    TALKATIVE_LEAD,
    'record="record-from-start" recordingStatusCallback="/recording" recordingStatusCallbackEvent="in-progress completed"',
  );
  const completed = await eventually(() =>
    world.app.requestsTo('/recording').find(({ params }) => params.RecordingStatus === 'completed'),
  );
  expect(world.app.requestsTo('/recording').map(({ params }) => params.RecordingStatus)).toEqual([
    'in-progress',
    'completed',
  ]);
  expect(completed.params).toMatchObject({ RecordingSource: 'Conference', RecordingChannels: '1' });
  expect(completed.params.ConferenceSid).toMatch(/^CF/);
  expect(completed.params).not.toHaveProperty('CallSid');
  expect(Number(completed.params.RecordingDuration)).toBeGreaterThanOrEqual(29);
  const recording = single(await world.client.recordings.list({ conferenceSid: completed.params.ConferenceSid ?? '' }));
  expect(recording).toMatchObject({ callSid: leadCall.sid, source: 'Conference', status: 'completed' });
});
