import { randomBytes } from 'node:crypto';
import { type Agent, request } from 'undici';
import { twilioSignature } from '../simulator/webhooks/signature.ts';

export type InboundCallOptions = { apiUrl: string; authToken: string; accountSid: string; to: string };

/**
 * Sends the signed webhook with which the carrier announces an inbound call.
 *
 * @returns The TwiML in the response.
 */
export async function sendInboundCall(
  client: Agent,
  { apiUrl, authToken, accountSid, to }: InboundCallOptions,
): Promise<string> {
  const url = `${apiUrl}/api/webhooks/voice`;
  const params = {
    CallSid: `CA${randomBytes(16).toString('hex')}`,
    AccountSid: accountSid,
    From: '+14155557777',
    To: to,
    CallStatus: 'ringing',
    Direction: 'inbound',
  };
  const { statusCode, body } = await request(url, {
    method: 'POST',
    dispatcher: client,
    body: new URLSearchParams(params).toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': twilioSignature(authToken, url, params),
    },
  });
  const twiml = await body.text();
  if (statusCode !== 200) throw new Error(`POST ${url}: ${statusCode} ${twiml}`);
  return twiml;
}
