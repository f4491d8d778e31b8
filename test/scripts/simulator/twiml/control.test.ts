import { expect, test } from 'vitest';
import { placeInboundCall } from '../helpers/inbound.ts';
import { startWorld, waitForEnd } from '../helpers/world.ts';

test.each([
  ['<Reject reason="busy"/>', 'busy'],
  ['<Reject/>', 'no-answer'],
  ['<Hangup/>', 'completed'],
])('an inbound call that gets %s ends as %s', async (twiml, status) => {
  await using world = await startWorld();
  world.app.on('/voice', twiml);
  expect(await waitForEnd(world, placeInboundCall(world).sid)).toMatchObject({ status });
});
