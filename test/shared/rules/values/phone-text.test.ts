import { expect, test } from 'vitest';
import { parseDialableNumber } from '../../../../shared/rules/values/phone.ts';
import { isRoundedNumber, parseWrittenNumber, phoneTexts } from '../../../../shared/rules/values/phone-text.ts';

/** Returns all numbers of a cell in E.164 form, with their extensions, or the problem of a number. */
const read = (cell: string, country?: string) =>
  phoneTexts(cell).numbers.map(({ text, extension }) => {
    const phone = parseWrittenNumber(text, country, parseDialableNumber);
    return (phone.problem ?? phone.e164) + (extension ? ` x${extension}` : '');
  });

test.each([
  'p:+14156660130',
  'tel:+1-415-666-0130',
  'Tel: (415) 666-0130',
  'callto:+14156660130',
  'https://wa.me/14156660130',
  '<a href="tel:+14156660130">+14156660130</a>',
  '\u202a+14156660130\u202c',
  '\u2068+1\u00a0415\u2011666\u20110130\u2069',
  '+١٤١٥٦٦٦٠١٣٠',
  '＋１４１５６６６０１３０',
  '="4156660130"',
  '=+14156660130',
  "'4156660130",
  '=HYPERLINK("tel:+14156660130")',
  '4.156660130E9',
  '4,156660130E+09',
  '4156660130.0',
  '4,156,660,130',
  '4.156.660.130',
  "4'156'660'130",
  'Mobile: 415-666-0130 (c)',
  'call 415 666 0130 after 5pm',
  '++1 415 666 0130',
  '(+1) 415 666 0130',
  '0014156660130',
  '01114156660130',
  '14156660130',
  '415-666-0130/31',
])('%s is one number', (cell) => {
  expect(read(cell, 'US')).toEqual(['+14156660130']);
});

test.each([
  '415-666-0240 / 415-666-0241',
  '+14156660240, +14156660241',
  '+14156660240;+14156660241',
  '+1 415-666-0240 ::: +1 415-666-0241',
  '415-666-0240\n415-666-0241',
  '4156660240 4156660241',
  '(415) 666-0240 (415) 666-0241',
  'H: 415 666 0240, W: 415 666 0241',
  '415 666 0240 or 415 666 0241',
])('%j is two numbers', (cell) => {
  expect(read(cell, 'US')).toEqual(['+14156660240', '+14156660241']);
  expect(phoneTexts(cell).hasMore).toBe(true);
});

test.each([
  ['415-666-0240 x123', 'x123'],
  ['415-666-0240, ext. 12', 'x12'],
  ['+14156660240;ext=99', 'x99'],
  ['+14156660240,,99', 'x99'],
  ['415-666-0240 #5', 'x5'],
])('the extension of %s is kept', (cell, extension) => {
  expect(read(cell, 'US')).toEqual([`+14156660240 ${extension}`]);
});

test.each([
  ['1-800-FLOWERS', 'US', ['+18003569377']],
  ['(415) CALL-NOW', 'US', ['+14152255669']],
  ['415 unknown', 'US', []],
  ['ask reception', 'US', []],
  ['0228/123456', 'DE', ['+49228123456']],
  ['+49 (0) 171 / 1234567', undefined, ['+491711234567']],
  ['+44 (0)20 7946 0125', undefined, ['+442079460125']],
  ['00442079460125', undefined, ['+442079460125']],
  ['00442079460125', 'US', ['+442079460125']],
  ['447911123456', 'US', ['+447911123456']],
  ['+07911 123456', 'GB', ['+447911123456']],
  ['26 12 34', 'LU', ['+352261234']],
  ['4152000222', undefined, ['country_needed']],
  ['2024-01-02', 'US', ['invalid']],
  ['0844 123 4567', 'GB', ['charged']],
  ['+1 328 234 0123', undefined, ['+13282340123']],
])('%j in %s is %j', (cell, country, expected) => {
  expect(read(cell, country)).toEqual(expected);
});

test('scientific notation is exact only if it has all digits', () => {
  expect(isRoundedNumber('4.15666E+09')).toBe(true);
  expect(isRoundedNumber('4,15666E+9')).toBe(true);
  expect(isRoundedNumber('4.156660130E9')).toBe(false);
  expect(isRoundedNumber('4156660130')).toBe(false);
  expect(phoneTexts('4.15666E+09').numbers).toEqual([]);
});
