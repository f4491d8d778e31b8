/** Every kind of domain error. Each API maps the codes to HTTP statuses in one place (`api/http/errors.ts`). */
export type ErrorCode =
  | 'validation_failed'
  | 'malformed_body'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'payload_too_large'
  | 'unsupported_media_type'
  | 'too_many_requests'
  | 'unavailable';

/**
 * One invalid field: the field's path in the input, a message that says how to correct the field, and a code for
 * programs.
 */
export type ErrorDetail = { field: string; message: string; code: string };

/**
 * The only error that domain functions throw on purpose. The API client sees the error message, so the message says
 * what to do.
 */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: ErrorCode;
  readonly details: ErrorDetail[] | undefined;
  readonly retryAfterSeconds: number | undefined;
  /** The permission that the user does not have. */
  readonly missingPermission: string | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    more: { details?: ErrorDetail[]; retryAfterSeconds?: number; missingPermission?: string } = {},
  ) {
    super(message);
    this.code = code;
    this.details = more.details;
    this.retryAfterSeconds = more.retryAfterSeconds;
    this.missingPermission = more.missingPermission;
  }
}

/**
 * The work of a job cannot be done yet for a cause outside, such as a carrier that takes no requests. The job runs again
 * and spends no attempt.
 */
export class OutsideError extends Error {
  override readonly name = 'OutsideError';
}

/** Error codes of Postgres and of the operating system: the disk is full, or a quota is used up. */
const FULL_CODES = new Set(['53100', 'ENOSPC', 'EDQUOT']);
/**
 * Redis accepts no writes: its disk is full (MISCONF), its memory is full (OOM), or it is a replica (READONLY). The error
 * of a failed job has a message and no code.
 */
const FULL_MESSAGE = /^(?:MISCONF|OOM|READONLY)\b|No space left on device|Disk quota exceeded/;

/**
 * Returns the code of a store that takes no more data, such as a full disk. Such an error hits every write until the
 * operator acts. Returns undefined for any other error.
 */
export function fullStoreCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && FULL_CODES.has(code)) return code;
  return FULL_MESSAGE.exec(error.message)?.[0] ?? fullStoreCode(error.cause);
}

/**
 * Returns the row, or throws if the row is undefined. Search for the row in one tenant only, so that the id of another
 * tenant's row and an unknown id give the same error.
 *
 * @param what the noun for the error message, such as `Campaign`
 * @throws DomainError `not_found`
 */
export function requireFound<T>(row: T | undefined, what: string): T {
  if (row === undefined) throw new DomainError('not_found', `${what} not found. Check the id.`);
  return row;
}

/** Creates a validation error about one field. */
export function invalidField(field: string, message: string, code = 'invalid'): DomainError {
  return new DomainError('validation_failed', message, { details: [{ field, message, code }] });
}
