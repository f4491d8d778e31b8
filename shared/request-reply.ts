import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Context } from './context.ts';
import { definitionOf, type JobKind, type PayloadInput, type Result } from './jobs.ts';
import { type JobData, jobOptions, queueOf } from './queues.ts';
import { waitingConnection } from './redis.ts';

export type Reply = {
  id: string;
  ok: boolean;
  result?: unknown;
  error?: string;
  /** Not the reply yet. */
  started?: true;
};

/** Real ms; the job itself goes on after either. */
export type RequestTimeouts = {
  deadlineMs: number;
  /** Gives up earlier when no worker takes the job up within this time: nobody is there to answer. */
  startWithinMs?: number;
};

type Question = { started(): void; settle(reply: Reply | undefined): void };

/** How many questions one process may have open: each holds an HTTP request, so more would be a backlog, not load. */
const OPEN_QUESTIONS_MAX = 10_000;

/**
 * Asks workers for results: one Redis subscription per process carries all replies, which costs well under a
 * millisecond each. (BullMQ's `waitUntilFinished` reads every event of the queue in every process instead.)
 */
export class JobRequests {
  readonly #channel: string;
  readonly #subscriber: Redis;
  readonly #open = new Map<string, Question>();
  #subscribed: Promise<unknown> | undefined;

  constructor(redis: Redis, keyPrefix: string) {
    this.#channel = `${keyPrefix}:replies:${randomUUID()}`;
    this.#subscriber = redis.duplicate({ ...waitingConnection, lazyConnect: true });
    // The connection mends itself, and whoever asked meanwhile meets the deadline: one log line per process is enough.
    this.#subscriber.on('error', () => {});
    this.#subscriber.on('message', (_channel, message) => {
      const reply = JSON.parse(message) as Reply;
      const question = this.#open.get(reply.id);
      if (reply.started) question?.started();
      else question?.settle(reply);
    });
  }

  /**
   * Enqueues a job and waits for what its handler returns.
   *
   * @returns undefined when no answer came in time, or the queue is down.
   * @throws Error with the handler's message when it failed for good.
   */
  async ask<K extends JobKind>(
    ctx: Context,
    kind: K,
    payload: PayloadInput<K>,
    patience: number | RequestTimeouts,
  ): Promise<Result<K> | undefined> {
    if (this.#open.size >= OPEN_QUESTIONS_MAX) return undefined;
    const id = randomUUID();
    const { deadlineMs, startWithinMs } = typeof patience === 'number' ? { deadlineMs: patience } : patience;
    const replied = this.#replyOrDeadline(id, deadlineMs, startWithinMs);
    try {
      this.#subscribed ??= this.#subscriber.subscribe(this.#channel);
      await Promise.race([this.#subscribed, replied]);
      if (!this.#open.has(id)) return undefined;
      const data: JobData = {
        payload: definitionOf(kind).payload.parse(payload),
        requestId: ctx.requestId,
        replyTo: { channel: this.#channel, id, ...(startWithinMs === undefined ? {} : { whenStarted: true }) },
      };
      // A Redis that hangs holds nobody longer than they meant to wait.
      await Promise.race([queueOf(ctx.queues, kind).add(kind, data, jobOptions(kind, ctx.clock, {})), replied]);
    } catch (error) {
      this.#subscribed = undefined;
      this.#open.get(id)?.settle(undefined);
      ctx.log.warn({ err: error, kind }, 'could not ask');
      return undefined;
    }
    const reply = await replied;
    if (!reply) return undefined;
    if (!reply.ok) throw new Error(reply.error ?? `${kind} failed`);
    return definitionOf(kind).result?.parse(reply.result) as Result<K>;
  }

  #replyOrDeadline(id: string, deadlineMs: number, startWithinMs?: number): Promise<Reply | undefined> {
    return new Promise((resolve) => {
      const settle = (reply: Reply | undefined) => {
        clearTimeout(deadline);
        clearTimeout(start);
        this.#open.delete(id);
        resolve(reply);
      };
      const deadline = setTimeout(() => settle(undefined), deadlineMs);
      const start = startWithinMs === undefined ? undefined : setTimeout(() => settle(undefined), startWithinMs);
      this.#open.set(id, { started: () => clearTimeout(start), settle });
    });
  }

  close(): void {
    this.#subscriber.disconnect();
  }
}

/** Sends a handler's result to whoever asked; nobody may be listening any more. */
export async function reply(ctx: Pick<Context, 'redis'>, channel: string, answer: Reply): Promise<void> {
  await ctx.redis.publish(channel, JSON.stringify(answer));
}
