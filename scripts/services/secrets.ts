import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../../shared/config.ts';

export type Secrets = { JWT_SECRET: string; SECRETS_KEY: string };

/**
 * The secrets that are set, and for those that are not ones made once and kept in DATA_DIR/secrets.json for its owner's eyes
 * only. They must stay with the data: another JWT_SECRET ends all sessions, another SECRETS_KEY makes stored credentials
 * unreadable.
 *
 * @param keep False for data that are thrown away.
 */
export async function ensureSecrets(config: Config, keep: boolean): Promise<Secrets> {
  const file = join(config.dataDir, 'secrets.json');
  const stored = keep ? await read(file) : {};
  const made = { JWT_SECRET: randomBytes(32).toString('hex'), SECRETS_KEY: randomBytes(32).toString('hex'), ...stored };
  const secrets = {
    JWT_SECRET: config.jwtSecret ?? made.JWT_SECRET,
    SECRETS_KEY: config.secretsKey ?? made.SECRETS_KEY,
  };
  const allSet = config.jwtSecret && config.secretsKey;
  if (keep && !allSet && !(stored.JWT_SECRET && stored.SECRETS_KEY)) {
    await mkdir(config.dataDir, { recursive: true });
    await writeFile(file, `${JSON.stringify(made, undefined, 2)}\n`, { mode: 0o600 });
  }
  return secrets;
}

async function read(file: string): Promise<Partial<Secrets>> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Partial<Secrets>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new Error(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}
