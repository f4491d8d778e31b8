/** Tells tenants' own servers what happened. They are anybody's: guarded against private networks, bounded in time. */
import { type Agent, request } from 'undici';
import { type EgressPolicy, EgressRefused } from './egress.ts';

/** A server that takes longer has the message sent again. */
const DEADLINE_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** A message is small; a server that takes few at a time gets few at a time. */
const CONNECTIONS_PER_SERVER = 8;
const RESULT_LENGTH_MAX = 200;

export type WebhookResult = {
  /** `gone`: the server wants no more of it, ever. */
  outcome: 'taken' | 'refused' | 'gone';
  /** For whoever looks for the fault; never the server's own words, which might be somebody else's. */
  result: string;
};

export class Webhooks {
  readonly #egress: EgressPolicy;
  readonly #agent: Agent;

  constructor(egress: EgressPolicy) {
    this.#egress = egress;
    this.#agent = egress.createAgent({ connectTimeoutMs: CONNECT_TIMEOUT_MS, connections: CONNECTIONS_PER_SERVER });
  }

  /** Never throws: what went wrong is the answer. */
  async post(url: string, headers: Record<string, string>, body: string): Promise<WebhookResult> {
    const problem = this.#egress.urlProblem(url);
    if (problem !== undefined) return { outcome: 'refused', result: `The URL ${problem}.` };
    // Besides connecting and answering, this bounds a body that drips.
    const signal = AbortSignal.timeout(DEADLINE_MS);
    try {
      const { statusCode, body: reply } = await request(url, {
        dispatcher: this.#agent,
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': 'CallCenter-Pro', ...headers },
        body,
        signal,
      });
      // Nothing in it matters, but it must be read for the connection to be used again.
      await reply.dump().catch(() => {});
      if (statusCode >= 200 && statusCode < 300) return { outcome: 'taken', result: String(statusCode) };
      return { outcome: statusCode === 410 ? 'gone' : 'refused', result: String(statusCode) };
    } catch (error) {
      return { outcome: 'refused', result: signal.aborted ? `no answer within ${DEADLINE_MS} ms` : failureText(error) };
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
