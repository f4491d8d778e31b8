import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { DomainError, invalidField } from '../../shared/errors.ts';
import { isOpenPath } from './open-paths.ts';

const BODY_BYTES_MAX = 1_048_576;
/**
 * Maximum size of a body that is read before the client is known. The largest honest body is a visit with ten texts of
 * a few thousand characters. To parse a body of this size takes about a millisecond.
 */
const OPEN_BODY_BYTES_MAX = 65_536;
/**
 * Maximum number of members of all objects in a JSON body. The largest honest body has 200 custom fields. Validation
 * writes a message for each unknown member, so a body with 60 000 members took 150 ms.
 */
const MEMBERS_MAX = 1_000;
/** A body with fewer bytes cannot have more than {@link MEMBERS_MAX} members. A member has at least `"":0,`. */
const MEMBERS_BYTES_MIN = MEMBERS_MAX * 5;

/** Paths without this size limit. Uploads are processed as a stream and have a separate size limit (`multipart.ts`). */
const UPLOAD_PATHS = new Set(['/api/leads/upload', '/api/dnc/upload']);

export function isUploadPath(path: string): boolean {
  return UPLOAD_PATHS.has(path);
}

/** The carrier's callbacks have a separate size limit, after the check of the signature's form (`signature.ts`). */
const isWebhookPath = (path: string) => /^\/(?:api\/)?webhooks\//.test(path);

const limitTo = (maxSize: number) =>
  bodyLimit({
    maxSize,
    onError: () => {
      throw new DomainError('payload_too_large', `The body must have at most ${maxSize} bytes.`);
    },
  });
const limitJson = limitTo(BODY_BYTES_MAX);
const limitOpenJson = limitTo(OPEN_BODY_BYTES_MAX);

export const limitBody: MiddlewareHandler = (c, next) => {
  const { path } = c.req;
  if (isUploadPath(path) || isWebhookPath(path)) return next();
  return isOpenPath(path) ? limitOpenJson(c, next) : limitJson(c, next);
};

/**
 * Refuses a JSON body with too many members before the body is validated. The text is searched for names, so the limit
 * costs less than a millisecond. A name inside a text, such as `\":`, counts too.
 *
 * @throws DomainError `validation_failed`
 */
export const limitMembers: MiddlewareHandler = async (c, next) => {
  const isJson = c.req.header('content-type')?.toLowerCase().includes('json');
  if (isJson && !SAFE_METHODS.has(c.req.method)) assertFewMembers(await c.req.text().catch(() => ''));
  return next();
};

const SAFE_METHODS = new Set(['GET', 'HEAD']);

function assertFewMembers(text: string): void {
  if (text.length < MEMBERS_BYTES_MIN) return;
  let count = 0;
  for (const _ of text.matchAll(/"\s*:/g)) {
    count += 1;
    if (count > MEMBERS_MAX) throw invalidField('', `The body must have at most ${MEMBERS_MAX} members.`, 'too_many');
  }
}
