/** Tests callbacks that the carrier sends by GET, as a number may be set at the carrier. */
import { expect, test } from 'vitest';
import { twilioSignature } from '../../../scripts/simulator/webhooks/signature.ts';
import {
  callBySid,
  createInboundCampaign,
  dialedNumber,
  randomCallSid,
  randomPhoneNumber,
} from '../../helpers/fixtures/inbound-calls.ts';
import { createTestSystem } from '../../helpers/system.ts';

const system = await createTestSystem();

test.each(['/webhooks/voice', '/api/webhooks/voice'])(
  'the carrier may fetch the instructions with GET: %s',
  async (path) => {
    const { phoneNumber, buyers } = await createInboundCampaign(system);
    const CallSid = randomCallSid();
    const send = async (signedPath: string, params: Record<string, string>) => {
      const { authToken } = system.config.twilio;
      const query = `${signedPath.includes('?') ? '&' : '?'}${new URLSearchParams(params).toString()}`;
      const signature = twilioSignature(authToken, `${system.config.publicBaseUrl}${signedPath}${query}`, {});
      return system.request(`${signedPath}${query}`, { headers: { 'x-twilio-signature': signature } });
    };
    const params = { CallSid, From: randomPhoneNumber(), To: phoneNumber };
    const reply = await send(path, params);
    expect([reply.status, dialedNumber(await reply.text())]).toEqual([200, buyers[0]!.phoneNumber]);
    const call = await callBySid(system, CallSid);
    const dialResult = `/webhooks/twilio/dial-result?callId=${call.uuid}&attempt=1`;
    const busy = { CallSid, DialCallStatus: 'busy', CallStatus: 'in-progress' };
    expect(await (await send(dialResult, busy)).text()).toMatch(/<Say>Thank you for calling/);
    expect((await send('/webhooks/status', { CallSid, CallStatus: 'completed', CallDuration: '3' })).status).toBe(204);
    expect((await send('/webhooks/twilio/fallback', { CallSid })).status).toBe(200);
    const forged = await system.request(`${path}?CallSid=${CallSid}`, {
      headers: { 'x-twilio-signature': `${'A'.repeat(27)}=` },
    });
    expect(forged.status).toBe(403);
  },
);
