/** Refuses a new call that the account may not place, with Twilio's errors. */
import { countryOfNumber } from '../../../shared/rules/values/phone.ts';
import { hasEnded } from '../calls/state.ts';
import type { Carrier } from '../carrier/state.ts';
import { findOwnedNumber } from '../numbers/numbers.ts';
import { RestError } from './errors.ts';

/**
 * The caller ID of Twilio's test credentials that is always accepted. Twilio refuses the other magic numbers as caller IDs.
 */
const MAGIC_CALLER_ID = '+15005550006';

/** @throws RestError if the account is not active. */
export function assertAccountActive({ account }: Carrier): void {
  if (account.status !== 'active') throw new RestError(401, 20005, 'Account not active');
}

/** @throws RestError if the account may not call from this number, or may not call this number. */
export function assertNumbersAllowed(carrier: Carrier, { from, to }: { from: string; to: string }): void {
  const { account } = carrier;
  if (account.ownCallerIdsOnly && !isOwnCallerId(carrier, from))
    throw new RestError(
      400,
      21210,
      `The source phone number provided, ${from}, is not yet verified for your account. You may only make calls from ` +
        'phone numbers that you have verified or purchased from the simulated carrier.',
    );
  if (account.type === 'Trial' && !account.verifiedNumbers.includes(to))
    throw new RestError(
      400,
      21219,
      `The number ${to} is unverified. Trial accounts may only make calls to verified numbers.`,
    );
  if (account.forbiddenCountries.includes(countryOfNumber(to) ?? ''))
    throw new RestError(
      400,
      21215,
      `Account not authorized to call ${to}. Perhaps you need to enable some international permissions.`,
    );
}

/** Whether the account may show this number to a called person. */
export function isOwnCallerId(carrier: Carrier, from: string): boolean {
  const isNumber = from.startsWith('+');
  return (
    !isNumber ||
    from === MAGIC_CALLER_ID ||
    findOwnedNumber(carrier, from) !== null ||
    carrier.account.verifiedNumbers.includes(from)
  );
}

/** @throws RestError if the account has as many live calls as it may have. */
export function assertConcurrency(carrier: Carrier): void {
  const { concurrentCallsMax } = carrier.account;
  if (concurrentCallsMax === null) return;
  const live = [...carrier.calls.values()].filter((call) => !hasEnded(call)).length;
  if (live >= concurrentCallsMax) throw new RestError(400, 10004, 'Call concurrency limit exceeded');
}

/**
 * Counts a request for a new call.
 *
 * @throws RestError 429 if there were too many such requests in the last second
 */
export function assertCreateRate(carrier: Carrier): void {
  const { createsPerSecondMax } = carrier.account;
  if (createsPerSecondMax === null) return;
  const nowMs = carrier.clock.nowMs();
  carrier.createTimesMs = carrier.createTimesMs.filter((timeMs) => timeMs > nowMs - 1_000);
  if (carrier.createTimesMs.length >= createsPerSecondMax) throw new RestError(429, 20429, 'Too Many Requests');
  carrier.createTimesMs.push(nowMs);
}

/**
 * @param code Twilio's error code for an unusable URL in the parameter
 * @throws RestError if callbacks must be public and the address is not
 */
export function assertPublic(carrier: Carrier, name: string, url: string | null, code: number): void {
  if (!carrier.account.publicCallbacksOnly || url === null) return;
  const { hostname } = new URL(url);
  if (isPrivateHost(hostname)) throw new RestError(400, code, `${name} is not a valid URL: ${url}`);
}

const PRIVATE_ADDRESS =
  /^(?:localhost|.*\.local|.*\.localhost|0\.|10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|\[)/i;

/** Whether the internet cannot reach the host: an address of a private network, or a name without a domain. */
function isPrivateHost(hostname: string): boolean {
  return PRIVATE_ADDRESS.test(hostname) || !hostname.includes('.');
}
