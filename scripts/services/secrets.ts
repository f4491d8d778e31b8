import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../shared/config.ts';

export type Secrets = { JWT_SECRET: string; SECRETS_KEY: string };

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
  const file = join(config.dataDir, 'secrets.json');
  const stored = keep ? await readStoredSecrets(file) : {};
  const generated = {
    JWT_SECRET: randomBytes(32).toString('hex'),
    SECRETS_KEY: randomBytes(32).toString('hex'),
    ...stored,
  };
  const secrets = {
    JWT_SECRET: config.jwtSecret ?? generated.JWT_SECRET,
    SECRETS_KEY: config.secretsKey ?? generated.SECRETS_KEY,
  };
  const allSet = config.jwtSecret && config.secretsKey;
  if (keep && !allSet && !(stored.JWT_SECRET && stored.SECRETS_KEY)) {
    await mkdir(config.dataDir, { recursive: true });
    await writeFile(file, `${JSON.stringify(generated, undefined, 2)}\n`, { mode: 0o600 });
  }
  return secrets;
}

async function readStoredSecrets(file: string): Promise<Partial<Secrets>> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Partial<Secrets>;
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
