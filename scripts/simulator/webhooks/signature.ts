/** Creates signatures as Twilio signs its requests. */
import { createHmac } from 'node:crypto';

/**
 * Returns the value of the header X-Twilio-Signature: base64(HMAC-SHA1(token, url + sorted key+value pairs)). If a key
 * is repeated, its distinct values are added in sorted order.
 *
 * The simulator does not use Twilio's SDK for signatures, because the product verifies signatures with the SDK. If both
 * sides shared the same code, a mistake in the code would stay hidden.
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
