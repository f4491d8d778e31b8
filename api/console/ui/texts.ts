/** The texts of the console. To translate the console, translate `texts.en.json`. */
import english from '../texts.en.json' with { type: 'json' };

const TEXTS = english;
export type TextKey = keyof typeof TEXTS;
type Values = Record<string, string | number>;

/** Returns a text. A word in braces is replaced with the value of that name. */
export function t(key: TextKey, values: Values = {}): string {
  return TEXTS[key].replaceAll(/\{(\w+)\}/g, (word, name: string) => String(values[name] ?? word));
}

/** Whether there is a text. Use it for words of the API, which may be newer than the texts. */
const isKey = (key: string): key is TextKey => Object.hasOwn(TEXTS, key);

/** Returns the text for a word of the API, such as a status. Without a text, returns `otherwise`, or the word itself. */
export function word(group: string, value: string, otherwise = value.replaceAll('_', ' ')): string {
  const key = `${group}.${value}`;
  return isKey(key) ? t(key) : otherwise;
}

/** Returns the text for a number of things: the key with `.one` or with `.other`. */
export function count(key: string, n: number, values: Values = {}): string {
  const full = `${key}.${n === 1 ? 'one' : 'other'}`;
  return isKey(full) ? t(full, { n: n.toLocaleString(), ...values }) : String(n);
}
