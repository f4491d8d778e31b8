/**
 * The dialect of the CallCenter Pro document: session cookies, integer ids, camelCase, bare JSON. This file and
 * `present*.ts` are all that differs from the other dialect: authentication, errors, parameters → Key, presentation.
 */
import { OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context as HonoContext } from 'hono';
import {
  type BearerEnv,
  key,
  PAGE_OFFSET_MAX,
  refusals as bearerRefusals,
  validationError,
} from '../bearer/dialect.ts';
import { invalid } from '../../shared/errors.ts';
import { STATS_DAYS_MAX } from '../../shared/rules/call-figures.ts';
import { requireUser } from '../credentials.ts';
import { replyToError } from '../errors.ts';
import { describeIdempotencyKey, honourIdempotencyKey } from '../idempotency.ts';

export type SessionEnv = BearerEnv;
export type SessionApp = OpenAPIHono<SessionEnv>;

const PAGE_LIMIT_DEFAULT = 50;
const PAGE_LIMIT_MAX = 100;

/** Lists without pages are whole, up to here. */
export const LIST_MAX = 1_000;
/** The description of such a list, and of one with {@link tellTotal}. */
export const CUT_LIST = `The first ${LIST_MAX}.`;
export const COUNTED_LIST = `The first ${LIST_MAX}; \`X-Total-Count\` tells how many there are.`;

/** Either form of an id; shown as an integer. */
export const id = key.openapi({ type: ['integer', 'string'], example: 1 });
export const optionalId = id.nullable().openapi({ type: ['integer', 'string', 'null'], example: 1 });

/** A path parameter that is an id. */
export const idIn = <Name extends string>(...names: [Name, ...Name[]]) =>
  z.object(
    Object.fromEntries(names.map((name) => [name, key.openapi({ type: 'integer', param: { name, in: 'path' } })])) as {
      [name in Name]: typeof key;
    },
  );

export const page = {
  page: z.coerce
    .number()
    .int()
    .min(1)
    .default(1)
    .openapi({ description: `(page − 1) × limit is at most ${PAGE_OFFSET_MAX}` }),
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT_MAX).default(PAGE_LIMIT_DEFAULT),
};

/** How far statistics look back. */
export const days = z.coerce
  .number()
  .int()
  .min(1)
  .max(STATS_DAYS_MAX)
  .default(30)
  .openapi({ description: 'Whole days of UTC, today included' });

const count = z.number().int();
export const pagination = z.object({
  page: count,
  limit: count,
  total: count,
  pages: count,
  hasNext: z.boolean(),
  hasPrev: z.boolean(),
});

type AskedPage = { page: number; limit: number };

/** The smaller the pages, the more of them there may be. */
const pagesMax = (limit: number) => Math.floor(PAGE_OFFSET_MAX / limit) + 1;

/** @throws DomainError `validation_failed` for a page that {@link paginationOf} never announces */
export function pageOffset({ page, limit }: AskedPage): number {
  const last = pagesMax(limit);
  if (page > last)
    throw invalid('page', `page must be at most ${last} for a limit of ${limit}. Narrow the filter instead.`);
  return (page - 1) * limit;
}

export function paginationOf({ page, limit }: AskedPage, total: number): z.infer<typeof pagination> {
  const pages = Math.min(Math.ceil(total / limit), pagesMax(limit));
  return { page, limit, total, pages, hasNext: page < pages, hasPrev: page > 1 };
}

/** Says how many there are beside a list that is a bare array. */
export function tellTotal(c: HonoContext, total: number): void {
  c.header('X-Total-Count', String(total));
}

export const message = z.object({ message: z.string() });

/** What any route may answer besides its success. */
export const refusals = {
  ...bearerRefusals,
  400: { ...bearerRefusals[400], description: 'Malformed body' },
  401: { ...bearerRefusals[401], description: 'Missing or ended session' },
  422: { ...bearerRefusals[400], description: 'Validation failed' },
};

/** A noun's routes; input that does not fit its declaration never reaches a handler. */
export function createRoutes(): SessionApp {
  return new OpenAPIHono<SessionEnv>({
    defaultHook: (result) => {
      if (!result.success) throw validationError(result.error);
    },
  });
}

/** Paths that need no session: one is opened there, or asked about. */
const open = new Set(['/api/auth/login', '/api/auth/register', '/api/auth/user', '/api/auth/logout']);

/** The whole dialect: the routes of all nouns, authenticated, under one translation of errors. */
export function createDialect(nouns: SessionApp[]): SessionApp {
  const app = createRoutes();
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', { type: 'apiKey', in: 'cookie', name: 'sid' });
  app.use('*', (c, next) => (open.has(c.req.path) ? next() : requireUser(c, next)));
  app.use('*', honourIdempotencyKey);
  for (const noun of nouns) app.route('/', noun);
  describeIdempotencyKey(app.openAPIRegistry);
  app.onError((thrown, c) => replyToError(c, thrown, c.get('ctx').log, 422));
  return app;
}
