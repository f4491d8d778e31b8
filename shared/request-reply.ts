import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Clock } from './clock.ts';
import { definitionOf, type JobKind, type PayloadInput, type Result } from './jobs.ts';
import type { Log } from './logging/log.ts';
import { type JobData, jobOptions, queueOf, type Queues } from './enqueue.ts';
import { RETRY_FOREVER } from './redis.ts';

export type Reply = {
  id: string;
  ok: boolean;
  result?: unknown;
  error?: string;
  /** True if a worker has started the job. The reply with the result follows later. */
  started?: true;
};

/** Timeouts of a request, in milliseconds of real time. The job continues after a timeout. */
export type RequestTimeouts = {
  replyTimeoutMs: number;
  /** If no worker starts the job within this time, the request does not wait until `replyTimeoutMs`. */
  startTimeoutMs?: number;
};

type PendingRequest = { onStart(): void; resolve(reply: Reply | undefined): void };

/**
 * Maximum of pending requests of one process. Each pending request keeps an HTTP request open. If the maximum is
 * reached, a new request gets no result.
 */
const PENDING_REQUESTS_MAX = 10_000;

/**
 * Request/reply over the job queues: sends a job to the workers and waits for its result.
 *
 * Each process has one Redis subscription and receives only the replies to its own requests. A reply takes much less
 * than a millisecond. With BullMQ's `waitUntilFinished`, each process would read the events of all jobs of the queue.
 */
export class JobRequests {
  readonly #channel: string;
  readonly #subscriber: Redis;
  readonly #pending = new Map<string, PendingRequest>();
  #subscription: Promise<unknown> | undefined;

  constructor(redis: Redis, keyPrefix: string) {
    this.#channel = `${keyPrefix}:replies:${randomUUID()}`;
    this.#subscriber = redis.duplicate({ ...RETRY_FOREVER, lazyConnect: true });
    // Ignore the error, because the Redis connection reconnects by itself, pending requests time out, and the main
    // Redis connection already logs the error.
    this.#subscriber.on('error', () => {});
    this.#subscriber.on('message', (_channel, message) => {
      const reply = JSON.parse(message) as Reply;
      const pending = this.#pending.get(reply.id);
      if (reply.started) pending?.onStart();
      else pending?.resolve(reply);
    });
  }

  /**
   * Enqueues a job and waits for the result of the job's handler.
   *
   * @param timeouts the timeouts of the request; a number is the reply timeout in milliseconds of real time
   * @returns undefined if no reply came in time, or if the queue is down
   * @throws Error with the handler's message if the job failed on its last attempt
   */
  async request<K extends JobKind>(
    ctx: { queues: Queues; clock: Clock; log: Log; requestId?: string },
    kind: K,
    payload: PayloadInput<K>,
    timeouts: number | RequestTimeouts,
  ): Promise<Result<K> | undefined> {
    if (this.#pending.size >= PENDING_REQUESTS_MAX) return undefined;
    const id = randomUUID();
    const { replyTimeoutMs, startTimeoutMs } = typeof timeouts === 'number' ? { replyTimeoutMs: timeouts } : timeouts;
    const replyOrTimeout = this.#waitForReply(id, replyTimeoutMs, startTimeoutMs);
    try {
      this.#subscription ??= this.#subscriber.subscribe(this.#channel);
      await Promise.race([this.#subscription, replyOrTimeout]);
      if (!this.#pending.has(id)) return undefined;
      const data: JobData = {
        payload: definitionOf(kind).payload.parse(payload),
        requestId: ctx.requestId,
        replyTo: { channel: this.#channel, id, ...(startTimeoutMs === undefined ? {} : { notifyStart: true }) },
      };
      // If Redis hangs, the timeout must still end the request.
      await Promise.race([queueOf(ctx.queues, kind).add(kind, data, jobOptions(kind, ctx.clock, {})), replyOrTimeout]);
    } catch (error) {
      this.#subscription = undefined;
      this.#pending.get(id)?.resolve(undefined);
      ctx.log.warn({ err: error, kind }, 'job request failed: the job could not be enqueued');
      return undefined;
    }
    const reply = await replyOrTimeout;
    if (!reply) return undefined;
    if (!reply.ok) throw new Error(reply.error ?? `${kind} failed`);
    return definitionOf(kind).result?.parse(reply.result) as Result<K>;
  }

  #waitForReply(id: string, replyTimeoutMs: number, startTimeoutMs?: number): Promise<Reply | undefined> {
    return new Promise((resolve) => {
      const finish = (reply: Reply | undefined) => {
        clearTimeout(replyTimer);
        clearTimeout(startTimer);
        this.#pending.delete(id);
        resolve(reply);
      };
      const replyTimer = setTimeout(() => finish(undefined), replyTimeoutMs);
      const startTimer = startTimeoutMs === undefined ? undefined : setTimeout(() => finish(undefined), startTimeoutMs);
      this.#pending.set(id, { onStart: () => clearTimeout(startTimer), resolve: finish });
    });
  }

  close(): void {
    this.#subscriber.disconnect();
  }
}

/** Publishes the reply of a job. If the request has timed out, no process reads the reply. */
export async function sendReply(redis: Redis, channel: string, reply: Reply): Promise<void> {
  await redis.publish(channel, JSON.stringify(reply));
}
