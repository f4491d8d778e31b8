/** One-time codes: secrets that an administrator passes on to a person, who uses the code once. */
import { createHash, randomBytes } from 'node:crypto';
import { DomainError } from '../../errors.ts';

/** 256 bits of entropy, so a code cannot be guessed and needs no slow hash. */
const CODE_BYTES = 32;

/** Returns a new code. Only {@link codeHashOf} of the code is stored. */
export const createCode = (): string => randomBytes(CODE_BYTES).toString('base64url');

export const codeHashOf = (code: string): Buffer => createHash('sha256').update(code).digest();

/** The error for a code that is unknown, expired or used. It does not tell which, because it is the same for all. */
export function invalidCode(): DomainError {
  return new DomainError(
    'forbidden',
    'The code is invalid, has expired, or was used already. Ask your administrator for a new code.',
  );
}
