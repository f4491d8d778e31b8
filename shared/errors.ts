/** What can go wrong in the domain, as a closed list. Each dialect maps the codes to its wire once, in `onError`. */
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

/** One wrong field: its path in the input, what to do about it, and a code for programs. */
export type ErrorDetail = { field: string; message: string; code: string };

/** The only error that verbs throw on purpose. Its message is shown to the caller and says what to do. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: ErrorCode;
  readonly details: ErrorDetail[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, more: { details?: ErrorDetail[]; retryAfterSeconds?: number } = {}) {
    super(message);
    this.code = code;
    this.details = more.details;
    this.retryAfterSeconds = more.retryAfterSeconds;
  }
}

/** For rows looked up inside the caller's tenant: a foreign id and a missing one are the same answer. */
export function requireFound<T>(row: T | undefined, what: string): T {
  if (row === undefined) throw new DomainError('not_found', `${what} not found. Check the id.`);
  return row;
}

export function invalidField(field: string, message: string, code = 'invalid'): DomainError {
  return new DomainError('validation_failed', message, { details: [{ field, message, code }] });
}
