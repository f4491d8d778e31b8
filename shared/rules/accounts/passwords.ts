/** The rules for a new password. The hash of a password is made in `shared/domain/accounts/passwords.ts`. */
import { dictionary } from '@zxcvbn-ts/language-common';

export const PASSWORD_LENGTH_MIN = 8;
/** A longer password would only cost memory and time. */
export const PASSWORD_LENGTH_MAX = 128;

/**
 * The most common passwords of public leaks, in lower case. About 18 000 of them satisfy the length rule. OWASP ASVS
 * 6.2.4 requires at least 3 000.
 */
const COMMON_PASSWORDS: ReadonlySet<string> = new Set(dictionary['passwords-common']);

/** `aaaaaaaa` and `12121212` are not in every list of common passwords, but are tried first. */
const DISTINCT_CHARACTERS_MIN = 4;

/** Words that an attacker tries first at this product (OWASP ASVS 6.2.11). */
const PRODUCT_WORDS = ['callcenter', 'callcenterpro', 'dialer'];

/** The names of the user. A password must not be one of them. */
export type PasswordOwner = { email: string; username?: string | undefined };

const lettersOf = (text: string) => text.toLowerCase().replaceAll(/[^\p{L}]/gu, '');

/**
 * Returns why a password is too easy to guess, or undefined if the password is good enough. Upper and lower case do not
 * matter. Digits and punctuation around a name do not help: `Jane.Doe2026` is refused for jane.doe@example.com.
 */
export function passwordProblem(password: string, { email, username = email }: PasswordOwner): string | undefined {
  if (COMMON_PASSWORDS.has(password.toLowerCase()))
    return 'is one of the most common passwords. Choose another one, such as four random words';
  if (new Set(password.toLowerCase()).size < DISTINCT_CHARACTERS_MIN)
    return `must contain at least ${DISTINCT_CHARACTERS_MIN} different characters`;
  const letters = lettersOf(password);
  const [mailbox = ''] = email.split('@');
  const names = [email, mailbox, username, ...PRODUCT_WORDS].map(lettersOf).filter((name) => name !== '');
  if (letters === '' ? isOwnName(password, [email, mailbox, username]) : names.includes(letters))
    return 'must not be your name, your e-mail address or the name of the product. Choose another one';
  return undefined;
}

/** Whether a password without letters, such as a phone number, is a name of the user. */
const isOwnName = (password: string, names: string[]) => names.includes(password);
