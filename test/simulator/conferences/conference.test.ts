import { expect, test } from 'vitest';
import { waitForEnd, eventually, single, startWorld, type World } from '../helpers/world.ts';

const from = '+14155551234';
const agent = '+14155559001';
/** Stays until the other side ends. */
const patient = '+14155558101';
/** Hangs up after 30 s of conversation. */
const talkative = '+14155558030';
const events = 'start end join leave mute hold modify';

/** The lead's leg joins a room that its leaving ends; the agent's leg hears a whisper and follows. */
async function connect(world: World, lead: string, leadAttributes = '') {
  const { app, client } = world;
  const callbacks = `statusCallback="${app.url}/conference" statusCallbackEvent="${events}"`;
  app.on(
    '/lead',
    `<Dial><Conference endConferenceOnExit="true" beep="false" waitUrl="" ${callbacks} ${leadAttributes}>call_1</Conference></Dial>`,
  );
  app.on(
    '/agent',
    '<Say>Lead: John Doe</Say><Dial action="/agent-done"><Conference beep="false">call_1</Conference></Dial>',
  );
  const leadCall = await client.calls.create({ to: lead, from, url: `${app.url}/lead` });
  await eventually(() => app.requestsTo('/conference').some(({ params }) => params.CallSid === leadCall.sid));
  const agentCall = await client.calls.create({ to: agent, from, url: `${app.url}/agent` });
  return { leadCall, agentCall };
}

function told(world: World) {
  return world.app.requestsTo('/conference').map(({ params }) => params);
}

const toldEnd = (world: World) =>
  eventually(() => told(world).find(({ StatusCallbackEvent }) => StatusCallbackEvent === 'conference-end'));

test('a lead and an agent meet in a room, the lead talks, hangs up, and the room ends', async () => {
  await using world = await startWorld({ behaviours: [{ number: talkative, persona: { patienceSeconds: null } }] });
  const { leadCall, agentCall } = await connect(world, talkative);
  await toldEnd(world);
  expect(told(world).map(({ StatusCallbackEvent }) => StatusCallbackEvent)).toEqual([
    'participant-join',
    'participant-join',
    'conference-start',
    'participant-leave',
    'participant-leave',
    'conference-end',
  ]);
  expect(told(world).map(({ SequenceNumber }) => SequenceNumber)).toEqual(['1', '2', '3', '4', '5', '6']);
  const [joined, , , left, second, end] = told(world);
  expect(joined).toMatchObject({
    CallSid: leadCall.sid,
    FriendlyName: 'call_1',
    EndConferenceOnExit: 'true',
    StartConferenceOnEnter: 'true',
    Muted: 'false',
    Hold: 'false',
    Coaching: 'false',
  });
  expect(left).toMatchObject({
    CallSid: leadCall.sid,
    ReasonParticipantLeft: 'participant_hung_up',
    ParticipantCallStatus: 'completed',
  });
  expect(second).toMatchObject({ CallSid: agentCall.sid, ReasonParticipantLeft: 'moderator_ended_conference' });
  expect(end).toMatchObject({
    CallSidEndingConference: leadCall.sid,
    ReasonConferenceEnded: 'participant-with-end-conference-on-exit-left',
  });
  expect(world.app.received.every(({ signed }) => signed)).toBe(true);

  const { params: done } = await eventually(() => world.app.requestsTo('/agent-done')[0]);
  expect(done).toMatchObject({ DialCallStatus: 'answered', CallSid: agentCall.sid });
  expect(done).not.toHaveProperty('DialCallSid');
  const lead = await waitForEnd(world, leadCall.sid);
  expect(lead.durationSeconds).toBeGreaterThanOrEqual(30);
  expect(await waitForEnd(world, agentCall.sid)).toMatchObject({ status: 'completed' });
  const room = single(await world.client.conferences.list({ friendlyName: 'call_1' }));
  expect(room).toMatchObject({
    status: 'completed',
    reasonConferenceEnded: 'participant-with-end-conference-on-exit-left',
    callSidEndingConference: leadCall.sid,
  });
});

test('a lead left alone loses patience', async () => {
  await using world = await startWorld();
  world.app.on('/lead', '<Dial><Conference>alone</Conference></Dial>');
  const { sid } = await world.client.calls.create({ to: '+14155558805', from, url: `${world.app.url}/lead` });
  const lead = await waitForEnd(world, sid);
  expect(lead.status).toBe('completed');
  expect(lead.durationSeconds).toBeGreaterThanOrEqual(5);
});

test('a room waits for somebody who may start it', async () => {
  await using world = await startWorld();
  world.app.on('/one', '<Dial><Conference startConferenceOnEnter="false">later</Conference></Dial>');
  world.app.on('/two', '<Dial><Conference>later</Conference></Dial>');
  await world.client.calls.create({ to: '+14155558100', from, url: `${world.app.url}/one` });
  await eventually(async () => (await world.client.conferences.list({ friendlyName: 'later' })).length > 0);
  const room = world.client.conferences('later');
  await world.client.calls.create({ to: '+14155559002', from, url: `${world.app.url}/one` });
  await eventually(async () => (await room.participants.list()).length === 2);
  expect((await room.fetch()).status).toBe('init');
  await world.client.calls.create({ to: agent, from, url: `${world.app.url}/two` });
  await eventually(async () => (await room.fetch()).status === 'in-progress');
});

test('REST mutes, holds, kicks and ends, by sid or by name', async () => {
  await using world = await startWorld();
  const { leadCall, agentCall } = await connect(world, patient);
  await eventually(() => told(world).some(({ StatusCallbackEvent }) => StatusCallbackEvent === 'conference-start'));
  const room = world.client.conferences('call_1');
  const participants = await room.participants.list();
  expect(participants.map(({ callSid }) => callSid).toSorted()).toEqual([leadCall.sid, agentCall.sid].toSorted());

  expect(await room.participants(agentCall.sid).update({ muted: true })).toMatchObject({ muted: true, hold: false });
  expect(await room.participants(leadCall.sid).update({ hold: true })).toMatchObject({ hold: true });
  await room.participants(leadCall.sid).update({ hold: false, endConferenceOnExit: false });
  await room.participants(leadCall.sid).remove();
  await waitForEnd(world, leadCall.sid);
  expect((await world.client.conferences('call_1').fetch()).status).toBe('in-progress');
  await room.update({ status: 'completed' });
  const end = await toldEnd(world);
  expect(end.ReasonConferenceEnded).toBe('conference-ended-via-api');
  await waitForEnd(world, agentCall.sid);
  expect(told(world).map(({ StatusCallbackEvent }) => StatusCallbackEvent)).toEqual([
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

test('redirecting a participant takes it out of the room', async () => {
  await using world = await startWorld();
  const { leadCall, agentCall } = await connect(world, patient);
  await eventually(() => told(world).some(({ StatusCallbackEvent }) => StatusCallbackEvent === 'conference-start'));
  world.app.on('/later', '<Pause length="30"/>');
  await world.client.calls(agentCall.sid).update({ url: `${world.app.url}/later` });
  await eventually(() => world.app.requestsTo('/later').length > 0);
  const left = await eventually(() =>
    told(world).find(({ StatusCallbackEvent }) => StatusCallbackEvent === 'participant-leave'),
  );
  expect(left).toMatchObject({ CallSid: agentCall.sid, ReasonParticipantLeft: 'participant_updated_via_api' });
  expect(await world.client.calls(leadCall.sid).fetch()).toMatchObject({ status: 'in-progress' });
});

test('a participant created by REST is called and joins; when the room ends its leg does', async () => {
  await using world = await startWorld();
  const { leadCall } = await connect(world, patient);
  const participant = await world.client.conferences('call_1').participants.create({
    from,
    to: '+14155559003',
    label: 'supervisor',
    muted: true,
    statusCallback: `${world.app.url}/participant`,
    statusCallbackEvent: ['initiated', 'answered', 'completed'],
  });
  expect(participant).toMatchObject({ label: 'supervisor', muted: true, status: 'queued' });
  const joined = await eventually(() => told(world).find(({ ParticipantLabel }) => ParticipantLabel === 'supervisor'));
  expect(joined.CallSid).toBe(participant.callSid);
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

test('a room opened for somebody who does not answer ends again', async () => {
  await using world = await startWorld();
  const { callSid, conferenceSid } = await world.client
    .conferences('nobody')
    .participants.create({ from, to: '+14155558200' });
  await waitForEnd(world, callSid);
  expect((await world.client.conferences(conferenceSid).fetch()).status).toBe('completed');
});

test('detection of a participant runs beside the conference and tells its result on its own', async () => {
  await using world = await startWorld();
  const { callSid } = await world.client.conferences('room').participants.create({
    from,
    to: '+14155558506',
    machineDetection: 'DetectMessageEnd',
    amdStatusCallback: `${world.app.url}/amd`,
  });
  const { params } = await eventually(() => world.app.requestsTo('/amd')[0]);
  expect(params).toMatchObject({ CallSid: callSid, AnsweredBy: 'machine_end_beep' });
});

test('a recorded room tells its recording by conference', async () => {
  await using world = await startWorld({ behaviours: [{ number: talkative, persona: { patienceSeconds: null } }] });
  const { leadCall } = await connect(
    world,
    talkative,
    'record="record-from-start" recordingStatusCallback="/recording" recordingStatusCallbackEvent="in-progress completed"',
  );
  const completed = await eventually(() =>
    world.app.requestsTo('/recording').find(({ params }) => params.RecordingStatus === 'completed'),
  );
  expect(world.app.requestsTo('/recording').map(({ params }) => params.RecordingStatus)).toEqual(['in-progress', 'completed']);
  expect(completed.params).toMatchObject({ RecordingSource: 'Conference', RecordingChannels: '1' });
  expect(completed.params.ConferenceSid).toMatch(/^CF/);
  expect(completed.params).not.toHaveProperty('CallSid');
  expect(Number(completed.params.RecordingDuration)).toBeGreaterThanOrEqual(29);
  const recording = single(await world.client.recordings.list({ conferenceSid: completed.params.ConferenceSid ?? '' }));
  expect(recording).toMatchObject({ callSid: leadCall.sid, source: 'Conference', status: 'completed' });
});
