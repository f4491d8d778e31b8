/** The conventions of the dialer API that differ from CallCenter Pro: page parameters. See README.md in this folder. */
import { z } from '@hono/zod-openapi';
import { key } from '../http/ids.ts';
import { PAGE_OFFSET_MAX } from '../http/pagination.ts';

export const PAGE_LIMIT_DEFAULT = 50;
export const PAGE_LIMIT_MAX = 100;

export const idParam = z.object({ id: key.openapi({ param: { name: 'id', in: 'path' } }) });

export const page = {
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT_MAX).default(PAGE_LIMIT_DEFAULT),
  // Told here because null, which no query can hold, would be coerced to an offset too.
  offset: z.coerce.number().int().min(0).max(PAGE_OFFSET_MAX).default(0).openapi({ type: 'integer' }),
};
