/**
 * Signatures by the Standard Webhooks specification (https://www.standardwebhooks.com), which receivers verify with its
 * libraries: HMAC-SHA256 over id, time and body. A secret is `whsec_` followed by base64.
 */
import { createHmac, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;
const PREFIX = 'whsec_';

export function newWebhookSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

/** @param message.atSeconds real time: receivers reject a message that is minutes away from their own clock */
export function webhookHeaders(
  secret: string,
  message: { id: string; atSeconds: number; body: string },
): Record<string, string> {
  const { id, atSeconds, body } = message;
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${atSeconds}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(atSeconds), 'webhook-signature': `v1,${signature}` };
}
