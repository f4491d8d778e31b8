/** Tests calls back to a number that called, and the words of the message to an abandoned person. */
import { expect, test } from 'vitest';
import { createCampaign } from '../../../helpers/fixtures/campaigns.ts';
import {
  callBySid,
  grantNumber,
  randomCallSid,
  randomPhoneNumber,
  receiveCall,
} from '../../../helpers/fixtures/inbound-calls.ts';
import { sendCallback } from '../../../helpers/fixtures/outbound-calls.ts';
import { createTenant, openSession } from '../../../helpers/api/client.ts';
import { createTestSystem } from '../../../helpers/system.ts';

const system = await createTestSystem();
const { ctx } = system;

async function callingTenant(callerId = randomPhoneNumber()) {
  const owner = await createTenant(system);
  const [{ id: tenantId }] = await ctx.sql<[{ id: number }]>`
    select id from tenants where uuid = ${owner.user.tenant_id}`;
  await grantNumber(system, tenantId, callerId);
  await createCampaign(owner, { caller_id: callerId });
  return { owner, tenantId, callerId, session: await openSession(system, owner) };
}

const spokenDigits = (phone: string) => phone.replace(/\D/g, '').split('').join(' ');
const actionOf = (twiml: string) =>
  /action="([^"]+)"/.exec(twiml)![1]!.replaceAll('&amp;', '&').split('#')[0]!.slice(system.config.publicBaseUrl.length);
const isListed = async (tenantId: number, phone: string) =>
  (await ctx.sql`select source from dnc_numbers where tenant_id = ${tenantId} and phone = ${phone}`).length === 1;

test('a person who calls the caller ID back hears who called and why, and opts out by key', async () => {
  const { tenantId, callerId, session } = await callingTenant();
  const callback = randomPhoneNumber();
  const settings = { companyName: 'Acme & Sons', callbackNumber: callback };
  expect(await session.put('/api/account', settings)).toMatchObject({ status: 200, body: settings });
  const [CallSid, From] = [randomCallSid(), randomPhoneNumber()];
  const twiml = await receiveCall(system, callerId, { CallSid, From });
  expect(twiml).toMatch(/<Gather [^>]*><Say>We called you for telemarketing purposes, on behalf of Acme &amp; Sons\. /);
  expect(twiml).toContain(`is ${spokenDigits(callback)}. To opt out of further calls, press 9 now.</Say>`);
  // The carrier may repeat its request.
  expect(await receiveCall(system, callerId, { CallSid, From })).toBe(twiml);
  const confirmed = await sendCallback(system, actionOf(twiml), { CallSid, From, Digits: '9' });
  expect(confirmed.text).toMatch(/<Response><Hangup\/><\/Response>$/);
  expect(await isListed(tenantId, From)).toBe(true);
  expect(await isListed(tenantId, callerId)).toBe(false);
  const params = { CallSid, From, To: callerId, CallStatus: 'completed', CallDuration: '9', Direction: 'inbound' };
  await system.runJob('call.event', { source: 'status', params, receivedAtMs: ctx.clock.nowMs() });
  expect(await callBySid(system, CallSid)).toMatchObject({ tenantId, direction: 'inbound', live: false, talkTime: 0 });
});

test('the stated number answers too; hidden callers get no key; other numbers of the tenant and of others do not', async () => {
  const { tenantId, callerId, session } = await callingTenant();
  const stated = randomPhoneNumber();
  expect(await receiveCall(system, stated)).not.toContain('telemarketing');
  await grantNumber(system, tenantId, stated);
  expect(await receiveCall(system, stated)).not.toContain('telemarketing');
  await session.put('/api/account', { callbackNumber: stated });
  expect(await receiveCall(system, stated)).toContain(spokenDigits(stated));
  const hidden = await receiveCall(system, callerId, { From: 'anonymous' });
  expect(hidden).toContain('telemarketing purposes');
  expect(hidden).not.toContain('<Gather');
  await ctx.sql`update number_grants set revoked_at = clock_now() where phone_number = ${callerId}`;
  expect(await receiveCall(system, callerId)).not.toContain('telemarketing');
});

test('a campaign that takes the calls of the number gets them', async () => {
  const { callerId, session } = await callingTenant();
  const { body } = await session.post('/api/campaigns', { name: 'Inbound', phoneNumber: callerId });
  const buyer = await session.post('/api/buyers', { name: 'Buyer', phoneNumber: randomPhoneNumber() });
  await session.post(`/api/campaigns/${body['id']}/buyers`, { buyerId: buyer.body['id'] });
  expect(await receiveCall(system, callerId)).toContain(buyer.body['phoneNumber']);
});
