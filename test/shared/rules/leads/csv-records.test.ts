import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { CsvFileError } from '../../../../shared/rules/leads/csv-error.ts';
import {
  isBlank,
  createRecordReader,
  type CsvDialect,
  type CsvRecord,
} from '../../../../shared/rules/leads/csv-records.ts';
import { anyText, chunkSizes } from '../../../helpers/fixtures/csv-files.ts';

const plain: CsvDialect = { delimiter: ',', escape: '"', hasBlanks: false, isWrapped: false };

async function read(
  text: string,
  delimiter = ',',
  sizes: readonly number[] = [text.length || 1],
): Promise<CsvRecord[]> {
  const reader = createRecordReader({ ...plain, delimiter });
  const records: CsvRecord[] = [];
  for (let start = 0, turn = 0; start < text.length; turn++) {
    let end = start + sizes[turn % sizes.length]!;
    // A text decoder never returns half a character, so the test does not cut a character in two.
    if (/[\uD800-\uDBFF]/.test(text.charAt(end - 1))) end++;
    for await (const batch of reader.push(text.slice(start, end), false)) records.push(...batch);
    start = end;
  }
  for await (const batch of reader.push('', true)) records.push(...batch);
  return records;
}

/** Returns the records as text: `1 a|b` for row 1, or `2 broken` if row 2 is broken. */
const brief = (records: CsvRecord[]) =>
  records.map((record) => `${record.row} ${'cells' in record ? record.cells.join('|') : 'broken'}`);

const delimiters = fc.constantFrom(',', ';', '\t', '|');
const lineEnds = fc.constantFrom('\n', '\r\n', '\r');

function write(rows: string[][], delimiter: string, lineEnd: string, quoteAll: boolean): string {
  const cell = (text: string) =>
    quoteAll || /^\s|^$/u.test(text) || ['"', '\r', '\n', delimiter].some((special) => text.includes(special))
      ? `"${text.replaceAll('"', '""')}"`
      : text;
  return rows.map((cells) => cells.map(cell).join(delimiter) + lineEnd).join('');
}

test('any cells, with any delimiter, line end, quoting and chunks, are read back', async () => {
  const cell = fc.oneof(
    anyText,
    fc.string({ unit: fc.constantFrom('"', ',', ';', '\t', '|', '\r', '\n', ' ', 'a', 'é', '\0') }),
  );
  const rows = fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(
      rows,
      delimiters,
      lineEnds,
      fc.boolean(),
      chunkSizes,
      async (rows, delimiter, lineEnd, quoteAll, sizes) => {
        const expected = rows.flatMap((cells, index) => (isBlank(cells) ? [] : { row: index + 1, cells }));
        expect(await read(write(rows, delimiter, lineEnd, quoteAll), delimiter, sizes)).toEqual(expected);
      },
    ),
    { numRuns: 300 },
  );
});

test('the records of any text, however broken, do not depend on its chunks', async () => {
  const text = fc.string({ unit: fc.constantFrom('"', '"', ',', '\r', '\n', '\n', ' ', 'a', '\0'), maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(text, chunkSizes, async (text, sizes) => {
      expect(await read(text, ',', sizes)).toEqual(await read(text));
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ['line ends may be mixed', 'a,b\r\nc,d\ne,f\rg,h', ['1 a|b', '2 c|d', '3 e|f', '4 g|h']],
  [
    'blank rows are passed over and counted as a spreadsheet counts them',
    'a,b\n\n , \n,,,\nc,d\n\n',
    ['1 a|b', '5 c|d'],
  ],
  ['a quoted line break starts no row', 'a,"b\r\nb"\nc,d', ['1 a|b\r\nb', '2 c|d']],
  ['quotes inside a cell are text', 'a,5" pipe\nb,"x" y\nc,say "hi"', ['1 a|5" pipe', '2 b|"x" y', '3 c|say "hi"']],
  ['blanks before a quoted cell are passed over', 'a, "b, c"\n', ['1 a|b, c']],
  ['an empty quoted cell is empty', 'a,""\n"",b', ['1 a|', '2 |b']],
  ['rows may have different numbers of cells', 'a,b\nc\nd,e,f', ['1 a|b', '2 c', '3 d|e|f']],
])('%s', async (_, text, expected) => {
  expect(brief(await read(text))).toEqual(expected);
});

test.each([
  ['up to the next quoted cell', 'a,b\n"c,d\ne,f\ng,"h"\ni,j\n', ['1 a|b', '2 broken', '3 e|f', '4 g|h', '5 i|j']],
  ['up to the end of the file', 'a,b\nc,"d\ne,f\r\ng,h', ['1 a|b', '2 broken', '3 e|f', '4 g|h']],
  ['in the last row', 'a,b\nc,"d', ['1 a|b', '2 broken']],
  ['in every row', '"a\n"b\n"c\n', ['1 broken', '2 broken', '3 broken']],
])('a quote that is never closed breaks its own row, not the rows %s', async (_, text, expected) => {
  expect(brief(await read(text))).toEqual(expected);
  expect(brief(await read(text, ',', [1]))).toEqual(expected);
});

test('a cell whose text starts with a quote and has line breaks is not a broken row', async () => {
  expect(brief(await read('"""hi""\nsaid",b\nc,d'))).toEqual(['1 "hi"\nsaid|b', '2 c|d']);
});

test('a cell of 1 MB is read, and a row that is too long is one broken row, whatever it consists of', async () => {
  const cell = 'x'.repeat(1024 * 1024);
  const file = [`a,${cell}`, '"b', 'y'.repeat(9_000_000), ','.repeat(3_000_000), 'c,d', ''].join('\r\n');
  expect(await read(file, ',', [256 * 1024])).toMatchObject([
    { row: 1, cells: ['a', cell] },
    { row: 2, broken: expect.stringContaining('longer than 2 MB') },
    { row: 3, broken: expect.stringContaining('longer than 2 MB') },
    { row: 4, broken: expect.stringContaining('longer than 2 MB') },
    { row: 5, cells: ['c', 'd'] },
  ]);
});

test('the longest row has 2 MB including its line end, whatever its chunks', async () => {
  const longest = `${'x'.repeat(2 * 1024 * 1024 - 2)}\r\n`;
  for (const size of [longest.length, longest.length - 1, 1_000_000]) {
    expect(brief(await read(`${longest}a`, ',', [size])).map((row) => row.slice(0, 4))).toEqual(['1 xx', '2 a']);
    expect(brief(await read(`x${longest}a`, ',', [size]))).toEqual(['1 broken', '2 a']);
  }
  const longer = 'x'.repeat(longest.length + 100);
  expect(brief(await read(`${longer}\r\na`, ',', [longer.length + 1]))).toEqual(['1 broken', '2 a']);
});

test('a file with too many broken rows is rejected after all rows before are returned', async () => {
  expect(await read('"x\n'.repeat(1000))).toHaveLength(1000);
  const file = `${'"x\n'.repeat(1000)}a\n"y\n`;
  await expect(read(file)).rejects.toThrow('stopped after row 1001');
  const returned: CsvRecord[] = [];
  const all = async () => {
    for await (const records of createRecordReader(plain).push(file, true)) returned.push(...records);
  };
  await expect(all()).rejects.toThrow(CsvFileError);
  expect(returned.at(-1)).toEqual({ row: 1001, cells: ['a'] });
});
