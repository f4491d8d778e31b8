/** Tests how an import stores the phone numbers of a row: all that can be dialed, in their order, with their types. */
import { expect, test } from 'vitest';
import { createImportAccount, importFile } from '../../../helpers/fixtures/lead-imports.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;
const account = await createImportAccount(system);

/** Returns the stored numbers of each imported lead, by the number that is called first. */
async function importNumbers(csv: string): Promise<Record<string, [string, string | null][]>> {
  const { id } = await importFile(system, account, csv);
  const rows = await sql<{ first: string; phone: string | null; type: string | null }[]>`
    select l.phone_normalized as first, n.phone_normalized as phone, n.type
    from leads l left join lead_phones n on n.lead_id = l.id where l.import_id = ${id} order by l.id, n.position`;
  const stored: Record<string, [string, string | null][]> = {};
  for (const { first, phone, type } of rows)
    (stored[first] ??= []).push(...(phone ? [[phone, type] as [string, null]] : []));
  return stored;
}

test('the numbers of a row are stored in the order in which they are called, with the types of their columns', async () => {
  const stored = await importNumbers(
    'name,work phone,mobile phone,home phone\n' +
      'Sara,+12125550101,+12125550102,+12125550103\n' +
      'Ali,,+12125550104,\n' +
      'Kim,nonsense,+12125550105,+12125550106\n',
  );
  expect(stored).toEqual({
    '+12125550102': [
      ['+12125550102', 'mobile'],
      ['+12125550103', 'home'],
      ['+12125550101', 'work'],
    ],
    // A lead with one number has no list.
    '+12125550104': [],
    '+12125550105': [
      ['+12125550105', 'mobile'],
      ['+12125550106', 'home'],
    ],
  });
});

test('a number that a row names twice is stored once, and a lead keeps ten numbers', async () => {
  const columns = Array.from({ length: 12 }, (_, n) => `phone ${n + 1}`);
  const numbers = columns.map((_, n) => `+12125551${String(n).padStart(3, '0')}`);
  const stored = await importNumbers(
    `${columns.join()}\n${numbers.join()}\n+12125551100,(212) 555-1100,+12125551101${','.repeat(9)}\n`,
  );
  expect(stored[numbers[0]!]!.map(([phone]) => phone)).toEqual(numbers.slice(0, 10));
  expect(stored['+12125551100']!.map(([phone]) => phone)).toEqual(['+12125551100', '+12125551101']);
});

test('a row whose lead the campaign has already adds no numbers', async () => {
  await importNumbers('phone,mobile phone\n+12125552001,+12125552002\n');
  expect(await importNumbers('phone,mobile phone\n+12125552001,+12125552003\n')).toEqual({});
  const rows =
    await sql`select phone_normalized as phone from lead_phones where phone_normalized like '+12125552%' order by 1`;
  expect(rows.map(({ phone }) => phone)).toEqual(['+12125552001', '+12125552002']);
});
