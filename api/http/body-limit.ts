import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { DomainError } from '../../shared/errors.ts';

const BODY_BYTES_MAX = 1_048_576;

/** Files are streamed on as they arrive, under a limit of their own. */
const UPLOAD_PATHS = new Set(['/api/leads/upload', '/api/dnc/upload']);

export function isUpload(path: string): boolean {
  return UPLOAD_PATHS.has(path);
}

const limitJson = bodyLimit({
  maxSize: BODY_BYTES_MAX,
  onError: () => {
    throw new DomainError('payload_too_large', `Bodies may have ${BODY_BYTES_MAX} bytes at most.`);
  },
});

export const limitBody: MiddlewareHandler = (c, next) => (isUpload(c.req.path) ? next() : limitJson(c, next));
