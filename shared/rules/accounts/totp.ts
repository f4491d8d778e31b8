/** Time-based one-time passwords (TOTP, RFC 6238), as authenticator apps compute them. */
import { Secret, TOTP } from 'otpauth';

/** The name that an authenticator app shows beside the user's name. */
const ISSUER = 'CallCenter Pro';

/** The parameters that every authenticator app supports. Many apps ignore other values in the URI. */
const PARAMETERS = { issuer: ISSUER, algorithm: 'SHA1', digits: 6, period: 30 } as const;

/** The length of SHA-1, which RFC 4226 recommends for a secret: 160 bits. */
export const TOTP_SECRET_BYTES = 20;

/**
 * Time steps before and after the current step whose codes are valid too. The clock of a phone may differ by some
 * seconds, and the user needs time to type. RFC 6238 recommends one step.
 */
const STEPS_EACH_WAY = 1;

const totpOf = (secret: string, label = '') => new TOTP({ ...PARAMETERS, label, secret: Secret.fromBase32(secret) });

/** Returns the URI that an authenticator app reads from a QR code. */
export const totpUri = (secret: string, username: string): string => totpOf(secret, username).toString();

/**
 * Returns the time step of a code, or undefined if the code is not valid at this time. The comparison takes the same
 * time for every wrong code.
 *
 * @param secret the secret in base32
 */
export function findTimeStep(secret: string, code: string, nowMs: number): number | undefined {
  const totp = totpOf(secret);
  const delta = totp.validate({ token: code, timestamp: nowMs, window: STEPS_EACH_WAY });
  return delta === null ? undefined : totp.counter({ timestamp: nowMs }) + delta;
}
