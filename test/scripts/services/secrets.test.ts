import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ensureSecrets } from '../../../scripts/services/secrets.ts';
import { readConfig } from '../../../shared/config.ts';

async function createDataDir(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'secrets-test-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

test('secrets are generated once, are valid settings, and only their owner can read the file', async () => {
  const DATA_DIR = await createDataDir();
  const secrets = await ensureSecrets(readConfig({ DATA_DIR }), true);
  expect(readConfig({ ...secrets })).toMatchObject({
    jwtSecret: secrets.JWT_SECRET,
    secretsKey: secrets.SECRETS_KEY,
    operatorToken: secrets.OPERATOR_TOKEN,
  });
  expect(await ensureSecrets(readConfig({ DATA_DIR }), true)).toEqual(secrets);
  expect((await stat(join(DATA_DIR, 'secrets.json'))).mode & 0o777).toBe(0o600);
});

test('a secret from the settings is used and not written to the file', async () => {
  const DATA_DIR = await createDataDir();
  const JWT_SECRET = 'set by the operator, and quite long enough';
  const secrets = await ensureSecrets(readConfig({ DATA_DIR, JWT_SECRET }), true);
  expect(secrets.JWT_SECRET).toBe(JWT_SECRET);
  expect(await readFile(join(DATA_DIR, 'secrets.json'), 'utf8')).not.toContain(JWT_SECRET);
});

test('a secrets file of an earlier version gets the missing secrets and keeps the others', async () => {
  const DATA_DIR = await createDataDir();
  const file = join(DATA_DIR, 'secrets.json');
  const old = { JWT_SECRET: 'a'.repeat(32), SECRETS_KEY: '0'.repeat(64) };
  await writeFile(file, JSON.stringify(old), { mode: 0o600 });
  const secrets = await ensureSecrets(readConfig({ DATA_DIR }), true);
  expect(secrets).toMatchObject({ ...old, OPERATOR_TOKEN: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(secrets);
});

test('a broken secrets file is an error and is not replaced, because the data depend on it', async () => {
  const DATA_DIR = await createDataDir();
  await writeFile(join(DATA_DIR, 'secrets.json'), '{ "JWT_SECRET": ');
  await expect(ensureSecrets(readConfig({ DATA_DIR }), true)).rejects.toThrow('secrets.json cannot be read');
});

test('secrets for temporary data are not written to a file', async () => {
  const DATA_DIR = await createDataDir();
  await ensureSecrets(readConfig({ DATA_DIR }), false);
  await expect(stat(join(DATA_DIR, 'secrets.json'))).rejects.toThrow('ENOENT');
});
