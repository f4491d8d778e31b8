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

const MAIN = {
  dialer: `
import { createCampaign, listCalls, registerUser, startCampaign, uploadLeads } from './dialer/sdk.gen.ts';
import { client } from './dialer/client.gen.ts';

client.setConfig({ baseUrl: process.env['BASE_URL']! });
const body = { email: process.env['EMAIL']!, password: 'securePassword123', first_name: 'John', last_name: 'Doe', phone: null, role: 'admin' as const };
const { data: owner } = await registerUser({ body, throwOnError: true });
client.setConfig({ auth: () => owner.token });
const { data: { campaign } } = await createCampaign({ body: { name: 'Q1', caller_id: '+14155551234' }, throwOnError: true });
const file = new File(['phone\\n+14155552671\\n'], 'leads.csv');
const { data: upload } = await uploadLeads({ body: { file, campaign_id: campaign.id }, throwOnError: true });
await startCampaign({ path: { id: campaign.id }, throwOnError: true });
const { data: list } = await listCalls({ query: { campaign_id: campaign.id }, throwOnError: true });
console.log(JSON.stringify({ inserted: upload.results.inserted, calls: list.calls.length }));
`,
  'callcenter-pro': `
import { createBuyer, listBuyers } from './callcenter-pro/sdk.gen.ts';
import { client } from './callcenter-pro/client.gen.ts';

client.setConfig({ baseUrl: process.env['BASE_URL']!, headers: { cookie: process.env['COOKIE']! } });
const { data: buyer } = await createBuyer({ body: { name: 'John Doe', phoneNumber: '+14155554444' }, throwOnError: true });
const { data: buyers } = await listBuyers({ throwOnError: true });
console.log(JSON.stringify({ name: buyer.name, buyers: buyers.length }));
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

test('a client of hey-api does the main job with a token and with a session cookie', async () => {
  await mkdir(folder, { recursive: true });
  const { cookie } = await openSession(system, await createTenant(system));
  const env = mergeEnvironment({ BASE_URL: baseUrl, COOKIE: cookie, EMAIL: `${randomUUID()}@example.com` });
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
  const start = (api: string) => run(process.execPath, [join(folder, `${api}.main.ts`)], { env });
  expect(JSON.parse((await start('dialer')).stdout)).toEqual({ inserted: 1, calls: 0 });
  expect(JSON.parse((await start('callcenter-pro')).stdout)).toEqual({ name: 'John Doe', buyers: 1 });
}, 120_000);
