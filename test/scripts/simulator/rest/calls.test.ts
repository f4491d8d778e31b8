import { expect, test } from 'vitest';
import { single, startWorld, waitForEnd, type World } from '../helpers/world.ts';

const FROM = '+14155551234';
const TWIML = '<Response><Hangup/></Response>';

const placeCall = (world: World, to: string, extra: object = {}) =>
  world.client.calls.create({ to, from: FROM, twiml: TWIML, ...extra });

test('calls are listed by number, status and time', async () => {
  await using world = await startWorld();
  const busy = await placeCall(world, '+14155558200');
  const human = await placeCall(world, '+14155558010');
  await waitForEnd(world, busy.sid);
  await waitForEnd(world, human.sid);
  const listSids = async (filter: object) => (await world.client.calls.list(filter)).map(({ sid }) => sid);
  expect(await listSids({ to: '+14155558200' })).toEqual([busy.sid]);
  expect(await listSids({ status: 'completed' })).toEqual([human.sid]);
  expect(
    (await listSids({ from: FROM, startTimeAfter: new Date(world.clock.nowMs() - 3_600_000) })).toSorted(),
  ).toEqual([busy.sid, human.sid].toSorted());
  expect(await listSids({ startTimeBefore: new Date(world.clock.nowMs() - 86_400_000) })).toEqual([]);
  expect(await listSids({ endTimeBefore: new Date(world.clock.nowMs() + 1_000), to: '+14155558010' })).toEqual([
    human.sid,
  ]);
});

test('a deleted call is no longer in REST but stays in the ledger', async () => {
  await using world = await startWorld();
  const { sid } = await placeCall(world, '+14155558200');
  await waitForEnd(world, sid);
  expect(await world.client.calls(sid).remove()).toBe(true);
  await expect(world.client.calls(sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
  expect(world.simulator.ledger().calls.map((call) => call.sid)).toEqual([sid]);
});

test('the requests of a call are listed 15 minutes after its end, with their URL', async () => {
  await using world = await startWorld();
  world.app.on('/answer', '<Hangup/>');
  const url = `${world.app.url}/answer?callId=42`;
  const { sid } = await world.client.calls.create({ to: '+14155558010', from: FROM, url });
  await waitForEnd(world, sid);
  expect(await world.client.calls(sid).events.list()).toEqual([]);
  const { realMs, productMs, speed } = world.simulator.clockAnchor();
  world.simulator.setClockAnchor({ realMs, productMs: productMs + 901_000, speed });
  const event = single(await world.client.calls(sid).events.list());
  expect(event.request).toMatchObject({ method: 'POST', url, parameters: { CallSid: sid } });
  expect(event.response).toMatchObject({ response_code: 200 });
});
