import twilio from 'twilio';
import type { Scrub } from '../logging/scrub.ts';

/**
 * An error of a request to the carrier. Errors of the SDK do not leave the clients, because such an error holds the whole
 * request with the account's credentials and the called number.
 */
export class CarrierError extends Error {
  override readonly name = 'CarrierError';
  /** The function of the client that failed, such as `placeCall`. */
  readonly operation: string;
  /** The HTTP status of the carrier's response; undefined if there was no response. */
  readonly status: number | undefined;
  /** The carrier's error code, or the code of the network error, such as `ECONNREFUSED`. */
  readonly code: number | string | undefined;

  constructor(operation: string, message: string, more: { status?: number; code?: number | string | undefined } = {}) {
    super(message);
    this.operation = operation;
    this.status = more.status;
    this.code = more.code;
  }
}

/** A message of the carrier is cut to this length. Real messages have at most 200 characters. */
const MESSAGE_LENGTH_MAX = 500;

/**
 * Returns the error of a request to the carrier without the request.
 *
 * @param scrub hides the account's credentials, because a proxy or a server may repeat them in its message
 */
export function carrierErrorOf(operation: string, error: unknown, scrub: Scrub): CarrierError {
  if (error instanceof CarrierError) return error;
  if (error instanceof twilio.RestException) {
    const { message, status, code } = error;
    return new CarrierError(operation, scrub(message).slice(0, MESSAGE_LENGTH_MAX), { status, code });
  }
  const { message, code } = error as { message?: unknown; code?: unknown };
  const text = typeof message === 'string' && message !== '' ? scrub(message) : 'The request failed.';
  return new CarrierError(operation, text.slice(0, MESSAGE_LENGTH_MAX), {
    code: typeof code === 'string' ? code : undefined,
  });
}

type Operations = Record<string, (...args: never[]) => Promise<unknown>>;

/**
 * Returns the functions of a client with their errors converted to {@link CarrierError}. A function that is added later
 * cannot forget the conversion.
 */
export function withCarrierErrors<T extends Operations>(operations: T, scrub: Scrub): T {
  return Object.fromEntries(
    Object.entries(operations).map(([name, run]) => [
      name,
      async (...args: never[]) => {
        try {
          return await run(...args);
        } catch (error) {
          throw carrierErrorOf(name, error, scrub);
        }
      },
    ]),
  ) as T;
}

/** How a request to the carrier failed. Only a request with the outcome `not_sent` is safe to repeat. */
export type RequestFailure =
  | { outcome: 'refused'; status: number | undefined; code: number | undefined; message: string }
  | { outcome: 'not_sent'; message: string }
  | { outcome: 'unknown'; message: string };

/**
 * Returns how a request to the carrier failed. If the reply was lost, the outcome is `unknown` and never `refused`,
 * because the carrier may have executed the request.
 */
export function classifyFailure({ message, status, code }: CarrierError): RequestFailure {
  if (status !== undefined) {
    if (status === 429) return { outcome: 'not_sent', message };
    if (status < 500) return { outcome: 'refused', status, code: typeof code === 'number' ? code : undefined, message };
    return { outcome: 'unknown', message };
  }
  const neverConnected = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID'];
  return { outcome: typeof code === 'string' && neverConnected.includes(code) ? 'not_sent' : 'unknown', message };
}

/** The carrier does not accept the credentials, or the account may send no requests. */
const ACCOUNT_STATUSES: readonly (number | undefined)[] = [401, 403];

/** Whether a request failed because of the carrier, the way to it or the account, so the same request can succeed later. */
export function isCarrierOutage(error: CarrierError): boolean {
  const { status, code } = error;
  if (status === undefined) return code !== undefined;
  return ACCOUNT_STATUSES.includes(status) || classifyFailure(error).outcome !== 'refused';
}

/** For `.catch()`: returns undefined if the carrier answered 404 (not found). Throws any other error again. */
export function undefinedIfNotFound(error: unknown): undefined {
  if (error instanceof twilio.RestException && error.status === 404) return undefined;
  throw error;
}
