import { expect, test } from 'vitest';
import { clientOf, waitForEnd, eventually, single, startWorld, type World } from '../helpers/world.ts';

const from = '+14155551234';
const twiml = '<Response><Hangup/></Response>';

const place = (world: World, to: string, extra: object = {}) =>
  world.client.calls.create({ to, from, twiml, ...extra });

test('a wrong token is 20003, another account 20404', async () => {
  await using world = await startWorld();
  const stranger = clientOf(world.simulator.url, 'guess');
  await expect(stranger.calls.list({ limit: 1 })).rejects.toMatchObject({ status: 401, code: 20003 });
  const other = `${world.simulator.url}/2010-04-01/Accounts/AC${'1'.repeat(32)}/Calls.json`;
  const authorization = `Basic ${btoa(`${world.simulator.accountSid}:${world.simulator.authToken}`)}`;
  const response = await fetch(other, { headers: { authorization } });
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({
    code: 20404,
    message: 'The account was not found',
    more_info: 'https://www.twilio.com/docs/errors/20404',
    status: 404,
  });
  expect(response.headers.get('twilio-request-id')).toMatch(/^RQ/);
});

test.each([
  [{ to: '+15005550001' }, 21217],
  [{ to: '+15005550002' }, 21214],
  [{ to: '+15005550003' }, 21215],
  [{ to: '+15005550004' }, 21216],
  [{ to: '4155551234' }, 21211],
  [{ to: '' }, 21201],
  [{ from: '+15005550001' }, 21212],
  [{ from: '+15005550009' }, 21210],
  [{ from: 'nobody' }, 21212],
  [{ from: '' }, 21213],
  [{ twiml: undefined }, 21205],
  [{ twiml: undefined, url: 'not a url' }, 21205],
  [{ statusCallback: 'http://under_score.example/' }, 21609],
])('a create with %o is refused with %i', async (change, code) => {
  await using world = await startWorld();
  await expect(place(world, '+14155558300', change)).rejects.toMatchObject({ status: 400, code });
  expect(world.simulator.ledger().calls).toEqual([]);
});

test("the documents' own numbers can be called although no network has them", async () => {
  await using world = await startWorld();
  await place(world, '+1234567890');
  await place(world, '+1987654321', { from: '+15005550006' });
  expect(world.simulator.ledger().calls.map(({ to }) => to)).toEqual(['+1234567890', '+1987654321']);
});

test('lists page by themselves, newest first, and stay put while calls arrive', async () => {
  await using world = await startWorld({ callsPerSecond: 0.1 });
  const sids: string[] = [];
  for (let i = 0; i < 7; i++) sids.push((await place(world, `+1415555830${i}`)).sid);
  const all = await world.client.calls.list({ pageSize: 3 });
  expect(all.map(({ sid }) => sid)).toEqual(sids.toReversed());

  const first = await world.client.calls.page({ pageSize: 3 });
  await place(world, '+14155558309');
  const second = await first.nextPage();
  expect(second?.instances.map(({ sid }) => sid)).toEqual([sids[3], sids[2], sids[1]]);
  expect(await world.client.calls.list({ limit: 2 })).toHaveLength(2);
});

test('calls are found by number, status and time', async () => {
  await using world = await startWorld();
  const busy = await place(world, '+14155558200');
  const human = await place(world, '+14155558010');
  await waitForEnd(world, busy.sid);
  await waitForEnd(world, human.sid);
  const found = async (filter: object) => (await world.client.calls.list(filter)).map(({ sid }) => sid);
  expect(await found({ to: '+14155558200' })).toEqual([busy.sid]);
  expect(await found({ status: 'completed' })).toEqual([human.sid]);
  expect((await found({ from, startTimeAfter: new Date(world.clock.nowMs() - 3_600_000) })).toSorted()).toEqual(
    [busy.sid, human.sid].toSorted(),
  );
  expect(await found({ startTimeBefore: new Date(world.clock.nowMs() - 86_400_000) })).toEqual([]);
  expect(await found({ endTimeBefore: new Date(world.clock.nowMs() + 1_000), to: '+14155558010' })).toEqual([
    human.sid,
  ]);
});

test('a deleted call is gone from REST but stays in the ledger', async () => {
  await using world = await startWorld();
  const { sid } = await place(world, '+14155558200');
  await waitForEnd(world, sid);
  expect(await world.client.calls(sid).remove()).toBe(true);
  await expect(world.client.calls(sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
  expect(world.simulator.ledger().calls.map((call) => call.sid)).toEqual([sid]);
});

test('the requests made for a call show a quarter of an hour after its end, with the address they went to', async () => {
  await using world = await startWorld();
  world.app.on('/answer', '<Hangup/>');
  const url = `${world.app.url}/answer?callId=42`;
  const { sid } = await world.client.calls.create({ to: '+14155558010', from, url });
  await waitForEnd(world, sid);
  expect(await world.client.calls(sid).events.list()).toEqual([]);
  const { realMs, productMs, speed } = world.simulator.clockAnchor();
  world.simulator.reanchor({ realMs, productMs: productMs + 901_000, speed });
  const event = single(await world.client.calls(sid).events.list());
  expect(event.request).toMatchObject({ method: 'POST', url, parameters: { CallSid: sid } });
  expect(event.response).toMatchObject({ response_code: 200 });
});

test('numbers are searched, bought once, configured, found and released', async () => {
  await using world = await startWorld();
  const { client } = world;
  const offers = await client.availablePhoneNumbers('US').local.list({ areaCode: 415, limit: 5 });
  expect(offers).toHaveLength(5);
  expect(offers[0]).toMatchObject({
    locality: 'SAN FRANCISCO',
    region: 'CA',
    isoCountry: 'US',
    friendlyName: '(415) 555-0101',
  });
  const wanted = offers[0]?.phoneNumber ?? '';
  const bought = await client.incomingPhoneNumbers.create({ phoneNumber: wanted, friendlyName: 'Line 1' });
  expect(bought).toMatchObject({ phoneNumber: wanted, friendlyName: 'Line 1', capabilities: { voice: true } });
  await expect(client.incomingPhoneNumbers.create({ phoneNumber: wanted })).rejects.toMatchObject({ code: 21422 });
  await expect(client.incomingPhoneNumbers.create({ phoneNumber: '+15005550000' })).rejects.toMatchObject({
    code: 21422,
  });
  await expect(client.incomingPhoneNumbers.create({ phoneNumber: '+15005550001' })).rejects.toMatchObject({
    code: 21421,
  });
  await expect(client.incomingPhoneNumbers.create({ areaCode: '533' })).rejects.toMatchObject({ code: 21452 });

  const voiceUrl = 'https://example.com/voice';
  const configured = await client.incomingPhoneNumbers(bought.sid).update({ voiceUrl, voiceMethod: 'GET' });
  expect(configured).toMatchObject({ voiceUrl, voiceMethod: 'GET', friendlyName: 'Line 1' });
  expect(single(await client.incomingPhoneNumbers.list({ phoneNumber: wanted })).sid).toBe(bought.sid);
  await client.incomingPhoneNumbers(bought.sid).remove();
  await expect(client.incomingPhoneNumbers(bought.sid).fetch()).rejects.toMatchObject({ status: 404 });
  const again = await client.availablePhoneNumbers('US').local.list({ areaCode: 415, contains: '0101', limit: 5 });
  expect(single(again).phoneNumber).toBe(wanted);
  await expect(client.availablePhoneNumbers('US').mobile.list()).rejects.toMatchObject({ status: 404 });
  expect(await client.availablePhoneNumbers('GB').mobile.list({ limit: 1 })).toHaveLength(1);
  expect(single(await client.availablePhoneNumbers('US').tollFree.list({ limit: 1 })).phoneNumber).toMatch(/^\+1800/);
});

test('the account shows itself', async () => {
  await using world = await startWorld();
  const account = await world.client.api.accounts(world.simulator.accountSid).fetch();
  expect(account).toMatchObject({ sid: world.simulator.accountSid, status: 'active', type: 'Full' });
});

test('a recording is served as sound, whole and in ranges, only with credentials, until it is deleted', async () => {
  await using world = await startWorld();
  const { sid } = await place(world, '+14155558003', {
    twiml: '<Response><Pause length="5"/></Response>',
    record: true,
  });
  await waitForEnd(world, sid);
  const { sid: recordingSid, mediaUrl } = await eventually(async () => {
    const [recording] = await world.client.recordings.list({ callSid: sid });
    return recording?.status === 'completed' ? recording : null;
  });
  expect(await world.client.recordings(recordingSid).fetch()).toMatchObject({
    callSid: sid,
    channels: 1,
    source: 'OutboundAPI',
  });
  expect((await fetch(mediaUrl)).status).toBe(401);

  const headers = { authorization: `Basic ${btoa(`${world.simulator.accountSid}:${world.simulator.authToken}`)}` };
  const wav = await fetch(mediaUrl, { headers });
  expect(wav.headers.get('content-type')).toBe('audio/x-wav');
  const bytes = Buffer.from(await wav.arrayBuffer());
  expect(bytes.subarray(0, 4).toString()).toBe('RIFF');
  expect(bytes.readUInt32LE(4)).toBe(bytes.length - 8);
  const mp3 = await fetch(`${mediaUrl}.mp3`, { headers });
  expect(Buffer.from(await mp3.arrayBuffer()).readUInt16BE(0)).toBe(0xfffb);

  const part = await fetch(`${mediaUrl}.wav`, { headers: { ...headers, range: 'bytes=0-3' } });
  expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
    206,
    `bytes 0-3/${bytes.length}`,
    'RIFF',
  ]);
  const beyond = await fetch(mediaUrl, { headers: { ...headers, range: `bytes=${bytes.length}-` } });
  expect(beyond.status).toBe(416);

  await world.client.recordings(recordingSid).remove();
  expect((await fetch(mediaUrl, { headers })).status).toBe(404);
  expect(await world.client.recordings.list()).toEqual([]);
});

test('a live call is recorded on request', async () => {
  await using world = await startWorld();
  const { sid } = await place(world, '+14155558100', { twiml: '<Response><Pause length="600"/></Response>' });
  await eventually(async () => (await world.client.calls(sid).fetch()).status === 'in-progress');
  const recording = await world.client.calls(sid).recordings.create();
  expect(recording).toMatchObject({ status: 'in-progress', source: 'StartCallRecordingAPI', priceUnit: null });
  await world.client.calls(sid).recordings(recording.sid).update({ status: 'stopped' });
  await eventually(async () =>
    ['completed', 'absent'].includes((await world.client.recordings(recording.sid).fetch()).status),
  );
  expect((await world.client.calls(sid).fetch()).status).toBe('in-progress');
});
