/** Asks bidders. Whatever a bidder does, its answer is here by the deadline, as a value that says what it was. */
import { performance } from 'node:perf_hooks';
import { type Agent, errors, request } from 'undici';
import type { Reason } from '../rules/rtb/auction.ts';
import type { Ping } from '../rules/rtb/bid-request.ts';
import { type BidderHealth, observed, skippedShare, UNKNOWN_HEALTH } from '../rules/rtb/throttle.ts';
import { EgressPolicy, EgressRefused } from './egress.ts';

export const authTypes = ['none', 'api_key', 'bearer', 'basic'] as const;
export type AuthType = (typeof authTypes)[number];

export type Bidder = {
  httpMethod: 'GET' | 'POST' | 'PUT' | 'PATCH';
  contentType: string;
  authType: AuthType;
  authToken: string | null;
  connectionTimeoutMs: number;
};

export type BidderAnswer = {
  /** Present when it answered with JSON. */
  json?: unknown;
  /** Present when it did not. */
  reason?: Reason;
  /** As kept for the audit: shortened, without the secret that was sent. */
  raw: string | null;
  responseMs: number;
};

/** Below the requests in flight to one bidder, each waits out another's whole latency. */
const CONNECTIONS_PER_BIDDER = 256;

/** A connect timeout belongs to a pool of connections, so similar ones share a pool. */
const CONNECT_TIMEOUT_STEP_MS = 500;
const CONNECT_TIMEOUT_MS_MAX = 10_000;

const RAW_LENGTH_MAX = 8_192;

/** Bidders whose health one process remembers; past it all begin anew. */
const HEALTHS_MAX = 10_000;

/** What a bidder does wrong, as against a bid that is not good enough. */
const FAILURES: ReadonlySet<Reason> = new Set<Reason>([
  'error_status',
  'timeout',
  'invalid_response',
  'unreachable',
  'blocked',
  'too_large',
  'redirected',
]);

export class Bidders {
  readonly egress: EgressPolicy;
  readonly #agents = new Map<number, Agent>();
  readonly #healths = new Map<number, BidderHealth>();

  constructor(allowCidrs: readonly string[]) {
    this.egress = new EgressPolicy(allowCidrs);
  }

  /** Whether to leave a failing bidder out this time. Each process learns by itself: it is the one that would wait. */
  isThrottled(targetId: number, random: () => number = Math.random): boolean {
    const health = this.#healths.get(targetId);
    return health !== undefined && random() < skippedShare(health);
  }

  observe(targetId: number, reason: Reason | undefined): void {
    if (this.#healths.size >= HEALTHS_MAX) this.#healths.clear();
    const failed = reason !== undefined && FAILURES.has(reason);
    this.#healths.set(targetId, observed(this.#healths.get(targetId) ?? UNKNOWN_HEALTH, failed));
  }

  /** @param deadlineMs from now, in real time, for everything: connecting, sending, and the last byte of the answer. */
  async ask(bidder: Bidder, ping: Ping, deadlineMs: number): Promise<BidderAnswer> {
    const startedMs = performance.now();
    const answered = (answer: Omit<BidderAnswer, 'responseMs' | 'raw'> & { raw?: string }): BidderAnswer => ({
      ...answer,
      raw: answer.raw === undefined ? null : forAudit(answer.raw, bidder),
      responseMs: Math.round((performance.now() - startedMs) * 10) / 10,
    });
    if (deadlineMs <= 0) return answered({ reason: 'timeout' });
    // undici's own timeouts do not bound a body that drips: only a signal does.
    const signal = AbortSignal.timeout(Math.ceil(deadlineMs));
    try {
      if (this.egress.problemOf(ping.url) !== undefined) return answered({ reason: 'blocked' });
      const { statusCode, body } = await request(ping.url, {
        dispatcher: this.#agentFor(bidder.connectionTimeoutMs),
        method: bidder.httpMethod,
        headers: headersOf(bidder, ping),
        body: ping.body,
        signal,
      });
      const raw = await body.text();
      if (statusCode === 204) return answered({ reason: 'no_bid', raw });
      if (statusCode >= 300 && statusCode < 400) return answered({ reason: 'redirected', raw });
      if (statusCode < 200 || statusCode >= 400)
        return answered({ reason: 'error_status', raw: `${statusCode} ${raw}` });
      const json = parsed(raw);
      return answered(json === undefined ? { reason: 'invalid_response', raw } : { json, raw });
    } catch (error) {
      return answered({ reason: signal.aborted ? 'timeout' : reasonOf(error) });
    }
  }

  #agentFor(connectionTimeoutMs: number): Agent {
    const bounded = Math.min(connectionTimeoutMs, CONNECT_TIMEOUT_MS_MAX);
    const connectTimeoutMs = Math.max(1, Math.ceil(bounded / CONNECT_TIMEOUT_STEP_MS)) * CONNECT_TIMEOUT_STEP_MS;
    let agent = this.#agents.get(connectTimeoutMs);
    if (!agent) {
      agent = this.egress.agent({ connectTimeoutMs, connections: CONNECTIONS_PER_BIDDER });
      this.#agents.set(connectTimeoutMs, agent);
    }
    return agent;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#agents.values()].map((agent) => agent.destroy()));
  }
}

function headersOf({ contentType, authType, authToken }: Bidder, ping: Ping): Record<string, string> {
  const headers: Record<string, string> = { accept: 'application/json', 'user-agent': 'CallCenter-Pro' };
  if (ping.body !== undefined) headers['content-type'] = contentType;
  if (authToken === null) return headers;
  if (authType === 'api_key') headers['x-api-key'] = authToken;
  if (authType === 'bearer') headers['authorization'] = `Bearer ${authToken}`;
  if (authType === 'basic') headers['authorization'] = `Basic ${basicCredentials(authToken)}`;
  return headers;
}

/** A token for Basic is `user:password`, or already encoded. */
export function basicCredentials(token: string): string {
  return token.includes(':') ? Buffer.from(token).toString('base64') : token;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): Reason {
  if (error instanceof errors.ResponseExceededMaxSizeError) return 'too_large';
  if (error instanceof EgressRefused || (error instanceof Error && error.cause instanceof EgressRefused))
    return 'blocked';
  if (error instanceof errors.ConnectTimeoutError) return 'timeout';
  return error instanceof errors.InvalidArgumentError ? 'misconfigured' : 'unreachable';
}

/** Postgres has no text for NUL and half characters, and a bidder that echoes its secret must not publish it. */
function forAudit(raw: string, bidder: Bidder): string {
  const text = secretsOf(bidder).reduce((kept, secret) => kept.replaceAll(secret, '••••'), raw.replaceAll('\0', ''));
  // Cut at the end: half a secret would not be found.
  return text.slice(0, RAW_LENGTH_MAX).toWellFormed();
}

/** All that a bidder may tell of its credentials, whole forms first. JSON writes some characters otherwise, and may escape slashes. */
function secretsOf({ authType, authToken }: Bidder): string[] {
  if (!authToken) return [];
  const plain = authType === 'basic' ? [authToken, ...basicSecrets(authToken)] : [authToken];
  const json = plain.map((secret) => JSON.stringify(secret).slice(1, -1));
  return [...new Set([...plain, ...json, ...json.map((secret) => secret.replaceAll('/', '\\/'))])];
}

/** What is sent, what it stands for, and the password of that; some put their key in the place of the user. */
function basicSecrets(token: string): string[] {
  const sent = basicCredentials(token);
  const [, user, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(sent, 'base64').toString()) ?? [];
  const secret = password || user;
  return secret ? [sent, `${user}:${password}`, secret] : [sent];
}
