/**
 * No regular expression of the product takes much longer if a text has many equal characters. A regular expression such
 * as `/\/+$/` searches again from each slash, so a text with 20 000 slashes takes 200 million steps.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const FOLDERS = ['api', 'shared'];
const LENGTH = 30_000;
/**
 * A linear search takes less than a millisecond, and a quadratic search about a second. The limit is far from both,
 * because the test machines are shared.
 */
const CPU_MS_MAX = 100;

const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    // The scripts of web pages run in the browser of the page's visitor, with texts of the page itself.
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name)),
);

/** Finds the regular expressions in a source file: a literal after a character that cannot end a value. */
function regexesIn(file: string): RegExp[] {
  const source = readFileSync(join(ROOT, file), 'utf8').replaceAll(/^\s*(?:\/\/|\*|\/\*).*$/gm, '');
  const literals = source.matchAll(
    /(?<=[(,=:?&|!\s])\/(?![/*\s])((?:\\.|\[(?:\\.|[^\]\n])*\]|[^/\n\\[])+)\/([dgimsuvy]*)(?=[\s).,;\]])/g,
  );
  return [...literals].flatMap(([, pattern, flags]) => {
    try {
      return new RegExp(pattern!, flags);
    } catch {
      return [];
    }
  });
}

const characters = [
  '/',
  ' ',
  'a',
  'A',
  '0',
  '.',
  '-',
  '_',
  '"',
  "'",
  '\\',
  '%',
  '&',
  '=',
  ',',
  ';',
  ':',
  '@',
  '+',
  '\t',
  '\n',
  '(',
  '[',
  '{',
  '<',
  '\u200c',
  'e',
  'é',
];
const endings = ['', '\u0001', '!', 'x'];

const texts = characters.flatMap((character) => endings.map((ending) => character.repeat(LENGTH) + ending));

/** CPU time of the main thread in milliseconds. */
function cpuMsOf(regex: RegExp, text: string): number {
  regex.lastIndex = 0;
  const start = process.threadCpuUsage();
  regex.test(text);
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1_000;
}

/** Whether three runs are slow. One run can be slow for another reason, such as the collection of garbage. */
const isSlow = (regex: RegExp, text: string): boolean => [1, 2, 3].every(() => cpuMsOf(regex, text) > CPU_MS_MAX);

test('no regular expression is slow for a long text', () => {
  const found = files.flatMap((file) => regexesIn(file).map((regex) => [file, regex] as const));
  expect(found.length).toBeGreaterThan(50);
  const slow = found.flatMap(([file, regex]) => {
    const text = texts.find((each) => isSlow(regex, each));
    return text === undefined ? [] : [`${file}: ${regex} with many ${JSON.stringify(text[0])}`];
  });
  expect(slow).toEqual([]);
}, 60_000);
