/**
 * Signs webhook messages by the Standard Webhooks specification (https://www.standardwebhooks.com). Receivers can
 * verify the signature with the libraries of the specification. The signature is an HMAC-SHA256 over id, time and body.
 * A secret is `whsec_` followed by base64.
 */
import { createHmac, randomBytes } from 'node:crypto';

const SECRET_BYTES = 32;
const PREFIX = 'whsec_';

export function newWebhookSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

/**
 * Returns the HTTP headers of a signed webhook message.
 *
 * @param message.atSeconds Unix seconds of real time, because receivers reject a message whose time is minutes away
 *   from their own clock
 */
export function webhookHeaders(
  secret: string,
  message: { id: string; atSeconds: number; body: string },
): Record<string, string> {
  const { id, atSeconds, body } = message;
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${atSeconds}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': String(atSeconds), 'webhook-signature': `v1,${signature}` };
}
