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
