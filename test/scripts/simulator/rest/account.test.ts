import { expect, test } from 'vitest';
import { startWorld } from '../helpers/world.ts';

test('the Account resource is returned', async () => {
  await using world = await startWorld();
  const account = await world.client.api.accounts(world.simulator.accountSid).fetch();
  expect(account).toMatchObject({ sid: world.simulator.accountSid, status: 'active', type: 'Full' });
});

test('an unknown path returns 404 in the error format of the API', async () => {
  await using world = await startWorld();
  const response = await fetch(
    `${world.simulator.url}/2010-04-01/Accounts/${world.simulator.accountSid}/Messages.json`,
  );
  expect([response.status, await response.json()]).toEqual([404, expect.objectContaining({ code: 20404 })]);
});
