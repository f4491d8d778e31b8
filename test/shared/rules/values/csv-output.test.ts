import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRecordReader } from '../../../../shared/rules/leads/csv-records.ts';
import { csvLine, removeFormulaGuard, type CsvCell } from '../../../../shared/rules/values/csv-output.ts';
import { leadCsvTemplate } from '../../../../shared/rules/leads/csv-template.ts';
import { anyText, readAllRows } from '../../../helpers/fixtures/csv-files.ts';

test.each<[string, CsvCell[]]>([
  ['a,"b,c","say ""hi""","x\ny"', ['a', 'b,c', 'say "hi"', 'x\ny']],
  [',,,0,-1.5,10,false', [null, undefined, '', 0, -1.5, 10n, false]],
  ['2024-01-02T03:04:05.000Z,"{""a"":1}"', [new Date('2024-01-02T03:04:05Z'), { a: 1 }]],
  [`'=1+1,'-2,'@x,"'\tx",'+1-2,''=x`, ['=1+1', '-2', '@x', '\tx', '+1-2', "'=x"]],
  [`+14155552671,'-," x"`, ['+14155552671', '-', ' x']],
])('a line is written as %j', (line, cells) => {
  expect(csvLine(cells)).toBe(`${line}\r\n`);
});

test('no text cell is a formula, except a plus with digits, and each cell is read back unchanged', async () => {
  const formulas = fc.string({
    unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '\n', '"', ',', '1', '＝', ' '),
  });
  const cells = fc.array(fc.oneof(anyText, formulas), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(cells, async (cells) => {
      const row = ['x', ...cells];
      const records = (
        await Array.fromAsync(
          createRecordReader({ delimiter: ',', escape: '"', hasBlanks: false, isWrapped: false }).push(
            csvLine(row),
            true,
          ),
        )
      ).flat();
      const read = records.flatMap((record) => ('cells' in record ? record.cells : []));
      expect(read.filter((cell) => /^[=+\-@\t\r\n＝＋－＠]/.test(cell) && !/^\+\d+$/.test(cell))).toEqual([]);
      expect(read.map(removeFormulaGuard)).toEqual(row);
    }),
  );
});

test('an exported file of leads is imported as the same leads', async () => {
  const header = csvLine(['phone', 'first_name', 'notes', 'Formula']);
  const [row] = await readAllRows(header + csvLine(['+14155552671', '-Sara', '@home\n"x"', '=1+1']));
  expect(row).toMatchObject({
    lead: { phone: '+14155552671', firstName: '-Sara', notes: '@home\n"x"', customFields: { Formula: '=1+1' } },
  });
});

test('the template is a header row that the import understands, without example rows', async () => {
  expect(leadCsvTemplate()).toBe('phone,first_name,last_name,email,country,type,priority,notes\r\n');
  expect(await readAllRows(leadCsvTemplate())).toEqual([]);
});
