/** The API's validation rejects text that Postgres cannot store, so such text never reaches the database. */
import { expect, test } from 'vitest';
import { campaignExample, createTenant, openSession, send } from '../../helpers/api/client.ts';
import { createTestSystem } from '../../helpers/system.ts';

const system = await createTestSystem();
const bearer = await createTenant(system);
const session = await openSession(system, bearer);
const call = { callerNumber: '+14155551111', destinationNumber: '+14155552222' };
const { body: recorded } = await session.post('/api/calls', call);

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
