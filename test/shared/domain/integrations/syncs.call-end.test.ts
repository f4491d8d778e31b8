/** Tests which calls an integration sends, when it sends them, and what the platform hears about a call. */
import { afterAll, expect, test } from 'vitest';
import { queueOf } from '../../../../shared/enqueue.ts';
import {
  createIntegrationAccount,
  getSync,
  insertEndedCalls,
  integrationExamples,
  type IntegrationAccount,
  platformsEnv,
  runSync,
} from '../../../helpers/fixtures/integrations.ts';
import { createPublishedCampaign } from '../../../helpers/fixtures/paid-calls.ts';
import { startPipedrive } from '../../../helpers/platforms/fake-pipedrive.ts';
import { startZapier } from '../../../helpers/platforms/fake-zapier.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const zapier = await startZapier({ signedWith: 'signing-secret' });
const pipedrive = await startPipedrive();
const system = await createTestSystem({ env: platformsEnv({ zapier, pipedrive }) });
afterAll(() => pipedrive[Symbol.asyncDispose]());
const { sql, queues } = system.ctx;
afterAll(() => zapier[Symbol.asyncDispose]());

const eventsOf = (calls: { uuid: string }[]) =>
  calls.flatMap(({ uuid }): Record<string, unknown>[] => {
    const received = zapier.events.get(`call.ended:${uuid}`);
    return received ? [received.event] : [];
  });
const uuidOf = async (callId: number) => {
  const [row] = await sql<[{ uuid: string }]>`select uuid from calls where id = ${callId}`;
  return row;
};
const runningSyncs = async ({ integration }: IntegrationAccount) =>
  await sql<{ id: number; isAutomatic: boolean }[]>`
    select id, is_automatic from integration_syncs where integration_id = ${integration} and status = 'running'`;

test('a call is sent at its end, with its value, campaign, buyer, publisher and source', async () => {
  const campaign = await createPublishedCampaign(system, {}, { name: 'Acme Buyer', pricePerCall: 12.5 });
  const { owner } = campaign;
  const created = await owner.post('/api/integrations', integrationExamples.zapier);
  expect(created.status).toBe(201);
  const account = { owner, tenantId: 0, integration: created.body['id'] as number };
  const callId = await campaign.talk(120);
  await sql`update calls set source = 'radio' where id = ${callId}`;

  const jobs = (await queueOf(queues, 'integration.calls').getJobs()).filter(
    ({ name }) => name === 'integration.calls',
  );
  expect(jobs.length).toBe(1);
  await system.runJob('integration.calls', jobs[0]!.data.payload);
  const [sync] = await runningSyncs(account);
  await system.runJob('integration.sync', { syncId: sync!.id });
  expect(await getSync(account, sync!.id)).toMatchObject({ status: 'completed', recordsSynced: 1 });
  const [event = {}] = eventsOf([await uuidOf(callId)]);
  const { body } = await owner.get(`/api/calls/${callId}`);
  expect(body['revenue']).toBeGreaterThan(0);
  expect(event['call']).toMatchObject({
    campaignId: campaign.campaignId,
    campaignName: expect.any(String),
    buyerId: expect.any(Number),
    buyerName: 'Acme Buyer',
    publisherId: campaign.publisherId,
    publisherName: 'Publisher',
    source: 'radio',
    converted: true,
    revenue: body['revenue'],
    revenueCurrency: 'USD',
  });
});

test('a call is not sent before its value is known, and not left behind then', async () => {
  const account = await createIntegrationAccount(system, integrationExamples.zapier);
  const unvalued = { revenueMicros: null, converted: null };
  const [call] = await insertEndedCalls(system, account, 1, 100, unvalued);
  const later = await insertEndedCalls(system, account, 1, 101);
  expect(await runSync(system, account)).toMatchObject({ recordsSynced: 1 });
  expect(eventsOf([call!, ...later]).length).toBe(1);
  await system.advanceClock(1_800);
  await sql`update calls set revenue_micros = 0, converted = false where id = ${call!.id}`;
  expect(await runSync(system, account)).toMatchObject({ recordsSynced: 1 });

  // The value of this call never comes.
  const [lost] = await insertEndedCalls(system, account, 1, 102, unvalued);
  expect(await runSync(system, account)).toMatchObject({ recordsSynced: 0 });
  await system.advanceClock(3_601);
  expect(await runSync(system, account)).toMatchObject({ recordsSynced: 1 });
  expect(eventsOf([lost!])[0]!['call']).toMatchObject({ revenue: null, converted: null });
});

test('a sync that runs finds calls that end meanwhile, and a user gets the automatic sync', async () => {
  const account = await createIntegrationAccount(system, integrationExamples.zapier);
  const { tenantId } = account;
  const calls = await insertEndedCalls(system, account, 1, 200);
  await system.runJob('integration.calls', { tenantId });
  calls.push(...(await insertEndedCalls(system, account, 1, 201)));
  await system.runJob('integration.calls', { tenantId });
  const running = await runningSyncs(account);
  expect(running).toEqual([expect.objectContaining({ isAutomatic: true })]);
  expect(await runSync(system, account)).toMatchObject({ success: true, recordsSynced: 2 });
  expect(eventsOf(calls).length).toBe(2);
  expect(await runningSyncs(account)).toEqual([]);
});

test('a new integration sends new calls only, unless a back-fill is asked for', async () => {
  const account = await createIntegrationAccount(system, integrationExamples.zapier);
  const { owner } = account;
  const old = await insertEndedCalls(system, account, 3, 300);
  await sql`update calls set ended_at = ended_at - interval '2 days' where id = ${old[0]!.id}`;
  const yesterday = new Date(system.ctx.clock.now().getTime() - 86_400_000).toISOString();
  const count = async (query = '') => (await owner.get(`/api/integrations/backfill${query}`)).body;
  expect(await count()).toEqual({ from: null, calls: 3 });
  expect(await count(`?from=${yesterday}`)).toEqual({ from: yesterday, calls: 2 });
  await system.advanceClock(1);

  const syncedBy = async (fields: object) => {
    const { status, body } = await owner.post('/api/integrations', { ...integrationExamples.zapier, ...fields });
    expect(status).toBe(201);
    const { recordsSynced } = await runSync(system, { ...account, integration: body['id'] as number });
    return [body['syncFrom'], recordsSynced];
  };
  expect(await syncedBy({})).toEqual([expect.stringMatching(/Z$/), 0]);
  expect(await syncedBy({ backfill: false })).toEqual([expect.stringMatching(/Z$/), 0]);
  expect(await syncedBy({ backfill: true })).toEqual([null, 3]);
  expect(await syncedBy({ backfillFrom: yesterday })).toEqual([yesterday, 2]);
  const both = await owner.post('/api/integrations', {
    ...integrationExamples.zapier,
    backfill: false,
    backfillFrom: yesterday,
  });
  expect([both.status, both.body['details']]).toEqual([422, [expect.objectContaining({ field: 'backfillFrom' })]]);
});

test('a call whose money changes after its sync is sent again, once for each change', async () => {
  const campaign = await createPublishedCampaign(system, {}, { pricePerCall: 12.5 });
  const { owner } = campaign;
  const accounts: IntegrationAccount[] = [];
  for (const example of [integrationExamples.zapier, integrationExamples.pipedrive])
    accounts.push({
      owner,
      tenantId: 0,
      integration: (await owner.post('/api/integrations', example)).body['id'] as number,
    });
  const syncAll = async () => {
    const synced = [];
    for (const account of accounts) synced.push((await runSync(system, account)).recordsSynced);
    return synced;
  };
  const callId = await campaign.talk(120);
  const { uuid } = await uuidOf(callId);
  const logsOf = () =>
    pipedrive.callLogs.filter(({ note }) => note.includes(uuid)).map(({ note }) => /Revenue: [^<\n]*/.exec(note)?.[0]);
  const updates = () =>
    [1, 2, 3].map(
      (n) => (zapier.events.get(`call.updated:${uuid}:${n}`)?.event['call'] as { revenue: number })?.revenue,
    );
  await campaign.talk(60);
  expect([await syncAll(), logsOf()]).toEqual([[2, 2], ['Revenue: 12.5 USD']]);

  await owner.post(`/api/calls/${callId}/adjustments`, { revenue: -2.5, reason: 'Agreed' });
  const jobs = await queueOf(queues, 'integration.calls').getJobs();
  expect(jobs.some(({ name }) => name === 'integration.calls')).toBe(true);
  expect([await syncAll(), logsOf(), updates()]).toEqual([[1, 1], ['Revenue: 10 USD'], [10, undefined, undefined]]);
  const { body: dispute } = await owner.post(`/api/calls/${callId}/disputes`, { amount: 4, reason: 'Spam' });
  expect(await syncAll()).toEqual([0, 0]);
  await owner.post(`/api/disputes/${dispute['id']}/resolve`, { outcome: 'accepted' });
  expect([await syncAll(), logsOf(), updates()]).toEqual([[1, 1], ['Revenue: 6 USD'], [10, 6, undefined]]);
  // A payout is the publisher's business, which no platform hears about.
  await owner.post(`/api/calls/${callId}/adjustments`, { payout: -1, reason: 'Agreed' });
  expect([await syncAll(), logsOf()]).toEqual([[0, 0], ['Revenue: 6 USD']]);
});
