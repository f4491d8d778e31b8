/**
 * The conventions of the dialer API that differ from the CallCenter Pro API: the page parameters. See README.md in this
 * folder.
 */
import { z } from '@hono/zod-openapi';
import { entityKey } from '../http/ids.ts';
import { PAGE_OFFSET_MAX } from '../http/pagination.ts';
import { timestampWithExample } from '../http/response-fields.ts';

export const PAGE_LIMIT_DEFAULT = 50;
export const PAGE_LIMIT_MAX = 100;

export const idParam = z.object({ id: entityKey.openapi({ param: { name: 'id', in: 'path' } }) });

export const page = {
  limit: z.coerce.number().int().min(1).max(PAGE_LIMIT_MAX).default(PAGE_LIMIT_DEFAULT),
  // The OpenAPI type is set here. Otherwise zod would add null to the type, because zod can coerce null to a number.
  offset: z.coerce.number().int().min(0).max(PAGE_OFFSET_MAX).default(0).openapi({ type: 'integer' }),
};

export const timestamp = timestampWithExample('2024-01-01T09:00:00.000Z');
