/** A tenant with calls that have ended, and its integrations with fake platforms. */
import { expect } from 'vitest';
import { foundTenant, openSession, type SessionClient } from './client.ts';
import { type FakeHubspot, startHubspot } from './platforms/fake-hubspot.ts';
import { type FakePipedrive, startPipedrive } from './platforms/fake-pipedrive.ts';
import { type FakeSalesforce, startSalesforce } from './platforms/fake-salesforce.ts';
import { type FakeZapier, startZapier } from './platforms/fake-zapier.ts';
import type { TestSystem } from './system.ts';

export type Platforms = {
  hubspot: FakeHubspot;
  salesforce: FakeSalesforce;
  pipedrive: FakePipedrive;
  zapier: FakeZapier;
};

export async function startPlatforms(stack: AsyncDisposableStack): Promise<Platforms> {
  return {
    hubspot: stack.use(await startHubspot()),
    salesforce: stack.use(await startSalesforce()),
    pipedrive: stack.use(await startPipedrive()),
    zapier: stack.use(await startZapier({ signedWith: 'signing-secret' })),
  };
}

/** Lets syncs reach the fakes, which are on this machine. */
export const platformsEnv = (platforms: Partial<Platforms>) => ({
  EGRESS_ALLOW_CIDRS: '127.0.0.0/8',
  HUBSPOT_BASE_URL: platforms.hubspot?.url,
  SALESFORCE_BASE_URL: platforms.salesforce?.url,
  PIPEDRIVE_BASE_URL: platforms.pipedrive?.url,
  ZAPIER_BASE_URL: platforms.zapier?.url,
});

export const integrationExamples = {
  hubspot: { name: 'HubSpot CRM', platform: 'hubspot', apiKey: 'pat-na1-secret' },
  salesforce: {
    name: 'Salesforce',
    platform: 'salesforce',
    apiKey: '00D!first',
    webhookUrl: 'https://acme.my.salesforce.com',
  },
  pipedrive: { name: 'Pipedrive', platform: 'pipedrive', apiKey: 'pipedrive-api-token' },
  zapier: {
    name: 'Zapier',
    platform: 'zapier',
    apiKey: 'signing-secret',
    webhookUrl: 'https://hooks.zapier.com/hooks/catch/123/abc/',
  },
};

export type Account = { owner: SessionClient; tenantId: number; integration: number };
export type SyncReply = {
  status: number;
  success: boolean;
  recordsSynced: number;
  errors: { callId: number | null; message: string }[];
};

export async function openAccount(system: TestSystem, integration: object): Promise<Account> {
  const client = await foundTenant(system);
  const owner = await openSession(system, client);
  const [tenant] = await system.ctx.sql<[{ id: number }]>`
    select id from tenants where uuid = ${client.user.tenant_id}`;
  const created = await owner.post('/api/integrations', integration);
  expect([created.status, created.body]).toEqual([201, expect.objectContaining({ hasApiKey: true })]);
  return { owner, tenantId: tenant.id, integration: created.body['id'] as number };
}

/** Numbers of callers, each its own. */
export const caller = (n: number) => `+1415${2_000_000 + n}`;

export async function endedCalls(
  { ctx: { sql } }: TestSystem,
  { tenantId }: Account,
  count: number,
  from = 0,
): Promise<{ id: number; uuid: string }[]> {
  const call = {
    tenantId,
    direction: 'inbound',
    status: 'completed',
    disposition: 'answered',
    toNumber: '+14155551234',
    startTime: '2024-01-15T10:30:00Z',
    endTime: '2024-01-15T10:30:30Z',
    duration: 30,
    talkTime: 20,
  };
  const calls = Array.from({ length: count }, (_, n) => ({ ...call, fromNumber: caller(from + n) }));
  return await sql<{ id: number; uuid: string }[]>`insert into calls ${sql(calls)} returning id, uuid`;
}

/** Syncs as the API does, with this process for a worker. */
export async function sync(system: TestSystem, account: Account): Promise<SyncReply> {
  const id = await startSync(system, account);
  await system.runJob('integration.sync', { syncId: id });
  return syncState(account, id);
}

/** Returns its id; nobody works it yet. */
export async function startSync({ request }: TestSystem, { owner, integration }: Account): Promise<number> {
  const response = await request(`/api/integrations/${integration}/sync`, {
    method: 'POST',
    headers: { cookie: owner.cookie, 'content-type': 'application/json', prefer: 'respond-async' },
    body: '{}',
  });
  const { statusUrl } = (await response.json()) as { statusUrl: string };
  expect([response.status, statusUrl]).toEqual([202, response.headers.get('location')]);
  return Number(statusUrl.split('/').at(-1));
}

export async function syncState({ owner, integration }: Account, syncId: number): Promise<SyncReply> {
  const { status, body } = await owner.get(`/api/integrations/${integration}/syncs/${syncId}`);
  expect(status).toBe(200);
  return body as SyncReply;
}

export async function recordStates({ ctx: { sql } }: TestSystem, { integration }: Account) {
  const rows = await sql<{ state: string; count: number }[]>`
    select state, count(*) from integration_records where integration_id = ${integration} group by state`;
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}
