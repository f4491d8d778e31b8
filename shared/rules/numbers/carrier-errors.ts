/**
 * What the carrier's errors mean when it refuses to place a call. The codes are those of Twilio's error dictionary
 * (twilio.com/docs/api/errors).
 *
 * A refusal has one of three classes:
 *
 * - `number`: the called number is bad. The call has failed, as if the number did not answer.
 * - `account`: the account or one of its settings is bad. No other call would succeed, so dialing stops until the cause
 *   is mended (`carrier-breaker.ts`). The lead loses no attempt.
 * - `retry`: the carrier is busy. The same call may succeed some seconds later. The lead loses no attempt.
 */

/** What a refusal concerns: all calls, the calls from a caller ID, the calls to a country, or a campaign's calls. */
export const BREAKER_SCOPES = ['account', 'caller_id', 'country', 'campaign'] as const;
export type BreakerScope = (typeof BREAKER_SCOPES)[number];

export type CarrierFault = {
  class: 'retry' | 'account';
  scope: BreakerScope;
  /** What is wrong, as a sentence. */
  meaning: string;
  /** What to do, as a sentence. */
  remedy: string;
};
type NumberFault = { class: 'number'; meaning: string; isPermanent: boolean };

const account = (meaning: string, remedy: string): CarrierFault => ({
  class: 'account',
  scope: 'account',
  meaning,
  remedy,
});
const callerId = (meaning: string, remedy: string): CarrierFault => ({
  class: 'account',
  scope: 'caller_id',
  meaning,
  remedy,
});
const country = (meaning: string, remedy: string): CarrierFault => ({
  class: 'account',
  scope: 'country',
  meaning,
  remedy,
});
const busy = (meaning: string, remedy: string): CarrierFault => ({ class: 'retry', scope: 'account', meaning, remedy });
const number = (meaning: string, isPermanent = true): NumberFault => ({ class: 'number', meaning, isPermanent });

const CHECK_TOKEN = 'Set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN to those of the Twilio console, and restart.';
const CHECK_BALANCE = 'Check the balance of the account in the Twilio console, or ask the support of Twilio.';
const CHECK_PUBLIC_URL = 'Set PUBLIC_BASE_URL to an https address that the internet can reach, and restart.';
const OWN_CALLER_ID = 'Buy the number, verify it as a caller ID in the Twilio console, or set another caller_id.';
const ALLOW_COUNTRY = 'Allow the country in the Twilio console: Voice, Settings, Geographic permissions.';
const UPGRADE = 'Upgrade the account in the Twilio console, or verify the called numbers there.';

/** Every error that Twilio documents for a new call. */
export const CARRIER_ERRORS: Readonly<Record<number, CarrierFault | NumberFault>> = {
  10001: account('The carrier account is not active.', CHECK_BALANCE),
  10002: account('The trial account of the carrier does not have this feature.', UPGRADE),
  10004: busy(
    'The carrier account has as many calls at one time as it may.',
    'Ask the support of Twilio for more concurrent calls, and complete the customer profile of the account. Parked agents use one call each.',
  ),
  10005: account('The carrier account may not make voice calls.', CHECK_BALANCE),
  13216: account(
    'The carrier account allows no call that is as long as the requested time limit.',
    'Upgrade a trial account, which allows ten minutes, or ask the support of Twilio for calls of four hours.',
  ),
  13223: number('The called number is not in the format of the carrier.'),
  13224: number('The called number does not exist, or the carrier cannot reach it.'),
  13225: number('The carrier blocks calls to the number.'),
  13227: country('The carrier account may not call this country.', ALLOW_COUNTRY),
  20003: account('The carrier does not accept the credentials of the account.', CHECK_TOKEN),
  20005: account('The carrier account is not active.', CHECK_BALANCE),
  20006: account('The carrier denies access to the account.', CHECK_TOKEN),
  20008: account('The credentials are test credentials, which place no calls.', CHECK_TOKEN),
  20010: account('The carrier has disabled calls for the account.', CHECK_BALANCE),
  20403: account('The carrier forbids the account to place calls.', CHECK_BALANCE),
  20404: account('The carrier does not know the account.', CHECK_TOKEN),
  20429: busy('The carrier gets too many requests.', 'Lower TWILIO_CALLS_PER_SECOND to what the account allows.'),
  21201: number('The call has no called number.'),
  21202: number('The called number is a premium-rate number.'),
  21203: country('The carrier account may not make international calls.', ALLOW_COUNTRY),
  21205: account('The carrier cannot reach the address of this installation.', CHECK_PUBLIC_URL),
  21210: callerId('The caller ID does not belong to the carrier account and is not verified.', OWN_CALLER_ID),
  21211: number('The called number is not a phone number.'),
  21212: callerId('The caller ID is not a phone number that the carrier accepts.', OWN_CALLER_ID),
  21213: callerId('The call has no caller ID.', OWN_CALLER_ID),
  21214: number('The called number cannot be reached.'),
  21215: country('The carrier account may not call this country.', ALLOW_COUNTRY),
  21217: number('The called number is not a phone number.'),
  21219: account('The trial account of the carrier may only call verified numbers.', UPGRADE),
  21609: account('The carrier cannot reach the callback address of this installation.', CHECK_PUBLIC_URL),
  21626: account(
    'The carrier does not accept the events of the callback.',
    'Report this to the developers of the product.',
  ),
  22005: busy(
    'The queue of the carrier account is full.',
    'Lower TWILIO_CALLS_PER_SECOND to what the account allows, or ask the support of Twilio for more calls per second.',
  ),
  573002: callerId('The trial account of the carrier may not call this number from this caller ID.', UPGRADE),
  573005: account('The trial account of the carrier may only call verified numbers.', UPGRADE),
};

/**
 * Returns what a refusal of the carrier means, and its code. The meaning of an unknown code is undefined: the refusal may
 * concern the number or the account. Twilio blocks some numbers for fraud and blocks every number of accounts without a customer profile with
 * the same code 21216, so this code is unknown, too.
 *
 * @param refusal.status the HTTP status of the response
 * @param refusal.code undefined if the response had no code
 */
export function carrierErrorMeaning({ status, code }: { status: number | undefined; code: number | undefined }): {
  code: number | null;
  meaning: CarrierFault | NumberFault | undefined;
} {
  const known = code === undefined ? undefined : CARRIER_ERRORS[code];
  if (known === undefined && status === 401) return { code: 20003, meaning: CARRIER_ERRORS[20003] };
  if (known === undefined && status === 403) return { code: 20403, meaning: CARRIER_ERRORS[20403] };
  return { code: code ?? null, meaning: known };
}

/** The hangup cause of a call that the carrier refused. */
export const refusalCause = (code: number | undefined): string => `carrier_${code ?? 'refused'}`;

/** Whether the carrier refused a call with this hangup cause because no call to the number can succeed. */
export function isInvalidNumberCause(hangupCause: string | null): boolean {
  const code = /^carrier_(\d+)$/.exec(hangupCause ?? '')?.[1];
  const meaning = code === undefined ? undefined : CARRIER_ERRORS[Number(code)];
  return meaning?.class === 'number' && meaning.isPermanent;
}

/** The sentences for a refusal with a code that is not in {@link CARRIER_ERRORS}. */
export function unknownFault(code: number | null): CarrierFault {
  const page = code === null ? 'twilio.com/docs/api/errors' : `twilio.com/docs/api/errors/${code}`;
  return {
    class: 'account',
    scope: 'campaign',
    meaning: `The carrier refused several calls of the campaign in a row with the error ${code ?? 'unknown'}.`,
    remedy: `See ${page}, mend the cause and update or start the campaign.`,
  };
}
