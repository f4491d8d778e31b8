/**
 * Sends HTTP requests to platforms such as HubSpot. The requests have timeouts, respect rate limits, and go only to
 * allowed IP addresses. A request is retried only if a retry is safe.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Agent, request as sendRequest } from 'undici';
import { type EgressPolicy, EgressRefused } from './egress.ts';
import { PlatformError } from './platform.ts';

/** Timeout of one attempt. All times in this file are milliseconds of real time. */
const TIMEOUT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 10_000;
const ATTEMPTS_MAX = 5;
/** Pause before the second attempt. Each later pause is twice as long as the previous pause. */
const PAUSE_MS = 500;
/** If a platform asks for a longer pause, the sync ends, and a later sync sends the remaining calls. */
const PAUSE_MS_MAX = 60_000;
/** Maximum of connections to one host. A sync sends one request at a time. */
const CONNECTIONS = 2;
/**
 * Maximum size of a response. The maximum is large because the response to a batch contains all records of the batch.
 */
const RESPONSE_BYTES_MAX = 4 * 1024 * 1024;
/** Error messages of a platform are cut to this many characters. */
const MESSAGE_LENGTH_MAX = 300;

export type PlatformRequest = {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  headers?: Record<string, string>;
  /** The request body that is sent as JSON. */
  body?: unknown;
  /** The fields that are sent as a form. */
  form?: Record<string, string>;
  /**
   * True if sending the request twice has the same effect as sending the request once. Then a retry after a lost
   * response is safe.
   */
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

  /** Adds a secret that {@link redact} hides. */
  addSecret(secret: string): void {
    if (secret !== '') this.#secrets.add(secret);
  }

  /**
   * Sends a request. After a rate limit (status 429), the request is retried. After a lost response or a server error,
   * the request is retried only if the request is idempotent.
   *
   * @returns the platform's response, including client errors (status 4xx) other than 429
   * @throws PlatformError `rate_limited` or `unreachable` if no attempt is left
   * @throws PlatformError `rejected` if the URL is not allowed
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

  /**
   * Sends a request once.
   *
   * @returns undefined if there was no complete response
   */
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

  /** Returns the status and the error message of a response, without secrets. */
  errorText({ status, json }: Pick<PlatformReply, 'status' | 'json'>): string {
    return this.redact(`${status} ${findMessage(json) ?? ''}`.trim());
  }

  /**
   * Hides the secrets in a text, because a platform may echo the credentials. Also removes characters that Postgres
   * cannot store: NUL and lone surrogates (halves of a Unicode character). Cuts long texts.
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

/** Returns the error message of a response. Each platform uses another field for the error message. */
function findMessage(json: unknown): string | undefined {
  const error = (Array.isArray(json) ? json[0] : json) as Record<string, unknown> | null | undefined;
  const message = error?.['message'] ?? error?.['error_description'] ?? error?.['error'];
  return typeof message === 'string' ? message : undefined;
}
