import { expect, test } from 'vitest';
import { startWorld, type World } from '../helpers/world.ts';

const FROM = '+14155551234';
const TWIML = '<Response><Hangup/></Response>';

const placeCall = (world: World, to: string, extra: object = {}) =>
  world.client.calls.create({ to, from: FROM, twiml: TWIML, ...extra });

test.each([
  [{ to: '+15005550001' }, 21217],
  [{ to: '+15005550002' }, 21214],
  [{ to: '+15005550003' }, 21215],
  [{ to: '+15005550004' }, 21216],
  [{ to: '4155551234' }, 21211],
  [{ to: '' }, 21201],
  [{ from: '+15005550001' }, 21212],
  [{ from: '+15005550009' }, 21210],
  [{ from: 'not a number' }, 21212],
  [{ from: '' }, 21213],
  [{ twiml: undefined }, 21205],
  [{ twiml: undefined, url: 'not a url' }, 21205],
  [{ statusCallback: 'http://under_score.example/' }, 21609],
])('a new call with %o is rejected with error %i', async (change, code) => {
  await using world = await startWorld();
  await expect(placeCall(world, '+14155558300', change)).rejects.toMatchObject({ status: 400, code });
  expect(world.simulator.ledger().calls).toEqual([]);
});

test('example numbers that no network has can be called', async () => {
  await using world = await startWorld();
  await placeCall(world, '+1234567890');
  await placeCall(world, '+1987654321', { from: '+15005550006' });
  expect(world.simulator.ledger().calls.map(({ to }) => to)).toEqual(['+1234567890', '+1987654321']);
});
