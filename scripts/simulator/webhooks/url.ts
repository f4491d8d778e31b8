/**
 * The URL of a webhook. The fragment of the URL (`#rc=3&rp=ct,5xx,rt`) holds Twilio's connection overrides (settings
 * for timeouts and retries). The fragment is neither sent nor signed.
 */

/**
 * The kinds of failures after which a webhook can be sent again. `ct` means no connection, `rt` means no response in
 * time.
 */
export type RetryClass = 'ct' | 'rt' | '4xx' | '5xx';

export type ConnectionOverrides = {
  connectTimeoutMs: number;
  readTimeoutMs: number;
  /** Milliseconds of real time for all attempts together. */
  totalTimeoutMs: number;
  retriesMax: number;
  retryOn: ReadonlySet<RetryClass>;
};

const RETRY_CLASSES: readonly RetryClass[] = ['ct', 'rt', '4xx', '5xx'];

/**
 * Splits a URL into the URL to send to and its connection overrides. If an override is missing or out of range,
 * Twilio's default applies.
 */
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
  return new Set(names.includes('all') ? RETRY_CLASSES : RETRY_CLASSES.filter((name) => names.includes(name)));
}
