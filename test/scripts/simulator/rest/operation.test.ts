import { expect, test } from 'vitest';
import { clientOf, startWorld } from '../helpers/world.ts';

test('a wrong token is rejected with 20003, another account with 20404', async () => {
  await using world = await startWorld();
  const clientWithWrongToken = clientOf(world.simulator.url, 'guess');
  await expect(clientWithWrongToken.calls.list({ limit: 1 })).rejects.toMatchObject({ status: 401, code: 20003 });
  const otherAccountUrl = `${world.simulator.url}/2010-04-01/Accounts/AC${'1'.repeat(32)}/Calls.json`;
  const authorization = `Basic ${btoa(`${world.simulator.accountSid}:${world.simulator.authToken}`)}`;
  const response = await fetch(otherAccountUrl, { headers: { authorization } });
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({
    code: 20404,
    message: 'The account was not found',
    more_info: 'https://www.twilio.com/docs/errors/20404',
    status: 404,
  });
  expect(response.headers.get('twilio-request-id')).toMatch(/^RQ/);
});
