import * as fc from 'fast-check';
import twilio from 'twilio';
import { expect, test } from 'vitest';
import { twilioSignature } from '../../../../scripts/simulator/webhooks/signature.ts';

test('the signature equals the documented example', () => {
  const url = 'https://ex.com:8443/webhooks/twilio/status?callId=1&n=John%20Doe%26x';
  const params = { CallSid: 'CA1', CallStatus: 'completed', Multi: ['b', 'a', 'a'] };
  expect(twilioSignature('tok', url, params)).toBe('kpOsb72HQKHNUrOQdVBdPoxKvl0=');
});

test('the signature equals the SDK’s signature for any parameters', () => {
  const params = fc.dictionary(fc.string({ minLength: 1 }), fc.oneof(fc.string(), fc.array(fc.string())));
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.webUrl({ withQueryParameters: true }), params, (token, url, values) => {
      expect(twilioSignature(token, url, values)).toBe(twilio.getExpectedTwilioSignature(token, url, values));
    }),
  );
});
