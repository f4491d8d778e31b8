/** How Twilio writes things down: sids, dates, durations and display numbers. */
import { randomBytes } from 'node:crypto';

export const apiVersion = '2010-04-01';

/**
 * `CA` + 32 hex digits. Truly random, unlike everything else here: a simulator started again with the same seed must
 * not reuse the sids a product already stored.
 */
export function sid(prefix: 'CA' | 'CF' | 'RE' | 'PN' | 'RQ'): string {
  return prefix + randomBytes(16).toString('hex');
}

/** `Tue, 31 Aug 2010 20:36:28 +0000`, the only date the API and its callbacks know. */
export function rfc2822(timeMs: number): string {
  return new Date(timeMs).toUTCString().replace('GMT', '+0000');
}

/** Empty until it has happened, as the Call resource shows it. */
export function rfc2822OrNull(timeMs: number | null): string | null {
  return timeMs === null ? null : rfc2822(timeMs);
}

export function iso(timeMs: number | null): string | null {
  return timeMs === null ? null : new Date(timeMs).toISOString();
}

/** `(415) 555-2671` for North American numbers, the number itself otherwise. */
export function displayNumber(number: string): string {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  return parts ? `(${parts[1]}) ${parts[2]}-${parts[3]}` : number;
}

/** Syntax only: the product's own documents use numbers no network would accept, and the simulator must dial them. */
export function isE164(number: string): boolean {
  return /^\+[1-9]\d{6,14}$/.test(number);
}
