/**
 * Checks names and other texts of one line. A text with invisible characters can look like another text: two users seem
 * to have the same name. Some invisible characters also reverse the text around the name.
 */

/**
 * Characters that a text of one line must not contain:
 *
 * - control characters, such as line breaks and tabs, and the separators of lines and paragraphs
 * - characters without a visible form, such as U+200B (zero-width space) and U+00AD (soft hyphen)
 * - characters that change the direction of the text around them, such as U+202E. Arabic and Hebrew names need none of
 *   them, because each letter has a direction of its own
 *
 * Variation selectors are allowed, because Japanese names and emoji contain them. The two joiners are checked by
 * {@link STRAY_JOINER}.
 */
const HIDDEN =
  /[[\p{Cc}\p{Default_Ignorable_Code_Point}\u2028\u2029\ufff9-\ufffb]--[\p{Variation_Selector}\u200c\u200d]]/v;

/**
 * A joiner (U+200C, U+200D) that joins nothing visible: at the start or the end of the text, after another joiner, or
 * next to a letter of an alphabet whose letters are never joined. Persian and Indian names contain joiners between their
 * letters, and emoji of several parts contain U+200D.
 */
const STRAY_JOINER =
  /(?:^|[\u200c\u200d\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Han}0-9\p{P}\s])[\u200c\u200d]|[\u200c\u200d](?:$|[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Han}0-9\p{P}\s])/u;

/** Whether every character of the text is visible, or a space, and the text has one line. */
export function isVisibleLine(text: string): boolean {
  return !HIDDEN.test(text) && !STRAY_JOINER.test(text);
}

/** Returns the text without its invisible characters, as one line. */
export function removeHiddenCharacters(text: string): string {
  let visible = text.replaceAll(new RegExp(HIDDEN.source, 'gv'), '');
  // A joiner may become a stray joiner when the joiner beside it is removed.
  while (STRAY_JOINER.test(visible))
    visible = visible.replace(STRAY_JOINER, (found) => found.replaceAll(/[\u200c\u200d]/g, ''));
  return visible;
}
