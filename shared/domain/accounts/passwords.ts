import { hash, verify } from '@node-rs/argon2';
import { limitConcurrency } from '../../concurrency.ts';

/** Argon2id with the parameters OWASP gives as its minimum: 19 MiB, two passes. It is the library's default algorithm. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Longer inputs only cost memory and time. */
export const PASSWORD_LENGTH_MAX = 128;
export const PASSWORD_LENGTH_MIN = 8;

/**
 * Each hash takes 19 MiB and a thread of the pool that also serves files and DNS, so a flood of log-ins must queue; who would
 * wait for several seconds is better told to come back.
 */
const inTurn = limitConcurrency({ atOnceMax: 2, waitingMax: 100 });

/** @throws DomainError `unavailable` while too many passwords wait to be hashed; so does {@link passwordMatches}. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, parameters));
}

let decoy: Promise<string> | undefined;

/** Checks a password; without a stored hash it spends the same time, so that a login does not tell who exists. */
export async function passwordMatches(stored: string | undefined, password: string): Promise<boolean> {
  // Not in turn: a failure of the decoy would be remembered for ever.
  decoy ??= hash('nobody has this password', parameters);
  const expected = stored ?? (await decoy);
  const matches = await inTurn(() => verify(expected, password));
  return stored !== undefined && matches;
}
