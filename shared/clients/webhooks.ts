/**
 * Posts events to the webhooks of tenants. The webhook URLs come from users, so requests to private networks are
 * blocked, and each request has a deadline.
 */
import { type Agent, request } from 'undici';
import { type EgressPolicy, EgressRefused } from './egress.ts';

/**
 * Deadline of a whole request, in milliseconds of real time. After the deadline the event counts as not delivered, and
 * the calling function retries.
 */
const DEADLINE_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** Maximum of connections to one server. The maximum bounds the load on the server. */
const CONNECTIONS_PER_SERVER = 8;
const RESULT_LENGTH_MAX = 200;

export type WebhookResult = {
  /** `gone` means that the server answered with status 410, so the event must not be sent to the server again. */
  outcome: 'delivered' | 'failed' | 'gone';
  /**
   * The HTTP status or an error message, for the tenant to read. The text never contains the response body, because the
   * URL may lead to a server of another party, and the content of that server would leak.
   */
  result: string;
};

export class Webhooks {
  readonly #egress: EgressPolicy;
  readonly #agent: Agent;

  constructor(egress: EgressPolicy) {
    this.#egress = egress;
    this.#agent = egress.createAgent({ connectTimeoutMs: CONNECT_TIMEOUT_MS, connections: CONNECTIONS_PER_SERVER });
  }

  /** Posts a JSON body to a webhook URL. Never throws, because a failure is returned as a result. */
  async post(url: string, headers: Record<string, string>, body: string): Promise<WebhookResult> {
    const problem = this.#egress.urlProblem(url);
    if (problem !== undefined) return { outcome: 'failed', result: `The URL ${problem}.` };
    // The deadline includes the response body, which a server may send slowly on purpose.
    const signal = AbortSignal.timeout(DEADLINE_MS);
    try {
      const { statusCode, body: reply } = await request(url, {
        dispatcher: this.#agent,
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': 'CallCenter-Pro', ...headers },
        body,
        signal,
      });
      // The response body is not used, but the response body must be read before the connection can be reused.
      await reply.dump().catch(() => {});
      if (statusCode >= 200 && statusCode < 300) return { outcome: 'delivered', result: String(statusCode) };
      return { outcome: statusCode === 410 ? 'gone' : 'failed', result: String(statusCode) };
    } catch (error) {
      return { outcome: 'failed', result: signal.aborted ? `no answer within ${DEADLINE_MS} ms` : failureText(error) };
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

function failureText(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof EgressRefused ? error.cause : error;
  if (cause instanceof EgressRefused) return 'The URL leads to an address that is not public.';
  return (cause instanceof Error ? cause.message : String(cause)).slice(0, RESULT_LENGTH_MAX);
}
