import { expect, test } from 'vitest';
import { assertCallUrls, callUrlProblem } from '../../../../shared/domain/numbers/call-urls.ts';
import { createTenant, openSession } from '../../../helpers/api/client.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem({
  env: { PUBLIC_BASE_URL: 'https://platform.example.com', EGRESS_ALLOW_CIDRS: '127.0.0.0/8' },
});
const OWN = 'https://PLATFORM.example.com.:8443/api/webhooks/pool/1/voice';
const founder = await createTenant(system);
const owner = await openSession(system, founder);

test.each([
  ['voiceUrl', '/api/phone-numbers/purchase', { phoneNumber: '+12125550199', voiceUrl: OWN }],
  ['statusCallback', '/api/phone-numbers/purchase', { phoneNumber: '+12125550199', statusCallback: OWN }],
  ['webhookUrl', '/api/pools', { name: 'Main Pool', webhookUrl: OWN }],
  ['endpointUrl', '/api/rtb/targets', { name: 'Bidder', endpointUrl: OWN, minBidAmount: 1, maxBidAmount: 2 }],
  ['webhookUrl', '/api/integrations', { name: 'HubSpot', platform: 'hubspot', apiKey: 'key', webhookUrl: OWN }],
])('%s of POST %s must not be a URL of this installation', async (field, path, body) => {
  const { status, body: reply } = await owner.post(path, body);
  expect([status, reply['details']?.[0].field]).toEqual([422, field]);
  expect(reply['message']).toContain('URL of this installation');
});

test('a voicemail message must not be a URL of this installation', async () => {
  const campaign = { name: 'Outbound', voicemail_message_url: OWN };
  expect((await founder.post('/api/campaigns', campaign)).status).toBe(400);
});

test('the settings of a number at the carrier must not be other URLs of this installation', async () => {
  const sid = `PN${'1'.repeat(32)}`;
  await owner.post('/api/phone-numbers', { phoneNumber: '+12125550198', phoneNumberSid: sid });
  const refused = await owner.put(`/api/twilio/phone-numbers/${sid}`, { voiceUrl: OWN });
  expect([refused.status, refused.body['details']?.[0].field]).toEqual([422, 'voiceUrl']);
  const [{ id: numberId, tenantId }] = await system.ctx.sql<[{ id: number; tenantId: number }]>`
    select id, tenant_id from phone_numbers where phone_number_sid = ${sid}`;
  const result = await system.runJob('number.update', { tenantId, numberId, voiceUrl: OWN });
  expect(result.problem).toContain('URL of this installation');
});

test('the default URLs may be sent back, and other URLs are the decision of the operator', () => {
  const config = { ...system.ctx.config };
  const urls = { voiceUrl: `${config.publicBaseUrl}/webhooks/voice#rc=2`, statusCallback: 'https://me.example.com/' };
  expect(() => assertCallUrls({ config: { ...config, tenantVoiceUrls: 'refused' } }, urls)).not.toThrow();
  const own = { voiceUrl: 'https://me.example.com/voice' };
  expect(callUrlProblem(config, own)).toBeUndefined();
  expect(callUrlProblem({ ...config, tenantVoiceUrls: 'refused' }, own)?.message).toContain(
    'TENANT_VOICE_URLS=allowed',
  );
});
