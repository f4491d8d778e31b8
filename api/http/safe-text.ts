import { z } from '@hono/zod-openapi';
import { isVisibleLine } from '../../shared/rules/values/visible-text.ts';

/**
 * Whether Postgres can store the text. Postgres cannot store NUL and lone surrogates (half characters), but JSON text
 * can contain NUL and lone surrogates.
 */
export function isSafeText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

export const UNSAFE_TEXT_MESSAGE = 'must not contain NUL or half characters';

/**
 * Text of limited length that Postgres can store. The text may have several lines, such as notes. For a name, use
 * {@link lineText}.
 */
export const safeText = (lengthMax: number) => z.string().max(lengthMax).refine(isSafeText, UNSAFE_TEXT_MESSAGE);

const UNSAFE_LINE_MESSAGE = 'must not contain line breaks, tabs or other invisible characters';

/**
 * Text of one line and of limited length, such as a name. Spaces at both ends are removed, also line breaks that came
 * with a copied text.
 */
export const lineText = (lengthMax: number) =>
  z
    .string()
    .max(lengthMax)
    // `abort`: a text with NUL gets this error only, and not the error of the next check as well.
    .refine(isSafeText, { error: UNSAFE_TEXT_MESSAGE, abort: true })
    .trim()
    .refine(isVisibleLine, UNSAFE_LINE_MESSAGE);

/** A {@link lineText} that is not empty, such as the name of a campaign. */
export const nameText = (lengthMax: number) => lineText(lengthMax).min(1, 'must not be empty');

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
  .refine(
    (all) => Object.keys(all).every((name) => isSafeText(name) && isVisibleLine(name)),
    'must not have line breaks, half or invisible characters in names',
  )
  .refine((all) => Object.keys(all).length <= CUSTOM_FIELDS_MAX, `must have ${CUSTOM_FIELDS_MAX} fields at most`);
