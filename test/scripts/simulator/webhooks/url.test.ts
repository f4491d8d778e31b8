import { expect, test } from 'vitest';
import { parseWebhookUrl } from '../../../../scripts/simulator/webhooks/url.ts';

test('overrides are read from the fragment and default to one retry of a failed connection', () => {
  const plain = parseWebhookUrl('https://ex.com/a?b=c');
  expect(plain.url).toBe('https://ex.com/a?b=c');
  expect(plain.overrides).toMatchObject({
    retriesMax: 1,
    connectTimeoutMs: 5_000,
    readTimeoutMs: 15_000,
    totalTimeoutMs: 15_000,
  });
  expect([...plain.overrides.retryOn]).toEqual(['ct']);
  const overridden = parseWebhookUrl('https://ex.com/a#rc=3&rp=ct,5xx,rt&ct=99&rt=200');
  expect(overridden.url).toBe('https://ex.com/a');
  expect(overridden.overrides).toMatchObject({ retriesMax: 3, connectTimeoutMs: 5_000, readTimeoutMs: 200 });
  expect([...overridden.overrides.retryOn]).toEqual(['ct', 'rt', '5xx']);
  expect(parseWebhookUrl('https://ex.com/a#rp=all').overrides.retryOn.size).toBe(4);
});
