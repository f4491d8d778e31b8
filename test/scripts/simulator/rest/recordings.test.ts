import { expect, test } from 'vitest';
import { eventually, startWorld, waitForEnd, type World } from '../helpers/world.ts';

const FROM = '+14155551234';
const TWIML = '<Response><Hangup/></Response>';

const placeCall = (world: World, to: string, extra: object = {}) =>
  world.client.calls.create({ to, from: FROM, twiml: TWIML, ...extra });

test('the media of a recording is served whole and in ranges, only with credentials, until the recording is deleted', async () => {
  await using world = await startWorld();
  const { sid } = await placeCall(world, '+14155558003', {
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

test('REST starts and stops the recording of a live call', async () => {
  await using world = await startWorld();
  const { sid } = await placeCall(world, '+14155558100', { twiml: '<Response><Pause length="600"/></Response>' });
  await eventually(async () => (await world.client.calls(sid).fetch()).status === 'in-progress');
  const recording = await world.client.calls(sid).recordings.create();
  expect(recording).toMatchObject({ status: 'in-progress', source: 'StartCallRecordingAPI', priceUnit: null });
  await world.client.calls(sid).recordings(recording.sid).update({ status: 'stopped' });
  await eventually(async () =>
    ['completed', 'absent'].includes((await world.client.recordings(recording.sid).fetch()).status),
  );
  expect((await world.client.calls(sid).fetch()).status).toBe('in-progress');
});
