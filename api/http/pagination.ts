import { z } from '@hono/zod-openapi';

/**
 * Maximum offset of a page. With a larger offset, the database would have to read the whole table. The API client must
 * narrow the filter instead.
 */
export const PAGE_OFFSET_MAX = 1_000_000;

export const PAGE_LIMIT_DEFAULT = 50;
export const PAGE_LIMIT_MAX = 100;

/** Number of objects on a page. A higher number means the maximum. */
export const pageLimit = z.coerce
  .number()
  .int()
  .min(1)
  .default(PAGE_LIMIT_DEFAULT)
  .transform((limit) => Math.min(limit, PAGE_LIMIT_MAX))
  .openapi({
    type: 'integer',
    minimum: 1,
    default: PAGE_LIMIT_DEFAULT,
    description: `More than ${PAGE_LIMIT_MAX} means ${PAGE_LIMIT_MAX}`,
  });

// The OpenAPI type is set here. Otherwise zod would add null to the type, because zod can coerce null to a number.
export const pageOffset = z.coerce.number().int().min(0).max(PAGE_OFFSET_MAX).openapi({ type: 'integer' });

const CURSOR_LENGTH_MAX = 4_000;

/** The cursor of a page. `conventions/lists.ts` reads it. */
export const pageAfter = z.string().min(1).max(CURSOR_LENGTH_MAX).optional();

/** The query parameters of a list. */
export const page = {
  limit: pageLimit,
  offset: pageOffset.default(0),
  after: pageAfter,
};
