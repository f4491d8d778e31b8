import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeText, encodingLabel } from '../../../../shared/rules/leads/csv-encoding.ts';
import { CsvFileError } from '../../../../shared/rules/leads/csv-error.ts';
import { anyText, chunks, chunkSizes, encode, TEXT_FORMATS } from '../../../helpers/fixtures/csv-files.ts';

async function decode(bytes: Uint8Array, sizes?: readonly number[], named?: string) {
  const decoded = decodeText(chunks(bytes, sizes), named);
  let text = '';
  for await (const piece of decoded) text += piece;
  return { text, encoding: decoded.found.encoding };
}

test.each(TEXT_FORMATS)('%s is recognised, whatever the chunks are', async (form) => {
  const text = 'phone,name\n+14155552671,José 😀 Müller\n';
  for (const sizes of [[1], [3, 1], [1000]]) {
    expect(await decode(encode(text, form), sizes)).toEqual({ text, encoding: form.replace(' with a mark', '') });
  }
});

test('a file with a byte order mark is read back, whatever it contains', async () => {
  const marked = fc.constantFrom(...TEXT_FORMATS.filter((form) => form.endsWith('mark')));
  await fc.assert(
    fc.asyncProperty(anyText, marked, chunkSizes, async (text, form, sizes) => {
      expect((await decode(encode(text, form), sizes)).text).toBe(text);
    }),
  );
});

test('windows-1252 is recognised at the first character outside ASCII, however far into the file', async () => {
  const start = 'phone,name\n'.padEnd(200_000, '+14155552671,Sara\n');
  const bytes = Buffer.concat([Buffer.from(start), Buffer.from('Ren\xe9,\x80 5 \x93ok\x94\n', 'latin1')]);
  const expected = { text: `${start}René,€ 5 “ok”\n`, encoding: 'windows-1252' };
  expect(await decode(bytes)).toEqual(expected);
  expect(await decode(bytes, [199_999, 7, 1, 1])).toEqual(expected);
  expect(await decode(Buffer.from('Ren\xe9', 'latin1'), [1])).toEqual({ text: 'René', encoding: 'windows-1252' });
});

test('UTF-8 is recognised when a chunk ends inside its first character, and a mark inside the text is text', async () => {
  const text = `${'x'.repeat(5000)}é\uFEFF,😀`;
  expect(await decode(Buffer.from(text), [1])).toEqual({ text, encoding: 'utf-8' });
  expect((await decode(Buffer.from('a\uFEFFb'))).text).toBe('a\uFEFFb');
});

test('in a UTF-8 file, invalid bytes become U+FFFD and the rest stays UTF-8', async () => {
  const bytes = Buffer.concat([Buffer.from('José,'), Buffer.of(0xff, 0xe9), Buffer.from(',Zoë')]);
  expect(await decode(bytes, [1])).toEqual({ text: 'José,\uFFFD\uFFFD,Zoë', encoding: 'utf-8' });
});

test('NUL bytes in a text file do not make it UTF-16', async () => {
  const text = 'phone,name\n+14155552671,\0Sa\0ra\0\n';
  expect(await decode(Buffer.from(text))).toEqual({ text, encoding: 'utf-8' });
});

test.each([
  ['an .xls workbook', '\xd0\xcf\x11\xe0\xa1\xb1', 'Excel'],
  ['a PDF', '%PDF-1.7\n', 'PDF'],
  ['a gzip archive', '\x1f\x8b\x08', 'gzip'],
])('%s is rejected with the advice to save it as CSV', async (_, start, named) => {
  const error = await decode(Buffer.from(start.padEnd(100, '\x81'), 'latin1')).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(CsvFileError);
  expect(error).toMatchObject({ problem: 'not_text', message: expect.stringMatching(new RegExp(`${named}.*as CSV`)) });
});

test('the user names the encoding, and a byte order mark says more than the user', async () => {
  const bytes = Buffer.from('Ren\xe9', 'latin1');
  expect(await decode(bytes, [1], 'windows-1251')).toEqual({ text: 'Renй', encoding: 'windows-1251' });
  expect(await decode(encode('é', 'utf-8 with a mark'), [1], 'windows-1251')).toEqual({ text: 'é', encoding: 'utf-8' });
  expect(encodingLabel(' Latin1 ')).toBe('windows-1252');
  expect(encodingLabel('klingon')).toBeUndefined();
});

test('the beginning of the first word helps to find the code page, whatever the chunks are', async () => {
  const text = 'phone,name\n+1,Léa\n';
  const bytes = Buffer.from(text.replace('é', '\x8e'), 'latin1');
  for (const sizes of [[1], [15], [1000]]) expect(await decode(bytes, sizes)).toEqual({ text, encoding: 'macintosh' });
});
