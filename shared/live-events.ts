import type { Context } from './context.ts';

/**
 * A live event of one tenant, for its WebSocket clients. Any process may emit one. Each API process subscribes to the Redis
 * channels of the tenants whose clients are connected to it.
 */
export type LiveEvent = { tenantId: number } & (
  | {
      event: 'incoming:call';
      agentId: number;
      data: {
        callId: string;
        leadId: string | null;
        first_name: string | null;
        last_name: string | null;
        phone: string;
        notes: string | null;
      };
    }
  | { event: 'call:ended'; agentId: number | null; data: { callId: string; disposition: string } }
  | { event: 'agent:status:updated'; agentId: number; data: { agentId: string; status: string } }
);

/** An event with its id in the tenant's Redis stream. Within one tenant, later events have greater ids. */
export type PublishedEvent = LiveEvent & { id: string };

type Publisher = Pick<Context, 'redis' | 'keyPrefix' | 'log'>;
type Reader = Pick<Context, 'redis' | 'keyPrefix'>;

/** Events that a client can still get after a short disconnection. After a longer one it must read the state again. */
const EVENTS_KEPT_MAX = 1_000;
const EVENTS_KEPT_SECONDS = 3_600;

/**
 * Name of a tenant's Redis stream, and of the pub/sub channel that announces each new entry. No queue may have the name
 * `live`, because queue names follow the same prefix.
 */
export function eventChannel(prefix: string, tenantId: number): string {
  return `${prefix}:live:${tenantId}`;
}

/**
 * Adds the stream entry and publishes it in one step, so that both have the same order. The id is inserted as the first member
 * of the event's JSON.
 */
const PUBLISH = `
local id = redis.call('xadd', KEYS[1], 'maxlen', '~', ARGV[2], '*', 'event', ARGV[1])
redis.call('expire', KEYS[1], ARGV[3])
redis.call('publish', KEYS[1], '{"id":"' .. id .. '",' .. string.sub(ARGV[1], 2))
return id`;

/** Publishes an event to every API process. An error is only logged: clients get the state with their next read. */
export async function emitLiveEvent(ctx: Publisher, event: LiveEvent): Promise<void> {
  try {
    const channel = eventChannel(ctx.keyPrefix, event.tenantId);
    await ctx.redis.eval(PUBLISH, 1, channel, JSON.stringify(event), EVENTS_KEPT_MAX, EVENTS_KEPT_SECONDS);
  } catch (error) {
    ctx.log.warn({ err: error, event: event.event }, 'live event could not be published');
  }
}

/** The position before the first event. */
export const FIRST_POSITION = '0-0';

/** The id of the tenant's newest event. */
export async function latestPosition({ redis, keyPrefix }: Reader, tenantId: number): Promise<string> {
  const [newest] = await redis.xrevrange(eventChannel(keyPrefix, tenantId), '+', '-', 'COUNT', 1);
  return newest?.[0] ?? FIRST_POSITION;
}

/**
 * The tenant's events after a position, oldest first.
 *
 * @returns `complete` is false when older events after the position may have been dropped from the stream
 */
export async function eventsAfter(
  { redis, keyPrefix }: Reader,
  tenantId: number,
  position: string,
): Promise<{ events: PublishedEvent[]; complete: boolean }> {
  const stream = eventChannel(keyPrefix, tenantId);
  const entries = await redis.xrange(stream, `(${position}`, '+');
  // Read the oldest entry last, so that entries that are dropped between the two reads count as dropped.
  const [oldest] = await redis.xrange(stream, '-', '+', 'COUNT', 1);
  const events = entries.map(([id, [, event = '{}']]) => ({ ...(JSON.parse(event) as LiveEvent), id }));
  return { events, complete: oldest !== undefined && !isAfter(oldest[0], position) };
}

/** Compares two ids. An id is `<ms>-<number within the ms>`. */
export function isAfter(id: string, position: string): boolean {
  const [ms = 0, number = 0] = id.split('-').map(Number);
  const [positionMs = 0, positionNumber = 0] = position.split('-').map(Number);
  return ms > positionMs || (ms === positionMs && number > positionNumber);
}
