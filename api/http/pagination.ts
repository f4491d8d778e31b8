import { z } from '@hono/zod-openapi';

/**
 * Maximum offset of a page. With a larger offset, the database would have to read the whole table. The API client must
 * narrow the filter instead.
 */
export const PAGE_OFFSET_MAX = 1_000_000;

const PAGE_LIMIT_DEFAULT = 50;
const PAGE_LIMIT_MAX = 100;

/** The query parameters of a list with `limit` and `offset`. */
export const page = {
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT_MAX).default(PAGE_LIMIT_DEFAULT),
  // The OpenAPI type is set here. Otherwise zod would add null to the type, because zod can coerce null to a number.
  offset: z.coerce.number().int().min(0).max(PAGE_OFFSET_MAX).default(0).openapi({ type: 'integer' }),
};
