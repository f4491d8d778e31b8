import type { z } from '@hono/zod-openapi';
import type { Context as HonoContext } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { DomainError, type ErrorCode, type ErrorDetail, fullStoreCode } from '../../shared/errors.ts';
import type { Actor } from '../../shared/domain/accounts/access.ts';
import { logSecurityEvent } from '../../shared/logging/security-log.ts';
import type { Log } from '../../shared/logging/log.ts';
import { isConnectionError } from '../../sql/db.ts';

/**
 * The body of an error response, the same in both APIs. The body has all members that the documents of the two APIs
 * name.
 */
export type ErrorBody = {
  success: false;
  error: string;
  message: string;
  statusCode: number;
  timestamp: string;
  requestId: string;
  details?: ErrorDetail[];
};

/**
 * The HTTP statuses of errors, the same in both APIs. Only a validation error has different statuses: 400 in the dialer
 * API and 422 in the CallCenter Pro API.
 */
const STATUS_BY_CODE: Record<Exclude<ErrorCode, 'validation_failed'>, ContentfulStatusCode> = {
  malformed_body: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  too_many_requests: 429,
  unavailable: 503,
};

const UNEXPECTED = 'request failed with an unexpected error';
/** When a client may try again after an outage of a store. */
const STORE_RETRY_SECONDS = 5;

/**
 * Returns the domain error for a value that was thrown. For an unexpected error, logs the error and returns undefined.
 */
function asDomainError(error: unknown, log: Log): DomainError | undefined {
  if (error instanceof DomainError) return error;
  if (error instanceof HTTPException && error.status === 400)
    return new DomainError('malformed_body', 'The body is not valid JSON. Check its syntax and its Content-Type.');
  if (error instanceof HTTPException && error.status === 415)
    return new DomainError('unsupported_media_type', 'Send the body as JSON, with Content-Type: application/json.');
  if (error instanceof HTTPException && error.status === 413)
    return new DomainError('payload_too_large', 'The body is too large.');
  const isStoreAway = fullStoreCode(error) !== undefined || isConnectionError(error);
  log.error({ err: error }, isStoreAway ? 'request failed, a store is away or full' : UNEXPECTED);
  if (!isStoreAway) return undefined;
  return new DomainError('unavailable', 'The service cannot take work right now. Try again in a few seconds.', {
    retryAfterSeconds: STORE_RETRY_SECONDS,
  });
}

export function errorResponse<Status extends ContentfulStatusCode>(
  c: HonoContext,
  status: Status,
  error: Pick<DomainError, 'message' | 'details' | 'retryAfterSeconds'> & { title?: string },
  more: { isAuthenticated?: false } = {},
) {
  if (error.retryAfterSeconds !== undefined) c.header('Retry-After', String(error.retryAfterSeconds));
  const body: ErrorBody = {
    success: false,
    error: error.title ?? error.message,
    message: error.message,
    statusCode: status,
    timestamp: new Date().toISOString(),
    requestId: c.get('requestId') ?? '',
    ...(error.details ? { details: error.details } : {}),
    ...more,
  };
  return c.json(body, status);
}

/**
 * Turns a thrown value into an error response. The two APIs differ only in the status and title of a validation error.
 */
export function handleError(c: HonoContext, thrown: unknown, log: Log, invalidStatus: 400 | 422) {
  const error = asDomainError(thrown, log);
  if (error?.missingPermission !== undefined) logDeniedAccess(c, error.missingPermission);
  if (!error) return errorResponse(c, 500, INTERNAL_ERROR);
  // The server closes the connection because the server does not read the rest of the body. So the client must not
  // reuse the connection.
  if (error.code === 'payload_too_large') c.header('Connection', 'close');
  if (error.code !== 'validation_failed') return errorResponse(c, STATUS_BY_CODE[error.code], error);
  if (invalidStatus === 400) return errorResponse(c, 400, error);
  const { message, details, retryAfterSeconds } = error;
  return errorResponse(c, 422, { title: 'Validation failed', message, details, retryAfterSeconds });
}

function logDeniedAccess(c: HonoContext, permission: string): void {
  const actor = c.get('actor') as Actor | undefined;
  const { path, method } = c.req;
  const { userId, tenantId } = actor ?? {};
  logSecurityEvent(c.get('ctx'), 'access.denied', { permission, path, method, userId, tenantId });
}

/** The response for a path that does not exist. */
export const handleUnknownPath = (c: HonoContext) =>
  errorResponse(c, 404, new DomainError('not_found', `There is no ${c.req.method} ${c.req.path}. See /docs.`));

export const INTERNAL_ERROR = {
  message: 'Internal error. Try again. If the error persists, report the requestId.',
  details: undefined,
  retryAfterSeconds: undefined,
};

/**
 * Maximum number of details in a validation error. A client corrects a few fields at a time, and a reply must not be
 * longer than the request that caused it.
 */
const DETAILS_MAX = 50;

/**
 * Returns the domain error for input that zod rejected. The error lists each invalid field by path, and each unknown
 * field by name, up to {@link DETAILS_MAX}. If there are more, the message says how many.
 *
 * @param target the part of the request that is invalid, such as `query`
 */
export function validationError(error: z.ZodError, target?: string): DomainError {
  const details = error.issues
    .slice(0, DETAILS_MAX)
    .flatMap((issue) => detailsOf(issue, target))
    .slice(0, DETAILS_MAX);
  const first = details[0];
  const summaryText = first ? `${first.field || 'body'} ${first.message}` : 'invalid input';
  const count = error.issues.reduce((sum, issue) => sum + countOf(issue), 0);
  const more = count > details.length ? ` (${count - details.length} more problems are not listed)` : '';
  return new DomainError('validation_failed', `Validation failed: ${summaryText}${more}`, { details });
}

type Issue = z.ZodError['issues'][number];

const countOf = (issue: Issue) => (issue.code === 'unrecognized_keys' ? issue.keys.length : 1);

const unknownParameter = (field: string): ErrorDetail => ({
  field,
  message: 'is not a query parameter of this path',
  code: 'unknown_parameter',
});

export function unknownField(field: string): ErrorDetail {
  return { field, message: 'is not a known field', code: 'unknown_field' };
}

function detailsOf(issue: Issue, target: string | undefined): ErrorDetail[] {
  if (issue.code !== 'unrecognized_keys')
    return [{ field: issue.path.join('.'), message: issue.message, code: issue.code }];
  return issue.keys
    .slice(0, DETAILS_MAX)
    .map((name) => (target === 'query' ? unknownParameter(name) : unknownField([...issue.path, name].join('.'))));
}
