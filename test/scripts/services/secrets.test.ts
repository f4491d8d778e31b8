import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ensureSecrets } from '../../../scripts/services/secrets.ts';
import { readConfig } from '../../../shared/config.ts';

async function dataDir(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'secrets-test-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

test('secrets are made once, pass the checks of the configuration, and are readable by their owner only', async () => {
  const DATA_DIR = await dataDir();
  const made = await ensureSecrets(readConfig({ DATA_DIR }), true);
  expect(readConfig({ ...made })).toMatchObject({ jwtSecret: made.JWT_SECRET, secretsKey: made.SECRETS_KEY });
  expect(await ensureSecrets(readConfig({ DATA_DIR }), true)).toEqual(made);
  expect((await stat(join(DATA_DIR, 'secrets.json'))).mode & 0o777).toBe(0o600);
});

test('a secret that is set is used and never written down', async () => {
  const DATA_DIR = await dataDir();
  const JWT_SECRET = 'set by the operator, and quite long enough';
  const secrets = await ensureSecrets(readConfig({ DATA_DIR, JWT_SECRET }), true);
  expect(secrets.JWT_SECRET).toBe(JWT_SECRET);
  expect(await readFile(join(DATA_DIR, 'secrets.json'), 'utf8')).not.toContain(JWT_SECRET);
});

test('a file of secrets that is broken is never replaced, since data depend on it', async () => {
  const DATA_DIR = await dataDir();
  await writeFile(join(DATA_DIR, 'secrets.json'), '{ "JWT_SECRET": ');
  await expect(ensureSecrets(readConfig({ DATA_DIR }), true)).rejects.toThrow('secrets.json cannot be read');
});

test('secrets for data that are thrown away leave no file', async () => {
  const DATA_DIR = await dataDir();
  await ensureSecrets(readConfig({ DATA_DIR }), false);
  await expect(stat(join(DATA_DIR, 'secrets.json'))).rejects.toThrow('ENOENT');
});
