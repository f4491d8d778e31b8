/** Generates a client from each OpenAPI document with a second generator, compiles it strictly, and uses it. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { mergeEnvironment } from '../../scripts/processes/environment.ts';
import { createTenant, openSession } from '../helpers/api/client.ts';
import { createTestSystem } from '../helpers/system.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const system = await createTestSystem({ listen: true });
system.startWorkers(['imports']);
const baseUrl = `${system.config.publicBaseUrl}/api`;
/** The folder is below the root, so that the compiler finds the types of Node. Git ignores it. */
const folder = join(root, '.data', `clients-${randomUUID()}`);
afterAll(() => rm(folder, { recursive: true, force: true }));

/**
 * The main job with each API. `HEADERS` are the headers of the credential. Without them, the program of the dialer API
 * registers an account and uses its token.
 */
const MAIN = {
  dialer: `
import { createCampaign, listCalls, registerUser, startCampaign, uploadLeads } from './dialer/sdk.gen.ts';
import { client } from './dialer/client.gen.ts';

client.setConfig({ baseUrl: process.env['BASE_URL']! });
if (process.env['HEADERS']) client.setConfig({ headers: JSON.parse(process.env['HEADERS']) });
else {
  const body = { email: process.env['EMAIL']!, password: 'securePassword123', first_name: 'John', last_name: 'Doe', phone: null, role: 'admin' as const };
  const { data: owner } = await registerUser({ body, throwOnError: true });
  client.setConfig({ auth: () => owner.token });
}
const { data: { campaign } } = await createCampaign({ body: { name: 'Q1', caller_id: '+14155551234' }, throwOnError: true });
const file = new File(['phone\\n+14155552671\\n'], 'leads.csv');
const { data: upload } = await uploadLeads({ body: { file, campaign_id: campaign.id }, throwOnError: true });
await startCampaign({ path: { id: campaign.id }, throwOnError: true });
const { data: list } = await listCalls({ query: { campaign_id: campaign.id }, throwOnError: true });
console.log(JSON.stringify({ inserted: upload.results.inserted, calls: list.calls.length }));
`,
  'callcenter-pro': `
import { addBuyerToCampaign, createBuyer, createCampaign, listCampaignBuyers, listCampaignCalls } from './callcenter-pro/sdk.gen.ts';
import { client } from './callcenter-pro/client.gen.ts';

client.setConfig({ baseUrl: process.env['BASE_URL']!, headers: JSON.parse(process.env['HEADERS']!) });
const phoneNumber = process.env['PHONE']!;
const { data: buyer } = await createBuyer({ body: { name: 'John Doe', phoneNumber }, throwOnError: true });
const { data: { id } } = await createCampaign({ body: { name: 'Q1', routingType: 'priority' }, throwOnError: true });
const path = { campaignId: id };
await addBuyerToCampaign({ path, body: { buyerId: buyer.id, priority: 1 }, throwOnError: true });
const { data: buyers } = await listCampaignBuyers({ path, throwOnError: true });
const { data: calls } = await listCampaignCalls({ path, throwOnError: true });
console.log(JSON.stringify({ buyers: buyers.map(({ name }) => name), calls: calls.calls.length }));
`,
};

const TSCONFIG = {
  extends: '@tsconfig/node24/tsconfig.json',
  compilerOptions: {
    noEmit: true,
    allowImportingTsExtensions: true,
    module: 'nodenext',
    lib: ['es2024', 'dom', 'dom.iterable'],
    types: ['node'],
  },
};

test('a client of hey-api does the main job of each API with a token and with a session cookie', async () => {
  await mkdir(folder, { recursive: true });
  const owner = await createTenant(system);
  const { cookie } = await openSession(system, owner);
  const authorization = `Bearer ${owner.token}`;
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  for (const [api, main] of Object.entries(MAIN)) {
    const document = await (await system.request(`/openapi/${api}.json`)).text();
    await writeFile(join(folder, `${api}.json`), document);
    await writeFile(join(folder, `${api}.main.ts`), main);
    const generator = join(root, 'test/helpers/api/generate-client.ts');
    await run(process.execPath, [generator, join(folder, `${api}.json`), join(folder, api)], { cwd: root });
  }
  const compiled = await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder]).catch(
    (error: { stdout: string }) => error,
  );
  expect(compiled.stdout).toBe('');
  const start = async (api: string, headers: Record<string, string> | undefined, phone = '') => {
    const env = {
      BASE_URL: baseUrl,
      EMAIL: `${randomUUID()}@example.com`,
      PHONE: phone,
      // The header chooses the API, because each credential alone chooses its own.
      ...(headers && { HEADERS: JSON.stringify({ 'x-api': api, ...headers }) }),
    };
    return JSON.parse(
      (await run(process.execPath, [join(folder, `${api}.main.ts`)], { env: mergeEnvironment(env) })).stdout,
    );
  };
  expect(await start('dialer', undefined)).toEqual({ inserted: 1, calls: 0 });
  expect(await start('dialer', { cookie })).toEqual({ inserted: 1, calls: 0 });
  const credentials: Record<string, string>[] = [{ cookie }, { authorization }];
  for (const [index, headers] of credentials.entries())
    expect(await start('callcenter-pro', headers, `+1415555444${index}`)).toEqual({ buyers: ['John Doe'], calls: 0 });
}, 120_000);
