import { expect, test } from 'vitest';
import { send } from '../../../helpers/api/client.ts';
import { createPublishedCampaign } from '../../../helpers/fixtures/paid-calls.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();

test('the use of a buyer counts its calls and its revenue, and a new day begins at 0', async () => {
  const { owner, buyers, talk } = await createPublishedCampaign(
    system,
    {},
    { pricePerCall: 12, billableSeconds: 10, dailyCallLimit: 3 },
  );
  const usage = async () => (await owner.get('/api/buyers/usage')).body;
  const live = { liveCalls: 1, callsThisHour: 1, callsToday: 1, callsThisMonth: 1, revenueToday: 12 };
  const id = await talk(60, async () => expect(await usage()).toMatchObject([{ id: buyers[0]!.id, ...live }]));
  const ended = { ...live, liveCalls: 0, revenueThisMonth: 12 };
  expect(await usage()).toMatchObject([ended]);
  const found = async (query: string) => (await owner.get(`/api/calls?${query}`)).body['calls'];
  expect(await found(`buyerId=${buyers[0]!.id}`)).toMatchObject([{ id, revenue: 12 }]);
  await system.advanceClock(86_400);
  expect(await usage()).toMatchObject([{ callsToday: 0, revenueToday: 0, callsThisMonth: 1, revenueThisMonth: 12 }]);
});

test('the list of calls is filtered by the publisher and by the target', async () => {
  const { owner, publisherId, talk } = await createPublishedCampaign(system, {}, { pricePerCall: 12 });
  await talk(60);
  const options = { cookie: owner.cookie, headers: { 'X-Api': 'dialer' }, api: 'dialer' } as const;
  const count = async (query: string) =>
    (await send(system, 'GET', `/api/calls?${query}`, options)).body['calls'].length;
  expect(await count(`publisher_id=${publisherId}`)).toBe(1);
  expect(await count('publisher_id=999999')).toBe(0);
  expect(await count('target_id=999999')).toBe(0);
});
