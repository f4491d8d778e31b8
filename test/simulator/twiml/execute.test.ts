import { expect, test } from 'vitest';
import { LIMITS } from '../../../scripts/simulator/limits.ts';
import { waitForEnd, eventually, single, startWorld, type World } from '../helpers/world.ts';

const ours = '+14155551234';
const caller = '+12025550101';
const patient = { kind: 'human', talkSeconds: null, patienceSeconds: null } as const;

/** Somebody who waits as long as it takes calls in; the number's instructions are at /voice. */
function callIn(world: World, persona: object = patient) {
  const { url } = world.app;
  return world.simulator.injectInboundCall({
    from: caller,
    to: ours,
    voiceUrl: `${url}/voice`,
    statusCallback: `${url}/status`,
    persona,
  });
}

function childOf(world: World, parentSid: string) {
  return single(world.simulator.ledger().calls.filter((call) => call.parentSid === parentSid));
}

test('an inbound call asks its number for instructions and tells its end once', async () => {
  await using world = await startWorld();
  world.app.on('/voice', '<Say>Welcome</Say>');
  const { sid: numberSid } = single(await world.client.incomingPhoneNumbers.list({ phoneNumber: ours }));
  await world.client
    .incomingPhoneNumbers(numberSid)
    .update({ voiceUrl: `${world.app.url}/voice?number=1`, statusCallback: `${world.app.url}/status` });
  const { sid } = world.simulator.injectInboundCall({ from: caller, to: ours });
  expect(await waitForEnd(world, sid)).toMatchObject({ status: 'completed', direction: 'inbound' });
  const asked = single(world.app.requestsTo('/voice'));
  expect(asked).toMatchObject({ target: '/voice?number=1', signed: true });
  expect(asked.params).toMatchObject({
    CallSid: sid,
    CallStatus: 'ringing',
    Direction: 'inbound',
    From: caller,
    To: ours,
    FromState: 'DC',
  });
  await eventually(() => world.app.requestsTo('/status').length > 0);
  expect(single(world.app.requestsTo('/status')).params).toMatchObject({ CallStatus: 'completed', CallSid: sid });
});

test('whoever calls in is human, also where the mix is not', async () => {
  await using world = await startWorld({ mix: { shares: { busy: 1 } } });
  world.app.on('/voice', '<Say>Welcome</Say>');
  const { sid } = world.simulator.injectInboundCall({ from: caller, to: ours, voiceUrl: `${world.app.url}/voice` });
  expect((await waitForEnd(world, sid)).persona).toMatchObject({ kind: 'human', talkSeconds: expect.any(Number) });
});

test.each([
  ['<Reject reason="busy"/>', 'busy'],
  ['<Reject/>', 'no-answer'],
  ['<Hangup/>', 'completed'],
])('an inbound call answered with %s ends %s', async (twiml, status) => {
  await using world = await startWorld();
  world.app.on('/voice', twiml);
  expect(await waitForEnd(world, callIn(world).sid)).toMatchObject({ status });
});

test('a bridged caller and callee talk until one hangs up, and the action hears of it', async () => {
  await using world = await startWorld();
  world.app.on(
    '/voice',
    `<Dial answerOnBridge="true" timeout="30" callerId="${ours}" action="/done?id=7">
    <Number statusCallback="/leg" statusCallbackEvent="initiated ringing answered completed">+14155558020</Number></Dial>`,
  );
  world.app.on('/done', '<Say>Goodbye</Say>');
  const { sid } = callIn(world);
  const { params, target } = await eventually(() => world.app.requestsTo('/done')[0]);
  const leg = childOf(world, sid);
  expect(target).toBe('/done?id=7');
  expect(params).toMatchObject({ DialCallStatus: 'completed', DialBridged: 'true', DialCallSid: leg.sid });
  expect(Number(params.DialCallDuration)).toBeGreaterThanOrEqual(20);
  expect(leg).toMatchObject({ direction: 'outbound-dial', from: ours, to: '+14155558020', status: 'completed' });
  await eventually(() => world.app.requestsTo('/leg').length === 4);
  expect(world.app.requestsTo('/leg').map((event) => event.params.CallStatus)).toEqual([
    'initiated',
    'ringing',
    'in-progress',
    'completed',
  ]);
  expect(world.app.requestsTo('/leg').every((event) => event.params.ParentCallSid === sid)).toBe(true);
  const parent = await waitForEnd(world, sid);
  expect(parent.status).toBe('completed');
  // answerOnBridge: the caller's own call begins with the bridge, not with the ringing.
  expect(Date.parse(parent.answeredAt ?? '')).toBeGreaterThanOrEqual(Date.parse(leg.answeredAt ?? ''));
});

test.each([
  ['+14155558200', 'busy'],
  ['+14155558300', 'no-answer'],
  ['+14155558400', 'failed'],
])('dialling %s ends %s and falls through to the next verb', async (number, status) => {
  await using world = await startWorld();
  world.app.on('/voice', `<Dial timeout="10">${number}</Dial><Redirect>/next</Redirect>`);
  world.app.on('/next', '<Hangup/>');
  const { sid } = callIn(world);
  await eventually(() => world.app.requestsTo('/next').length > 0);
  expect(childOf(world, sid)).toMatchObject({ status, answeredAt: null });
});

test('of several numbers the first to answer wins and the others stop ringing', async () => {
  await using world = await startWorld();
  world.app.on(
    '/voice',
    `<Dial action="/done"><Number>+14155558300</Number><Number>+14155558105</Number><Number>+14155558125</Number></Dial>`,
  );
  world.app.on('/done', '<Hangup/>');
  const { sid } = callIn(world, { ...patient, talkSeconds: 10 });
  await waitForEnd(world, sid);
  const statuses = await eventually(() => {
    const legs = world.simulator.ledger().calls.filter((call) => call.parentSid === sid);
    return legs.every((leg) => leg.endedAt) && legs.map((leg) => leg.status);
  });
  expect(statuses).toEqual(['canceled', 'completed', 'canceled']);
});

test('a whisper that hangs up leaves the dial completed but not bridged', async () => {
  await using world = await startWorld();
  world.app.on('/voice', '<Dial action="/done"><Number url="/whisper">+14155558903</Number></Dial>');
  world.app.on(
    '/whisper',
    '<Gather numDigits="1" action="/choice"><Say>Press 1 to take this call, 3 to decline.</Say></Gather><Hangup/>',
  );
  world.app.on('/choice', ({ params }) => ({
    body: params.Digits === '1' ? '<Response/>' : '<Response><Hangup/></Response>',
  }));
  world.app.on('/done', '<Hangup/>');
  const { sid } = callIn(world);
  const { params } = await eventually(() => world.app.requestsTo('/done')[0]);
  expect(params).toMatchObject({ DialCallStatus: 'completed', DialBridged: 'false' });
  expect(single(world.app.requestsTo('/whisper')).params).toMatchObject({ ParentCallSid: sid, Direction: 'outbound-dial' });
  expect(single(world.app.requestsTo('/choice')).params.Digits).toBe('3');
});

test('a whisper that runs out connects the call', async () => {
  await using world = await startWorld();
  world.app.on('/voice', '<Dial action="/done"><Number url="/whisper">+14155558010</Number></Dial>');
  world.app.on('/whisper', '<Say>A call for you</Say>');
  world.app.on('/done', '<Hangup/>');
  callIn(world);
  const { params } = await eventually(() => world.app.requestsTo('/done')[0]);
  expect(params.DialBridged).toBe('true');
});

test('a caller who hangs up while it rings cancels the leg, and the action is told in vain', async () => {
  await using world = await startWorld();
  world.app.on('/voice', '<Dial action="/done" timeout="60">+14155558300</Dial>');
  const { sid } = callIn(world, { ...patient, patienceSeconds: 8 });
  const { params } = await eventually(() => world.app.requestsTo('/done')[0]);
  expect(params).toMatchObject({ CallStatus: 'completed', DialCallStatus: 'canceled', DialBridged: 'false' });
  expect(childOf(world, sid)).toMatchObject({ status: 'canceled' });
});

test('timeLimit cuts a bridge off and record keeps it', async () => {
  await using world = await startWorld();
  world.app.on(
    '/voice',
    '<Dial timeLimit="20" record="record-from-answer-dual" action="/done" recordingStatusCallback="/recording">+14155558100</Dial>',
  );
  world.app.on('/done', '<Hangup/>');
  const { sid } = callIn(world);
  const { params } = await eventually(() => world.app.requestsTo('/recording')[0]);
  expect(params).toMatchObject({ CallSid: sid, RecordingSource: 'DialVerb', RecordingChannels: '2' });
  expect(Number(params.RecordingDuration)).toBeGreaterThanOrEqual(20);
  expect(single(world.app.requestsTo('/done')).params).toMatchObject({ RecordingSid: params.RecordingSid, DialBridged: 'true' });
});

test('a called leg redirected by REST leaves the bridge and goes its own way', async () => {
  await using world = await startWorld();
  world.app.on('/voice', '<Dial action="/done">+14155558100</Dial>');
  world.app.on('/done', '<Hangup/>');
  world.app.on('/survey', '<Pause length="100"/>');
  const { sid } = callIn(world);
  const leg = await eventually(() => {
    const entry = world.simulator.ledger().calls.find((call) => call.parentSid === sid);
    return entry?.status === 'in-progress' && entry;
  });
  await world.client.calls(leg.sid).update({ url: `${world.app.url}/survey` });
  await eventually(() => world.app.requestsTo('/done').length > 0);
  const { params } = await eventually(() => world.app.requestsTo('/survey')[0]);
  expect(params.CallSid).toBe(leg.sid);
  expect(await waitForEnd(world, sid)).toMatchObject({ status: 'completed' });
  expect((await world.client.calls(leg.sid).fetch()).status).toBe('in-progress');
  expect(await waitForEnd(world, leg.sid)).toMatchObject({ status: 'completed' });
});

test('gather hands over the keys pressed, and falls through when there are none', async () => {
  await using world = await startWorld();
  world.app.on(
    '/voice',
    '<Gather numDigits="1" action="/keys"><Say>To be removed from our list press nine now.</Say></Gather><Redirect>/none</Redirect>',
  );
  world.app.on('/keys', '<Hangup/>');
  world.app.on('/none', '<Hangup/>');
  await waitForEnd(world, callIn(world, { ...patient, keys: [{ digits: '9', afterSeconds: 1 }] }).sid);
  expect(single(world.app.requestsTo('/keys')).params).toMatchObject({ Digits: '9', FinishedOnKey: '' });
  expect(world.app.requestsTo('/none')).toEqual([]);
  await waitForEnd(world, callIn(world).sid);
  expect(world.app.requestsTo('/keys')).toHaveLength(1);
  expect(world.app.requestsTo('/none')).toHaveLength(1);
});

test('gather ends at its finishing key and leaves it out', async () => {
  await using world = await startWorld();
  world.app.on('/voice', '<Gather finishOnKey="#" action="/keys"/>');
  world.app.on('/keys', '<Hangup/>');
  await waitForEnd(world, callIn(world, { ...patient, keys: [{ digits: '123#4', afterSeconds: 1 }] }).sid);
  expect(single(world.app.requestsTo('/keys')).params).toMatchObject({ Digits: '123', FinishedOnKey: '#' });
});

test('record tells its action and its callback of what was said', async () => {
  await using world = await startWorld();
  world.app.on(
    '/voice',
    '<Record maxLength="60" timeout="3" action="/recorded" recordingStatusCallback="/recording"/>',
  );
  world.app.on('/recorded', '<Hangup/>');
  await waitForEnd(world, callIn(world, { ...patient, speechSeconds: 12 }).sid);
  const action = single(world.app.requestsTo('/recorded')).params;
  expect(Number(action.RecordingDuration)).toBeGreaterThanOrEqual(12);
  const { params } = await eventually(() => world.app.requestsTo('/recording')[0]);
  expect(params).toMatchObject({ RecordingSid: action.RecordingSid, RecordingSource: 'RecordVerb' });
});

test.each([
  ['an error', { status: 500 }, 11200],
  ['no XML', { body: '<Response><Say></Response>' }, 12100],
  ['an unknown verb', { body: '<Response><Dance/></Response>' }, 12200],
  ['JSON', { body: '{}', contentType: 'application/json' }, 12300],
])('a number that answers %s leads to its fallback, and else to the end of the call', async (_what, answer, code) => {
  await using world = await startWorld();
  world.app.on('/voice', () => answer);
  world.app.on('/fallback', '<Say>Sorry</Say>');
  const alone = await waitForEnd(world, callIn(world).sid);
  expect(alone.status).toBe('completed');
  expect(world.simulator.ledger().notifications.map((entry) => entry.code)).toContain(code);

  const { sid: numberSid } = single(await world.client.incomingPhoneNumbers.list({ phoneNumber: ours }));
  await world.client
    .incomingPhoneNumbers(numberSid)
    .update({ voiceUrl: `${world.app.url}/voice`, voiceFallbackUrl: `${world.app.url}/fallback` });
  await waitForEnd(world, world.simulator.injectInboundCall({ from: caller, to: ours, persona: patient }).sid);
  expect(single(world.app.requestsTo('/fallback')).params).toMatchObject({
    ErrorCode: String(code),
    ErrorUrl: `${world.app.url}/voice`,
  });
});

test('a redirect loop comes to an end', async () => {
  await using world = await startWorld();
  world.app.on('/voice', '<Redirect>/voice</Redirect>');
  await waitForEnd(world, callIn(world).sid);
  expect(world.app.requestsTo('/voice')).toHaveLength(LIMITS.documentsPerCallMax);
});
