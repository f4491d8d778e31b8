/** How Twilio signs its requests. */
import { createHmac } from 'node:crypto';

/**
 * The value of X-Twilio-Signature: base64(HMAC-SHA1(token, url + sorted key+value pairs)). A repeated key contributes
 * its distinct values in sorted order. The simulator does not use the SDK here, because the product verifies with the
 * SDK: a mistake in code that both sides share would stay hidden.
 */
export function twilioSignature(authToken: string, url: string, params: Record<string, string | string[]>): string {
  const pairs = Object.keys(params)
    .toSorted()
    .map((key) => {
      const value = params[key] ?? '';
      const values = Array.isArray(value) ? [...new Set(value)].toSorted() : [value];
      return values.map((item) => key + item).join('');
    });
  return createHmac('sha1', authToken)
    .update(url + pairs.join(''))
    .digest('base64');
}
