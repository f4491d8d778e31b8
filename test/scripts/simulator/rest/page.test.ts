import { expect, test } from 'vitest';
import { startWorld, type World } from '../helpers/world.ts';

const FROM = '+14155551234';
const TWIML = '<Response><Hangup/></Response>';

const placeCall = (world: World, to: string, extra: object = {}) =>
  world.client.calls.create({ to, from: FROM, twiml: TWIML, ...extra });

test('lists have pages, newest first, and new calls do not shift the pages', async () => {
  await using world = await startWorld({ callsPerSecond: 0.1 });
  const sids: string[] = [];
  for (let i = 0; i < 7; i++) sids.push((await placeCall(world, `+1415555830${i}`)).sid);
  const all = await world.client.calls.list({ pageSize: 3 });
  expect(all.map(({ sid }) => sid)).toEqual(sids.toReversed());

  const first = await world.client.calls.page({ pageSize: 3 });
  await placeCall(world, '+14155558309');
  const second = await first.nextPage();
  expect(second?.instances.map(({ sid }) => sid)).toEqual([sids[3], sids[2], sids[1]]);
  expect(await world.client.calls.list({ limit: 2 })).toHaveLength(2);
});
