import { hash, verify } from '@node-rs/argon2';
import { limitConcurrency } from '../../concurrency.ts';

/** Argon2id, the default of the library, with the minimum parameters that OWASP recommends: 19 MiB of memory, two passes. */
const ARGON2_OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Longer passwords would only cost memory and time. */
export const PASSWORD_LENGTH_MAX = 128;
export const PASSWORD_LENGTH_MIN = 8;

/**
 * Each hash needs 19 MiB and a thread of libuv's thread pool, which also serves files and DNS. So only a few run at once. When
 * more logins wait than could be served in several seconds, further ones are rejected.
 */
const runLimited = limitConcurrency({ runningMax: 2, waitingMax: 100 });

/** @throws DomainError `unavailable` when too many hashes wait. {@link passwordMatches} throws it too. */
export function hashPassword(password: string): Promise<string> {
  return runLimited(() => hash(password, ARGON2_OPTIONS));
}

let dummyHash: Promise<string> | undefined;

/**
 * Checks a password. Without a stored hash it takes the same time, so that the response time does not reveal which users exist.
 *
 * @param stored The stored hash; undefined for an unknown user.
 */
export async function passwordMatches(stored: string | undefined, password: string): Promise<boolean> {
  // Without the limit, because a rejected promise would be kept here for ever.
  dummyHash ??= hash('a password that no user has', ARGON2_OPTIONS);
  const expected = stored ?? (await dummyHash);
  const matches = await runLimited(() => verify(expected, password));
  return stored !== undefined && matches;
}
