/** HTTP requests to platforms: with timeouts, rate limits, retries where they are safe, and to allowed addresses only. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Agent, request as sendRequest } from 'undici';
import { type EgressPolicy, EgressRefused } from './egress.ts';
import { PlatformError } from './platform.ts';

/** Real ms, as all times in this file. */
const TIMEOUT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 10_000;
const ATTEMPTS_MAX = 5;
/** Pause before the second attempt. It doubles with each further attempt. */
const PAUSE_MS = 500;
/** When a platform asks for a longer pause, the sync ends, and a later sync continues. */
const PAUSE_MS_MAX = 60_000;
/** A sync sends one request at a time. */
const CONNECTIONS = 2;
/** The response to a batch contains all its records. */
const RESPONSE_BYTES_MAX = 4 * 1024 * 1024;
/** Longer messages of a platform are cut. */
const MESSAGE_LENGTH_MAX = 300;

export type PlatformRequest = {
  method: 'GET' | 'POST' | 'PATCH';
  path: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as a form. */
  form?: Record<string, string>;
  /** Whether sending the request twice has the same effect as sending it once, so that it may be retried. */
  idempotent: boolean;
};

export type PlatformReply = { status: number; json: unknown; retryAfterMs: number | undefined };

export class PlatformHttp {
  readonly #agent: Agent;
  readonly #egress: EgressPolicy;
  readonly #signal: AbortSignal;
  readonly #secrets = new Set<string>();

  constructor(egress: EgressPolicy, signal: AbortSignal) {
    this.#egress = egress;
    this.#signal = signal;
    this.#agent = egress.createAgent({
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      connections: CONNECTIONS,
      responseBytesMax: RESPONSE_BYTES_MAX,
    });
  }

  /** Adds a text that {@link redact} replaces. */
  addSecret(secret: string): void {
    if (secret !== '') this.#secrets.add(secret);
  }

  /**
   * Sends a request. Retries it after a rate limit (429), and after a lost response or a server error if it is idempotent.
   *
   * @returns the platform's response, including client errors (4xx) other than 429
   * @throws PlatformError `rate_limited` or `unreachable` when the attempts are used up
   * @throws PlatformError `rejected` when the address is not allowed
   */
  async send(baseUrl: string, request: PlatformRequest): Promise<PlatformReply> {
    for (let attempt = 1; ; attempt += 1) {
      const reply = await this.#attempt(baseUrl, request);
      const limited = reply?.status === 429;
      if (reply && reply.status < 500 && !limited) return reply;
      const pauseMs = reply?.retryAfterMs ?? PAUSE_MS * 2 ** (attempt - 1);
      const mayRetry = attempt < ATTEMPTS_MAX && pauseMs <= PAUSE_MS_MAX;
      if (limited && !mayRetry)
        throw new PlatformError(
          'rate_limited',
          `The platform’s request limit is reached. Sync again in ${toSeconds(pauseMs)} s.`,
        );
      if (!limited && !(mayRetry && request.idempotent))
        throw new PlatformError('unreachable', unconfirmedMessage(reply));
      await sleep(pauseMs, undefined, { signal: this.#signal });
    }
  }

  /** @returns undefined when there was no complete response */
  async #attempt(baseUrl: string, request: PlatformRequest): Promise<PlatformReply | undefined> {
    const url = new URL(request.path, baseUrl);
    const problem = this.#egress.urlProblem(url.href);
    if (problem) throw new PlatformError('rejected', `The platform’s address ${problem}. Check webhookUrl.`);
    const { body, contentType } = encodeBody(request);
    try {
      const reply = await sendRequest(url, {
        dispatcher: this.#agent,
        method: request.method,
        headers: {
          accept: 'application/json',
          'user-agent': 'CallCenter-Pro',
          ...(contentType ? { 'content-type': contentType } : {}),
          ...request.headers,
        },
        body,
        signal: AbortSignal.any([this.#signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      const json = parseJson(await reply.body.text());
      return { status: reply.statusCode, json, retryAfterMs: parseRetryAfterMs(reply.headers['retry-after']) };
    } catch (error) {
      this.#signal.throwIfAborted();
      if (error instanceof EgressRefused || (error instanceof Error && error.cause instanceof EgressRefused))
        throw new PlatformError('rejected', 'The platform’s address is not public. Check webhookUrl.');
      return undefined;
    }
  }

  /** The status and the error message of a response, redacted. */
  errorText({ status, json }: Pick<PlatformReply, 'status' | 'json'>): string {
    return this.redact(`${status} ${findMessage(json) ?? ''}`.trim());
  }

  /**
   * Replaces our secrets, because a platform may echo our credentials. Also removes what a Postgres text cannot hold (NUL and
   * lone surrogates), and cuts long texts.
   */
  redact(text: string): string {
    let redacted = text;
    for (const secret of this.#secrets) redacted = redacted.replaceAll(secret, '••••');
    return redacted.replaceAll('\0', '').slice(0, MESSAGE_LENGTH_MAX).toWellFormed();
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

function encodeBody({ body, form }: PlatformRequest): { body?: string; contentType?: string } {
  if (form) return { body: new URLSearchParams(form).toString(), contentType: 'application/x-www-form-urlencoded' };
  return body === undefined ? {} : { body: JSON.stringify(body), contentType: 'application/json' };
}

/** Parses the header Retry-After, which holds seconds or a date (RFC 9110, section 10.2.3). */
function parseRetryAfterMs(header: string | string[] | undefined): number | undefined {
  const [text] = [header].flat();
  if (text === undefined || text === '') return undefined;
  const afterMs = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  return Number.isFinite(afterMs) ? Math.max(0, afterMs) : undefined;
}

const toSeconds = (ms: number) => Math.max(1, Math.ceil(ms / 1_000));

const unconfirmedMessage = (reply: PlatformReply | undefined) =>
  `The platform ${reply ? `answered ${reply.status}` : 'did not answer'}. ` +
  'The next sync checks the calls that the platform has not confirmed.';

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The error message of a response. Each platform puts it in another field. */
function findMessage(json: unknown): string | undefined {
  const error = (Array.isArray(json) ? json[0] : json) as Record<string, unknown> | null | undefined;
  const message = error?.['message'] ?? error?.['error_description'] ?? error?.['error'];
  return typeof message === 'string' ? message : undefined;
}
