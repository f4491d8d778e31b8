import type { Redis } from 'ioredis';
import type { Context } from './context.ts';
import { eventChannel, type PublishedEvent } from './events.ts';
import type { Log } from './log.ts';
import { waitingConnection } from './redis.ts';

export type Listener = {
  hear(event: PublishedEvent): void;
  /** Events may have passed unheard; the stream has them. */
  missed(): void;
};

/** Hands live events to the sockets of this process, over one connection with one subscription for each tenant. */
export class EventFeed {
  readonly #keyPrefix: string;
  readonly #log: Log;
  readonly #subscriber: Redis;
  readonly #listeners = new Map<string, Set<Listener>>();
  #wasReady = false;

  constructor({ redis, keyPrefix, log }: Pick<Context, 'redis' | 'keyPrefix' | 'log'>) {
    this.#keyPrefix = keyPrefix;
    this.#log = log;
    this.#subscriber = redis.duplicate({
      ...waitingConnection,
      lazyConnect: true,
      connectionName: `${keyPrefix}:live`,
    });
    this.#subscriber.on('error', (error) => log.warn({ err: error }, 'live events connection'));
    this.#subscriber.on('message', (channel, message) => {
      const event = JSON.parse(message) as PublishedEvent;
      for (const listener of this.#listeners.get(channel) ?? []) listener.hear(event);
    });
    this.#subscriber.on('ready', () => {
      if (this.#wasReady) void this.#resume();
      this.#wasReady = true;
    });
  }

  /** Resolves when nothing will be missed any more; until then, as after a reconnect, read the stream. */
  async join(tenantId: number, listener: Listener): Promise<void> {
    const channel = eventChannel(this.#keyPrefix, tenantId);
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners.add(listener));
    await this.#subscriber.subscribe(channel);
  }

  leave(tenantId: number, listener: Listener): void {
    const channel = eventChannel(this.#keyPrefix, tenantId);
    const listeners = this.#listeners.get(channel);
    if (!listeners?.delete(listener) || listeners.size > 0) return;
    this.#listeners.delete(channel);
    this.#subscriber.unsubscribe(channel).catch((error) => this.#log.warn({ err: error }, 'live events connection'));
  }

  close(): void {
    this.#listeners.clear();
    this.#subscriber.disconnect();
  }

  /** Redis forgets subscriptions with the connection. */
  async #resume(): Promise<void> {
    const channels = [...this.#listeners.keys()];
    if (channels.length === 0) return;
    try {
      await this.#subscriber.subscribe(...channels);
      for (const listeners of this.#listeners.values()) for (const listener of listeners) listener.missed();
    } catch (error) {
      this.#log.warn({ err: error }, 'live events connection');
    }
  }
}
