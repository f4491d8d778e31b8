/** Tests the change of the encryption key while secrets are stored. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { resealSecrets } from '../../../../shared/domain/operations/reseal.ts';
import { openSecret } from '../../../../shared/secrets.ts';
import { listSecretsOfOtherKeys } from '../../../../sql/operations/sealed-secrets.ts';
import { createTenant, send } from '../../../helpers/api/client.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { ctx, config } = system;
const { sql } = ctx;
const owner = await createTenant(system);

const oldKey = config.secretsKey;
const bothKeys = `k2:${'22'.repeat(32)},k1:${oldKey}`;
const withKeys = (secretsKey: string) => ({ ...ctx, config: { ...config, secretsKey } });

/** Stores a secret in each table that has encrypted secrets. */
async function storeSecrets(): Promise<void> {
  const headers = { 'idempotency-key': randomUUID() };
  const post = (path: string, body: object) =>
    send(system, 'POST', path, { token: owner.token, body, headers, api: 'callcenter-pro' });
  await post('/api/pools', { name: 'A pool', webhookUrl: 'https://api.example.com/webhook' });
  await owner.post('/api/integrations', { name: 'HubSpot CRM', platform: 'hubspot', apiKey: 'hubspot_secret' });
  const target = { name: 'A bidder', endpointUrl: 'https://api.premium.com/bid', authentication: 'bearer' };
  await owner.post('/api/rtb/targets', { ...target, authToken: 'bidder_secret' });
  await owner.post('/api/auth/second-factor', { current_password: 'securePassword123' });
}

const placesOf = (rows: { table: string; column: string }[]) =>
  [...new Set(rows.map(({ table, column }) => `${table}.${column}`))].toSorted();

test('every stored secret is encrypted with the new key, and the old key is no longer needed', async () => {
  await storeSecrets();
  const before = await listSecretsOfOtherKeys(sql, 'k2', '', 100);
  expect(placesOf(before)).toEqual(sealedPlaces());
  expect(await resealSecrets(withKeys(bothKeys))).toEqual({ resealed: before.length, left: 0 });
  expect(await listSecretsOfOtherKeys(sql, 'k2', '', 100)).toEqual([]);
  const after = await listSecretsOfOtherKeys(sql, 'k1', '', 100);
  const newKeyOnly = bothKeys.split(',')[0]!;
  for (const secret of after)
    expect(openSecret(newKeyOnly, secret, secret.sealed)).toBe(
      openSecret(oldKey, secret, before.find(({ place }) => place === secret.place)!.sealed),
    );
  // A second run finds nothing to do.
  expect(await resealSecrets(withKeys(bothKeys))).toEqual({ resealed: 0, left: 0 });
});

test('a secret of an unknown key is counted and stays', async () => {
  const [row] = await sql<[{ uuid: string; apiKey: string }]>`
    update integrations set api_key = 'v1:k9:AAAA:BBBB:CCCC' where api_key is not null returning uuid, api_key`;
  expect(await resealSecrets(withKeys(bothKeys))).toEqual({ resealed: 0, left: 1 });
  const [stays] = await sql`select api_key from integrations where uuid = ${row.uuid}`;
  expect(stays).toEqual({ apiKey: row.apiKey });
});

test('with a single key nothing is read or changed', async () => {
  expect(await resealSecrets(ctx)).toEqual({ resealed: 0, left: 0 });
});

/** Returns the places of encrypted secrets that the source code names. */
function sealedPlaces(): string[] {
  const root = join(import.meta.dirname, '../../../..');
  const places = globSync('{api,shared}/**/*.ts', { cwd: root }).flatMap((file) =>
    [...readFileSync(join(root, file), 'utf8').matchAll(/table: '(\w+)',\s+column: '(\w+)'/g)].map(
      ([, table, column]) => `${table}.${column}`,
    ),
  );
  // The cursor of a list is not stored. The client keeps it.
  return [...new Set(places)].filter((place) => place !== 'cursor.after').toSorted();
}
