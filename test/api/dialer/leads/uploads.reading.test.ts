/** How an upload reads a file: the mapping, warnings, the encoding, rejected rows and the dry run. */
import { afterAll, expect, test } from 'vitest';
import { startWorker } from '../../../../workers/worker.ts';
import { send } from '../../../helpers/api/client.ts';
import { csvForm, createImportAccount } from '../../../helpers/fixtures/lead-imports.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;
const pool = startWorker(system.ctx, 'imports', new AbortController());
afterAll(() => pool.close());

const { owner, tenantId, campaign } = await createImportAccount(system);
const into = (fields: Record<string, string> = {}) => ({ campaign_id: campaign.uuid, ...fields });
const upload = (form: FormData) => send(system, 'POST', '/api/leads/upload', { token: owner.token, body: form });
const dryRun = (form: FormData, value = 'true') =>
  send(system, 'POST', `/api/leads/upload?dry_run=${value}`, { token: owner.token, body: form });
const imports = async () => (await sql`select from lead_imports where tenant_id = ${tenantId}`).length;

test('values that cannot be used are warnings, and a mapping can use several columns, ignore one and set a value', async () => {
  const csv = 'Cell,Home,SSN,Email\nask,+14155552601,123-45-6789,sara@\n+14155552602,,,\n';
  const mapping = { Cell: 'phone', Home: 'phone', SSN: null, type: { value: 'web' } };
  const reply = await upload(csvForm(csv, into({ field_mapping: JSON.stringify(mapping) })));
  const warning = { row: 2, column: 'Email', value: 'sara@', reason: 'Invalid e-mail address' };
  expect(reply.body).toMatchObject({ results: { inserted: 2 }, warnings: [warning], warnings_total: 1 });
  const { body } = await owner.get('/api/imports?limit=1');
  const warnings = await owner.get(`/api/imports/${body['imports'][0].id}/warnings`);
  expect(warnings.body).toEqual({ success: true, warnings: [warning], count: 1, total: 1 });
  const leads =
    await sql`select phone_normalized, type, custom_fields from leads where phone like '+141555526%' order by 1`;
  expect(leads).toMatchObject([
    { phoneNormalized: '+14155552601', type: 'web', customFields: { Cell: 'ask', Email: 'sara@' } },
    { phoneNormalized: '+14155552602', type: 'web', customFields: {} },
  ]);
  const missing = await upload(csvForm(csv, into({ field_mapping: '{"Frist Name":"first_name"}' })));
  expect(missing).toMatchObject({
    status: 400,
    body: { error: expect.stringContaining('does not have: "Frist Name"') },
  });
});

test('the rejected rows come back as they stand in the file, and can be mended and sent again', async () => {
  const csv = 'Name;Phone;City\nAnn;ask;Rome\nBob;+14155552611;Bonn\nCy;=1;Oslo\n';
  const { body } = await upload(csvForm(csv, into()));
  expect(body['results']).toMatchObject({ inserted: 1, invalid: 2 });
  const rejected = await owner.get(`/api/imports/${body['import_id']}/rejected`);
  expect(rejected.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  const [header, ...rows] = rejected.body['text'].replace('\uFEFF', '').trimEnd().split('\r\n');
  expect(header).toBe('rejected_reason,Name,Phone,City');
  expect(rows).toEqual([expect.stringMatching(/number.*,Ann,ask,Rome$/), expect.stringMatching(/,Cy,'=1,Oslo$/)]);
  const mended = `${header}\n${rows[0].replace('ask', '+14155552612')}\n`;
  const again = await upload(csvForm(mended, into()));
  expect(again.body).toMatchObject({ results: { inserted: 1, invalid: 0 } });
  expect(again.body['mapping'][0]).toEqual({ column: 'rejected_reason', field: null });
});

test('a dry run shows how the file would be imported, and imports nothing', async () => {
  const before = await imports();
  await owner.post('/api/dnc', { phone: '+14155552623' });
  await upload(csvForm('phone\n+14155552624\n', into()));
  const csv =
    'wer;Handy;Mail\nAnn;415 555 2621;ann@\nBob;ask;\nCy;+14155552621;\nDi;+14155552623;\nEve;+14155552624;\nZo\xeb;+14155552622;';
  const form = csvForm(Buffer.from(csv, 'latin1'), into({ field_mapping: '{"wer":"name"}' }));
  const reply = await dryRun(form);
  expect(reply.status).toBe(200);
  expect(reply.body).toMatchObject({
    success: true,
    dry_run: true,
    complete: true,
    results: { total: 6, valid: 2, inserted: 2, invalid: 1, duplicates: 2, dnc: 1 },
    encoding: 'windows-1252',
    delimiter: ';',
    header_row: 1,
    country_from: 'caller_id',
    mapping: [
      { column: 'wer', field: 'name' },
      { column: 'Handy', field: 'phone' },
      { column: 'Mail', field: 'email' },
    ],
    warnings_total: 1,
  });
  expect(reply.body['rows']).toHaveLength(6);
  expect(reply.body['rows'].slice(0, 2)).toMatchObject([
    {
      row: 2,
      lead: { phone_normalized: '+14155552621', first_name: 'Ann' },
      warnings: [{ column: 'Mail' }],
    },
    { row: 3, error: { field: 'phone', value: 'ask' }, warnings: [] },
  ]);
  expect(await imports()).toBe(before + 1);
  const wrong = csvForm('name,age\nSara,31\n', into());
  expect(await dryRun(wrong)).toMatchObject({
    status: 400,
    body: { error: expect.stringContaining('No column holds the phone') },
  });
  expect((await dryRun(csvForm('phone\n', into()), '1')).status).toBe(400);
  expect(await imports()).toBe(before + 1);
});

test('a dry run reads a thousand rows of a longer file', async () => {
  const rows = Array.from({ length: 1_500 }, (_, n) => `+1212555${String(1_000 + n)}`);
  const form = csvForm(`phone\n${rows.join('\n')}\n`, into());
  const { body } = await dryRun(form);
  expect(body).toMatchObject({ complete: false, results: { total: 1_000, inserted: 1_000 } });
  expect(body['rows']).toHaveLength(20);
});

test('the form names the encoding', async () => {
  const file = Buffer.from('phone,name\n+14155552631,\xc8\xe2\xe0\xed\n', 'latin1');
  const reply = await upload(csvForm(file, into({ encoding: 'cp1251' })));
  expect(reply.body).toMatchObject({ encoding: 'windows-1251', encoding_confidence: null, results: { inserted: 1 } });
  expect(await sql`select first_name from leads where phone = '+14155552631'`).toEqual([{ firstName: 'Иван' }]);
  expect(await upload(csvForm(file, into({ encoding: 'klingon' })))).toMatchObject({
    status: 400,
    body: { error: expect.stringContaining('encoding must be an encoding') },
  });
});
