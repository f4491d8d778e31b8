/** Requests to platforms: within their limits, repeated where that is safe, and never beyond the addresses they may go to. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Agent, request } from 'undici';
import { type EgressPolicy, EgressRefused } from './egress.ts';
import { PlatformError } from './platform.ts';

/** Real ms, like all of the network's. */
const TIMEOUT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 10_000;
const ATTEMPTS_MAX = 5;
const PAUSE_MS = 500;
/** A platform that asks for more patience gets it: the sync ends, and a later one goes on. */
const WAIT_MS_MAX = 60_000;
/** One integration asks for one thing at a time. */
const CONNECTIONS = 2;
/** A batch is answered with its records. */
const RESPONSE_BYTES_MAX = 4 * 1024 * 1024;
/** Of what a platform says, as much is shown. */
const MESSAGE_LENGTH_MAX = 300;

export type PlatformRequest = {
  method: 'GET' | 'POST' | 'PATCH';
  path: string;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as a form. */
  form?: Record<string, string>;
  /** Sending it twice does what sending it once does. */
  repeatable: boolean;
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

  /** What must not appear in anything that is shown. */
  keepSecret(secret: string): void {
    if (secret !== '') this.#secrets.add(secret);
  }

  /**
   * @returns whatever the platform decided, refusals too
   * @throws PlatformError `busy` or `unreachable` when it would not decide, for as long as it was sensible to ask
   */
  async send(baseUrl: string, asked: PlatformRequest): Promise<PlatformReply> {
    for (let attempt = 1; ; attempt += 1) {
      const reply = await this.#attempt(baseUrl, asked);
      const limited = reply?.status === 429;
      if (reply && reply.status < 500 && !limited) return reply;
      const waitMs = reply?.retryAfterMs ?? PAUSE_MS * 2 ** (attempt - 1);
      const again = attempt < ATTEMPTS_MAX && waitMs <= WAIT_MS_MAX;
      if (limited && !again)
        throw new PlatformError('busy', `The platform’s request limit is reached. Sync again in ${seconds(waitMs)} s.`);
      if (!limited && !(again && asked.repeatable)) throw new PlatformError('unreachable', silence(reply));
      await sleep(waitMs, undefined, { signal: this.#signal });
    }
  }

  async #attempt(baseUrl: string, asked: PlatformRequest): Promise<PlatformReply | undefined> {
    const url = new URL(asked.path, baseUrl);
    const problem = this.#egress.urlProblem(url.href);
    if (problem) throw new PlatformError('rejected', `The platform’s address ${problem}. Check webhookUrl.`);
    const { body, contentType } = bodyOf(asked);
    try {
      const reply = await request(url, {
        dispatcher: this.#agent,
        method: asked.method,
        headers: {
          accept: 'application/json',
          'user-agent': 'CallCenter-Pro',
          ...(contentType ? { 'content-type': contentType } : {}),
          ...asked.headers,
        },
        body,
        signal: AbortSignal.any([this.#signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      const json = parsed(await reply.body.text());
      return { status: reply.statusCode, json, retryAfterMs: retryAfterMs(reply.headers['retry-after']) };
    } catch (error) {
      this.#signal.throwIfAborted();
      if (error instanceof EgressRefused || (error instanceof Error && error.cause instanceof EgressRefused))
        throw new PlatformError('rejected', 'The platform’s address is not a public one. Check webhookUrl.');
      return undefined;
    }
  }

  /** What the platform said, for people. */
  told({ status, json }: Pick<PlatformReply, 'status' | 'json'>): string {
    return this.shown(`${status} ${messageIn(json) ?? ''}`.trim());
  }

  /** Postgres has no text for NUL and half characters, and a platform that echoes our credentials must not publish them. */
  shown(text: string): string {
    let shown = text;
    for (const secret of this.#secrets) shown = shown.replaceAll(secret, '••••');
    return shown.replaceAll('\0', '').slice(0, MESSAGE_LENGTH_MAX).toWellFormed();
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

function bodyOf({ body, form }: PlatformRequest): { body?: string; contentType?: string } {
  if (form) return { body: new URLSearchParams(form).toString(), contentType: 'application/x-www-form-urlencoded' };
  return body === undefined ? {} : { body: JSON.stringify(body), contentType: 'application/json' };
}

/** Seconds, or a date. */
function retryAfterMs(header: string | string[] | undefined): number | undefined {
  const [text] = [header].flat();
  if (text === undefined || text === '') return undefined;
  const afterMs = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  return Number.isFinite(afterMs) ? Math.max(0, afterMs) : undefined;
}

const seconds = (ms: number) => Math.max(1, Math.ceil(ms / 1_000));

const silence = (reply: PlatformReply | undefined) =>
  reply
    ? `The platform answered ${reply.status}. What it has not confirmed is looked after by the next sync.`
    : 'The platform did not answer. What it has not confirmed is looked after by the next sync.';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Each platform has its own place for it. */
function messageIn(json: unknown): string | undefined {
  const said = (Array.isArray(json) ? json[0] : json) as Record<string, unknown> | null | undefined;
  const found = said?.['message'] ?? said?.['error_description'] ?? said?.['error'];
  return typeof found === 'string' ? found : undefined;
}
