/**
 * Sends bid requests to bidders. Each request returns a result by the deadline, even if the bidder fails or does not
 * answer. The result says what happened.
 */
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { type Agent, errors, request } from 'undici';
import type { BidReason } from '../rules/rtb/bid-reasons.ts';
import type { HttpMethod, Ping } from '../rules/rtb/bid-request.ts';
import { type AuthType, basicCredentials, credentialsHeader } from '../rules/rtb/authentication.ts';
import { type BidderHealth, skipShare, UNKNOWN_HEALTH, updateHealth } from '../rules/rtb/throttle.ts';
import { isNoBidStatus } from '../rules/rtb/no-bid.ts';
import { parseReply } from '../rules/rtb/reply-document.ts';
import { EgressPolicy, EgressRefused, RESPONSE_BYTES_MAX } from './egress.ts';

export type Bidder = {
  httpMethod: HttpMethod;
  contentType: string;
  authType: AuthType;
  authToken: string | null;
  connectionTimeoutMs: number;
  /** The HTTP statuses that mean "no bid"; null for the usual ones, see {@link isNoBidStatus}. */
  noBidStatuses: readonly number[] | null;
};

export type BidderAnswer = {
  /** The parsed body; present if the bidder answered with JSON, XML or a form. */
  reply?: unknown;
  /** The reason for the missing reply; present if the bidder did not answer with a readable body. */
  reason?: BidReason;
  /** The HTTP status; absent without a response. */
  status?: number;
  /** The response body for the record of the auction, shortened and without the bidder's credentials. */
  raw: string | null;
  responseMs: number;
};

/**
 * Maximum of connections to one bidder. The maximum must exceed the number of concurrent requests to one bidder.
 * Otherwise a request waits until another request has ended.
 */
const CONNECTIONS_PER_BIDDER = 256;

/**
 * undici sets the connect timeout for a whole connection pool. Connect timeouts are rounded up to a multiple of this
 * step, so that bidders with similar timeouts share a connection pool. Milliseconds.
 */
const CONNECT_TIMEOUT_STEP_MS = 500;
const CONNECT_TIMEOUT_MS_MAX = 10_000;

const RAW_LENGTH_MAX = 8_192;

/**
 * Maximum of bidders whose health one process remembers. When the maximum is reached, the process forgets the health of
 * all bidders.
 */
const HEALTHS_MAX = 10_000;

/**
 * Reasons that count as a failure of the bidder. All other reasons only mean that the bid does not win: a bidder that
 * refuses most calls works well.
 */
const FAILURES: ReadonlySet<BidReason> = new Set<BidReason>([
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

  constructor(allowCidrs: readonly string[], publicBaseUrl: string) {
    this.egress = new EgressPolicy(allowCidrs, publicBaseUrl);
  }

  /**
   * Whether to skip a failing bidder in this auction. Each process considers only its own requests to the bidder.
   */
  isThrottled(targetId: number, random: () => number = Math.random): boolean {
    const health = this.#healths.get(targetId);
    return health !== undefined && random() < skipShare(health);
  }

  /** Adds the outcome of one request to the health of a bidder. */
  updateHealth(targetId: number, reason: BidReason | undefined): void {
    if (this.#healths.size >= HEALTHS_MAX) this.#healths.clear();
    const failed = reason !== undefined && FAILURES.has(reason);
    this.#healths.set(targetId, updateHealth(this.#healths.get(targetId) ?? UNKNOWN_HEALTH, failed));
  }

  /**
   * Requests a bid from a bidder. Never throws, whatever the bidder does.
   *
   * @param deadlineMs milliseconds of real time from now, for the whole request: connecting, sending, and receiving the
   *   last byte
   */
  async requestBid(bidder: Bidder, ping: Ping, deadlineMs: number): Promise<BidderAnswer> {
    const startedMs = performance.now();
    const toAnswer = (answer: Omit<BidderAnswer, 'responseMs' | 'raw'> & { raw?: string }): BidderAnswer => ({
      ...answer,
      raw: answer.raw === undefined ? null : redact(answer.raw, bidder),
      responseMs: Math.round((performance.now() - startedMs) * 10) / 10,
    });
    if (deadlineMs <= 0) return toAnswer({ reason: 'timeout' });
    // Use an abort signal, because undici's own timeouts do not limit a response body that arrives byte by byte.
    const signal = AbortSignal.timeout(Math.ceil(deadlineMs));
    try {
      if (this.egress.urlProblem(ping.url) !== undefined) return toAnswer({ reason: 'blocked' });
      const { statusCode, headers, body } = await request(ping.url, {
        dispatcher: this.#agentFor(bidder.connectionTimeoutMs),
        method: bidder.httpMethod,
        headers: headersOf(bidder, ping),
        body: ping.body,
        signal,
      });
      const raw = await decodeBody(await body.bytes(), headers);
      const shown = statusCode < 400 ? raw : `${statusCode} ${raw}`;
      return toAnswer({ status: statusCode, raw: shown, ...judge(statusCode, raw, bidder) });
    } catch (error) {
      return toAnswer({ reason: signal.aborted ? 'timeout' : failureReason(error) });
    }
  }

  #agentFor(connectionTimeoutMs: number): Agent {
    const bounded = Math.min(connectionTimeoutMs, CONNECT_TIMEOUT_MS_MAX);
    const connectTimeoutMs = Math.max(1, Math.ceil(bounded / CONNECT_TIMEOUT_STEP_MS)) * CONNECT_TIMEOUT_STEP_MS;
    let agent = this.#agents.get(connectTimeoutMs);
    if (!agent) {
      agent = this.egress.createAgent({ connectTimeoutMs, connections: CONNECTIONS_PER_BIDDER });
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
  for (const [name, value] of Object.entries(ping.headers ?? {})) headers[name.toLowerCase()] = value;
  if (ping.body !== undefined) headers['content-type'] = contentType;
  const credentials = credentialsHeader(authType, authToken);
  if (credentials) headers[credentials.name] = credentials.value;
  return headers;
}

/** Returns the parsed body of a response, or the reason why there is no bid in it. */
function judge(statusCode: number, raw: string, { noBidStatuses }: Bidder): Pick<BidderAnswer, 'reply' | 'reason'> {
  if (isNoBidStatus(statusCode, raw, noBidStatuses)) return { reason: 'no_bid' };
  if (statusCode >= 300 && statusCode < 400) return { reason: 'redirected' };
  if (statusCode < 200 || statusCode >= 400) return { reason: 'error_status' };
  const reply = parseReply(raw);
  return reply === undefined ? { reason: 'invalid_response' } : { reply };
}

const DECODERS: Record<string, (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Buffer>> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  // Some servers send "deflate" without the zlib header, whose low four bits are 8.
  deflate: async (bytes, options) => promisify((bytes[0]! & 0x0f) === 8 ? inflate : inflateRaw)(bytes, options),
  br: promisify(brotliDecompress),
};

/** Returns the text of a body. Some bidders compress their replies, although the request does not allow it. */
async function decodeBody(bytes: Uint8Array, headers: Record<string, string | string[] | undefined>): Promise<string> {
  const decode =
    DECODERS[
      String(headers['content-encoding'] ?? '')
        .trim()
        .toLowerCase()
    ];
  const decoded = decode && bytes.length > 0 ? await decode(bytes, { maxOutputLength: RESPONSE_BYTES_MAX }) : bytes;
  return decoderOf(String(headers['content-type'] ?? ''), decoded).decode(decoded);
}

const CHARSET = /charset\s*=\s*["']?([\w-]{1,40})/i;
const XML_ENCODING = /^\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([\w-]{1,40})/i;

/** Returns the decoder of the character set that the header or the XML document names; UTF-8 by default. */
function decoderOf(contentType: string, bytes: Uint8Array): InstanceType<typeof TextDecoder> {
  const start = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const name = CHARSET.exec(contentType)?.[1] ?? XML_ENCODING.exec(start)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(name);
  } catch {
    return new TextDecoder();
  }
}

function failureReason(error: unknown): BidReason {
  if (error instanceof errors.ResponseExceededMaxSizeError) return 'too_large';
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ERR_BUFFER_TOO_LARGE') return 'too_large';
  if (/^(?:Z_|ERR_BROTLI|ERR__ERROR_FORMAT)/.test(code)) return 'invalid_response';
  if (error instanceof EgressRefused || (error instanceof Error && error.cause instanceof EgressRefused))
    return 'blocked';
  if (error instanceof errors.ConnectTimeoutError) return 'timeout';
  return error instanceof errors.InvalidArgumentError ? 'misconfigured' : 'unreachable';
}

/**
 * Returns the response body for the record of the auction. The body is shortened. Credentials that a bidder may echo
 * are removed, and also characters that Postgres cannot store: NUL and lone surrogates (halves of a Unicode character).
 */
function redact(raw: string, bidder: Bidder): string {
  const text = secretsOf(bidder).reduce((rest, secret) => rest.replaceAll(secret, '••••'), raw.replaceAll('\0', ''));
  // The text is shortened last, because a secret that is cut in half would not be found.
  return text.slice(0, RAW_LENGTH_MAX).toWellFormed();
}

/**
 * Returns all forms in which a bidder's reply may contain the credentials, complete forms first. There are several
 * forms, because JSON escapes some characters and sometimes escapes slashes.
 */
function secretsOf({ authType, authToken }: Bidder): string[] {
  if (!authToken) return [];
  const plain = authType === 'basic' ? [authToken, ...basicSecrets(authToken)] : [authToken];
  const json = plain.map((secret) => JSON.stringify(secret).slice(1, -1));
  return [...new Set([...plain, ...json, ...json.map((secret) => secret.replaceAll('/', '\\/'))])];
}

/**
 * Returns the secrets of Basic authentication: the encoded credentials, the decoded pair of user name and password, and
 * the password. If the password is empty, the user name is the secret.
 */
function basicSecrets(token: string): string[] {
  const sent = basicCredentials(token);
  const [, user, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(sent, 'base64').toString()) ?? [];
  const secret = password || user;
  return secret ? [sent, `${user}:${password}`, secret] : [sent];
}
