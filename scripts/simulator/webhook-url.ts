/**
 * A webhook address: connection overrides in the fragment (`#rc=3&rp=ct,5xx,rt`), which is neither sent nor signed, and
 * the signature over everything else.
 */
import { createHmac } from 'node:crypto';

export type RetryClass = 'ct' | 'rt' | '4xx' | '5xx';

export type ConnectionOverrides = {
  connectTimeoutMs: number;
  readTimeoutMs: number;
  /** For all attempts together. */
  totalTimeoutMs: number;
  retriesMax: number;
  retryOn: ReadonlySet<RetryClass>;
};

const allClasses: readonly RetryClass[] = ['ct', 'rt', '4xx', '5xx'];

/** Splits `url#overrides`; an override that is absent or out of bounds takes Twilio's default. */
export function parseWebhookUrl(url: string): { url: string; overrides: ConnectionOverrides } {
  const hash = url.indexOf('#');
  const fragment = new URLSearchParams(hash === -1 ? '' : url.slice(hash + 1));
  const number = (name: string, min: number, max: number, fallback: number) => {
    const value = Number(fragment.get(name) ?? Number.NaN);
    return value >= min && value <= max ? value : fallback;
  };
  return {
    url: hash === -1 ? url : url.slice(0, hash),
    overrides: {
      connectTimeoutMs: number('ct', 100, 10_000, 5_000),
      readTimeoutMs: number('rt', 100, 15_000, 15_000),
      totalTimeoutMs: number('tt', 100, 15_000, 15_000),
      retriesMax: number('rc', 0, 5, 1),
      retryOn: parseRetryPolicy(fragment.get('rp') ?? 'ct'),
    },
  };
}

function parseRetryPolicy(policy: string): ReadonlySet<RetryClass> {
  const names = policy.split(',');
  return new Set(names.includes('all') ? allClasses : allClasses.filter((name) => names.includes(name)));
}

/**
 * X-Twilio-Signature: base64(HMAC-SHA1(token, url + sorted key+value pairs)). A repeated key contributes its distinct
 * values in order. Written here rather than taken from the SDK, which the product verifies with: a shared mistake would
 * stay hidden.
 */
export function signature(authToken: string, url: string, params: Record<string, string | string[]>): string {
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
