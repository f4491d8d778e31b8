import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Context } from './context.ts';
import { definitionOf, type JobKind, type PayloadInput, type Result } from './jobs.ts';
import { type JobData, jobOptions, queueOf } from './queues.ts';
import { waitingConnection } from './redis.ts';

export type Reply = { id: string; ok: boolean; result?: unknown; error?: string };

/** How many questions one process may have open: each holds an HTTP request, so more would be a backlog, not load. */
const OPEN_QUESTIONS_MAX = 10_000;

/**
 * Asks workers for results: one Redis subscription per process carries all replies, which costs well under a
 * millisecond each. (BullMQ's `waitUntilFinished` reads every event of the queue in every process instead.)
 */
export class Asker {
  readonly #channel: string;
  readonly #subscriber: Redis;
  readonly #open = new Map<string, (reply: Reply) => void>();
  #subscribed: Promise<unknown> | undefined;

  constructor(redis: Redis, keyPrefix: string) {
    this.#channel = `${keyPrefix}:replies:${randomUUID()}`;
    this.#subscriber = redis.duplicate({ ...waitingConnection, lazyConnect: true });
    this.#subscriber.on('error', () => {});
    this.#subscriber.on('message', (_channel, message) => {
      const reply = JSON.parse(message) as Reply;
      this.#open.get(reply.id)?.(reply);
    });
  }

  /**
   * Enqueues a job and waits for what its handler returns.
   *
   * @param deadlineMs real ms; the job itself goes on afterwards.
   * @returns undefined when no answer came in time, or the queue is down.
   * @throws Error with the handler's message when it failed for good.
   */
  async ask<K extends JobKind>(
    ctx: Context,
    kind: K,
    payload: PayloadInput<K>,
    deadlineMs: number,
  ): Promise<Result<K> | undefined> {
    if (this.#open.size >= OPEN_QUESTIONS_MAX) return undefined;
    const id = randomUUID();
    const replied = this.#replyOrDeadline(id, deadlineMs);
    try {
      this.#subscribed ??= this.#subscriber.subscribe(this.#channel);
      await Promise.race([this.#subscribed, replied]);
      const data: JobData = {
        payload: definitionOf(kind).payload.parse(payload),
        requestId: ctx.requestId,
        replyTo: { channel: this.#channel, id },
      };
      await queueOf(ctx.queues, kind).add(kind, data, jobOptions(kind, ctx.clock, {}));
    } catch (error) {
      this.#subscribed = undefined;
      this.#open.get(id)?.({ id, ok: false });
      ctx.log.warn({ err: error, kind }, 'could not ask');
      return undefined;
    }
    const reply = await replied;
    if (!reply) return undefined;
    if (!reply.ok) throw new Error(reply.error ?? `${kind} failed`);
    return definitionOf(kind).result?.parse(reply.result) as Result<K>;
  }

  #replyOrDeadline(id: string, deadlineMs: number): Promise<Reply | undefined> {
    return new Promise((resolve) => {
      const settle = (reply: Reply | undefined) => {
        clearTimeout(timer);
        this.#open.delete(id);
        resolve(reply);
      };
      const timer = setTimeout(() => settle(undefined), deadlineMs);
      this.#open.set(id, settle);
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
