/** Tests that a sheet is read as a person sees it, without the loss of a digit, and that a hostile file ends early. */
import { expect, inject, test } from 'vitest';
import { CsvFileError } from '../../../../shared/rules/leads/csv-error.ts';
import type { CsvRecord } from '../../../../shared/rules/leads/csv-records.ts';
import { openSheet } from '../../../../shared/rules/leads/xlsx.ts';
import { inline, number, row, workbook, zip } from '../../../helpers/fixtures/xlsx-files.ts';

async function* inPieces(bytes: Buffer, size = 1000) {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function read(bytes: Buffer, wanted?: string): Promise<{ name: string; records: CsvRecord[] }> {
  const { name, records } = await openSheet(inPieces(bytes), wanted);
  const all: CsvRecord[] = [];
  for await (const some of records) all.push(...some);
  return { name, records: all };
}

/** Returns the cells of the first row of a workbook. */
const firstRow = async (bytes: Buffer) => {
  const [first] = (await read(bytes)).records;
  return first && 'cells' in first ? first.cells : first;
};

test.each([
  ['4915112345678', 'General', '4915112345678'],
  ['4.915112345678E12', 'General', '4915112345678'],
  ['4.9151E+12', '0.00E+00', '4915100000000'],
  ['14155552671', '[<=9999999]###-####;(###) ###-####', '14155552671'],
  ['1234', '00000', '01234'],
  ['4155552671', '000\\-000\\-0000', '4155552671'],
  ['301234567', '0000000000', '0301234567'],
  ['-5', '00000', '-5'],
  ['0.1', 'General', '0.1'],
  ['1.1000000000000001', 'General', '1.1'],
  ['46023', 'yyyy\\-mm\\-dd', '2026-01-01'],
  ['46023.75', 'm/d/yy h:mm', '2026-01-01 18:00:00'],
  ['0.5', 'h:mm AM/PM', '12:00:00'],
  ['46023', '[$-409]mmmm\\ d', '2026-01-01'],
  ['1', 'yyyy-mm-dd', '1900-01-01'],
  ['42', '"month of "0', '42'],
  ['42', '[Red]General', '42'],
])('the number %s in the format %s is read as %s', async (written, format, text) => {
  const bytes = workbook([{ name: 'Leads', rows: row(number(written, 1)) }], { formats: [format] });
  expect(await firstRow(bytes)).toEqual([text]);
});

test('a date of a workbook whose days begin in 1904', async () => {
  const rows = row(number('44561', 1));
  expect(await firstRow(workbook([{ name: 'Leads', rows }], { formats: ['d.m.yyyy'], date1904: true }))).toEqual([
    '2026-01-01',
  ]);
});

test('shared and own texts, formulas, truth values and errors', async () => {
  const shared =
    '<si><t>Anna &amp; Bo</t></si><si><r><t>Rich </t></r><r><t xml:space="preserve">text </t></r></si>' +
    '<si><t>山田</t><rPh sb="0" eb="2"><t>ヤマダ</t></rPh></si><si><t>a_x000D_b</t></si>';
  const cells = [
    ...[0, 1, 2, 3, 9].map((index) => `<c t="s"><v>${index}</v></c>`),
    inline(' +1 415 555 2671'),
    '<c t="str"><f>A1&amp;B1</f><v>joined</v></c>',
    '<c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c t="d"><v>2026-01-01T00:00:00</v></c>',
  ];
  expect(await firstRow(workbook([{ name: 'Leads', rows: row(...cells) }], { shared }))).toEqual([
    'Anna & Bo',
    'Rich text ',
    '山田',
    'a\rb',
    '',
    ' +1 415 555 2671',
    'joined',
    'TRUE',
    '',
    '2026-01-01T00:00:00',
  ]);
});

test('rows and columns keep their places, blank rows are left out, and the first visible sheet is read', async () => {
  const rows =
    '<row r="2"><c r="B2" t="inlineStr"><is><t>phone</t></is></c></row><row r="3"><c r="A3" s="0"/></row>' +
    '<row r="7"><c r="AB7"><v>5</v></c></row>';
  const hidden = { name: 'Notes', state: 'hidden', rows: row(inline('secret')) };
  const { name, records } = await read(workbook([hidden, { name: 'My leads', rows }, hidden]));
  expect(name).toBe('My leads');
  expect(records).toEqual([
    { row: 2, cells: ['', 'phone'] },
    { row: 7, cells: [...Array.from({ length: 27 }, () => ''), '5'] },
  ]);
});

test('the sheet that the user names is read, also if it is hidden', async () => {
  const sheets = ['A', 'B'].map((name) => ({ name, state: 'hidden', rows: row(inline(`in ${name}`)) }));
  expect(await read(workbook(sheets), 'B')).toEqual({ name: 'B', records: [{ row: 1, cells: ['in B'] }] });
  await expect(read(workbook(sheets), 'C')).rejects.toThrow('no sheet "C". Its sheets: "A", "B"');
});

test('names with a prefix, as some programs write them', async () => {
  const bytes = zip({
    'xl/workbook.xml':
      '<x:workbook xmlns:x="m" xmlns:q="r"><x:sheets><x:sheet name="S" q:id="a"/></x:sheets></x:workbook>',
    'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="a" Target="/xl/s.xml"/></Relationships>',
    'xl/s.xml':
      '<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>',
  });
  expect(await firstRow(bytes)).toEqual(['7']);
});

const sheet = (rows: string) => workbook([{ name: 'S', rows }]);
const problems: [what: string, bytes: () => Buffer, says: string][] = [
  ['an archive of other files', () => zip({ 'leads.csv': 'phone\n1\n' }), 'no Excel workbook'],
  ['a cut off file', () => sheet(row(number('1'))).subarray(0, 300), 'cannot be read'],
  ['a part that is no XML', () => sheet('<row><c></row>'), 'sheet1.xml'],
  [
    'an entity that grows',
    () =>
      zip({
        'xl/workbook.xml': '<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><workbook>&b;</workbook>',
      }),
    'workbook.xml',
  ],
  ['hidden sheets only', () => workbook([{ name: 'S', state: 'veryHidden', rows: '' }]), 'no visible sheet'],
  ['a column behind the last one', () => sheet('<row><c r="ZZZ1"><v>1</v></c></row>'), 'has a cell at ZZZ1'],
  ['rows that go back', () => sheet('<row r="5"/><row r="4"/>'), 'the number 4'],
  ['more rows than a sheet has', () => sheet('<row r="1048577"/>'), 'the number 1048577'],
  [
    'texts that unpack to a thousand times their size',
    () =>
      workbook([{ name: 'S', rows: row(number('1')) }], {
        shared: `<si><t>${'a'.repeat(1024 * 1024)}</t></si>`.repeat(70),
      }),
    'memory',
  ],
];

/** Reading 70 MB of texts takes some seconds. */
const checked = problems.filter(([, , says]) => says !== 'memory' || inject('isLong'));

test.each(checked)('%s is refused with its reason', { timeout: 60_000 }, async (_what, bytes, says) => {
  const error = await read(bytes()).catch((problem: unknown) => problem);
  expect(error).toBeInstanceOf(CsvFileError);
  expect((error as Error).message).toContain(says);
});

test('a size that the archive declares too small is not believed', async () => {
  const bytes = sheet(row(...Array.from({ length: 500 }, () => number('1'))));
  const at = bytes.lastIndexOf('PK\u0001\u0002');
  bytes.writeUInt32LE(10, at + 24);
  expect(await read(bytes).catch((problem: unknown) => problem)).toBeInstanceOf(CsvFileError);
});
