import { expect, test } from 'vitest';
import { ACCOUNT_NUMBER, PATIENT_CALLER, childCall, placeInboundCall } from '../helpers/inbound.ts';
import { eventually, single, startWorld, waitForEnd } from '../helpers/world.ts';

test('a bridged caller and callee talk until one hangs up, and the action gets the result', async () => {
  await using world = await startWorld();
  world.app.on(
    '/voice',
    `<Dial answerOnBridge="true" timeout="30" callerId="${ACCOUNT_NUMBER}" action="/done?id=7">
    <Number statusCallback="/leg" statusCallbackEvent="initiated ringing answered completed">+14155558020</Number></Dial>`,
  );
  world.app.on('/done', '<Say>Goodbye</Say>');
  const { sid } = placeInboundCall(world);
  const { params, target } = await eventually(() => world.app.requestsTo('/done')[0]);
  const leg = childCall(world, sid);
  expect(target).toBe('/done?id=7');
  expect(params).toMatchObject({ DialCallStatus: 'completed', DialBridged: 'true', DialCallSid: leg.sid });
  expect(Number(params.DialCallDuration)).toBeGreaterThanOrEqual(20);
  expect(leg).toMatchObject({
    direction: 'outbound-dial',
    from: ACCOUNT_NUMBER,
    to: '+14155558020',
    status: 'completed',
  });
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
  // With answerOnBridge, the caller's leg counts as answered when both parties are connected, not when the phone rings.
  expect(Date.parse(parent.answeredAt ?? '')).toBeGreaterThanOrEqual(Date.parse(leg.answeredAt ?? ''));
});

test.each([
  ['+14155558200', 'busy'],
  ['+14155558300', 'no-answer'],
  ['+14155558400', 'failed'],
])('a dial to %s ends as %s and continues with the next verb', async (number, status) => {
  await using world = await startWorld();
  world.app.on('/voice', `<Dial timeout="10">${number}</Dial><Redirect>/next</Redirect>`);
  world.app.on('/next', '<Hangup/>');
  const { sid } = placeInboundCall(world);
  await eventually(() => world.app.requestsTo('/next').length > 0);
  expect(childCall(world, sid)).toMatchObject({ status, answeredAt: null });
});

test('among several numbers, the first answer wins and the other legs are canceled', async () => {
  await using world = await startWorld();
  world.app.on(
    '/voice',
    `<Dial action="/done"><Number>+14155558300</Number><Number>+14155558105</Number><Number>+14155558125</Number></Dial>`,
  );
  world.app.on('/done', '<Hangup/>');
  const { sid } = placeInboundCall(world, { ...PATIENT_CALLER, talkSeconds: 10 });
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
  const { sid } = placeInboundCall(world);
  const { params } = await eventually(() => world.app.requestsTo('/done')[0]);
  expect(params).toMatchObject({ DialCallStatus: 'completed', DialBridged: 'false' });
  expect(single(world.app.requestsTo('/whisper')).params).toMatchObject({
    ParentCallSid: sid,
    Direction: 'outbound-dial',
  });
  expect(single(world.app.requestsTo('/choice')).params.Digits).toBe('3');
});

test('the call is connected after the end of a whisper', async () => {
  await using world = await startWorld();
  world.app.on('/voice', '<Dial action="/done"><Number url="/whisper">+14155558010</Number></Dial>');
  world.app.on('/whisper', '<Say>A call for you</Say>');
  world.app.on('/done', '<Hangup/>');
  placeInboundCall(world);
  const { params } = await eventually(() => world.app.requestsTo('/done')[0]);
  expect(params.DialBridged).toBe('true');
});

test('a caller who hangs up during ringing cancels the leg, and the action is still requested', async () => {
  await using world = await startWorld();
  world.app.on('/voice', '<Dial action="/done" timeout="60">+14155558300</Dial>');
  const { sid } = placeInboundCall(world, { ...PATIENT_CALLER, patienceSeconds: 8 });
  const { params } = await eventually(() => world.app.requestsTo('/done')[0]);
  expect(params).toMatchObject({ CallStatus: 'completed', DialCallStatus: 'canceled', DialBridged: 'false' });
  expect(childCall(world, sid)).toMatchObject({ status: 'canceled' });
});

test('timeLimit ends a bridge and record records it', async () => {
  await using world = await startWorld();
  world.app.on(
    '/voice',
    '<Dial timeLimit="20" record="record-from-answer-dual" action="/done" recordingStatusCallback="/recording">+14155558100</Dial>',
  );
  world.app.on('/done', '<Hangup/>');
  const { sid } = placeInboundCall(world);
  const { params } = await eventually(() => world.app.requestsTo('/recording')[0]);
  expect(params).toMatchObject({ CallSid: sid, RecordingSource: 'DialVerb', RecordingChannels: '2' });
  expect(Number(params.RecordingDuration)).toBeGreaterThanOrEqual(20);
  expect(single(world.app.requestsTo('/done')).params).toMatchObject({
    RecordingSid: params.RecordingSid,
    DialBridged: 'true',
  });
});

test('a called leg that REST redirects leaves the bridge and follows its own instructions', async () => {
  await using world = await startWorld();
  world.app.on('/voice', '<Dial action="/done">+14155558100</Dial>');
  world.app.on('/done', '<Hangup/>');
  world.app.on('/survey', '<Pause length="100"/>');
  const { sid } = placeInboundCall(world);
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
