import type { Context } from './context.ts';

/**
 * What happens live, for the sockets of one tenant. Every event has one shape and one call site type, whichever process
 * it comes from; API processes subscribe to the channel of each tenant they serve.
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

/** As it was published; ids grow in the order of events of one tenant. */
export type PublishedEvent = LiveEvent & { id: string };

type Publisher = Pick<Context, 'redis' | 'keyPrefix' | 'log'>;
type Reader = Pick<Context, 'redis' | 'keyPrefix'>;

/** What a client that was away for a moment can still be told; after more it reads the state anew. */
const KEPT_EVENTS = 1_000;
const KEPT_SECONDS = 3_600;

/** Name of a tenant's stream, and of the channel that tells of each entry at once. No queue may have the name `live`. */
export function eventChannel(prefix: string, tenantId: number): string {
  return `${prefix}:live:${tenantId}`;
}

/** Entry and announcement in one step, so that both have the same order. The id is put in front of the event's members. */
const PUBLISH = `
local id = redis.call('xadd', KEYS[1], 'maxlen', '~', ARGV[2], '*', 'event', ARGV[1])
redis.call('expire', KEYS[1], ARGV[3])
redis.call('publish', KEYS[1], '{"id":"' .. id .. '",' .. string.sub(ARGV[1], 2))
return id`;

/** Publishes to every API process; a lost event is repaired by the client's next read, so failing is only logged. */
export async function emit(ctx: Publisher, event: LiveEvent): Promise<void> {
  try {
    const channel = eventChannel(ctx.keyPrefix, event.tenantId);
    await ctx.redis.eval(PUBLISH, 1, channel, JSON.stringify(event), KEPT_EVENTS, KEPT_SECONDS);
  } catch (error) {
    ctx.log.warn({ err: error, event: event.event }, 'live event not sent');
  }
}

/** Before every event. */
export const FIRST_POSITION = '0-0';

/** The id of the tenant's newest event. */
export async function latestPosition({ redis, keyPrefix }: Reader, tenantId: number): Promise<string> {
  const [newest] = await redis.xrevrange(eventChannel(keyPrefix, tenantId), '+', '-', 'COUNT', 1);
  return newest?.[0] ?? FIRST_POSITION;
}

/**
 * The tenant's events behind a position, oldest first.
 *
 * @returns `complete` unless some of them may have been dropped by now
 */
export async function eventsAfter(
  { redis, keyPrefix }: Reader,
  tenantId: number,
  position: string,
): Promise<{ events: PublishedEvent[]; complete: boolean }> {
  const stream = eventChannel(keyPrefix, tenantId);
  const entries = await redis.xrange(stream, `(${position}`, '+');
  // Read last: what was dropped while the entries were read then counts as dropped.
  const [oldest] = await redis.xrange(stream, '-', '+', 'COUNT', 1);
  const events = entries.map(([id, [, event = '{}']]) => ({ ...(JSON.parse(event) as LiveEvent), id }));
  return { events, complete: oldest !== undefined && !isAfter(oldest[0], position) };
}

/** Ids are `<ms>-<number within the ms>`. */
export function isAfter(id: string, position: string): boolean {
  const [ms = 0, number = 0] = id.split('-').map(Number);
  const [positionMs = 0, positionNumber = 0] = position.split('-').map(Number);
  return ms > positionMs || (ms === positionMs && number > positionNumber);
}
