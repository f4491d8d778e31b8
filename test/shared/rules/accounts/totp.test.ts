import { Secret } from 'otpauth';
import { expect, test } from 'vitest';
import { findTimeStep, totpUri } from '../../../../shared/rules/accounts/totp.ts';

/** The secret of the test vectors in RFC 6238, appendix B. */
const SECRET = Secret.fromUTF8('12345678901234567890').base32;
const STEP_MS = 30_000;

test.each([
  // The vectors have eight digits. A code of six digits is the end of the code of eight digits.
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('the code of RFC 6238 at second %i belongs to its time step', (seconds, code) => {
  expect(findTimeStep(SECRET, code, seconds * 1000)).toBe(Math.floor(seconds / 30));
});

test('a code is valid in its own time step, one step before and one step after', () => {
  const ownMs = 1_111_111_110_000;
  const step = ownMs / STEP_MS;
  const found = [-2, -1, 0, 1, 2].map((steps) => findTimeStep(SECRET, '050471', ownMs + steps * STEP_MS));
  expect(found).toEqual([undefined, step, step, step, undefined]);
  // The last millisecond of the next time step, and the first millisecond after it.
  expect(findTimeStep(SECRET, '050471', ownMs + 2 * STEP_MS - 1)).toBe(step);
});

test.each(['050472', '50471', '0050471', '05047I', ''])('the code "%s" is not valid', (code) => {
  expect(findTimeStep(SECRET, code, 1_111_111_110_000)).toBeUndefined();
});

test('the URI contains the secret, the product and the user', () => {
  const uri = new URL(totpUri(SECRET, 'jane@example.com'));
  expect(uri.href).toMatch(/^otpauth:\/\/totp\/CallCenter%20Pro:jane%40example\.com\?/);
  expect(Object.fromEntries(uri.searchParams)).toEqual({
    issuer: 'CallCenter Pro',
    secret: SECRET,
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  });
});
