import { randomBytes } from 'node:crypto';
import { type Agent, request } from 'undici';
import { signature } from '../simulator/webhook-url.ts';

export type Caller = { apiUrl: string; authToken: string; accountSid: string; to: string };

/** One call comes in, as the carrier would tell. Returns the TwiML. */
export async function callIn(client: Agent, { apiUrl, authToken, accountSid, to }: Caller): Promise<string> {
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
      'x-twilio-signature': signature(authToken, url, params),
    },
  });
  const twiml = await body.text();
  if (statusCode !== 200) throw new Error(`The voice webhook answered ${statusCode}: ${twiml}`);
  return twiml;
}
