import type { Redis } from 'ioredis';
import type { Context } from './context.ts';
import { eventChannel, type PublishedEvent } from './live-events.ts';
import type { Log } from './logging/log.ts';
import { RETRY_FOREVER } from './redis.ts';

export type EventListener = {
  onEvent(event: PublishedEvent): void;
  /**
   * Called after the connection to Redis was lost for a while. The listener may have missed events, but the Redis
   * stream still has the missed events.
   */
  onGap(): void;
};

/**
 * Passes live events from Redis to the WebSockets of this process, over one connection with one subscription per
 * tenant.
 */
export class EventFeed {
  readonly #keyPrefix: string;
  readonly #log: Log;
  readonly #subscriber: Redis;
  readonly #listeners = new Map<string, Set<EventListener>>();
  #wasReady = false;

  constructor({ redis, keyPrefix, log }: Pick<Context, 'redis' | 'keyPrefix' | 'log'>) {
    this.#keyPrefix = keyPrefix;
    this.#log = log;
    this.#subscriber = redis.duplicate({
      ...RETRY_FOREVER,
      lazyConnect: true,
      connectionName: `${keyPrefix}:live`,
    });
    this.#subscriber.on('error', (error) => log.warn({ err: error }, 'live event connection failed, reconnecting'));
    this.#subscriber.on('message', (channel, message) => {
      const event = JSON.parse(message) as PublishedEvent;
      for (const listener of this.#listeners.get(channel) ?? []) listener.onEvent(event);
    });
    this.#subscriber.on('ready', () => {
      if (this.#wasReady) void this.#resubscribe();
      this.#wasReady = true;
    });
  }

  /**
   * Subscribes a listener to the live events of a tenant. After the promise resolves, the listener receives every new
   * event. The listener does not receive older events. They are in the Redis stream.
   */
  async join(tenantId: number, listener: EventListener): Promise<void> {
    const channel = eventChannel(this.#keyPrefix, tenantId);
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners.add(listener));
    await this.#subscriber.subscribe(channel);
  }

  leave(tenantId: number, listener: EventListener): void {
    const channel = eventChannel(this.#keyPrefix, tenantId);
    const listeners = this.#listeners.get(channel);
    if (!listeners?.delete(listener) || listeners.size > 0) return;
    this.#listeners.delete(channel);
    this.#subscriber
      .unsubscribe(channel)
      .catch((error) => this.#log.warn({ err: error, tenantId }, 'unsubscribing from live events failed'));
  }

  close(): void {
    this.#listeners.clear();
    this.#subscriber.disconnect();
  }

  /** Subscribes to all channels again after a reconnection, because a new connection has no subscriptions. */
  async #resubscribe(): Promise<void> {
    const channels = [...this.#listeners.keys()];
    if (channels.length === 0) return;
    try {
      await this.#subscriber.subscribe(...channels);
      for (const listeners of this.#listeners.values()) for (const listener of listeners) listener.onGap();
    } catch (error) {
      this.#log.warn({ err: error }, 'subscribing to live events failed');
    }
  }
}
