import { globSync, readFileSync } from 'node:fs';
import { afterAll, expect, test, vi } from 'vitest';
import { addDncNumber } from '../../../../shared/domain/compliance/dnc.ts';
import { lockDncList } from '../../../../sql/compliance/dnc.ts';
import { startWorker } from '../../../../workers/worker.ts';
import { addUser, campaignExample, createTenant, send } from '../../../helpers/api/client.ts';
import { createTestSystem } from '../../../helpers/system.ts';
import { csvForm, importFile, createImportAccount } from '../../../helpers/fixtures/lead-imports.ts';

const system = await createTestSystem();
const { ctx } = system;
const { sql } = ctx;
const account = await createImportAccount(system);
const { owner, tenantId, campaign } = account;

/** The last digits of the next phone number, so that each test uses other phone numbers. */
let next = 2_000_000;
const newPhone = () => `+1415${next++}`;
const leadWith = async (phone: string, columns: Record<string, unknown> = {}) => {
  await importFile(system, account, `phone\n${phone}\n`);
  await sql`update leads set ${sql({ status: 'pending', ...columns })} where phone_normalized = ${phone}`;
  return async () => (await sql`select status, do_not_call from leads where phone_normalized = ${phone}`)[0];
};

test('a number is listed once, however often it is sent', async () => {
  const phone = newPhone();
  const first = await owner.post('/api/dnc', { phone, reason: 'Asked us' });
  expect(first.status).toBe(201);
  expect(first.body).toEqual({
    success: true,
    dnc: {
      id: expect.any(String),
      numeric_id: expect.any(Number),
      phone,
      reason: 'Asked us',
      source: 'api',
      scope: 'tenant',
      created_by: 'John Doe',
      created_at: expect.any(String),
    },
  });
  const second = await owner.post('/api/dnc', { phone, reason: 'Another reason' });
  expect(second).toMatchObject({ status: 200, body: { dnc: first.body['dnc'] } });
  const [row] = await sql`select created_by from dnc_numbers where phone = ${phone}`;
  expect(row!['createdBy']).toEqual(expect.any(Number));
});

test('its leads get the status dnc at once, except a lead in a call, which is only marked', async () => {
  for (const [status, becomes] of [
    ['pending', 'dnc'],
    ['queued', 'dnc'],
    ['completed', 'dnc'],
    ['calling', 'calling'],
  ] as const) {
    const phone = newPhone();
    const lead = await leadWith(phone, { status });
    await owner.post('/api/dnc', { phone });
    expect(await lead()).toEqual({ status: becomes, doNotCall: true });
  }
});

test('a number that is listed while its lead is being imported marks that lead too', async () => {
  const phone = newPhone();
  let adding: Promise<unknown> | undefined;
  await sql.begin(async (importing) => {
    await lockDncList(importing, tenantId, 'shared');
    await importing`
      insert into leads (tenant_id, campaign_id, phone, phone_normalized)
      values (${tenantId}, ${campaign.id}, ${phone}, ${phone})`;
    adding = addDncNumber(ctx, account.actor, { phone, reason: null });
    await vi.waitFor(async () => {
      const [waiting] = await sql`select from pg_locks where locktype = 'advisory' and not granted`;
      expect(waiting).toBeDefined();
    }, 10_000);
  });
  await adding;
  const [lead] = await sql`select status, do_not_call from leads where phone_normalized = ${phone}`;
  expect(lead).toEqual({ status: 'dnc', doNotCall: true });
});

test('the list has pages, and can be filtered by a number, which includes the global list', async () => {
  const stranger = await createTenant(system);
  const phones = [newPhone(), newPhone(), newPhone()];
  for (const phone of phones) await stranger.post('/api/dnc', { phone });
  const page = await stranger.get('/api/dnc?limit=2&offset=1');
  expect(page.body).toMatchObject({ count: 2, total: 3 });
  expect(page.body['dnc'].map((row: { phone: string }) => row.phone)).toEqual([phones[1], phones[0]]);

  const globalNumber = newPhone();
  await sql`insert into dnc_numbers (tenant_id, phone, source) values (null, ${globalNumber}, 'registry')`;
  // The phone number is sent as a user types the number, URL-escaped, and without the plus sign.
  for (const form of [globalNumber, encodeURIComponent(globalNumber), globalNumber.slice(1)]) {
    const { body } = await stranger.get(`/api/dnc?phone=${form}`);
    expect(body).toMatchObject({ total: 1, dnc: [{ phone: globalNumber, scope: 'global', source: 'registry' }] });
  }
  expect((await stranger.get(`/api/dnc?phone=${newPhone()}`)).body).toMatchObject({ dnc: [], count: 0, total: 0 });
  expect((await stranger.get('/api/dnc?phone=nonsense')).status).toBe(400);
  expect((await stranger.get('/api/dnc')).body['total']).toBe(3);
});

test('deleting a number makes its leads callable again that were never called', async () => {
  const [never, once] = [newPhone(), newPhone()];
  const leads = [await leadWith(never), await leadWith(once, { callAttempts: 1 })];
  for (const phone of [never, once]) {
    const { id } = (await owner.post('/api/dnc', { phone })).body['dnc'];
    expect(await owner.delete(`/api/dnc/${id}`)).toMatchObject({ status: 200, body: { dnc: { id, phone } } });
    expect((await owner.delete(`/api/dnc/${id}`)).status).toBe(404);
  }
  expect(await leads[0]!()).toEqual({ status: 'pending', doNotCall: false });
  expect(await leads[1]!()).toEqual({ status: 'dnc', doNotCall: true });
});

test('a deleted entry is kept with the user, the time and the reason, and the audit log shows the deletion', async () => {
  const phone = newPhone();
  const { id } = (await owner.post('/api/dnc', { phone })).body['dnc'];
  const reply = await owner.delete(`/api/dnc/${id}?reason=Asked+to+be+called+again`);
  expect(reply.status).toBe(200);
  const rows = () => sql`
    select d.removed_at is not null as removed, u.uuid as user, d.removal_reason
    from dnc_numbers d left join users u on u.id = d.removed_by where d.phone = ${phone} order by d.id`;
  const kept = { removed: true, user: owner.user.id, removalReason: 'Asked to be called again' };
  expect(await rows()).toEqual([kept]);
  const event = sql`
    select verb, entity from audit_events
    where request_id = ${reply.headers.get('x-request-id')} and entity_uuid = ${id}`;
  expect(await event).toEqual([{ verb: 'deleted', entity: 'dnc_number' }]);

  // A number that is added again gets a new row, and is listed once.
  const again = await owner.post('/api/dnc', { phone });
  expect(again.status).toBe(201);
  expect(again.body['dnc'].id).not.toBe(id);
  expect(await rows()).toEqual([kept, { removed: false, user: null, removalReason: null }]);
  expect((await owner.get(`/api/dnc?phone=${phone}`)).body['total']).toBe(1);
});

test('the database keeps the rows of a do-not-call list as they are', async () => {
  const phone = newPhone();
  const { id } = (await owner.post('/api/dnc', { phone })).body['dnc'];
  const keeps = /do-not-call rows stay unchanged/;
  await expect(sql`delete from dnc_numbers where uuid = ${id}`).rejects.toThrow(keeps);
  await expect(sql`update dnc_numbers set phone = ${newPhone()} where uuid = ${id}`).rejects.toThrow(keeps);
  await owner.delete(`/api/dnc/${id}`);
  await expect(sql`update dnc_numbers set removed_at = null, removed_by = null where uuid = ${id}`).rejects.toThrow(
    keeps,
  );
});

test('every statement that reads a do-not-call list ignores the removed rows', () => {
  const files = globSync('sql/**/*.ts', { exclude: ['sql/migrations/**'] });
  const reads = files.flatMap((file) =>
    // The condition of the rows follows the name of the table within a few lines.
    [...readFileSync(file, 'utf8').matchAll(/(?:from|join|update) dnc_numbers\b[^;`]*/g)].map(([text]) => text),
  );
  expect(reads.length).toBeGreaterThan(6);
  // An erasure reads the number of its row, also if the number is removed from the list afterwards.
  const erasures = /d on d\.id = e\.dnc_number_id/;
  const careless = reads.filter((text) => !/removed_at is null|\$\{filtered\(/.test(text) && !erasures.test(text));
  expect(careless).toEqual([]);
});

test('the check of a number is an index lookup', async () => {
  const plan = await sql.begin(async (tx) => {
    await tx`set local enable_seqscan = off`;
    return tx<{ 'QUERY PLAN': string }[]>`
      explain select from dnc_numbers
      where phone = '+14155550123' and removed_at is null and (tenant_id = 1 or tenant_id is null) limit 1`;
  });
  expect(JSON.stringify(plan)).toMatch(/Index.*Index Cond: \(phone = /);
});

test('a number that is also on the global list stays blocked and cannot be deleted there', async () => {
  const phone = newPhone();
  const lead = await leadWith(phone);
  const { id } = (await owner.post('/api/dnc', { phone })).body['dnc'];
  const [global] = await sql`insert into dnc_numbers (tenant_id, phone) values (null, ${phone}) returning uuid`;
  await owner.delete(`/api/dnc/${id}`);
  expect(await lead()).toEqual({ status: 'dnc', doNotCall: true });
  expect((await owner.delete(`/api/dnc/${global!['uuid']}`)).status).toBe(404);
});

test('invalid input is rejected by field name', async () => {
  for (const [body, field] of [
    [{ phone: '555-2671' }, 'phone'],
    [{}, 'phone'],
    [{ phone: newPhone(), reason: 'a\0b' }, 'reason'],
    [{ phone: newPhone(), scope: 'global' }, 'scope'],
  ] as const)
    expect(await owner.post('/api/dnc', body)).toMatchObject({ status: 400, body: { details: [{ field }] } });
});

test('agents have no access to the list, supervisors change it, and each tenant has its own', async () => {
  const agent = await addUser(system, owner, 'agent');
  const supervisor = await addUser(system, owner, 'supervisor');
  const phone = newPhone();
  expect((await agent.post('/api/dnc', { phone })).status).toBe(403);
  const { id } = (await supervisor.post('/api/dnc', { phone })).body['dnc'];
  expect((await agent.get(`/api/dnc?phone=${phone}`)).status).toBe(403);
  expect((await supervisor.get(`/api/dnc?phone=${phone}`)).body['total']).toBe(1);
  expect((await agent.delete(`/api/dnc/${id}`)).status).toBe(403);

  const stranger = await createTenant(system);
  expect((await stranger.get(`/api/dnc?phone=${phone}`)).body['total']).toBe(0);
  expect((await stranger.delete(`/api/dnc/${id}`)).status).toBe(404);
  expect((await stranger.post('/api/dnc', { phone })).status).toBe(201);
});

test('a list is uploaded as CSV', async () => {
  const pool = startWorker(ctx, 'imports', new AbortController());
  afterAll(() => pool.close());
  const phone = newPhone();
  const lead = await leadWith(phone);
  const form = csvForm(`Telephone;Notes\n${phone};Complained\n${phone};again\nnonsense;\n`, {}, 'blocked.csv');
  const reply = await send(system, 'POST', '/api/dnc/upload', { token: owner.token, body: form });
  expect(reply).toMatchObject({
    status: 200,
    body: { results: { total: 3, valid: 1, invalid: 1, duplicates: 1, dnc: 0, inserted: 1 }, errors: [{ row: 4 }] },
  });
  expect(await lead()).toEqual({ status: 'dnc', doNotCall: true });
  const listed = await owner.get(`/api/dnc?phone=${phone}`);
  expect(listed.body['dnc']).toMatchObject([{ phone, reason: 'Complained', source: 'import' }]);
  const { body } = await owner.get('/api/imports?kind=dnc');
  expect(body['imports']).toMatchObject([{ kind: 'dnc', campaign_id: null, file_name: 'blocked.csv' }]);

  const wrong = csvForm('phone\n', { campaign_id: campaign.uuid });
  const refused = await send(system, 'POST', '/api/dnc/upload', { token: owner.token, body: wrong });
  expect(refused).toMatchObject({ status: 400, body: { details: [{ field: 'campaign_id', code: 'unknown_field' }] } });
});

test('a row with other errors still blocks its phone number', async () => {
  const pool = startWorker(ctx, 'imports', new AbortController());
  afterAll(() => pool.close());
  const phones = Array.from({ length: 5 }, newPhone);
  const [email, country, priority, shape, notes] = phones;
  const rows = [
    `${email},not an address,US,,`,
    `${country},,Atlantis,,`,
    `${priority},,,sometime,`,
    `${shape},,,,,one,column,too,many`,
    `${notes},,,,${'long '.repeat(3_000)}`,
    'no number,,,,',
  ];
  const form = csvForm(`phone,email,country,priority,notes\n${rows.join('\n')}\n`, {}, 'messy.csv');
  const reply = await send(system, 'POST', '/api/dnc/upload', { token: owner.token, body: form });
  expect(reply).toMatchObject({ status: 200, body: { results: { invalid: 1, inserted: 5 }, errors: [{ row: 7 }] } });
  for (const phone of phones) expect((await owner.get(`/api/dnc?phone=${phone}`)).body['total']).toBe(1);
});

test('a number is read as an import reads it, and an opt-out does not fail on punctuation', async () => {
  const account = await createTenant(system);
  const add = async (phone: string, country?: string) =>
    (await account.post('/api/dnc', { phone, country })).body['dnc']?.phone as string | undefined;
  expect(await add('(415) 555-8015')).toBe('+14155558015');
  expect(await add('+1 415 555 8017')).toBe('+14155558017');
  expect(await add('tel:+1-415-555-8018')).toBe('+14155558018');
  expect(await add('030 901820', 'Germany')).toBe('+4930901820');
  expect(await add('00442079460125')).toBe('+442079460125');
  expect(await add('+1 900 555 1234')).toBe('+19005551234');
  for (const phone of ['4155558019', '+14155558015 / +14155558016', 'ask', ''])
    expect(await account.post('/api/dnc', { phone })).toMatchObject({ status: 400 });
  await account.post('/api/campaigns', campaignExample);
  expect(await add('4155558019')).toBe('+14155558019');
  for (const phone of ['(415) 555-8015', '4155558015', ' 14155558015', '+1 415-555-8015'])
    expect((await account.get(`/api/dnc?phone=${encodeURIComponent(phone)}`)).body['total']).toBe(1);
});
