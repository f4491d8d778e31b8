import { afterAll, expect, test } from 'vitest';
import { createTenant, openSession } from '../../../helpers/api/client.ts';
import {
  insertEndedCalls,
  integrationExamples,
  createIntegrationAccount,
  platformsEnv,
} from '../../../helpers/fixtures/integrations.ts';
import { startHubspot } from '../../../helpers/platforms/fake-hubspot.ts';
import { createTestSystem } from '../../../helpers/system.ts';
import { startWorker } from '../../../../workers/worker.ts';

const hubspot = await startHubspot();
afterAll(() => hubspot[Symbol.asyncDispose]());
const system = await createTestSystem({ env: platformsEnv({ hubspot }) });
const { sql } = system.ctx;
const owner = await openSession(system, await createTenant(system));

const integrationExample = {
  name: 'HubSpot CRM',
  platform: 'hubspot',
  apiKey: 'secret_key',
  webhookUrl: 'https://api.hubspot.com/webhook',
  isActive: true,
};
const anyTime = expect.stringMatching(/^\d{4}-.*Z$/);
const integrationReply = {
  ...integrationExample,
  apiKey: expect.stringMatching(/^•+/),
  hasApiKey: true,
  disabledReason: null,
  lastSync: null,
  syncFrom: anyTime,
  id: expect.any(Number),
  uuid: expect.any(String),
  userId: expect.any(Number),
  createdAt: anyTime,
  updatedAt: anyTime,
};

test('integrations are created, listed, read, updated and deleted with the documented replies', async () => {
  const created = await owner.post('/api/integrations', integrationExample);
  expect([created.status, created.body]).toEqual([201, integrationReply]);
  const path = `/api/integrations/${created.body['id']}`;
  const listed = await owner.get('/api/integrations');
  expect([listed.body, listed.headers.get('x-total-count')]).toEqual([[integrationReply], '1']);
  expect((await owner.get(path)).body).toEqual(integrationReply);
  const updated = await owner.put(path, { name: 'CRM', apiKey: created.body['apiKey'], isActive: false });
  expect(updated.body).toEqual({ ...integrationReply, name: 'CRM', isActive: false });
  const deleted = await owner.delete(path);
  expect([deleted.status, deleted.body]).toEqual([200, { message: 'Integration deleted successfully' }]);
  expect((await owner.get(path)).status).toBe(404);
});

test('an API key is stored encrypted and returned masked, and sending the mask keeps the key', async () => {
  const apiKey = 'pat-na1-a-long-secret-key';
  const { body } = await owner.post('/api/integrations', { ...integrationExample, apiKey });
  expect(JSON.stringify(body)).not.toContain('a-long-secret');
  const stored = async () => {
    const [row] = await sql<[{ apiKey: string | null }]>`select api_key from integrations where id = ${body['id']}`;
    return row.apiKey;
  };
  const sealed = await stored();
  expect(sealed).toMatch(/^v1:k1:/);
  expect(sealed).not.toContain('secret');
  const path = `/api/integrations/${body['id']}`;
  expect((await owner.put(path, { apiKey: body['apiKey'] })).status).toBe(200);
  expect(await stored()).toBe(sealed);
  await owner.put(path, { apiKey: 'another-secret-key' });
  expect(await stored()).not.toBe(sealed);
  expect((await owner.post('/api/integrations', { ...integrationExample, apiKey: body['apiKey'] })).status).toBe(422);
  await owner.delete(path);
  expect(await stored()).toBeNull();
});

test.each([
  ['a name', { ...integrationExamples.hubspot, name: ' ' }, 'name'],
  ['a platform', { ...integrationExamples.hubspot, platform: 'myspace' }, 'platform'],
  ['a key', { name: 'HubSpot', platform: 'hubspot' }, 'apiKey'],
  ['an instance', { ...integrationExamples.salesforce, webhookUrl: null }, 'webhookUrl'],
  ['Salesforce’s own host', { ...integrationExamples.salesforce, webhookUrl: 'https://evil.example' }, 'webhookUrl'],
  [
    'a host that only looks like it',
    { ...integrationExamples.salesforce, webhookUrl: 'https://my.salesforce.com.evil.example' },
    'webhookUrl',
  ],
  ['a whole key', { ...integrationExamples.salesforce, apiKey: '{"accessToken": "a"}' }, 'apiKey'],
  [
    'Salesforce’s own login',
    {
      ...integrationExamples.salesforce,
      apiKey: JSON.stringify({
        accessToken: 'a',
        refreshToken: 'b',
        clientId: 'c',
        loginUrl: 'https://login.evil.example',
      }),
    },
    'apiKey',
  ],
  ['a hook', { name: 'Zapier', platform: 'zapier' }, 'webhookUrl'],
  ['https', { ...integrationExamples.zapier, webhookUrl: 'http://hooks.zapier.com/hooks/catch/1/a/' }, 'webhookUrl'],
  ['Zapier’s own host', { ...integrationExamples.zapier, webhookUrl: 'https://evil.example/hooks' }, 'webhookUrl'],
  ['a public address', { ...integrationExamples.hubspot, webhookUrl: 'http://169.254.169.254/' }, 'webhookUrl'],
])('an integration needs %s', async (_what, sent, field) => {
  const { status, body } = await owner.post('/api/integrations', sent);
  expect([status, body['details']]).toEqual([422, [expect.objectContaining({ field })]]);
});

test('an update cannot send the stored key to another host or platform', async () => {
  const { body } = await owner.post('/api/integrations', integrationExamples.salesforce);
  const path = `/api/integrations/${body['id']}`;
  const webhookUrl = 'https://other.my.salesforce.com';
  const moved = await owner.put(path, { webhookUrl });
  expect([moved.status, moved.body['details']]).toEqual([422, [expect.objectContaining({ field: 'apiKey' })]]);
  expect((await owner.put(path, { webhookUrl, apiKey: 'its own key' })).status).toBe(200);
  expect((await owner.put(path, { platform: 'zapier' })).status).toBe(409);
});

test('a sync has the documented reply', async () => {
  const account = await createIntegrationAccount(system, integrationExamples.hubspot);
  await insertEndedCalls(system, account, 150);
  // Only the worker of this queue runs. The schedules do not run, because a schedule would start more syncs.
  const worker = startWorker(system.ctx, 'integrations', new AbortController());
  const { status, body } = await account.owner.post(`/api/integrations/${account.integration}/sync`);
  expect([status, body]).toEqual([200, { success: true, recordsSynced: 150, lastSyncTime: anyTime, errors: [] }]);
  const listed = await account.owner.get('/api/integrations');
  expect(listed.body[0]).toMatchObject({ lastSync: body['lastSyncTime'] });
  const syncs = await account.owner.get(`/api/integrations/${account.integration}/syncs`);
  expect(syncs.body).toMatchObject({
    syncs: [{ status: 'completed', recordsSynced: 150, recordsFailed: 0, finishedAt: anyTime }],
    pagination: { page: 1, total: 1 },
  });
  await worker.close();
});
