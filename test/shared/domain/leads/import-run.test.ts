import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { storeBatch } from '../../../../shared/domain/leads/import-run.ts';
import { claimImport, listImportErrors, listImportWarnings, type ImportRow } from '../../../../sql/leads/imports.ts';
import { createTestSystem } from '../../../helpers/system.ts';
import {
  expectCompleteImport,
  importFile,
  numberedPhoneFile,
  createImportAccount,
  createImportCampaign,
  phoneFile,
  phoneOf,
  listPhones,
  submitFile,
} from '../../../helpers/fixtures/lead-imports.ts';

const system = await createTestSystem();
const { ctx } = system;
const { sql } = ctx;

const counts = ({ inserted, invalid, duplicates, dnc }: ImportRow) => ({ inserted, invalid, duplicates, dnc });

test('a row becomes a lead with all its fields', async () => {
  const account = await createImportAccount(system);
  const csv =
    'Phone Number,First Name,Last Name,Email,Country Code,Type,Priority,Notes,Company\n' +
    '(415) 555-2671,Sara,Ahmed,sara@example.com,US,carrier,high,"VIP, ""really""\nsecond line\t\\end",ABC Corp\n';
  const row = await importFile(system, account, csv);
  expect(counts(row)).toEqual({ inserted: 1, invalid: 0, duplicates: 0, dnc: 0 });
  const leads = await sql`select * from leads where campaign_id = ${account.campaign.id}`;
  expect(leads).toEqual([
    expect.objectContaining({
      tenantId: account.tenantId,
      importId: row.id,
      phone: '(415) 555-2671',
      phoneNormalized: '+14155552671',
      firstName: 'Sara',
      lastName: 'Ahmed',
      email: 'sara@example.com',
      country: 'US',
      type: 'carrier',
      priority: 'high',
      notes: 'VIP, "really"\nsecond line\t\\end',
      customFields: { Company: 'ABC Corp' },
      status: 'pending',
      callAttempts: 0,
    }),
  ]);
  await expectCompleteImport(system, account, row.id, 1);
});

test('every row is counted once: inserted, invalid, duplicate or on a do-not-call list', async () => {
  const account = await createImportAccount(system);
  await importFile(system, account, phoneFile([phoneOf(1)]));
  // The global do-not-call list applies to all tests, so the test puts a phone number on the list that no other test
  // uses.
  const globalNumber = phoneOf(7_000_000);
  await sql`insert into dnc_numbers ${sql([
    { tenantId: account.tenantId, phone: phoneOf(2), source: 'api' },
    { tenantId: null, phone: globalNumber, source: 'registry' },
  ])}`;
  const other = await createImportAccount(system);
  await sql`insert into dnc_numbers (tenant_id, phone) values (${other.tenantId}, ${phoneOf(4)})`;

  const phones = [
    phoneOf(1),
    phoneOf(2),
    globalNumber,
    phoneOf(2),
    phoneOf(4),
    phoneOf(5),
    phoneOf(5),
    'nonsense',
    '',
    phoneOf(6),
  ];
  const row = await importFile(system, account, phoneFile(phones));
  expect(counts(row)).toEqual({ inserted: 3, invalid: 1, duplicates: 2, dnc: 3 });
  expect(await listPhones(system, account)).toEqual([phoneOf(1), phoneOf(4), phoneOf(5), phoneOf(6)]);
  expect(await listImportErrors(sql, account.tenantId, row.id, { limit: 10, offset: 0 })).toEqual([
    { row: 9, field: 'phone', value: 'nonsense', error: 'Invalid phone number format' },
  ]);

  const again = await importFile(system, account, phoneFile(phones));
  expect(counts(again)).toEqual({ inserted: 0, invalid: 1, duplicates: 5, dnc: 3 });
  expect(await listPhones(system, account)).toHaveLength(4);
});

test('another campaign may have the same numbers', async () => {
  const account = await createImportAccount(system);
  await importFile(system, account, numberedPhoneFile(3));
  const campaign = await createImportCampaign(system, account.owner, account.tenantId);
  expect(counts(await importFile(system, account, numberedPhoneFile(3), { campaign }))).toMatchObject({ inserted: 3 });
});

const sara = { phoneNormalized: '+14155552671', firstName: 'Sara', lastName: 'Ahmed' };

test.each([
  ['semicolons', 'phone;first_name;last_name\n+14155552671;Sara;Ahmed\n', sara],
  ['tabs and CRLF', 'PHONE\tFIRST NAME\tLAST NAME\r\n+14155552671\tSara\tAhmed\r\n', sara],
  ['pipes, no line break at the end', 'Mobile|Vorname|Nachname\n+14155552671|Sara|Ahmed', sara],
  ['a byte order mark', '\uFEFFphone,first_name,last_name\n+14155552671,Sara,Ahmed\n', sara],
  [
    'UTF-16 as Excel saves it',
    Buffer.from('\uFEFFphone\tfirst\tlast\r\n+14155552671\tZoë\tŻak', 'utf16le'),
    {
      phoneNormalized: '+14155552671',
      firstName: 'Zoë',
      lastName: 'Żak',
    },
  ],
  [
    'a full name and unknown columns',
    'Tel.,Name,Größe,Größe\n+14155552671,Sara Ahmed,1.70,L\n',
    {
      ...sara,
      customFields: { Größe: '1.70', 'Größe (2)': 'L' },
    },
  ],
  [
    'a national number with its country',
    'phone,country\n030 901820,Germany\n',
    {
      phoneNormalized: '+4930901820',
      country: 'DE',
    },
  ],
])('reads files with %s', async (_, csv, expected) => {
  const account = await createImportAccount(system);
  await importFile(system, account, csv);
  expect(await sql`select * from leads where campaign_id = ${account.campaign.id}`).toEqual([
    expect.objectContaining(expected),
  ]);
});

test('the upload can map columns and name the country of national numbers', async () => {
  const account = await createImportAccount(system);
  const csv = 'a,b,c\nSara,020 7946 0018,+14155552671\n';
  const fieldMapping = { a: 'first_name', b: 'phone' };
  const row = await importFile(system, account, csv, { fieldMapping, country: 'GB' });
  expect(row).toMatchObject({ inserted: 1, fieldMapping, defaultCountry: 'GB' });
  expect(await sql`select * from leads where import_id = ${row.id}`).toMatchObject([
    { phoneNormalized: '+442079460018', firstName: 'Sara', country: 'GB', customFields: { c: '+14155552671' } },
  ]);
});

test('a good number is a lead whatever stands beside it, and the import lists what it could not use', async () => {
  const account = await createImportAccount(system);
  const csv = `phone,notes\n${phoneOf(1)},a\0b\n${phoneOf(2)},"${'x'.repeat(1_000_000)}"\n${phoneOf(3)},fine\n`;
  const row = await importFile(system, account, csv);
  expect(counts(row)).toEqual({ inserted: 3, invalid: 0, duplicates: 0, dnc: 0 });
  expect(row).toMatchObject({ warnings: 2, reading: { encoding: 'utf-8', headerRow: 1 } });
  const warnings = await listImportWarnings(sql, account.tenantId, row.id, { limit: 10, offset: 0 });
  expect(warnings).toMatchObject([
    { row: 2, column: 'notes', value: 'ab', reason: expect.stringContaining('NUL') },
    { row: 3, column: 'notes', value: 'x'.repeat(100), reason: expect.stringContaining('Longer than 10000') },
  ]);
});

test('the caller ID of the campaign says the country of numbers without one, and a named country comes first', async () => {
  const account = await createImportAccount(system);
  const row = await importFile(system, account, 'phone\n(415) 666-0110\n');
  expect(row).toMatchObject({ inserted: 1, defaultCountry: 'US', countryFrom: 'caller_id' });
  await sql`update campaigns set caller_id = '+442079460018' where id = ${account.campaign.id}`;
  const british = await importFile(system, account, 'phone\n020 7946 0019\n');
  expect(british).toMatchObject({ inserted: 1, defaultCountry: 'GB', countryFrom: 'caller_id' });
  const named = await importFile(system, account, 'phone\n030 901820\n', { country: 'DE' });
  expect(named).toMatchObject({ inserted: 1, defaultCountry: 'DE', countryFrom: 'form' });
  await sql`update campaigns set caller_id = null where id = ${account.campaign.id}`;
  const none = await importFile(system, account, 'phone\n4152000222\n');
  expect(none).toMatchObject({ inserted: 0, defaultCountry: null, countryFrom: null });
});

test('every number in a row of a do-not-call file is listed', async () => {
  const account = await createImportAccount(system);
  const csv = 'phone,mobile\n+14156660240 / +14156660241,(415) 666-0242\nask,+14156660241\n';
  const row = await importFile(system, account, csv, { campaign: null });
  expect(counts(row)).toEqual({ inserted: 3, invalid: 0, duplicates: 1, dnc: 0 });
  const listed = await sql`select phone from dnc_numbers where tenant_id = ${account.tenantId} order by phone`;
  expect(listed.map(({ phone }) => phone)).toEqual(['+14156660240', '+14156660241', '+14156660242']);
});

test.each([
  ['a file without phone numbers', 'name,age\nSara,31\n', 'No column holds the phone number'],
  ['a broken workbook', Buffer.from('PK\u0003\u0004 and so on'), 'Excel workbook cannot be read'],
  ['nothing', ' \r\n \r\n', 'The file is empty'],
])('fails as a whole with %s and states the reason', async (_, csv, why) => {
  const account = await createImportAccount(system);
  const row = await importFile(system, account, csv);
  expect(row).toMatchObject({ status: 'failed', error: expect.stringContaining(why), inserted: 0, invalid: 0 });
  expect(row.finishedAt).toBeInstanceOf(Date);
  expect(await sql`select from lead_import_chunks where import_id = ${row.id}`).toHaveLength(0);
});

test('only the first hundred thousand errors are stored, and the count stays exact', async () => {
  const account = await createImportAccount(system);
  const { id } = await submitFile(system, account, numberedPhoneFile(1));
  await sql`update lead_imports set invalid = 99999 where id = ${id}`;
  const claimed = (await claimImport(sql, id))!;
  const errors = [2, 3].map((row) => ({
    row,
    field: 'phone',
    value: '',
    error: 'Phone number is missing',
    rowCells: [''],
  }));
  const batch = { lines: [], places: [], errors, notes: [], warnings: [], lastRow: 3, bytesDone: 1 };
  expect(await storeBatch(ctx, claimed, batch, null)).toMatchObject({
    invalid: 100_001,
  });
  expect(await listImportErrors(sql, account.tenantId, id, { limit: 10, offset: 0 })).toHaveLength(1);
});

test('a do-not-call file lists its numbers and marks their leads', async () => {
  const account = await createImportAccount(system);
  await importFile(system, account, numberedPhoneFile(3));
  const csv = `phone,notes\n${phoneOf(1)},asked us\n${phoneOf(1)},twice\n${phoneOf(9)},\nnonsense,\n`;
  const row = await importFile(system, account, csv, { campaign: null });
  expect(counts(row)).toEqual({ inserted: 2, invalid: 1, duplicates: 1, dnc: 0 });
  expect(
    await sql`select phone, reason, source from dnc_numbers where tenant_id = ${account.tenantId} order by phone`,
  ).toEqual([
    { phone: phoneOf(1), reason: 'asked us', source: 'import' },
    { phone: phoneOf(9), reason: null, source: 'import' },
  ]);
  const leads = await sql`select status, do_not_call from leads where campaign_id = ${account.campaign.id} order by id`;
  expect(leads).toEqual([
    { status: 'pending', doNotCall: false },
    { status: 'dnc', doNotCall: true },
    { status: 'pending', doNotCall: false },
  ]);
});

test('every row of a file is counted once, whatever the file contains', async () => {
  const account = await createImportAccount(system);
  const blocked = [phoneOf(0), phoneOf(1)];
  await sql`insert into dnc_numbers ${sql(blocked.map((phone) => ({ tenantId: account.tenantId, phone })))}`;
  const cell = fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 0, max: 40 }).map(phoneOf) },
    fc.constantFrom('', 'nonsense', '911', '+1900 555 0100', '12', '"un', 'x"y'),
  );
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(cell, { maxLength: 60 }), async (cells) => {
      // With a second column, a row of the file with an empty phone cell is not blank, so the import counts the row.
      const csv = `phone,n\n${cells.map((cell, n) => `${cell},${n}\n`).join('')}`;
      const row = await importFile(system, account, csv);
      const good = cells.filter((cell) => cell.startsWith('+1212'));
      const fresh = new Set(good.filter((cell) => !blocked.includes(cell) && !seen.has(cell)));
      const dnc = good.filter((cell) => blocked.includes(cell)).length;
      expect(counts(row)).toEqual({
        inserted: fresh.size,
        dnc,
        duplicates: good.length - dnc - fresh.size,
        invalid: cells.length - good.length,
      });
      for (const phone of fresh) seen.add(phone);
      expect(await listPhones(system, account)).toHaveLength(seen.size);
    }),
    { numRuns: 25 },
  );
}, 60_000);
