import { z } from '@hono/zod-openapi';

/**
 * Whether Postgres can store the text. Postgres cannot store NUL and lone surrogates (half characters), but JSON text
 * can contain NUL and lone surrogates.
 */
export function isSafeText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

export const UNSAFE_TEXT_MESSAGE = 'must not contain NUL or half characters';

/** Text of limited length that Postgres can store. */
export const safeText = (lengthMax: number) => z.string().max(lengthMax).refine(isSafeText, UNSAFE_TEXT_MESSAGE);

/** Removes the characters that {@link isSafeText} rejects. */
export const toSafeText = (text: string): string => text.replaceAll(/[\0\p{Surrogate}]/gu, '');

/**
 * Maximum number of custom fields, far more than any form has. A client that sends thousands of custom fields misuses
 * the fields as a data store.
 */
const CUSTOM_FIELDS_MAX = 200;

/** Custom fields that the API client defines: names and scalar values. */
export const customFields = z
  .record(
    safeText(100),
    z.union([safeText(10_000), z.number(), z.boolean(), z.null()], {
      error: 'must be text, a number, true, false or null',
    }),
  )
  .refine((all) => Object.keys(all).every(isSafeText), 'must not have NUL or half characters in names')
  .refine((all) => Object.keys(all).length <= CUSTOM_FIELDS_MAX, `must have ${CUSTOM_FIELDS_MAX} fields at most`);
