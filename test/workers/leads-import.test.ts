import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { clearBrokenUploads, storeBatch } from '../../shared/domain/lead-imports.ts';
import { connect } from '../../sql/db.ts';
import { claimImport, importById, importErrors, type ImportRow, lockImport } from '../../sql/lead-imports.ts';
import { leadsImport } from '../../workers/leads-import.ts';
import { createTestSystem } from '../helpers/system.ts';
import { type Account, importFile, openAccount, openCampaign, submitFile } from '../helpers/uploads.ts';

const system = await createTestSystem();
const { ctx } = system;
const { sql } = ctx;

/** A number that may be dialled; different for each `n` below eight million. */
const phone = (n: number) => `+1212${String(2_000_000 + n).padStart(7, '0')}`;
const file = (phones: string[]) => `phone\n${phones.join('\n')}\n`;
const numbered = (count: number) => file(Array.from({ length: count }, (_, n) => phone(n)));

const counts = ({ inserted, invalid, duplicates, dnc }: ImportRow) => ({ inserted, invalid, duplicates, dnc });
const phonesIn = async ({ campaign }: Account) =>
  (
    await sql<{ phone: string }[]>`
      select phone_normalized as phone from leads where campaign_id = ${campaign.id} order by id`
  ).map((lead) => lead.phone);

/** What a finished import must leave behind, however it came about. */
async function expectWhole(account: Account, importId: number, leads: number) {
  const row = (await importById(sql, importId))!;
  expect(row).toMatchObject({ status: 'completed', error: null, bytesDone: row.byteCount, inserted: leads });
  expect(await sql`select from lead_import_chunks where import_id = ${importId}`).toHaveLength(0);
  expect(new Set(await phonesIn(account)).size).toBe(leads);
  const [campaign] = await sql`select total_leads from campaigns where id = ${account.campaign.id}`;
  expect(campaign).toEqual({ totalLeads: leads });
}

test('a row becomes a lead with all that it says', async () => {
  const account = await openAccount(system);
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
  await expectWhole(account, row.id, 1);
});

test('every row is counted once: inserted, invalid, duplicate or on a do-not-call list', async () => {
  const account = await openAccount(system);
  await importFile(system, account, file([phone(1)]));
  // No other test uses it, as this list holds for all of them.
  const everybodys = phone(7_000_000);
  await sql`insert into dnc_numbers ${sql([
    { tenantId: account.tenantId, phone: phone(2), source: 'api' },
    { tenantId: null, phone: everybodys, source: 'registry' },
  ])}`;
  const other = await openAccount(system);
  await sql`insert into dnc_numbers (tenant_id, phone) values (${other.tenantId}, ${phone(4)})`;

  const phones = [phone(1), phone(2), everybodys, phone(2), phone(4), phone(5), phone(5), 'nonsense', '', phone(6)];
  const row = await importFile(system, account, file(phones));
  expect(counts(row)).toEqual({ inserted: 3, invalid: 1, duplicates: 2, dnc: 3 });
  expect(await phonesIn(account)).toEqual([phone(1), phone(4), phone(5), phone(6)]);
  expect(await importErrors(sql, account.tenantId, row.id, { limit: 10 })).toEqual([
    { row: 9, field: 'phone', value: 'nonsense', error: expect.stringContaining('not a phone number') },
  ]);

  const again = await importFile(system, account, file(phones));
  expect(counts(again)).toEqual({ inserted: 0, invalid: 1, duplicates: 5, dnc: 3 });
  expect(await phonesIn(account)).toHaveLength(4);
});

test('another campaign may have the same numbers', async () => {
  const account = await openAccount(system);
  await importFile(system, account, numbered(3));
  const campaign = await openCampaign(system, account.owner, account.tenantId);
  expect(counts(await importFile(system, account, numbered(3), { campaign }))).toMatchObject({ inserted: 3 });
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
    'a full name and what nobody knows',
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
  const account = await openAccount(system);
  await importFile(system, account, csv);
  expect(await sql`select * from leads where campaign_id = ${account.campaign.id}`).toEqual([
    expect.objectContaining(expected),
  ]);
});

test('the uploader says what columns mean and where national numbers are', async () => {
  const account = await openAccount(system);
  const csv = 'a,b,c\nSara,020 7946 0018,+14155552671\n';
  const fieldMapping = { a: 'first_name', b: 'phone' };
  const row = await importFile(system, account, csv, { fieldMapping, country: 'GB' });
  expect(row).toMatchObject({ inserted: 1, fieldMapping, defaultCountry: 'GB' });
  expect(await sql`select * from leads where import_id = ${row.id}`).toMatchObject([
    { phoneNormalized: '+442079460018', firstName: 'Sara', country: 'GB', customFields: { c: '+14155552671' } },
  ]);
});

test('NUL bytes and huge cells cost their own row only', async () => {
  const account = await openAccount(system);
  const csv = `phone,notes\n${phone(1)},a\0b\n${phone(2)},"${'x'.repeat(1_000_000)}"\n${phone(3)},fine\n`;
  const row = await importFile(system, account, csv);
  expect(counts(row)).toEqual({ inserted: 1, invalid: 2, duplicates: 0, dnc: 0 });
  const errors = await importErrors(sql, account.tenantId, row.id, { limit: 10 });
  expect(errors.map(({ row, field }) => ({ row, field }))).toEqual([
    { row: 2, field: 'notes' },
    { row: 3, field: 'notes' },
  ]);
});

test.each([
  ['no file of leads', 'name,age\nSara,31\n', 'No column holds the phone number'],
  ['a workbook', Buffer.from('PK\u0003\u0004 and so on'), 'Excel workbook'],
  ['nothing', ' \r\n \r\n', 'The file is empty'],
])('fails as a whole with %s, saying why', async (_, csv, why) => {
  const account = await openAccount(system);
  const row = await importFile(system, account, csv);
  expect(row).toMatchObject({ status: 'failed', error: expect.stringContaining(why), inserted: 0, invalid: 0 });
  expect(row.finishedAt).toBeInstanceOf(Date);
  expect(await sql`select from lead_import_chunks where import_id = ${row.id}`).toHaveLength(0);
});

test('a stopped import keeps its finished batches and goes on behind them', async () => {
  const account = await openAccount(system);
  const { id } = await submitFile(system, account, numbered(12_000));
  let looks = 0;
  const stopsAtTheSecondBatch = Object.assign(new AbortController().signal, {
    throwIfAborted() {
      if (++looks === 2) throw new Error('The process is stopping.');
    },
  });
  await expect(leadsImport(ctx, { importId: id }, stopsAtTheSecondBatch)).rejects.toThrow('stopping');
  const stopped = (await importById(sql, id))!;
  expect(stopped).toMatchObject({ status: 'running', finishedAt: null });
  expect(stopped.inserted).toBeGreaterThan(0);
  expect(stopped.inserted).toBe((await phonesIn(account)).length);
  expect(stopped.lastRow).toBe(stopped.inserted + 1);

  expect(await system.runJob('leads.import', { importId: id })).toEqual({ status: 'completed' });
  await expectWhole(account, id, 12_000);
  expect((await phonesIn(account)).at(-1)).toBe(phone(11_999));
});

test('an import whose process is killed goes on at once in another', async () => {
  const account = await openAccount(system);
  const { id } = await submitFile(system, account, numbered(60_000));
  const script = fileURLToPath(new URL('../helpers/import-process.ts', import.meta.url));
  const { databaseUrl, redisUrl, jwtSecret, secretsKey } = system.config;
  const env = {
    ...process.env,
    LOG_LEVEL: 'silent',
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    JWT_SECRET: jwtSecret,
    SECRETS_KEY: secretsKey,
  };
  const worker = spawn(process.execPath, [script, String(id)], { env, stdio: 'inherit' });
  const exited = once(worker, 'exit');
  await vi.waitFor(async () => expect((await importById(sql, id))!.lastRow).toBeGreaterThan(0), 60_000);
  worker.kill('SIGKILL');
  await exited;
  expect((await importById(sql, id))!.status).toBe('running');
  // The server notices the dead process within moments; until then the lock is held.
  await vi.waitFor(() => system.runJob('leads.import', { importId: id }), 60_000);
  await expectWhole(account, id, 60_000);
}, 120_000);

test('one run at a time: a second one leaves the import alone', async () => {
  const account = await openAccount(system);
  const { id } = await submitFile(system, account, numbered(10));
  const holder = connect({ url: system.config.databaseUrl, applicationName: 'test', connectionsMax: 1 });
  await lockImport(holder, id);
  await expect(system.runJob('leads.import', { importId: id })).rejects.toThrow('under way in another process');
  expect(await importById(sql, id)).toMatchObject({ status: 'pending', lastRow: 0 });
  await holder.end();
  expect(await system.runJob('leads.import', { importId: id })).toEqual({ status: 'completed' });
});

test('two runs at once import every row once', async () => {
  const account = await openAccount(system);
  const { id } = await submitFile(system, account, numbered(12_000));
  const runs = await Promise.allSettled([1, 2].map(() => system.runJob('leads.import', { importId: id })));
  expect(runs).toContainEqual({ status: 'fulfilled', value: { status: 'completed' } });
  await expectWhole(account, id, 12_000);
  expect(await system.runJob('leads.import', { importId: id })).toEqual({ status: 'completed' });
  await expectWhole(account, id, 12_000);
});

test('two imports of the same numbers into one campaign neither block nor double each other', async () => {
  const account = await openAccount(system);
  const phones = Array.from({ length: 6_000 }, (_, n) => phone(n));
  const rows = await Promise.all([
    importFile(system, account, file(phones)),
    importFile(system, account, file(phones.toReversed())),
  ]);
  expect(rows.map((row) => row.inserted + row.duplicates)).toEqual([6_000, 6_000]);
  expect(rows[0].inserted + rows[1].inserted).toBe(6_000);
  expect(new Set(await phonesIn(account)).size).toBe(6_000);
});

test('a batch of a run that was overtaken is not stored', async () => {
  const account = await openAccount(system);
  const { id } = await submitFile(system, account, numbered(1));
  const claimed = (await claimImport(sql, id))!;
  const error = { row: 2, field: 'phone', value: '', error: 'Phone number is missing' };
  const batch = { lines: [], errors: [error], lastRow: 2, bytesDone: 1 };
  const ahead = await storeBatch(ctx, claimed, batch);
  expect(ahead).toMatchObject({ lastRow: 2, invalid: 1 });
  const stale = { ...batch, errors: [{ ...error, row: 3 }], lastRow: 3 };
  await expect(storeBatch(ctx, claimed, stale)).rejects.toThrow('taken over');
  expect(await importErrors(sql, account.tenantId, id, { limit: 10 })).toEqual([error]);
});

test('a hopeless file fills no error table, and is still counted exactly', async () => {
  const account = await openAccount(system);
  const { id } = await submitFile(system, account, numbered(1));
  await sql`update lead_imports set invalid = 99999 where id = ${id}`;
  const claimed = (await claimImport(sql, id))!;
  const errors = [2, 3].map((row) => ({ row, field: 'phone', value: '', error: 'Phone number is missing' }));
  expect(await storeBatch(ctx, claimed, { lines: [], errors, lastRow: 3, bytesDone: 1 })).toMatchObject({
    invalid: 100_001,
  });
  expect(await importErrors(sql, account.tenantId, id, { limit: 10 })).toHaveLength(1);
});

test('a do-not-call file lists its numbers and takes their leads out', async () => {
  const account = await openAccount(system);
  await importFile(system, account, numbered(3));
  const csv = `phone,notes\n${phone(1)},asked us\n${phone(1)},twice\n${phone(9)},\nnonsense,\n`;
  const row = await importFile(system, account, csv, { campaign: null });
  expect(counts(row)).toEqual({ inserted: 2, invalid: 1, duplicates: 1, dnc: 0 });
  expect(
    await sql`select phone, reason, source from dnc_numbers where tenant_id = ${account.tenantId} order by phone`,
  ).toEqual([
    { phone: phone(1), reason: 'asked us', source: 'import' },
    { phone: phone(9), reason: null, source: 'import' },
  ]);
  const leads = await sql`select status, do_not_call from leads where campaign_id = ${account.campaign.id} order by id`;
  expect(leads).toEqual([
    { status: 'pending', doNotCall: false },
    { status: 'dnc', doNotCall: true },
    { status: 'pending', doNotCall: false },
  ]);
});

test('files whose upload broke off are cleared away, but not one still arriving', async () => {
  const account = await openAccount(system);
  const [broken] = await sql<[{ id: number }]>`
    insert into lead_imports (tenant_id, file_name) values (${account.tenantId}, 'half.csv') returning id`;
  const { id } = await submitFile(system, account, numbered(1));
  await clearBrokenUploads(ctx);
  expect(await importById(sql, broken.id)).toBeDefined();
  await system.travel(24 * 3_600);
  await clearBrokenUploads(ctx);
  expect(await importById(sql, broken.id)).toBeUndefined();
  expect(await importById(sql, id)).toMatchObject({ status: 'pending' });
});

test('whatever a file holds, its rows are all accounted for', async () => {
  const account = await openAccount(system);
  const blocked = [phone(0), phone(1)];
  await sql`insert into dnc_numbers ${sql(blocked.map((phone) => ({ tenantId: account.tenantId, phone })))}`;
  const cell = fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: 0, max: 40 }).map(phone) },
    fc.constantFrom('', 'nonsense', '911', '+1900 555 0100', '12', '"un', 'x"y'),
  );
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(cell, { maxLength: 60 }), async (cells) => {
      // The second column keeps a row with an empty phone from being blank.
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
      expect(await phonesIn(account)).toHaveLength(seen.size);
    }),
    { numRuns: 25 },
  );
}, 60_000);
