import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { addUser, createTenant } from '../../../helpers/api/client.ts';
import { createTestSystem } from '../../../helpers/system.ts';
import { importFile, createImportAccount, createImportCampaign } from '../../../helpers/fixtures/lead-imports.ts';

const system = await createTestSystem();
const { sql } = system.ctx;
const account = await createImportAccount(system);
const { owner, tenantId, campaign } = account;

const SARA = '+14155552671';
await importFile(
  system,
  account,
  'phone,first_name,last_name,email,country,type,priority,notes,company\n' +
    `${SARA},Sara,Ahmed,sara@example.com,US,carrier,normal,VIP customer,ABC Corp\n` +
    Array.from({ length: 4 }, (_, n) => `+1415555260${n},,,,,,,,\n`).join(''),
);
const list = (query = '') => owner.get(`/api/leads?campaign_id=${campaign.uuid}${query}`);
const [{ id }] = (await list()).body['leads'];
const change = (body: unknown) => owner.put(`/api/leads/${id}`, body);
const set = (columns: Record<string, unknown>) => sql`update leads set ${sql(columns)} where uuid = ${id}`;
const fresh = { status: 'pending', status_reason: null, do_not_call: false, next_call_at: null };

test("leads are listed as in the reference's example", async () => {
  const { status, body } = await list('&status=pending&limit=50&offset=0');
  expect(status).toBe(200);
  expect(body).toMatchObject({ success: true, count: 5, total: 5 });
  expect(body['leads'][0]).toEqual({
    id: expect.any(String),
    numeric_id: expect.any(Number),
    campaign_id: campaign.uuid,
    tenant_id: owner.user.tenant_id,
    phone: SARA,
    phone_normalized: SARA,
    phones: [{ phone: SARA, phone_normalized: SARA, type: null }],
    consents: [],
    time_zones: ['America/Los_Angeles'],
    first_name: 'Sara',
    last_name: 'Ahmed',
    email: 'sara@example.com',
    country: 'US',
    type: 'carrier',
    priority: 'normal',
    custom_fields: { company: 'ABC Corp' },
    notes: 'VIP customer',
    status: 'pending',
    status_reason: null,
    call_attempts: 0,
    last_call_at: null,
    next_call_at: null,
    agent_id: null,
    do_not_call: false,
    created_at: expect.any(String),
    updated_at: expect.any(String),
  });
});

test('a list without campaign_id is rejected with a message that says what to send', async () => {
  expect(await owner.get('/api/leads')).toMatchObject({
    status: 400,
    body: { details: [{ field: 'campaign_id', message: 'is required' }] },
  });
});

test('count is of the page, total of the filter, in the order of the file', async () => {
  const page = await list('&limit=2&offset=1');
  expect(page.body).toMatchObject({ count: 2, total: 5 });
  const phones = page.body['leads'].map((lead: { phone: string }) => lead.phone);
  expect(phones).toEqual(['+14155552600', '+14155552601']);
  expect((await list('&status=failed')).body).toMatchObject({ leads: [], count: 0, total: 0 });
  expect((await list('&offset=5')).body).toMatchObject({ count: 0, total: 5 });
});

test('a list needs its campaign, and sensible filters', async () => {
  expect(await owner.get('/api/leads')).toMatchObject({ status: 400, body: { details: [{ field: 'campaign_id' }] } });
  expect((await owner.get(`/api/leads?campaign_id=${randomUUID()}`)).status).toBe(404);
  for (const query of ['&limit=0', '&offset=-1', '&status=lost']) expect((await list(query)).status).toBe(400);
  expect((await owner.get(`/api/leads?campaign_id=${campaign.id}`)).body['total']).toBe(5);
});

test("the reference's example updates a lead and keeps its other fields", async () => {
  const body = { first_name: 'Updated', last_name: 'Name', priority: 'high', notes: 'Updated notes' };
  const reply = await change(body);
  expect(reply.status).toBe(200);
  expect(reply.body['lead']).toMatchObject({ id, ...body, email: 'sara@example.com', ...fresh });
  expect(await owner.get(`/api/leads/${id}`)).toMatchObject({ status: 200, body: { lead: reply.body['lead'] } });
});

test('custom fields are replaced as a whole, and nulls clear', async () => {
  const custom = { company: 'XYZ', employees: 12, partner: true, website: null };
  const { body } = await change({ custom_fields: custom, email: null, notes: null });
  expect(body['lead']).toMatchObject({ custom_fields: custom, email: null, notes: null });
});

test.each<[string, unknown, string]>([
  ['fields that do not exist', { first_name: 'A', phone_number: '1', status: 'done' }, 'phone_number'],
  ['the status', { status: 'completed' }, 'status'],
  ['an unknown priority', { priority: 'urgent' }, 'priority'],
  ['an address that is none', { email: 'sara' }, 'email'],
  ['a time without its zone', { next_call_at: '2026-01-13 10:00' }, 'next_call_at'],
  ['text with NUL', { notes: 'a\0b' }, 'notes'],
  ['half a character', { custom_fields: { a: '\ud800' } }, 'custom_fields.a'],
  ['NUL in a name', { custom_fields: { 'a\0': 1 } }, 'custom_fields.a\0'],
  ['nested custom fields', { custom_fields: { a: {} } }, 'custom_fields.a'],
])('an update with %s is rejected by name', async (_, body, field) => {
  const { status, body: reply } = await change(body);
  expect(status).toBe(400);
  expect(reply['details'].map((detail: { field: string }) => detail.field)).toContain(field);
});

test('a call-back sets next_call_at and makes a completed lead pending', async () => {
  const at = '2026-01-20T15:30:00Z';
  await set({ status: 'completed', statusReason: 'answered', callAttempts: 3 });
  const { body } = await change({ next_call_at: at });
  expect(body['lead']).toMatchObject({ status: 'pending', status_reason: 'call_back', next_call_at: at });

  await set({ status: 'calling' });
  expect((await change({ next_call_at: at })).body['lead']).toMatchObject({ status: 'calling', next_call_at: at });
  await set({ status: 'completed' });
  const cleared = await change({ next_call_at: null });
  expect(cleared.body['lead']).toMatchObject({ status: 'completed', next_call_at: null });
  await set({ status: 'pending', statusReason: null });
});

test('do_not_call lists the number and marks its leads in every campaign', async () => {
  const second = await createImportCampaign(system, owner, tenantId);
  await importFile(system, account, `phone\n${SARA}\n`, { campaign: second });
  expect(await change({ do_not_call: true, next_call_at: '2026-01-20T15:30:00Z' })).toMatchObject({ status: 400 });
  const { body } = await change({ do_not_call: true });
  const out = { status: 'dnc', status_reason: 'do_not_call', do_not_call: true, next_call_at: null };
  expect(body['lead']).toMatchObject(out);
  const others = await owner.get(`/api/leads?campaign_id=${second.uuid}&status=dnc`);
  expect(others.body['leads']).toMatchObject([out]);
  const listed = await owner.get(`/api/dnc?phone=${SARA}`);
  expect(listed.body['dnc']).toMatchObject([{ phone: SARA, source: 'api' }]);

  expect(await change({ next_call_at: '2026-01-20T15:30:00Z' })).toMatchObject({ status: 409 });
  const listedStill = await change({ do_not_call: false });
  expect(listedStill).toMatchObject({ status: 409, body: { error: expect.stringContaining('DELETE /api/dnc') } });

  // A lead that was already called does not become callable when the phone number is deleted from the do-not-call
  // list.
  await set({ callAttempts: 1 });
  await owner.delete(`/api/dnc/${listed.body['dnc'][0].id}`);
  expect((await owner.get(`/api/leads/${id}`)).body['lead']).toMatchObject(out);
  expect((await change({ do_not_call: false })).body['lead']).toMatchObject(fresh);
});

test('the template names the columns that an upload knows', async () => {
  const { status, body, headers } = await owner.get('/api/leads/template/csv');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(headers.get('content-disposition')).toBe('attachment; filename="leads-template.csv"');
  expect(body['text']).toMatch(/^phone,first_name,last_name,.*\r\n$/);
  const row = await importFile(system, account, `${body['text']}+14155552688,Ann,Lee\n`);
  expect(row).toMatchObject({ inserted: 1, invalid: 0 });
});

test('a lead has its last ten calls, newest first, also those of other agents', async () => {
  const read = async (by: typeof owner) => (await by.get(`/api/leads/${id}`)).body['lead'].recent_calls;
  expect(await read(owner)).toEqual([]);
  const [mine, others] = await Promise.all(
    ['14155553341', '14155553342'].map(async (phone) => {
      const user = await addUser(system, owner, 'agent');
      const fields = { name: `Agent ${phone}`, phone: `+${phone}`, user_id: user.user.id };
      return { user, ...(await owner.post('/api/agents', fields)).body['agent'] };
    }),
  );
  const created = await owner.post('/api/dispositions', { code: 'later', name: 'Call again' });
  const addCall = (agent: string, n: number, of = id) => sql`
    insert into calls (tenant_id, campaign_id, lead_id, agent_id, disposition_id, direction, status, from_number, to_number,
      start_time, end_time, disposition, talk_time, notes)
    select l.tenant_id, l.campaign_id, l.id, a.id, d.id, 'outbound', 'completed', '+14155551234', l.phone, clock_now(),
      clock_now(), 'answered', 60, ${`Call ${n}`}
    from leads l, agents a, dispositions d
    where l.uuid = ${of} and a.uuid = ${agent} and d.uuid = ${created.body['disposition'].id}`;
  for (let n = 1; n <= 11; n += 1) await addCall(n === 1 ? mine.id : others.id, n);
  const calls = await read(mine.user);
  expect(calls.map((call: { notes: string }) => call.notes)).toEqual(
    Array.from({ length: 10 }, (_, n) => `Call ${11 - n}`),
  );
  expect(calls[0]).toMatchObject({
    agent_name: others.name,
    disposition: 'answered',
    agent_disposition: 'Call again',
    talk_time: 60,
    live: false,
  });
  await sql`delete from calls where lead_id in (select id from leads where uuid = ${id})`;
});

test('agents read only the leads of their calls and of their group, and cannot change them', async () => {
  const agent = await addUser(system, owner, 'agent');
  const fields = { name: 'John Doe', phone: '+14155553333', user_id: agent.user.id };
  const { agent: row } = (await owner.post('/api/agents', fields)).body;
  expect((await agent.get(`/api/leads/${id}`)).status).toBe(404);
  await sql`
    insert into calls (tenant_id, campaign_id, lead_id, agent_id, direction, status, from_number, to_number, start_time,
      end_time, disposition)
    select l.tenant_id, l.campaign_id, l.id, a.id, 'outbound', 'completed', '+14155551234', l.phone, clock_now(),
      clock_now(), 'answered'
    from leads l, agents a where l.uuid = ${id} and a.uuid = ${row.id}`;
  expect((await agent.get(`/api/leads/${id}`)).status).toBe(200);
  expect((await agent.put(`/api/leads/${id}`, { notes: 'x' })).status).toBe(403);

  // The call goes on with another person. The agent still needs the lead to note the outcome.
  await sql`delete from calls where lead_id in (select id from leads where uuid = ${id})`;
  await sql`
    insert into calls (tenant_id, campaign_id, lead_id, direction, status, from_number, to_number, start_time, connected_at)
    select tenant_id, campaign_id, id, 'outbound', 'in-progress', '+14155551234', phone, clock_now(), clock_now()
    from leads where uuid = ${id}`;
  expect((await agent.get(`/api/leads/${id}`)).status).toBe(404);
  await sql`
    insert into conversations (call_id, tenant_id, transferred_by)
    select c.id, c.tenant_id, a.id from calls c, agents a
    where c.lead_id in (select id from leads where uuid = ${id}) and a.uuid = ${row.id}`;
  expect((await agent.get(`/api/leads/${id}`)).status).toBe(200);
  const group = await owner.post('/api/agent-groups', { name: 'Others' });
  await owner.put(`/api/campaigns/${campaign.uuid}`, { agent_group_id: group.body['agent_group'].id });
  expect((await agent.get(`/api/leads/${id}`)).status).toBe(404);
  expect((await agent.get(`/api/leads?campaign_id=${campaign.uuid}`)).status).toBe(404);
  expect((await owner.get(`/api/leads/${id}`)).status).toBe(200);
});

test('the leads of another tenant are not found', async () => {
  const stranger = await createTenant(system);
  expect((await stranger.get(`/api/leads/${id}`)).status).toBe(404);
  expect((await stranger.put(`/api/leads/${id}`, { notes: 'x' })).status).toBe(404);
  expect((await stranger.get(`/api/leads?campaign_id=${campaign.uuid}`)).status).toBe(404);
});

test('leads are added one by one and together, with a result for each, and a repeated request adds none', async () => {
  const tenant = await createTenant(system);
  const { body: created } = await tenant.post('/api/campaigns', { name: 'Web form' });
  const campaign_id = created['campaign'].id;
  await tenant.post('/api/dnc', { phone: '+14155550199' });
  const one = { campaign_id, phone: '(415) 555-2671', country: 'US', first_name: 'Sara', priority: 'high' };
  const first = await tenant.post('/api/leads', { ...one, custom_fields: { company: 'ABC', seats: 3 } });
  expect(first).toMatchObject({ status: 201, body: { results: { total: 1, inserted: 1 }, errors: [] } });
  const [{ id }] = first.body['leads'];
  expect((await tenant.get(`/api/leads/${id}`)).body['lead']).toMatchObject({
    phone: '(415) 555-2671',
    phone_normalized: '+14155552671',
    first_name: 'Sara',
    priority: 'high',
    custom_fields: { company: 'ABC', seats: 3 },
    status: 'pending',
  });
  const phones = ['+14155552671', '+14155552672', '+14155552672', '+14155550199', 'invalid'];
  const several = await tenant.post('/api/leads', { campaign_id, leads: phones.map((phone) => ({ phone })) });
  expect(several.body).toMatchObject({
    results: { total: 5, valid: 1, inserted: 1, duplicates: 2, dnc: 1, invalid: 1 },
    errors: [{ row: 5, field: 'phone', value: 'invalid' }],
  });
  const statuses = several.body['leads'].map(({ status }: { status: string }) => status);
  expect(statuses).toEqual(['duplicate', 'inserted', 'duplicate', 'dnc', 'invalid']);
  expect(several.body['leads'][0].id).toBe(id);
  expect((await tenant.post('/api/leads', one)).body['results']).toMatchObject({ inserted: 0, duplicates: 1 });
  expect((await tenant.get(`/api/campaigns/${campaign_id}`)).body['campaign'].total_leads).toBe(2);

  const thousand = Array.from({ length: 1_000 }, (_, n) => ({
    phone: `+1212555${4_000 + n}`,
    notes: 'x',
    type: 'web',
  }));
  const many = await tenant.post('/api/leads', { campaign_id, leads: thousand });
  expect(many).toMatchObject({ status: 201, body: { results: { inserted: 1_000 } } });
  for (const wrong of [{ campaign_id }, { ...one, leads: [{ phone: '+14155552673' }] }])
    expect((await tenant.post('/api/leads', wrong)).status).toBe(400);
});

test('each new lead of a request is an event of the audit log, without data of the person', async () => {
  const leads = [{ phone: '+14155552691', first_name: 'Sara' }, { phone: SARA }, { phone: '+14155552692' }];
  const { body } = await owner.post('/api/leads', { campaign_id: campaign.uuid, leads });
  const added = body['leads'].filter(({ status }: { status: string }) => status === 'inserted');
  expect(added).toHaveLength(2);
  const events = await sql`
    select entity_id, entity_uuid, changes from audit_events
    where tenant_id = ${tenantId} and entity = 'lead' and verb = 'created' order by id`;
  expect(events).toEqual(
    added.map((lead: { id: string; numeric_id: number }) => ({
      entityId: lead.numeric_id,
      entityUuid: lead.id,
      changes: { campaign_id: { before: null, after: campaign.id } },
    })),
  );
});
