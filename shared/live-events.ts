import type { Context } from './context.ts';

/**
 * A live event of one tenant, for the tenant's WebSocket clients. Any process may emit a live event. Each API process
 * subscribes to the Redis channels of the tenants whose clients are connected to the process.
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
  /**
   * Makes WebSockets of the tenant check their credential at once: those of the user, or without `userId` all. No client
   * gets this event.
   */
  | { event: 'credentials:changed'; agentId: null; data: { userId?: number } }
);

/** Returns the event after which the WebSockets of a user check their credential. */
export function credentialsChanged(tenantId: number, userId: number): LiveEvent {
  return { tenantId, event: 'credentials:changed', agentId: null, data: { userId } };
}

/** A live event with the event's id in the tenant's Redis stream. Within one tenant, later events have greater ids. */
export type PublishedEvent = LiveEvent & { id: string };

type Publisher = Pick<Context, 'redis' | 'keyPrefix' | 'log'>;
type Reader = Pick<Context, 'redis' | 'keyPrefix'>;

/**
 * Maximum of live events that the stream of one tenant keeps for clients after a short disconnection. After a longer
 * disconnection, a client must read the state again.
 */
const EVENTS_KEPT_MAX = 1_000;
const EVENTS_KEPT_SECONDS = 3_600;

/**
 * Returns the name of a tenant's Redis stream. The pub/sub channel that announces new entries of the stream has the
 * same name. No queue may have the name `live`, because the Redis keys of queues have the same prefix.
 */
export function eventChannel(prefix: string, tenantId: number): string {
  return `${prefix}:live:${tenantId}`;
}

/**
 * Lua script that adds an event to the stream and publishes the event in one step, so that the stream and the channel
 * have the same order. The script inserts the event's id as the first member of the event's JSON.
 */
const PUBLISH = `
local id = redis.call('xadd', KEYS[1], 'maxlen', '~', ARGV[2], '*', 'event', ARGV[1])
redis.call('expire', KEYS[1], ARGV[3])
redis.call('publish', KEYS[1], '{"id":"' .. id .. '",' .. string.sub(ARGV[1], 2))
return id`;

/**
 * Publishes a live event to every API process. An error is only logged, because clients get the state with their next
 * read.
 */
export async function emitLiveEvent(ctx: Publisher, event: LiveEvent): Promise<void> {
  try {
    const channel = eventChannel(ctx.keyPrefix, event.tenantId);
    await ctx.redis.eval(PUBLISH, 1, channel, JSON.stringify(event), EVENTS_KEPT_MAX, EVENTS_KEPT_SECONDS);
  } catch (error) {
    ctx.log.warn({ err: error, event: event.event }, 'live event could not be published');
  }
}

/** The position before the first event of a stream. */
export const FIRST_POSITION = '0-0';

/** Returns the id of the tenant's newest live event. */
export async function latestPosition({ redis, keyPrefix }: Reader, tenantId: number): Promise<string> {
  const [newest] = await redis.xrevrange(eventChannel(keyPrefix, tenantId), '+', '-', 'COUNT', 1);
  return newest?.[0] ?? FIRST_POSITION;
}

/**
 * Returns the tenant's live events after a position, oldest first.
 *
 * @returns `complete` is false if events after the position may have been dropped from the stream
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

/** Whether an event id is greater than a position. An event id is `<milliseconds>-<number within the millisecond>`. */
export function isAfter(id: string, position: string): boolean {
  const [ms = 0, number = 0] = id.split('-').map(Number);
  const [positionMs = 0, positionNumber = 0] = position.split('-').map(Number);
  return ms > positionMs || (ms === positionMs && number > positionNumber);
}
