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
  { to, callSid = randomCallSid(), ...options }: InboundCallOptions & { callSid?: string },
): Promise<string> {
  const params = { CallSid: callSid, From: callerOf(callSid), To: to, CallStatus: 'ringing', Direction: 'inbound' };
  return sendWebhook(client, options, '/api/webhooks/voice', params);
}

/** Sends the signed webhook with which the carrier reports that the caller hung up before the destination answered. */
export async function endInboundCall(
  client: Agent,
  { to, callSid, ...options }: InboundCallOptions & { callSid: string },
): Promise<void> {
  const params = { CallSid: callSid, From: callerOf(callSid), To: to, CallStatus: 'no-answer', CallDuration: '0' };
  await sendWebhook(client, options, '/api/webhooks/status', params);
}

/** Each call has a caller of its own. A caller who calls again is a duplicate, whose log has one more event. */
const callerOf = (callSid: string) => `+1415${2_000_000 + (Number.parseInt(callSid.slice(-6), 16) % 8_000_000)}`;

export const randomCallSid = () => `CA${randomBytes(16).toString('hex')}`;

async function sendWebhook(
  client: Agent,
  { apiUrl, authToken, accountSid }: Omit<InboundCallOptions, 'to'>,
  path: string,
  fields: Record<string, string>,
): Promise<string> {
  const url = `${apiUrl}${path}`;
  const params = { AccountSid: accountSid, ...fields };
  const { statusCode, body } = await request(url, {
    method: 'POST',
    dispatcher: client,
    body: new URLSearchParams(params).toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': twilioSignature(authToken, url, params),
    },
  });
  const text = await body.text();
  if (statusCode >= 300) throw new Error(`POST ${url}: ${statusCode} ${text}`);
  return text;
}
