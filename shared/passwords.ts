import { hash, verify } from '@node-rs/argon2';

/** Argon2id with the parameters OWASP gives as its minimum: 19 MiB, two passes. It is the library's default algorithm. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Longer inputs only cost memory and time. */
export const PASSWORD_LENGTH_MAX = 128;
export const PASSWORD_LENGTH_MIN = 8;

export function hashPassword(password: string): Promise<string> {
  return hash(password, parameters);
}

let decoy: Promise<string> | undefined;

/** Checks a password; without a stored hash it spends the same time, so that a login does not tell who exists. */
export async function passwordMatches(stored: string | undefined, password: string): Promise<boolean> {
  decoy ??= hashPassword('nobody has this password');
  const matches = await verify(stored ?? (await decoy), password);
  return stored !== undefined && matches;
}
