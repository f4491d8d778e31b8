import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { DomainError } from '../../shared/errors.ts';

const BODY_BYTES_MAX = 1_048_576;

/** Paths without this size limit. Uploads are processed as a stream and have a separate size limit (`multipart.ts`). */
const UPLOAD_PATHS = new Set(['/api/leads/upload', '/api/dnc/upload']);

export function isUploadPath(path: string): boolean {
  return UPLOAD_PATHS.has(path);
}

const limitJson = bodyLimit({
  maxSize: BODY_BYTES_MAX,
  onError: () => {
    throw new DomainError('payload_too_large', `The body must have at most ${BODY_BYTES_MAX} bytes.`);
  },
});

export const limitBody: MiddlewareHandler = (c, next) => (isUploadPath(c.req.path) ? next() : limitJson(c, next));
