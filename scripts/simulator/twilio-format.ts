/** Twilio's formats of sids, dates and phone numbers. */
import { randomBytes } from 'node:crypto';

export const API_VERSION = '2010-04-01';

/**
 * `CA` + 32 hex digits. Sids do not depend on the seed: after a restart with the same seed, the simulator must not
 * reuse sids that the product has stored.
 */
export function createSid(prefix: 'CA' | 'CF' | 'RE' | 'PN' | 'RQ'): string {
  return prefix + randomBytes(16).toString('hex');
}

/** For example `Tue, 31 Aug 2010 20:36:28 +0000`, the date format of the API and of its callbacks. */
export function rfc2822(timeMs: number): string {
  return new Date(timeMs).toUTCString().replace('GMT', '+0000');
}

export function rfc2822OrNull(timeMs: number | null): string | null {
  return timeMs === null ? null : rfc2822(timeMs);
}

export function isoOrNull(timeMs: number | null): string | null {
  return timeMs === null ? null : new Date(timeMs).toISOString();
}

/** `(415) 555-2671` for a North American number; other numbers are unchanged. */
export function formatNumber(number: string): string {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  return parts ? `(${parts[1]}) ${parts[2]}-${parts[3]}` : number;
}

/** Checks the syntax only: the simulator must also dial example numbers that no network has. */
export function isE164(number: string): boolean {
  return /^\+[1-9]\d{6,14}$/.test(number);
}
