import { z } from '@hono/zod-openapi';

/** JSON can express what Postgres has no text for: NUL, and halves of characters. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

export const UNSTORABLE = 'must not contain NUL or half characters';

export const storable = (lengthMax: number) => z.string().max(lengthMax).refine(isStorable, UNSTORABLE);

/** The text without what {@link isStorable} refuses. */
export const storablePart = (text: string): string => text.replaceAll(/[\0\p{Surrogate}]/gu, '');

/** Far more than any form has; a program that sends thousands has mistaken the field for a store. */
const FLAT_FIELDS_MAX = 200;

/** Fields of the caller's own: names and plain values. */
export const flatFields = z
  .record(
    storable(100),
    z.union([storable(10_000), z.number(), z.boolean(), z.null()], {
      error: 'must be text, a number, true, false or null',
    }),
  )
  .refine((all) => Object.keys(all).every(isStorable), 'must not have NUL or half characters in names')
  .refine((all) => Object.keys(all).length <= FLAT_FIELDS_MAX, `must have ${FLAT_FIELDS_MAX} fields at most`);
