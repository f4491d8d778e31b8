/** An Excel workbook is imported like a CSV file: the same leads, errors and files of rejected rows. */
import { afterAll, expect, test } from 'vitest';
import { startWorker } from '../../../../workers/worker.ts';
import { send } from '../../../helpers/api/client.ts';
import { createImportAccount } from '../../../helpers/fixtures/lead-imports.ts';
import { inline, number, row, workbook } from '../../../helpers/fixtures/xlsx-files.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { sql } = system.ctx;
const pool = startWorker(system.ctx, 'imports', new AbortController());
afterAll(() => pool.close());

const { owner, campaign } = await createImportAccount(system);

const FILE = workbook(
  [
    {
      name: 'Leads',
      rows:
        row(inline('First Name'), inline('Mobile'), inline('ZIP')) +
        row(inline('Ann'), number('1.4155552631E10'), number('1234', 1)) +
        row(inline('Bo'), inline('ask'), number('90210', 1)) +
        row(inline('Cy'), inline('+1 (415) 555-2632'), inline('x')),
    },
    { name: 'Old', rows: row(inline('phone')) + row(number('14155552633')) },
  ],
  { formats: ['00000'] },
);

function upload(fields: Record<string, string> = {}, bytes = FILE, query = '') {
  const form = new FormData();
  for (const [name, value] of Object.entries({ campaign_id: campaign.uuid, ...fields })) form.set(name, value);
  form.set('file', new Blob([new Uint8Array(bytes)]), 'leads.xlsx');
  return send(system, 'POST', `/api/leads/upload${query}`, { token: owner.token, body: form });
}

test('a dry run and an import of the first sheet, with rejected rows as CSV', async () => {
  const dry = await upload({}, FILE, '?dry_run=true');
  expect(dry).toMatchObject({
    status: 200,
    body: { results: { inserted: 2, invalid: 1 }, sheet: 'Leads', delimiter: null },
  });
  const reply = await upload();
  expect(reply).toMatchObject({
    status: 200,
    body: { results: { inserted: 2, invalid: 1 }, sheet: 'Leads', header_row: 1 },
  });
  const leads = await sql`
    select phone_normalized, first_name, custom_fields from leads where campaign_id = ${campaign.id} order by id`;
  expect(leads).toEqual([
    { phoneNormalized: '+14155552631', firstName: 'Ann', customFields: { ZIP: '01234' } },
    { phoneNormalized: '+14155552632', firstName: 'Cy', customFields: { ZIP: 'x' } },
  ]);
  const rejected = await owner.get(`/api/imports/${reply.body['import_id']}/rejected`);
  expect(rejected.body['text'].replace('\uFEFF', '').trimEnd().split('\r\n')).toEqual([
    'rejected_reason,First Name,Mobile,ZIP',
    expect.stringMatching(/,Bo,ask,90210$/),
  ]);
});

test('a named sheet, a sheet that does not exist, and a sheet of a CSV file', async () => {
  expect((await upload({ sheet: 'Old' })).body).toMatchObject({ results: { inserted: 1 }, sheet: 'Old' });
  expect(await upload({ sheet: 'New' })).toMatchObject({
    status: 400,
    body: { error: expect.stringContaining('Its sheets: "Leads", "Old"') },
  });
  const csv = await upload({ sheet: 'Old' }, Buffer.from('phone\n+14155552634\n'));
  expect(csv).toMatchObject({ status: 400, body: { error: expect.stringContaining('no Excel workbook') } });
});
