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
/** The same for up to 1 000 new leads with some fifteen members each. A body with so many members took 40 ms. */
const LEADS_MEMBERS_MAX = 15_000;
/** Maximum depth of objects and arrays in a JSON body. The deepest honest body has four levels. */
const DEPTH_MAX = 64;

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
  const isSmall = isOpenPath(path) || path.startsWith('/api/auth/');
  return isSmall ? limitOpenJson(c, next) : limitJson(c, next);
};

/**
 * Refuses a JSON body with too many members or levels before the body is parsed and validated.
 *
 * @throws DomainError `validation_failed`
 */
export const limitMembers: MiddlewareHandler = async (c, next) => {
  const isJson = c.req.header('content-type')?.toLowerCase().includes('json');
  if (isJson && !SAFE_METHODS.has(c.req.method)) {
    const membersMax = c.req.path === '/api/leads' ? LEADS_MEMBERS_MAX : MEMBERS_MAX;
    const problem = complexityProblem(await c.req.text().catch(() => ''), membersMax);
    if (problem) throw invalidField('', problem, 'too_many');
  }
  return next();
};

const SAFE_METHODS = new Set(['GET', 'HEAD']);

const QUOTE = '"'.charCodeAt(0);
const BACKSLASH = '\\'.charCodeAt(0);
const COLON = ':'.charCodeAt(0);
const OPENING = new Set(['[', '{'].map((character) => character.charCodeAt(0)));
const CLOSING = new Set([']', '}'].map((character) => character.charCodeAt(0)));

/**
 * Returns what is wrong if a JSON text has too many members or levels. The text is read once, and not parsed. A colon
 * outside of a quoted text belongs to one member.
 */
export function complexityProblem(json: string, membersMax = MEMBERS_MAX): string | undefined {
  let [members, depth, isQuoted] = [0, 0, false];
  for (let index = 0; index < json.length; index += 1) {
    const code = json.charCodeAt(index);
    if (isQuoted && code === BACKSLASH) index += 1;
    else if (code === QUOTE) isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (code === COLON) members += 1;
    else if (OPENING.has(code)) depth += 1;
    else if (CLOSING.has(code)) depth -= 1;
    if (members > membersMax) return `The body must have at most ${membersMax} members.`;
    if (depth > DEPTH_MAX) return `The body must have at most ${DEPTH_MAX} levels.`;
  }
  return undefined;
}
