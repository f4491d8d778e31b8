import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { CsvFileError } from '../../../../shared/rules/leads/csv-error.ts';
import { readLeadRows } from '../../../../shared/rules/leads/csv.ts';
import {
  chunks,
  chunkSizes,
  encode,
  TEXT_FORMATS,
  parsePhone,
  readAllRows,
  summarizeRows,
} from '../../../helpers/fixtures/csv-files.ts';

const A = '+14155550001';
const B = '+14155550002';

test.each([
  ['commas', `phone,name\n${A},x\n${B},y\n`],
  ['semicolons', `phone;name\n${A};x\n${B};y\n`],
  ['tabs', `phone\tname\n${A}\tx\n${B}\ty\n`],
  ['pipes', `phone|name\n${A}|x\n${B}|y\n`],
  ['one column', `phone\n${A}\n${B}\n`],
  ['semicolons although the header has more commas', `Phone;"a,b";Notes, or else, what\n${A};x;1,2\n${B};y;3,4`],
  ['semicolons and decimal commas', `Phone;Amount\n${A};1,5\n${B};2,5\n`],
  ['delimiters inside quotes', `"a;b;c;d","Phone"\nx,${A}\ny,${B}\n`],
  ["Excel's separator line", `sep=;\r\nphone;name\r\n${A};x\r\n${B};y\r\n`],
  ['a separator of its own', `sep=^\nphone^name\n${A}^x\n${B}^y\n`],
  ['CRLF', `phone,name\r\n${A},x\r\n${B},y\r\n`],
  ['CR alone', `phone,name\r${A},x\r${B},y`],
  ['no line end at the end', `phone,name\n${A},x\n${B},y`],
])('a file with %s is read', async (_, file) => {
  expect(summarizeRows(await readAllRows(file))).toEqual([`2 ${A}`, `3 ${B}`]);
  expect(summarizeRows(await readAllRows(file, { sizes: [1] }))).toEqual([`2 ${A}`, `3 ${B}`]);
});

test.each(TEXT_FORMATS)('a file in %s gives the same leads', async (form) => {
  const [row] = await readAllRows(encode(`phone\tname\n${A}\tZoë Müller\n`, form), { sizes: [5, 2] });
  expect(row).toMatchObject({ row: 2, lead: { firstName: 'Zoë', lastName: 'Müller' } });
});

test('every row that is not blank is a lead or an error, with the row number that a spreadsheet shows', async () => {
  const file = `\n\nphone,name\n${A},"x\ny"\n\n,,,\nbad,y\n"${B},z\n${B},"""q"""\n`;
  expect(summarizeRows(await readAllRows(file))).toEqual([
    `4 ${A}`,
    '7 phone: Invalid phone number format',
    '8 row: A quote (") opens a cell in this row and is not closed at the end of a cell',
    `9 ${B}`,
  ]);
});

test("the field mapping and the error have the shape of the API's example", async () => {
  const fieldMapping = { 'Phone Number': 'phone', 'First Name': 'first_name', 'Last Name': 'last_name' };
  const rows = await readAllRows(`First Name,Last Name,Phone Number\nSara,Ahmed,invalid\n`, { fieldMapping });
  expect(rows).toEqual([
    {
      row: 2,
      error: { row: 2, field: 'phone', value: 'invalid', error: 'Invalid phone number format' },
      cells: ['Sara', 'Ahmed', 'invalid'],
    },
  ]);
});

test('the columns of a field mapping help to find the delimiter, as known names do', async () => {
  const rows = await readAllRows(`Wer, wann;Anruf;Art, Ort\nx;${A};y\n`, { fieldMapping: { Anruf: 'phone' } });
  expect(rows).toMatchObject([{ lead: { phoneNormalized: A, customFields: { 'Wer, wann': 'x', 'Art, Ort': 'y' } } }]);
});

test.each([
  ['nothing', '', 'empty'],
  ['blanks only', '\uFEFF \n\r\n', 'empty'],
  ['a separator line only', 'sep=;\n', 'empty'],
  ['a zip archive', 'PK\u0003\u0004', 'not_text'],
  ['NULs in the header', 'phone,\0\0\0name\n', 'not_text'],
  ['no phone column', 'name,email\nSara,x\n', 'no_phone_column'],
  ['a header without an end', `phone,${'x'.repeat(70_000)}`, 'header'],
  ['a header whose quote is not closed', `"phone,name\n${A},x\n`, 'header'],
  ['a header whose quote ends rows below', `phone,"name\n${A},x\n${B},"y"\n`, 'header'],
])('a file of %s is rejected as a whole', async (_, file, problem) => {
  const error = await readAllRows(file).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(CsvFileError);
  expect(error).toHaveProperty('problem', problem);
});

test('an import that resumes after a row reads exactly the remaining rows', async () => {
  const file = Array.from({ length: 30 }, (_, n) => (n % 7 === 0 ? '' : n % 5 === 0 ? `"${A}` : `${A},${n}`)).join(
    '\n',
  );
  const all = await readAllRows(`phone,n\n${file}`);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 40 }), chunkSizes, async (afterRow, sizes) => {
      const rest = await readAllRows(`phone,n\n${file}`, { afterRow, sizes });
      expect(rest).toEqual(all.filter(({ row }) => row > afterRow));
    }),
  );
  expect(all.length).toBe(25);
});

test('batches have a limited size, and state their last row and how the file was read', async () => {
  const line = Buffer.from(`${A};Ren\xe9\n`, 'latin1');
  const file = Buffer.concat([Buffer.from('phone;name\n'), ...Array.from({ length: 10_000 }, () => line)]);
  const batches = [];
  for await (const { rows, ...facts } of readLeadRows(chunks(file), { parsePhone }))
    batches.push({ ...facts, size: rows.length });
  expect(Math.max(...batches.map(({ size }) => size))).toBeLessThanOrEqual(1000);
  expect(batches.reduce((sum, { size }) => sum + size, 0)).toBe(10_000);
  const reading = { encoding: 'windows-1252', delimiter: ';', headerRow: 1 };
  expect(batches.at(-1)).toMatchObject({ lastRow: 10_001, reading });
});

test('the source is closed when the reader stops early or rejects the file', async () => {
  let closed = 0;
  async function* source(text: string) {
    try {
      for (;;) yield Buffer.from(text.repeat(10_000));
    } finally {
      closed++;
    }
  }
  for await (const batch of readLeadRows(source('phone\n'), { parsePhone })) {
    expect(batch.rows.length).toBeGreaterThan(0);
    break;
  }
  await expect(readLeadRows(source('no\n'), { parsePhone }).next()).rejects.toThrow(CsvFileError);
  expect(closed).toBe(2);
});

test('for any bytes, the reader either returns rows or rejects the file', async () => {
  const noise = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc
      .string({ unit: fc.constantFrom('"', ',', ';', '\n', '\r', "'", '=', '\0', 'é', 'x', '1'), maxLength: 80 })
      .map((text) => Buffer.from(`phone,name\n${text}`)),
  );
  await fc.assert(
    fc.asyncProperty(noise, chunkSizes, async (bytes, sizes) => {
      const outcome = await readAllRows(bytes, { sizes }).catch((error: unknown) => error);
      expect(Array.isArray(outcome) || outcome instanceof CsvFileError).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['blanks around quotes', `phone , "notes"\n"${A}" , "x" \n ${B},"y, z" \n`, ['2 x', '3 y, z']],
  ['backslashes before quotes', `"phone";"notes"\n"${A}";"a \\"b\\"; c"\n"${B}";"y"\n`, ['2 a "b"; c', '3 y']],
  ['rows that are quoted as a whole', `"phone,notes"\n"${A},""x, z"""\n"${B},y"\n`, ['2 x, z', '3 y']],
  ['an end mark of DOS', `phone,notes\r\n${A},x\r\n${B},y\u001a`, ['2 x', '3 y']],
  ['an end mark of DOS in a row of its own', `phone,notes\r\n${A},x\r\n${B},y\r\n\u001a`, ['2 x', '3 y']],
  ['a title above the header', `Leads by Source\nMade 11/30/2026\n\nnotes,phone\nx,${A}\ny,${B}\n`, ['5 x', '6 y']],
])('a file with %s is read', async (_, file, expected) => {
  for (const sizes of [[100], [1]]) {
    const rows = await readAllRows(file, { sizes });
    expect(rows.map((row) => `${row.row} ${'lead' in row ? row.lead.notes : 'error'}`)).toEqual(expected);
    expect(rows.map((row) => 'lead' in row && row.lead.phoneNormalized)).toEqual([A, B]);
  }
});

const names = async (file: string) =>
  (await readAllRows(file)).map((row) =>
    'lead' in row ? [row.row, row.lead.firstName, row.lead.lastName, row.lead.email] : [],
  );

test('the values show the columns of a file without a header, or with headers that are not known', async () => {
  expect(await names(`${A},Ann,Lee\n${B},Bob,Ray\n`)).toEqual([
    [1, 'Ann', 'Lee', null],
    [2, 'Bob', 'Ray', null],
  ]);
  expect(await names(`7;${A};Ann Lee;a@example.com\n8;${B};Bob Ray;b@example.com\n`)).toEqual([
    [1, 'Ann', 'Lee', 'a@example.com'],
    [2, 'Bob', 'Ray', 'b@example.com'],
  ]);
  expect(await names(`wer,Anschluss 1,Vorname\nx,${A},Ann\n`)).toEqual([[2, 'Ann', null, null]]);
  await expect(readAllRows(`Order No,Name\n${A},Ann\n${B},Bob\n`)).rejects.toThrow('No column holds the phone number');
});
