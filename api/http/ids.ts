import { z } from '@hono/zod-openapi';
import type { Key } from '../../sql/db.ts';

export const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const INTEGER_PATTERN = /^[1-9]\d{0,15}$/;

export const ID_MESSAGE = 'must be a uuid (or an integer id)';

/** An id of an object in this product: a uuid or an integer, as a string or a number. */
export const entityKey = z
  .union([z.string(), z.number()], { error: ({ input }) => (input === undefined ? 'is required' : ID_MESSAGE) })
  .transform((value, issues): Key => {
    const text = String(value);
    if (UUID_PATTERN.test(text)) return { uuid: text.toLowerCase() };
    if (INTEGER_PATTERN.test(text)) return { id: Number(text) };
    issues.addIssue({ code: 'custom', message: ID_MESSAGE });
    return z.NEVER;
  })
  .openapi({ type: 'string', format: 'uuid' });

/** The path parameter `id`. */
export const idParam = z.object({ id: entityKey.openapi({ param: { name: 'id', in: 'path' } }) });

/** An optional id. An empty string and the placeholder `"uuid"` of the API documents count as absent. */
export const optionalEntityKey = z
  .union([z.enum(['', 'uuid']).transform(() => null), entityKey], { error: ID_MESSAGE })
  .nullable()
  .openapi({ type: ['string', 'null'], format: 'uuid' });
