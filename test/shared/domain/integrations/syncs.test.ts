/**
 * Tests that a sync stores every call exactly once on a CRM platform. The simulated platforms are as strict as the
 * real ones.
 */
import { afterAll, expect, test } from 'vitest';
import { connect } from '../../../../sql/db.ts';
import { sweep } from '../../../../shared/domain/operations/lost-work-sweeper.ts';
import { lockSync } from '../../../../sql/integrations/syncs.ts';
import {
  callerNumber,
  insertEndedCalls,
  integrationExamples,
  createIntegrationAccount,
  platformsEnv,
  listRecordStates,
  startPlatforms,
  startSync,
  runSync,
  getSync,
} from '../../../helpers/fixtures/integrations.ts';
import { retryAfter } from '../../../helpers/platforms/fake.ts';
import { createTestSystem } from '../../../helpers/system.ts';

await using stack = new AsyncDisposableStack();
const { hubspot, salesforce, pipedrive, zapier } = await startPlatforms(stack);
const system = await createTestSystem({ env: platformsEnv({ hubspot, salesforce, pipedrive, zapier }) });
const { sql } = system.ctx;
const owned = stack.move();
afterAll(() => owned.disposeAsync());

const uuids = (calls: { uuid: string }[]) => calls.map(({ uuid }) => uuid).toSorted();
const countTokenRequests = () => salesforce.requests.filter(({ path }) => path === '/services/oauth2/token').length;
const createAccount = (platform: keyof typeof integrationExamples) =>
  createIntegrationAccount(system, integrationExamples[platform]);

test('HubSpot gets every call once, with its contact, in batches of at most 100', async () => {
  const account = await createAccount('hubspot');
  const calls = await insertEndedCalls(system, account, 250);
  const requestsBefore = hubspot.requests.length;
  expect(await runSync(system, account)).toMatchObject({ success: true, recordsSynced: 250, errors: [] });
  expect([...hubspot.calls.keys()].toSorted()).toEqual(uuids(calls));
  expect(hubspot.contacts.size).toBe(250);
  expect(hubspot.associations.size).toBe(250);
  const batches = hubspot.requests.slice(requestsBefore).filter(({ path }) => path.endsWith('calls/batch/upsert'));
  expect(batches.map(({ json }) => json.inputs.length)).toEqual([100, 100, 50]);
  expect(hubspot.calls.get(calls[0]!.uuid)!.properties).toMatchObject({
    hs_call_direction: 'INBOUND',
    hs_call_duration: '30000',
    hs_call_from_number: callerNumber(0),
    hs_call_status: 'COMPLETED',
    hs_timestamp: '2024-01-15T10:30:00.000Z',
  });

  // Later syncs send only new calls.
  expect(await runSync(system, account)).toMatchObject({ success: true, recordsSynced: 0 });
  await insertEndedCalls(system, account, 3, 248);
  expect(await runSync(system, account)).toMatchObject({ success: true, recordsSynced: 3 });
  expect([hubspot.calls.size, hubspot.contacts.size]).toEqual([253, 251]);
  expect([...hubspot.calls.values(), ...hubspot.contacts.values()].filter(({ writes }) => writes > 1)).toEqual([]);
});

test('a sync reports the calls that HubSpot rejects, retries them in later syncs, gives them up, and sends all others', async () => {
  const account = await createAccount('hubspot');
  const calls = await insertEndedCalls(system, account, 20, 1_000);
  hubspot.rejected.add(calls[3]!.uuid);
  hubspot.batchBreakers.add(calls[7]!.uuid);
  const first = await runSync(system, account);
  expect(first).toMatchObject({ success: false, recordsSynced: 18 });
  expect(first.errors).toEqual([
    { callId: calls[3]!.id, message: `${calls[3]!.uuid} is not valid` },
    { callId: calls[7]!.id, message: expect.stringContaining('Invalid input JSON') },
  ]);
  const watermark = async () => {
    const [row] = await sql`select watermark_call_id from integrations where id = ${account.integration}`;
    return row!['watermarkCallId'] as number;
  };
  expect(await watermark()).toBe(calls[2]!.id);

  hubspot.rejected.clear();
  expect(await runSync(system, account)).toMatchObject({ success: false, recordsSynced: 1 });
  expect(await watermark()).toBe(calls[6]!.id);
  for (let n = 0; n < 3; n += 1) expect((await runSync(system, account)).success).toBe(false);
  expect(await listRecordStates(system, account)).toEqual({ sent: 19, given_up: 1 });
  expect(await watermark()).toBe(calls[19]!.id);
  expect(await runSync(system, account)).toMatchObject({ success: true, recordsSynced: 0 });
  const writtenOnce = calls.filter(({ uuid }) => hubspot.calls.get(uuid)?.writes === 1);
  expect(writtenOnce.length).toBe(19);
});

test('a sync waits as long as Retry-After says, if that is short, and else ends', async () => {
  const account = await createAccount('hubspot');
  await insertEndedCalls(system, account, 5, 2_000);
  hubspot.addFault({ on: /calls\/batch\/upsert/, times: 2, effect: retryAfter(1) });
  const startedMs = performance.now();
  expect(await runSync(system, account)).toMatchObject({ success: true, recordsSynced: 5 });
  expect(performance.now() - startedMs).toBeGreaterThan(1_900);

  await insertEndedCalls(system, account, 2, 2_100);
  hubspot.addFault({ on: /contacts\/batch\/upsert/, effect: retryAfter(3_600) });
  const late = await runSync(system, account);
  expect(late).toMatchObject({ success: false, recordsSynced: 0 });
  expect(late.errors[0]!.message).toContain('Sync again in 3600 s');
  expect(await runSync(system, account)).toMatchObject({ success: true, recordsSynced: 2 });
});

test('after lost replies HubSpot has every call once', async () => {
  const account = await createAccount('hubspot');
  const calls = await insertEndedCalls(system, account, 150, 3_000);
  const before = hubspot.calls.size;
  hubspot.addFault({ on: /batch\/upsert/, effect: { type: 'lost' } });
  hubspot.addFault({ on: /calls\/batch\/upsert/, after: 1, effect: { type: 'lost' } });
  hubspot.addFault({ on: /batch\/associate/, effect: { type: 'answer', answer: { status: 502 } } });
  expect(await runSync(system, account)).toMatchObject({ success: true, recordsSynced: 150, errors: [] });
  expect(hubspot.calls.size).toBe(before + 150);
  expect(calls.every(({ uuid }) => hubspot.calls.has(uuid))).toBe(true);
});

test('Salesforce gets every call once, as tasks of its contacts', async () => {
  const account = await createAccount('salesforce');
  const calls = await insertEndedCalls(system, account, 201, 4_000);
  salesforce.rejected.add(calls[5]!.uuid);
  const first = await runSync(system, account);
  expect(first).toMatchObject({ success: false, recordsSynced: 200 });
  expect(first.errors).toEqual([
    { callId: calls[5]!.id, message: expect.stringContaining('FIELD_CUSTOM_VALIDATION_EXCEPTION') },
  ]);
  salesforce.rejected.clear();
  // Salesforce creates the task, but the reply is lost. The retry finds the task. The retry must not set the subtype of
  // the task again.
  salesforce.addFault({ on: /Task/, effect: { type: 'lost' } });
  expect(await runSync(system, account)).toMatchObject({ success: true, recordsSynced: 1 });
  expect([...salesforce.tasks.keys()].toSorted()).toEqual(uuids(calls));
  const task = salesforce.tasks.get(calls[5]!.uuid)!;
  expect(task.fields).toMatchObject({
    Status: 'Completed',
    TaskSubtype: 'Call',
    CallDurationInSeconds: 30,
    CallType: 'Inbound',
    ActivityDate: '2024-01-15',
    WhoId: salesforce.contacts.get(callerNumber(4_005))!.id,
  });
});

test('an expired access token is renewed with the refresh token, and the new one is stored encrypted', async () => {
  const apiKey = JSON.stringify({
    access_token: '00D!expired',
    refresh_token: '5Aep!refresh',
    client_id: '3MVG9',
    client_secret: 'shh-secret',
  });
  const account = await createIntegrationAccount(system, { ...integrationExamples.salesforce, apiKey });
  await insertEndedCalls(system, account, 2, 5_000);
  expect(await runSync(system, account)).toMatchObject({ success: true, recordsSynced: 2 });
  expect(countTokenRequests()).toBe(1);
  await insertEndedCalls(system, account, 1, 5_010);
  expect(await runSync(system, account)).toMatchObject({ success: true, recordsSynced: 1 });
  expect(countTokenRequests()).toBe(1);
  const [row] = await sql`select api_key from integrations where id = ${account.integration}`;
  expect(row!['apiKey']).toMatch(/^v1:/);
});

test('three syncs with rejected credentials switch the integration off, with a reason that does not contain the key', async () => {
  const account = await createIntegrationAccount(system, {
    ...integrationExamples.salesforce,
    apiKey: '00D!expired-for-good',
  });
  await insertEndedCalls(system, account, 1, 5_100);
  for (let n = 0; n < 3; n += 1) {
    const { success, errors } = await runSync(system, account);
    expect([success, errors]).toEqual([
      false,
      [{ callId: null, message: expect.stringContaining('rejected the API key') }],
    ]);
    expect(JSON.stringify(errors)).not.toContain('expired-for-good');
  }
  const path = `/api/integrations/${account.integration}`;
  expect((await account.owner.get(path)).body).toMatchObject({
    isActive: false,
    disabledReason: expect.stringContaining('rejected the API key'),
  });
  expect((await account.owner.post(`${path}/sync`)).status).toBe(409);
  const updated = await account.owner.put(path, { apiKey: '00D!first', isActive: true });
  expect(updated.body).toMatchObject({ isActive: true, disabledReason: null });
  expect(await runSync(system, account)).toMatchObject({ success: true, recordsSynced: 1 });
});

test('Salesforce’s daily limit ends the sync and does not count as rejected credentials', async () => {
  const account = await createAccount('salesforce');
  await insertEndedCalls(system, account, 1, 5_200);
  const answer = {
    status: 403,
    body: [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }],
  };
  salesforce.addFault({ on: /PATCH/, effect: { type: 'answer', answer } });
  expect((await runSync(system, account)).errors[0]!.message).toContain('daily request limit');
  const [row] = await sql`select auth_failures from integrations where id = ${account.integration}`;
  expect(row!['authFailures']).toBe(0);
  expect(await runSync(system, account)).toMatchObject({ success: true, recordsSynced: 1 });
});

test('after lost replies Pipedrive has every call once, although it does not recognise repeated requests', async () => {
  const account = await createAccount('pipedrive');
  pipedrive.persons.push({ id: 77, name: 'Known already', phone: callerNumber(6_000) });
  const calls = await insertEndedCalls(system, account, 8, 6_000);
  pipedrive.addFault({ on: /POST \/v1\/callLogs/, after: 2, effect: { type: 'lost' } });
  const broken = await runSync(system, account);
  expect(broken).toMatchObject({ success: false, recordsSynced: 2 });
  expect(broken.errors).toEqual([{ callId: null, message: expect.stringContaining('did not answer') }]);
  // Pipedrive creates no call log, but a status 500 does not say whether Pipedrive created the call log. The next sync
  // searches for the call log and then creates it.
  pipedrive.addFault({
    on: /POST \/v1\/callLogs/,
    after: 1,
    effect: { type: 'answer', answer: { status: 500, body: { success: false } } },
  });
  expect(await runSync(system, account)).toMatchObject({ success: false });
  expect(await runSync(system, account)).toMatchObject({ success: true });
  const there = pipedrive.callLogs.flatMap(({ note }) => calls.filter(({ uuid }) => note.includes(uuid)));
  expect(uuids(there)).toEqual(uuids(calls));
  expect(await listRecordStates(system, account)).toEqual({ sent: 8 });
  expect(pipedrive.callLogs.find(({ note }) => note.includes(calls[0]!.uuid))!.person_id).toBe(77);
  expect(new Set(pipedrive.persons.map(({ phone }) => phone)).size).toBe(pipedrive.persons.length);
});

test('a contact that was deleted in Pipedrive is created again', async () => {
  const account = await createAccount('pipedrive');
  await insertEndedCalls(system, account, 1, 6_100);
  await runSync(system, account);
  pipedrive.persons.splice(0);
  await insertEndedCalls(system, account, 1, 6_100);
  expect((await runSync(system, account)).errors[0]!.message).toContain('Person not found');
  expect(await runSync(system, account)).toMatchObject({ success: true, recordsSynced: 1 });
});

test('Zapier gets one signed event per call, and a retry has the same event id', async () => {
  const account = await createAccount('zapier');
  const calls = await insertEndedCalls(system, account, 3, 7_000);
  zapier.addFault({ on: /POST/, after: 1, effect: { type: 'lost' } });
  expect(await runSync(system, account)).toMatchObject({ success: true, recordsSynced: 3, errors: [] });
  expect([...zapier.events.keys()]).toEqual(calls.map(({ uuid }) => `call.ended:${uuid}`));
  expect([...zapier.events.values()].map(({ times }) => times)).toEqual([1, 2, 1]);
  expect(zapier.events.get(`call.ended:${calls[0]!.uuid}`)!.event).toMatchObject({
    event: 'call.ended',
    call: { uuid: calls[0]!.uuid, direction: 'inbound', durationSeconds: 30 },
    contact: { phone: callerNumber(7_000) },
  });
});

test('a call whose end is committed behind the watermark is not skipped', async () => {
  const account = await createIntegrationAccount(system, { ...integrationExamples.zapier, backfill: true });
  await insertEndedCalls(system, account, 2, 8_000);
  expect(await runSync(system, account)).toMatchObject({ recordsSynced: 2 });
  // The test simulates a call that ended before the calls of the last sync. The end of the call was committed after the
  // sync.
  const [late] = await insertEndedCalls(system, account, 1, 8_010);
  await sql`update calls set ended_at = ended_at - interval '5 minutes' where id = ${late!.id}`;
  expect(await runSync(system, account)).toMatchObject({ recordsSynced: 1 });
  expect(zapier.events.get(`call.ended:${late!.uuid}`)!.times).toBe(1);
});

test('an integration runs one sync at a time, in one worker', async () => {
  const account = await createAccount('zapier');
  await insertEndedCalls(system, account, 1, 9_000);
  const id = await startSync(system, account);
  const again = await account.owner.post(`/api/integrations/${account.integration}/sync`);
  expect([again.status, again.body['error']]).toEqual([409, expect.any(String)]);
  const holder = connect({ url: system.config.databaseUrl, applicationName: 'test', connectionsMax: 1 });
  await lockSync(holder, { id });
  await system.runJob('integration.sync', { syncId: id });
  expect(await getSync(account, id)).toMatchObject({ status: 'running', recordsSynced: 0 });
  await holder.end();
  await Promise.all([1, 2].map(() => system.runJob('integration.sync', { syncId: id })));
  expect(await getSync(account, id)).toMatchObject({ status: 'completed', recordsSynced: 1 });
  await system.runJob('integration.sync', { syncId: id });
  expect([...zapier.events.values()].at(-1)!.times).toBe(1);
});

test('the schedule starts syncs, and the sweeper enqueues a sync whose job was lost', async () => {
  const account = await createAccount('zapier');
  await insertEndedCalls(system, account, 2, 9_100);
  await system.runJob('integrations.tick', {});
  const [row] = await sql<[{ id: number }]>`
    select id from integration_syncs where integration_id = ${account.integration}`;
  await sql`delete from outbox`;
  await Promise.all([...system.ctx.queues.values()].map((queue) => queue.obliterate({ force: true })));
  await sweep(system.ctx, new AbortController().signal);
  const jobs = await system.ctx.queues.get('integrations')!.getJobs(['waiting', 'delayed']);
  expect(jobs.map(({ data }) => data.payload)).toContainEqual({ syncId: row.id });
  await system.runJob('integration.sync', { syncId: row.id });
  expect(await getSync(account, row.id)).toMatchObject({ status: 'completed', recordsSynced: 2 });
});

test.each(['anonymous', '+266696687'])('a call of a hidden caller, %s, is sent without a contact', async (from) => {
  const account = await createAccount('pipedrive');
  const persons = pipedrive.persons.length;
  const [hidden] = await insertEndedCalls(system, account, 1);
  await sql`update calls set from_number = ${from} where id = ${hidden!.id}`;
  expect(await runSync(system, account)).toMatchObject({ success: true, recordsSynced: 1 });
  const log = pipedrive.callLogs.find(({ note }) => note.includes(hidden!.uuid));
  expect([log?.person_id, pipedrive.persons.length]).toEqual([undefined, persons]);
});

test('a sync does not send the calls of other tenants', async () => {
  const [mine, other] = [await createAccount('zapier'), await createAccount('zapier')];
  await insertEndedCalls(system, other, 3, 9_200);
  expect(await runSync(system, mine)).toMatchObject({ success: true, recordsSynced: 0 });
});
