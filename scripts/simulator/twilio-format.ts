/** Twilio's formats of sids, dates and phone numbers. */
import { randomBytes } from 'node:crypto';

export const API_VERSION = '2010-04-01';

/**
 * Creates a sid (Twilio's id of an object), for example `CA` and 32 hex digits. Sids do not depend on the seed, because
 * a restarted simulator must not reuse sids that the product has stored.
 */
export function createSid(prefix: 'CA' | 'CF' | 'RE' | 'PN' | 'RQ'): string {
  return prefix + randomBytes(16).toString('hex');
}

/**
 * Returns the time as, for example, `Tue, 31 Aug 2010 20:36:28 +0000`: the date format of the API and of its callbacks.
 */
export function rfc2822(timeMs: number): string {
  return new Date(timeMs).toUTCString().replace('GMT', '+0000');
}

export function rfc2822OrNull(timeMs: number | null): string | null {
  return timeMs === null ? null : rfc2822(timeMs);
}

export function isoOrNull(timeMs: number | null): string | null {
  return timeMs === null ? null : new Date(timeMs).toISOString();
}

/** Returns `(415) 555-2671` for a North American number, and any other number unchanged. */
export function formatNumber(number: string): string {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  return parts ? `(${parts[1]}) ${parts[2]}-${parts[3]}` : number;
}

/**
 * Whether the text has the syntax of a phone number in E.164 format. Only the syntax counts, because the simulator must
 * also dial example numbers that no phone network has.
 */
export function isE164(number: string): boolean {
  return /^\+[1-9]\d{6,14}$/.test(number);
}
