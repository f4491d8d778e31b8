import { hash, verify } from '@node-rs/argon2';
import { limitConcurrency } from '../../concurrency.ts';
import type { Context } from '../../context.ts';
import { DomainError, invalidField } from '../../errors.ts';
import { type PasswordOwner, passwordProblem } from '../../rules/accounts/passwords.ts';

/**
 * Parameters of the password hash Argon2id, which is the default of the library. The values are the minimum that OWASP
 * recommends: 19 MiB of memory and two passes.
 */
const ARGON2_OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * Limits how many password hashes run at once. Each hash needs 19 MiB of memory and a thread of libuv's thread pool,
 * which also serves files and DNS. If more logins wait than can be served in several seconds, further logins are
 * rejected.
 */
const runLimited = limitConcurrency({ runningMax: 2, waitingMax: 100 });

/**
 * Maximum number of password hashes of one IP address that run or wait at the same time: a quarter of the queue. So one
 * address cannot fill the queue and keep the users of other addresses out.
 */
const HASHES_PER_ADDRESS_MAX = 25;

const hashesByAddress = new Map<string, number>();

/** The client whose password is hashed. */
type Client = Pick<Context, 'clientAddress'>;

async function runForClient<T>({ clientAddress = 'none' }: Client, task: () => Promise<T>): Promise<T> {
  const count = hashesByAddress.get(clientAddress) ?? 0;
  if (count >= HASHES_PER_ADDRESS_MAX)
    throw new DomainError('too_many_requests', 'Too many logins at once from your address. Try again in 2 seconds.', {
      retryAfterSeconds: 2,
    });
  hashesByAddress.set(clientAddress, count + 1);
  try {
    return await runLimited(task);
  } finally {
    const left = (hashesByAddress.get(clientAddress) ?? 1) - 1;
    if (left > 0) hashesByAddress.set(clientAddress, left);
    else hashesByAddress.delete(clientAddress);
  }
}

/**
 * Asserts that a new password is not easy to guess.
 *
 * @param field the name of the field in the error
 * @throws DomainError `validation_failed`
 */
export function assertGoodPassword(password: string, owner: PasswordOwner, field = 'password'): void {
  const problem = passwordProblem(password, owner);
  if (problem) throw invalidField(field, `${field} ${problem}.`, 'weak_password');
}

/**
 * Returns the hash of a password.
 *
 * @throws DomainError `unavailable` if too many password hashes wait, `too_many_requests` if too many of them are from
 *   the address of the client. {@link passwordMatches} throws the same errors.
 */
export function hashPassword(client: Client, password: string): Promise<string> {
  return runForClient(client, () => hash(password, ARGON2_OPTIONS));
}

let dummyHash: Promise<string> | undefined;

/**
 * Whether a password matches the stored hash. If the user is unknown, the check takes the same time as for a known
 * user, so that the response time does not reveal which users exist.
 *
 * @param stored the stored hash; undefined if the user is unknown
 */
export async function passwordMatches(client: Client, stored: string | undefined, password: string): Promise<boolean> {
  // The dummy hash is computed outside the limit on running hashes. If the limit rejected the computation, the rejected
  // promise would be kept in `dummyHash` for ever.
  dummyHash ??= hash('a password that no user has', ARGON2_OPTIONS);
  const expected = stored ?? (await dummyHash);
  const matches = await runForClient(client, () => verify(expected, password));
  return stored !== undefined && matches;
}
