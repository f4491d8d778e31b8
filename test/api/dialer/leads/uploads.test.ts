import { afterAll, expect, test } from 'vitest';
import { startWorker } from '../../../../workers/worker.ts';
import { addUser, createTenant, send } from '../../../helpers/api/client.ts';
import { createTestSystem } from '../../../helpers/system.ts';
import { csvForm, createImportAccount } from '../../../helpers/fixtures/lead-imports.ts';

const system = await createTestSystem();
const { sql } = system.ctx;
const pool = startWorker(system.ctx, 'imports', new AbortController());
afterAll(() => pool.close());

const account = await createImportAccount(system);
const { owner, tenantId, campaign } = account;
const agent = await addUser(system, owner, 'agent');

const upload = (form: FormData, headers: Record<string, string> = {}, token = owner.token) =>
  send(system, 'POST', '/api/leads/upload', { token, body: form, headers });
const into = (fields: Record<string, string> = {}) => ({ campaign_id: campaign.uuid, ...fields });
const later = { prefer: 'respond-async' };
const imports = async () => (await sql`select from lead_imports where tenant_id = ${tenantId}`).length;

/** Sends an upload with a request body that the class FormData cannot create. Returns the reply. */
const raw = async (body: string, contentType: string) => {
  const headers = { authorization: `Bearer ${owner.token}`, 'content-type': contentType };
  const response = await system.request('/api/leads/upload', { method: 'POST', headers, body });
  return { status: response.status, body: await response.json() };
};

test("an upload replies with the counts and errors of its rows, as in the reference's example", async () => {
  await owner.post('/api/dnc', { phone: '+14155550199' });
  const csv =
    'First Name,Last Name,Phone Number,Country Code,Company\r\n' +
    'Sara,Ahmed,(415) 555-2671,US,ABC Corp\r\n' +
    'Sara,Again,+1 415 555 2671,US,\r\n' +
    'Omar,Blocked,415-555-0199,US,\r\n' +
    'Ivan,Invalid,invalid,US,\r\n' +
    'Zoe,Young,020 7946 0018,GB,\r\n';
  const mapping = {
    'First Name': 'first_name',
    'Last Name': 'last_name',
    'Phone Number': 'phone',
    'Country Code': 'country',
  };
  const reply = await upload(csvForm(csv, into({ field_mapping: JSON.stringify(mapping) })));
  expect(reply.status).toBe(200);
  expect(reply.body).toEqual({
    success: true,
    message: 'CSV processed successfully',
    results: { total: 5, valid: 2, invalid: 1, duplicates: 1, dnc: 1, inserted: 2 },
    errors: [{ row: 5, field: 'phone', value: 'invalid', error: expect.stringContaining('phone number') }],
    errors_total: 1,
    import_id: expect.any(String),
    status: 'completed',
    status_url: `/api/imports/${reply.body['import_id']}`,
    warnings: [],
    warnings_total: 0,
    encoding: 'utf-8',
    encoding_confidence: 1,
    delimiter: ',',
    sheet: null,
    header_row: 1,
    country: 'US',
    country_from: 'caller_id',
    mapping: [
      { column: 'First Name', field: 'first_name' },
      { column: 'Last Name', field: 'last_name' },
      { column: 'Phone Number', field: 'phone' },
      { column: 'Country Code', field: 'country' },
      { column: 'Company', field: 'custom_fields' },
    ],
  });
  const { body } = await owner.get(`/api/leads?campaign_id=${campaign.uuid}`);
  expect(body['leads']).toMatchObject([
    { phone: '(415) 555-2671', phone_normalized: '+14155552671', custom_fields: { Company: 'ABC Corp' } },
    { phone_normalized: '+442079460018', country: 'GB', custom_fields: {} },
  ]);
  expect((await owner.get(`/api/campaigns/${campaign.uuid}`)).body['campaign'].total_leads).toBe(2);

  const again = await upload(csvForm(csv, into({ field_mapping: JSON.stringify(mapping) })));
  expect(again.body['results']).toEqual({ total: 5, valid: 0, invalid: 1, duplicates: 3, dnc: 1, inserted: 0 });
});

test('the form fields may come before the file, and country applies to national numbers', async () => {
  const form = new FormData();
  form.append('country', 'Germany');
  form.append('campaign_id', String(campaign.id));
  form.append('file', new File(['phone\n030 901820\n'], 'leads.csv', { type: 'application/vnd.ms-excel' }));
  const reply = await upload(form);
  expect(reply.body['results']).toMatchObject({ inserted: 1 });
});

test('an upload shows a hundred errors and keeps all of them for download', async () => {
  const rows = Array.from({ length: 1_203 }, (_, n) => `=bad ${n}`);
  const reply = await upload(csvForm(`phone\n${rows.join('\n')}\n`, into(), 'many errors.csv'));
  expect(reply.body['results']).toMatchObject({ total: 1_203, invalid: 1_203 });
  expect(reply.body['errors']).toHaveLength(100);
  expect(reply.body['errors_total']).toBe(1_203);

  const { body } = await owner.get('/api/imports?limit=1');
  const [latest] = body['imports'];
  expect(latest).toEqual({
    id: expect.any(String),
    numeric_id: expect.any(Number),
    kind: 'leads',
    campaign_id: campaign.uuid,
    file_name: 'many errors.csv',
    status: 'completed',
    error: null,
    progress: 1,
    results: { total: 1_203, valid: 0, invalid: 1_203, duplicates: 0, dnc: 0, inserted: 0 },
    warnings_total: 0,
    encoding: 'utf-8',
    encoding_confidence: 1,
    delimiter: ',',
    sheet: null,
    header_row: 1,
    country: 'US',
    country_from: 'caller_id',
    mapping: [{ column: 'phone', field: 'phone' }],
    created_at: expect.any(String),
    finished_at: expect.any(String),
  });
  const page = await owner.get(`/api/imports/${latest.id}?limit=2&offset=1201`);
  expect(page.body).toMatchObject({ import: latest, count: 2, total: 1_203 });
  expect(page.body['errors'].map((error: { row: number }) => error.row)).toEqual([1_203, 1_204]);

  const csv = await owner.get(`/api/imports/${latest.id}/errors.csv`);
  expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(csv.headers.get('content-disposition')).toContain('attachment');
  const lines = csv.body['text'].trimEnd().split('\r\n');
  expect(lines).toHaveLength(1_204);
  expect(lines[0]).toBe('row,field,value,error');
  // The cell begins with an apostrophe, so a spreadsheet program does not evaluate the cell as a formula.
  expect(lines.at(-1)).toMatch(/^1204,phone,'=bad 1202,/);
});

test('with Prefer: respond-async the reply has the same members and the URL to poll', async () => {
  const reply = await upload(csvForm('phone\n+14155552699\n', into()), later);
  expect(reply.status).toBe(202);
  expect(reply.body).toEqual({
    success: true,
    message: expect.stringContaining('status_url'),
    results: { total: 0, valid: 0, invalid: 0, duplicates: 0, dnc: 0, inserted: 0 },
    errors: [],
    errors_total: 0,
    warnings: [],
    warnings_total: 0,
    encoding: null,
    encoding_confidence: null,
    delimiter: null,
    sheet: null,
    header_row: null,
    country: 'US',
    country_from: 'caller_id',
    mapping: [],
    status: 'pending',
    import_id: expect.any(String),
    status_url: `/api/imports/${reply.body['import_id']}`,
  });
  expect(reply.headers.get('location')).toBe(reply.body['status_url']);
  await expect
    .poll(async () => (await owner.get(reply.body['status_url'])).body['import'], { timeout: 15_000 })
    .toMatchObject({ status: 'completed', progress: 1, results: { inserted: 1 } });
});

test('an import whose job the queue lost is resumed by the sweeper', async () => {
  await pool.close();
  const reply = await upload(csvForm('phone\n+14155552698\n', into()), later);
  expect((await owner.get(reply.body['status_url'])).body['import']).toMatchObject({ status: 'pending', progress: 0 });
  const keys = await system.ctx.redis.keys(`${system.ctx.keyPrefix}:*`);
  await system.ctx.redis.del(...keys);
  await system.runJob('system.sweep', {});
  const second = startWorker(system.ctx, 'imports', new AbortController());
  await expect
    .poll(async () => (await owner.get(reply.body['status_url'])).body['import'].status, { timeout: 15_000 })
    .toBe('completed');
  await second.close();
});

test.each<[string, () => FormData, number, string]>([
  ['no campaign', () => csvForm('phone\n'), 400, 'campaign_id is required'],
  ['a campaign that is no id', () => csvForm('phone\n', { campaign_id: 'mine' }), 400, 'must be a uuid'],
  ['an unknown campaign', () => csvForm('phone\n', { campaign_id: crypto.randomUUID() }), 404, 'Campaign not found'],
  ['an unknown field', () => csvForm('phone\n', into({ colour: 'red' })), 400, 'colour is not a known field'],
  ['an unknown country', () => csvForm('phone\n', into({ country: 'Atlantis' })), 400, 'country must be a country'],
  ['a mapping that is no JSON', () => csvForm('phone\n', into({ field_mapping: '{' })), 400, 'must be a JSON object'],
  ['a mapping of NUL', () => csvForm('a\n', into({ field_mapping: '{"a\\u0000":"phone"}' })), 400, 'JSON object'],
  ['a mapping too long', () => csvForm('a\n', into({ field_mapping: 'x'.repeat(70_000) })), 413, '64 KB'],
  ['an empty file', () => csvForm('', into()), 400, 'The file is empty'],
])('an upload with %s is rejected and stores nothing', async (_, form, status, message) => {
  const before = await imports();
  const reply = await upload(form());
  expect(reply).toMatchObject({ status, body: { success: false, error: expect.stringContaining(message) } });
  expect(await imports()).toBe(before);
});

test('a mapping to an unknown lead field is rejected by name', async () => {
  const before = await imports();
  const reply = await upload(csvForm('a\n+14155552671\n', into({ field_mapping: '{"a":"telefone"}' })));
  expect(reply).toMatchObject({
    status: 400,
    body: { details: [{ field: 'field_mapping', message: expect.stringContaining('Lead fields are: phone') }] },
  });
  expect(await imports()).toBe(before);
});

test('rejects forms without the file, with two files, or with another field name', async () => {
  const before = await imports();
  const lacking = new FormData();
  lacking.append('campaign_id', campaign.uuid);
  expect(await upload(lacking)).toMatchObject({
    status: 400,
    body: { details: [{ field: 'file', code: 'required' }] },
  });

  const two = csvForm('phone\n', into());
  two.append('file', new File(['phone\n'], 'second.csv'));
  expect(await upload(two)).toMatchObject({ status: 400, body: { error: 'Send one file at a time.' } });

  const misnamed = new FormData();
  misnamed.append('csv', new File(['phone\n'], 'leads.csv'));
  expect(await upload(misnamed)).toMatchObject({ status: 400, body: { error: expect.stringContaining('"file"') } });

  const asText = new FormData();
  asText.append('file', 'phone\n');
  expect(await upload(asText)).toMatchObject({ status: 400, body: { details: [{ field: 'file' }] } });

  const twice = csvForm('phone\n', into());
  twice.append('campaign_id', campaign.uuid);
  expect(await upload(twice)).toMatchObject({ status: 400, body: { error: 'Send campaign_id once.' } });
  expect(await imports()).toBe(before);
});

test('rejects bodies that are not a form, and incomplete forms', async () => {
  const before = await imports();
  expect(await raw('{}', 'application/json')).toMatchObject({ status: 415 });
  expect(await raw('phone\n', 'text/csv')).toMatchObject({ status: 415 });
  expect(await raw('x', 'multipart/form-data')).toMatchObject({ status: 400 });
  expect(await raw('x', 'multipart/form-data; boundary=b')).toMatchObject({ status: 400 });
  const file = '--b\r\nContent-Disposition: form-data; name="file"; filename="leads.csv"\r\n\r\nphone\r\n+1415';
  expect(await raw(file, 'multipart/form-data; boundary=b')).toMatchObject({
    status: 400,
    body: { error: expect.stringContaining('incomplete') },
  });
  const whole = `${file}\r\n--b\r\nContent-Disposition: form-data; name="campaign_id"\r\n\r\n${campaign.id}`;
  expect(await raw(whole, 'multipart/form-data; boundary=b')).toMatchObject({ status: 400 });
  expect(await imports()).toBe(before);
});

test('a file without phone numbers is rejected with the reason, which its import keeps', async () => {
  const second = startWorker(system.ctx, 'imports', new AbortController());
  const reply = await upload(csvForm('name,age\nSara,31\n', into()));
  await second.close();
  expect(reply).toMatchObject({ status: 400, body: { error: expect.stringContaining('No column holds the phone') } });
  const { body } = await owner.get('/api/imports?limit=1');
  expect(body['imports']).toMatchObject([{ status: 'failed', error: reply.body['error'] }]);
});

test('leads cannot be uploaded to a cancelled campaign', async () => {
  await sql`update campaigns set status = 'cancelled' where id = ${campaign.id}`;
  expect(await upload(csvForm('phone\n', into()))).toMatchObject({ status: 409 });
  await sql`update campaigns set status = 'draft' where id = ${campaign.id}`;
});

test('supervisors and administrators see the imports of their own tenant', async () => {
  expect((await upload(csvForm('phone\n', into()), {}, agent.token)).status).toBe(403);
  expect((await agent.get('/api/imports')).status).toBe(403);
  const stranger = await createTenant(system);
  expect((await upload(csvForm('phone\n', into()), {}, stranger.token)).status).toBe(404);
  const [{ id }] = (await owner.get('/api/imports')).body['imports'];
  expect((await stranger.get('/api/imports')).body).toMatchObject({ imports: [], count: 0, total: 0 });
  expect((await stranger.get(`/api/imports/${id}`)).status).toBe(404);
  expect((await stranger.get(`/api/imports/${id}/errors.csv`)).status).toBe(404);
  expect((await owner.get(`/api/imports/${id}`)).status).toBe(200);
});

test('imports are listed by campaign and kind, newest first', async () => {
  const { body } = await owner.get(`/api/imports?campaign_id=${campaign.uuid}&kind=leads&limit=2`);
  expect(body['count']).toBe(2);
  expect(body['total']).toBeGreaterThan(3);
  expect(body['imports'][0].created_at >= body['imports'][1].created_at).toBe(true);
  const other = await owner.get(`/api/imports?campaign_id=${crypto.randomUUID()}`);
  expect(other.body).toMatchObject({ imports: [], total: 0 });
  expect((await owner.get('/api/imports?kind=dnc')).body).toMatchObject({ imports: [], total: 0 });
});
