import { z } from '@hono/zod-openapi';
import type { Key } from '../../sql/db.ts';

export const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const integerPattern = /^[1-9]\d{0,15}$/;

export const KEY_FORM = 'must be a uuid (or an integer id)';

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
