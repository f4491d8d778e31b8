/**
 * The dialect of the dialer document: JWT, uuids, snake_case, `{ success, … }`. This file and `present.ts` are all that
 * differs from the other dialect: authentication, errors, parameters → Key, presentation.
 */
import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context } from '../../shared/context.ts';
import type { Actor } from '../../shared/domain/access.ts';
import { DomainError, type ErrorDetail } from '../../shared/errors.ts';
import type { Key } from '../../sql/db.ts';
import { replyToError } from '../errors.ts';
import { requireUser } from '../credentials.ts';
import { describeIdempotencyKey, honourIdempotencyKey } from '../idempotency.ts';

export type BearerEnv = { Variables: { ctx: Context; actor: Actor; requestId: string; route?: string } };
export type BearerApp = OpenAPIHono<BearerEnv>;

export const PAGE_LIMIT_DEFAULT = 50;
export const PAGE_LIMIT_MAX = 100;

/** Offsets beyond this make the database walk the whole table; narrow the filter instead. */
export const PAGE_OFFSET_MAX = 1_000_000;

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const integerPattern = /^[1-9]\d{0,15}$/;

const KEY_FORM = 'must be a uuid (or an integer id)';

/** Either form of an id, as a string or number; anything else is refused by name. */
export const key = z
  .union([z.string(), z.number()], { error: KEY_FORM })
  .transform((value, issues): Key => {
    const text = String(value);
    if (uuidPattern.test(text)) return { uuid: text.toLowerCase() };
    if (integerPattern.test(text)) return { id: Number(text) };
    issues.addIssue({ code: 'custom', message: KEY_FORM });
    return z.NEVER;
  })
  .openapi({ type: 'string', format: 'uuid' });

/** A key that may be absent; the documents' placeholder `"uuid"` counts as absent. */
export const optionalKey = z
  .union([z.enum(['', 'uuid']).transform(() => null), key], { error: KEY_FORM })
  .nullable()
  .openapi({ type: ['string', 'null'], format: 'uuid' });

export const idParam = z.object({ id: key.openapi({ param: { name: 'id', in: 'path' } }) });

export const page = {
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT_MAX).default(PAGE_LIMIT_DEFAULT),
  // Told here because null, which no query can hold, would be coerced to an offset too.
  offset: z.coerce.number().int().min(0).max(PAGE_OFFSET_MAX).default(0).openapi({ type: 'integer' }),
};

export const errorBody = z
  .object({
    success: z.literal(false),
    error: z.string(),
    message: z.string(),
    statusCode: z.number().int(),
    timestamp: z.iso.datetime(),
    requestId: z.string(),
    details: z.array(z.object({ field: z.string(), message: z.string(), code: z.string() })).optional(),
  })
  .openapi('Error');

/** Declares a JSON reply. */
export const replies = <T extends z.ZodType>(description: string, schema: T) => ({
  description,
  content: { 'application/json': { schema } },
});

export const body = <T extends z.ZodType>(schema: T) => ({
  required: true,
  content: { 'application/json': { schema } },
});

/** What any route may answer besides its success. */
export const refusals = {
  400: replies('Invalid parameters', errorBody),
  401: replies('Missing or invalid token', errorBody),
  403: replies('Insufficient permissions', errorBody),
  404: replies('Not found', errorBody),
  409: replies('Conflict', errorBody),
  413: replies('Body too large', errorBody),
  415: replies('Body of another Content-Type', errorBody),
  429: replies('Too many requests', errorBody),
  500: replies('Internal error', errorBody),
  503: replies('Temporarily unavailable', errorBody),
};

/** A noun's routes; input that does not fit its declaration never reaches a handler. */
export function createRoutes(): BearerApp {
  return new OpenAPIHono<BearerEnv>({
    defaultHook: (result) => {
      if (!result.success) throw validationError(result.error);
    },
  });
}

/** Paths that carry no credential yet. */
const open = new Set(['/api/auth/register', '/api/auth/login']);

/** The whole dialect: the routes of all nouns, authenticated, under one translation of errors. */
export function createDialect(nouns: BearerApp[]): BearerApp {
  const app = createRoutes();
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
  });
  app.use('*', (c, next) => (open.has(c.req.path) ? next() : requireUser(c, next)));
  app.use('*', honourIdempotencyKey);
  for (const noun of nouns) app.route('/', noun);
  describeIdempotencyKey(app.openAPIRegistry);
  app.onError((thrown, c) => replyToError(c, thrown, c.get('ctx').log, 400));
  return app;
}

/** Tells every wrong field by its path, and unknown ones by name. */
export function validationError(error: z.ZodError): DomainError {
  const details = error.issues.flatMap((issue): ErrorDetail[] => {
    const field = issue.path.join('.');
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((name) => ({
        field: [...issue.path, name].join('.'),
        message: 'is not a known field',
        code: 'unknown_field',
      }));
    return [{ field, message: issue.message, code: issue.code }];
  });
  const first = details[0];
  const summary = first ? `${first.field || 'body'}: ${first.message}` : 'invalid input';
  return new DomainError('validation_failed', `Validation failed: ${summary}`, { details });
}
