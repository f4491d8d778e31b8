/**
 * The conventions of the CallCenter Pro API that differ from the dialer API: integer ids; the query
 * parameters `page` and `limit`; lists without pages, which have their total in a header. See README.md in this folder.
 */
import { z } from '@hono/zod-openapi';
import type { Context as HonoContext } from 'hono';
import { invalidField } from '../../shared/errors.ts';
import { STATISTICS_DAYS_MAX } from '../../shared/rules/operations/call-statistics.ts';
import { type ListedPage, readPage } from '../http/conventions/lists.ts';
import { entityKey } from '../http/ids.ts';
import { PAGE_OFFSET_MAX, pageAfter, pageLimit, pageOffset as offset } from '../http/pagination.ts';
import { errorResponses as commonErrorResponses } from '../http/replies.ts';
import { timestampWithExample } from '../http/response-fields.ts';
import type { ApiEnv } from '../http/routes.ts';

/** Maximum number of objects in a list without pages. */
export const LIST_MAX = 1_000;
/** The query parameters of a list without pages, all optional. */
export const optionalPage = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .default(LIST_MAX)
    .transform((limit) => Math.min(limit, LIST_MAX))
    .openapi({
      type: 'integer',
      minimum: 1,
      default: LIST_MAX,
      description: `More than ${LIST_MAX} means ${LIST_MAX}`,
    }),
  offset: offset.default(0),
  after: pageAfter,
};

/** The query of a list without pages and without filters. */
export const WholeListQuery = z.object(optionalPage);

/** OpenAPI description of a response that is a list without pages. */
export const LIST_DESCRIPTION = `The first ${LIST_MAX}. The header \`X-Total-Count\` has the number of all.`;

/** An id in a body or query: an integer or a uuid. The examples show an integer. */
export const id = entityKey.openapi({ type: ['integer', 'string'], example: 1 });
export const optionalId = id.nullable().openapi({ type: ['integer', 'string', 'null'], example: 1 });

/** Declares path parameters that are ids. */
export const idParams = <Name extends string>(...names: [Name, ...Name[]]) =>
  z.object(
    Object.fromEntries(
      names.map((name) => [name, entityKey.openapi({ type: 'integer', param: { name, in: 'path' } })]),
    ) as {
      [name in Name]: typeof entityKey;
    },
  );

export const page = {
  page: z.coerce
    .number()
    .int()
    .min(1)
    .default(1)
    .openapi({ description: `(page − 1) × limit is at most ${PAGE_OFFSET_MAX}` }),
  limit: pageLimit,
  offset: offset.optional().openapi({ description: 'Number of objects to skip, instead of `page`' }),
  after: pageAfter,
};

/** Number of days that statistics cover. */
export const statisticsDays = z.coerce
  .number()
  .int()
  .min(1)
  .max(STATISTICS_DAYS_MAX)
  .default(30)
  .openapi({ description: 'Number of days in the time zone of the account, including today' });

const count = z.number().int();
export const Pagination = z
  .object({
    page: count,
    limit: count,
    total: count,
    pages: count,
    hasNext: z.boolean(),
    hasPrev: z.boolean(),
  })
  .openapi('Pagination');

type PageQuery = { page: number; limit: number; offset?: number | undefined; after?: string | undefined };

/**
 * Returns the number of the last page that {@link PAGE_OFFSET_MAX} allows. The smaller `limit` is, the more pages are
 * allowed.
 */
const pagesMax = (limit: number) => Math.floor(PAGE_OFFSET_MAX / limit) + 1;

/**
 * Returns the offset of a page.
 *
 * @throws DomainError `validation_failed` if the page number is higher than {@link pagesMax}
 */
export function pageOffset({ page, limit, offset }: PageQuery): number {
  if (offset !== undefined) return offset;
  const last = pagesMax(limit);
  if (page > last)
    throw invalidField('page', `page must be at most ${last} for a limit of ${limit}. Narrow the filter instead.`);
  return (page - 1) * limit;
}

/**
 * Reads a page of a list with page numbers.
 *
 * @throws DomainError `validation_failed` if the page number is too high, or if `after` is no cursor of this list
 */
export const readNumberedPage = <Row extends { id: number }, Total>(
  c: HonoContext<ApiEnv>,
  query: PageQuery,
  reads: Parameters<typeof readPage<Row, Total>>[2],
): Promise<ListedPage<Row, Total>> => readPage(c, { ...query, offset: pageOffset(query) }, reads);

/** Returns the member `pagination` of a response. Pages that only a cursor reaches have a number, too. */
export function paginationOf(
  { limit, offset, total, hasNext }: Omit<ListedPage<unknown>, 'rows'>,
  after: string | undefined,
): z.infer<typeof Pagination> {
  const page = Math.floor(offset / limit) + 1;
  const all = Math.ceil(total / limit);
  const pages = after === undefined ? Math.min(all, pagesMax(limit)) : all;
  return { page, limit, total, pages, hasNext: after === undefined ? page < pages : hasNext, hasPrev: page > 1 };
}

export const MessageResponse = z.object({ message: z.string() }).openapi('MessageResponse');

/** The OpenAPI declarations of the error responses that every route may give. */
export const errorResponses = {
  ...commonErrorResponses,
  400: { ...commonErrorResponses[400], description: 'Malformed body, or validation failed for a request with a token' },
  401: { ...commonErrorResponses[401], description: 'Missing or expired session' },
  422: { ...commonErrorResponses[400], description: 'Validation failed' },
};

export const timestamp = timestampWithExample('2025-01-01T00:00:00.000Z');
