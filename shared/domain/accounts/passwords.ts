import { hash, verify } from '@node-rs/argon2';
import { limitConcurrency } from '../../concurrency.ts';

/**
 * Parameters of the password hash Argon2id, which is the default of the library. The values are the minimum that OWASP
 * recommends: 19 MiB of memory and two passes.
 */
const ARGON2_OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Maximum length of a password. A longer password would only cost memory and time. */
export const PASSWORD_LENGTH_MAX = 128;
export const PASSWORD_LENGTH_MIN = 8;

/**
 * Limits how many password hashes run at once. Each hash needs 19 MiB of memory and a thread of libuv's thread pool,
 * which also serves files and DNS. If more logins wait than can be served in several seconds, further logins are
 * rejected.
 */
const runLimited = limitConcurrency({ runningMax: 2, waitingMax: 100 });

/**
 * Returns the hash of a password.
 *
 * @throws DomainError `unavailable` if too many password hashes wait. {@link passwordMatches} throws the same error.
 */
export function hashPassword(password: string): Promise<string> {
  return runLimited(() => hash(password, ARGON2_OPTIONS));
}

let dummyHash: Promise<string> | undefined;

/**
 * Whether a password matches the stored hash. If the user is unknown, the check takes the same time as for a known
 * user, so that the response time does not reveal which users exist.
 *
 * @param stored the stored hash; undefined if the user is unknown
 */
export async function passwordMatches(stored: string | undefined, password: string): Promise<boolean> {
  // The dummy hash is computed outside the limit on running hashes. If the limit rejected the computation, the rejected
  // promise would be kept in `dummyHash` for ever.
  dummyHash ??= hash('a password that no user has', ARGON2_OPTIONS);
  const expected = stored ?? (await dummyHash);
  const matches = await runLimited(() => verify(expected, password));
  return stored !== undefined && matches;
}
