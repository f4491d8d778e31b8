import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../shared/config.ts';

/** The secrets that the product generates if they are not set. */
export type Secrets = { JWT_SECRET: string; SECRETS_KEY: string; SIMULATOR_AUTH_TOKEN: string; OPERATOR_TOKEN: string };

/** Returns the file in which the product keeps the secrets that it generates. */
export const secretsFile = (folder: string) => join(folder, 'secrets.json');

/**
 * Returns the secrets from the settings. A secret that is not set is generated once and kept in DATA_DIR/secrets.json,
 * a file that only its owner can read.
 *
 * The secrets belong to the data: a new JWT_SECRET logs every user out, and a new SECRETS_KEY makes stored credentials
 * unreadable.
 *
 * @param keep Whether to store generated secrets; false for temporary data.
 */
export async function ensureSecrets(config: Config, keep: boolean): Promise<Secrets> {
  const set = {
    JWT_SECRET: config.jwtSecret,
    SECRETS_KEY: config.secretsKey,
    SIMULATOR_AUTH_TOKEN: config.simulator.authToken,
    OPERATOR_TOKEN: config.operatorToken,
  };
  const unset = (Object.keys(set) as (keyof Secrets)[]).filter((name) => set[name] === undefined);
  const generated = await ensureGenerated(config.dataDir, unset, keep);
  return Object.fromEntries(
    Object.entries(set).map(([name, value]) => [name, value ?? generated[name as keyof Secrets]]),
  ) as Secrets;
}

/**
 * Returns a random value of 32 bytes in hex for each name. Values are generated once and kept in `secrets.json` of the
 * folder.
 *
 * @param keep Whether to store the values; false for temporary data.
 */
export async function ensureGenerated<Name extends string>(
  folder: string,
  names: readonly Name[],
  keep: boolean,
): Promise<Record<Name, string>> {
  const file = secretsFile(folder);
  const stored = keep ? await readStored(file) : {};
  const missing = names.filter((name) => !stored[name]);
  const all = { ...stored, ...Object.fromEntries(missing.map((name) => [name, randomBytes(32).toString('hex')])) };
  if (keep && missing.length > 0) {
    await mkdir(folder, { recursive: true });
    // A crash during the write must not lose the secrets that the file already has, so the new file replaces the old
    // file at the end.
    await rm(`${file}.new`, { force: true });
    await writeFile(`${file}.new`, `${JSON.stringify(all, undefined, 2)}\n`, { mode: 0o600, flag: 'wx', flush: true });
    await rename(`${file}.new`, file);
  }
  return Object.fromEntries(names.map((name) => [name, all[name]])) as Record<Name, string>;
}

async function readStored(file: string): Promise<Record<string, string>> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Record<string, string>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new Error(
      `${file} cannot be read: ${(error as Error).message}. Repair the file or restore it from a backup.`,
      {
        cause: error,
      },
    );
  }
}
