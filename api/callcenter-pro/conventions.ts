/**
 * The conventions of the CallCenter Pro API that differ from the dialer API: integer ids, page parameters, whole lists
 * with a total in a header. See README.md in this folder.
 */
import { z } from '@hono/zod-openapi';
import type { Context as HonoContext } from 'hono';
import { invalidField } from '../../shared/errors.ts';
import { STATS_DAYS_MAX } from '../../shared/rules/values/call-figures.ts';
import { key } from '../http/ids.ts';
import { PAGE_OFFSET_MAX } from '../http/pagination.ts';
import { errorResponses as commonErrorResponses } from '../http/replies.ts';

const PAGE_LIMIT_DEFAULT = 50;
const PAGE_LIMIT_MAX = 100;

/** Lists without pages are whole, up to here. */
export const LIST_MAX = 1_000;
/** The description of such a list, and of one with {@link setTotalCountHeader}. */
export const CUT_LIST = `The first ${LIST_MAX}.`;
export const COUNTED_LIST = `The first ${LIST_MAX}; \`X-Total-Count\` tells how many there are.`;

/** Either form of an id; shown as an integer. */
export const id = key.openapi({ type: ['integer', 'string'], example: 1 });
export const optionalId = id.nullable().openapi({ type: ['integer', 'string', 'null'], example: 1 });

/** A path parameter that is an id. */
export const idParams = <Name extends string>(...names: [Name, ...Name[]]) =>
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
export const statisticsDays = z.coerce
  .number()
  .int()
  .min(1)
  .max(STATS_DAYS_MAX)
  .default(30)
  .openapi({ description: 'Whole days of UTC, today included' });

const count = z.number().int();
export const Pagination = z.object({
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
    throw invalidField('page', `page must be at most ${last} for a limit of ${limit}. Narrow the filter instead.`);
  return (page - 1) * limit;
}

export function paginationOf({ page, limit }: AskedPage, total: number): z.infer<typeof Pagination> {
  const pages = Math.min(Math.ceil(total / limit), pagesMax(limit));
  return { page, limit, total, pages, hasNext: page < pages, hasPrev: page > 1 };
}

/** Says how many there are beside a list that is a bare array. */
export function setTotalCountHeader(c: HonoContext, total: number): void {
  c.header('X-Total-Count', String(total));
}

export const MessageResponse = z.object({ message: z.string() });

/** What any route may answer besides its success. */
export const errorResponses = {
  ...commonErrorResponses,
  400: { ...commonErrorResponses[400], description: 'Malformed body' },
  401: { ...commonErrorResponses[401], description: 'Missing or ended session' },
  422: { ...commonErrorResponses[400], description: 'Validation failed' },
};
