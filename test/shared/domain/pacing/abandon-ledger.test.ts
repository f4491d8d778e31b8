/** Tests the windows in which answered and abandoned calls count. */
import { expect, test } from 'vitest';
import { createTenant } from '../../../helpers/api/client.ts';
import { createCampaign } from '../../../helpers/fixtures/campaigns.ts';
import { createTestSystem } from '../../../helpers/system.ts';
import { addToAbandonLedger, abandonCounts } from '../../../../sql/pacing/abandon-ledger.ts';
import type { PacingSettings } from '../../../../shared/rules/campaigns/pacing-settings.ts';

const system = await createTestSystem();
const { sql, clock } = system.ctx;

async function campaignWith(calls: { daysAgo: number; answered: number; abandoned: number }[]) {
  const uuid = await createCampaign(await createTenant(system));
  const [{ id }] = await sql<[{ id: number }]>`select id from campaigns where uuid = ${uuid}`;
  for (const { daysAgo, ...counts } of calls)
    await addToAbandonLedger(sql, id, new Date(clock.nowMs() - daysAgo * 86_400_000), counts);
  return (abandonWindow: PacingSettings['abandonWindow']) => abandonCounts(sql, { id, timezone: 'UTC', abandonWindow });
}

test('periods of 30 days follow each other from the first call', async () => {
  // The first period ended a day ago. Both days belong to it, although one is less than 30 days ago.
  const old = [
    { daysAgo: 31, answered: 100, abandoned: 1 },
    { daysAgo: 20, answered: 100, abandoned: 2 },
  ];
  expect(await (await campaignWith(old))('30d')).toMatchObject({ answered: 0, abandoned: 0 });
  const now = { daysAgo: 0, answered: 40, abandoned: 1 };
  expect(await (await campaignWith([...old, now]))('30d')).toMatchObject({ answered: 40, abandoned: 1 });
  const inFirst = await campaignWith([{ daysAgo: 29.9, answered: 60, abandoned: 2 }, now]);
  expect(await inFirst('30d')).toMatchObject({ answered: 100, abandoned: 3 });
  expect(await (await campaignWith([]))('30d')).toMatchObject({ answered: 0, abandoned: 0 });
});

test('the hour in which the last 24 hours began counts as a whole', async () => {
  await system.advanceClock(600);
  const countsOf = await campaignWith([{ daysAgo: 1, answered: 50, abandoned: 2 }]);
  expect(await countsOf('24h')).toMatchObject({ answered: 50, abandoned: 2 });
});
