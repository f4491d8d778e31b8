/** The API's validation rejects text that Postgres cannot store, so such text never reaches the database. */
import { expect, test } from 'vitest';
import { campaignExample, createTenant, openSession, send } from '../../helpers/api/client.ts';
import { insertRow } from '../../helpers/fixtures/rows.ts';
import { createTestSystem } from '../../helpers/system.ts';

const system = await createTestSystem();
const bearer = await createTenant(system);
const session = await openSession(system, bearer);
const call = { callerNumber: '+14155551111', destinationNumber: '+14155552222' };
const { body: recorded } = await session.post('/api/calls', call);

/** Inserts a lead of the tenant. Returns the uuid of the lead. */
async function createLead(): Promise<string> {
  const { sql } = system.ctx;
  const [tenant] = await sql<[{ id: number }]>`select id from tenants where uuid = ${bearer.user.tenant_id}`;
  return (await insertRow.leads(sql, tenant.id)).uuid;
}

const unsafeTexts = ['a\0b', 'a\ud800b'];
const urls = unsafeTexts.map((text) => `https://example.com/${text}`);

test.each(urls)('%j is not a URL', async (url) => {
  const replies = await Promise.all([
    bearer.post('/api/campaigns', { ...campaignExample, voicemail_message_url: url }),
    session.put(`/api/calls/${recorded['id']}`, { recordingUrl: url }),
    session.post('/api/phone-numbers/purchase', { phoneNumber: '+12125550101', voiceUrl: url }),
    session.post('/api/phone-numbers/purchase', { phoneNumber: '+12125550101', statusCallback: url }),
    session.post('/api/pools', { name: 'Main Pool', webhookUrl: url }),
    session.post('/api/rtb/targets', { name: 'Premium Buyer', endpointUrl: url }),
    session.post('/api/integrations', { name: 'Zapier', platform: 'zapier', webhookUrl: url }),
  ]);
  const errors = replies.map(({ status, body }) => [status, body['details']?.[0].message]);
  const message = 'must not contain NUL or half characters';
  expect(errors).toEqual([[400, message], ...Array.from({ length: 6 }, () => [422, message])]);
});

test.each(unsafeTexts)('a login with the user name %j is refused', async (username) => {
  const body = { username, password: 'securePassword123' };
  const reply = await send(system, 'POST', '/api/auth/login', { body, api: 'callcenter-pro' });
  expect([reply.status, reply.body['details'][0].field]).toEqual([422, 'username']);
});

test('a carrier id with NUL is not found', async () => {
  const replies = await Promise.all([
    session.get('/api/twilio/recordings/RE%00'),
    session.get('/api/twilio/recordings/RE%00/media'),
    session.put('/api/twilio/phone-numbers/PN%00', { friendlyName: 'Changed' }),
  ]);
  expect(replies.map(({ status }) => status)).toEqual([422, 422, 422]);
});

const hiddenNames = ['Jane\u202eSmith', 'Jane\u200bSmith', 'Jane\r\nSmith', 'Jane\tSmith'];

test.each(hiddenNames)('%j is not a name', async (name) => {
  const lead = await createLead();
  const replies = await Promise.all([
    bearer.post('/api/campaigns', { ...campaignExample, name }),
    bearer.post('/api/agents', { name, phone: '+14155553333' }),
    bearer.post('/api/agents', { name: 'John', phone: '+14155553333', skills: [name] }),
    bearer.post('/api/agent-groups', { name }),
    bearer.put(`/api/leads/${lead}`, { first_name: name }),
    bearer.put(`/api/leads/${lead}`, { last_name: name }),
    ...['username', 'first_name', 'last_name'].map((field) =>
      bearer.post('/api/auth/register', { email: 'jane@example.com', password: 'securePassword123', [field]: name }),
    ),
    session.post('/api/campaigns', { name }),
    session.post('/api/buyers', { name, phoneNumber: '+14155554444' }),
    session.post('/api/buyers', { name: 'Jane', companyName: name, phoneNumber: '+14155554444' }),
    session.post('/api/pools', { name }),
    session.post('/api/publishers', { name }),
    session.post('/api/rtb/targets', { name, endpointUrl: 'https://example.com/bid' }),
    session.post('/api/rtb/routers', { name }),
    session.post('/api/integrations', { name, platform: 'zapier', webhookUrl: 'https://hooks.zapier.com/hooks/x' }),
    session.post('/api/phone-numbers', { phoneNumber: '+16465550100', friendlyName: name }),
    session.post('/api/tracking-tags', { name, campaignId: 1 }),
  ]);
  const errors = replies.map(({ status, body }) => [status, body['details']?.[0].message]);
  const message = 'must not contain line breaks, tabs or other invisible characters';
  expect(errors).toEqual([
    ...Array.from({ length: 9 }, () => [400, message]),
    ...Array.from({ length: 10 }, () => [422, message]),
  ]);
});

test('notes may have several lines, and names may be Arabic or have an emoji', async () => {
  const lead = await createLead();
  const notes = 'Call back.\n\tAfter lunch.';
  expect((await bearer.put(`/api/leads/${lead}`, { notes, first_name: 'علی‌رضا' })).status).toBe(200);
  expect((await session.post('/api/campaigns', { name: 'Sales 👩‍💻' })).status).toBe(201);
});
