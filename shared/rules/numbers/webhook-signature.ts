/**
 * Signatures of the Standard Webhooks specification, which receivers verify with its ready-made libraries: HMAC-SHA256 over
 * id, time and body, under a secret written `whsec_` and base64.
 */
import { createHmac, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;
const PREFIX = 'whsec_';

export function newWebhookSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

/** @param atSeconds of real time: receivers refuse what is minutes away from their own clock */
export function webhookHeaders(
  secret: string,
  message: { id: string; atSeconds: number; body: string },
): Record<string, string> {
  const { id, atSeconds, body } = message;
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${atSeconds}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(atSeconds), 'webhook-signature': `v1,${signature}` };
}
