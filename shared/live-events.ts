import { z } from 'zod';
import type { Context } from './context.ts';
import { AGENT_STATUSES } from './rules/agents/status.ts';
import { type CallStatus, laterStatus, LIVE_CALL_STATUSES } from './rules/calls/status.ts';
import { DISPOSITIONS } from './rules/calls/disposition.ts';
import { CAMPAIGN_STATUSES } from './rules/campaigns/status.ts';
import { IMPORT_STATUSES } from './rules/leads/imports.ts';
import { BREAKER_SCOPES } from './rules/numbers/carrier-errors.ts';

const uuid = z.uuid();
const count = z.number().int();

/**
 * The data of each live event that WebSocket clients get. The server sends these events, the OpenAPI document describes
 * them, and the client in `client/` has their types.
 */
export const LIVE_EVENT_DATA = {
  'incoming:call': z.object({
    callId: uuid,
    leadId: uuid.nullable(),
    first_name: z.string().nullable(),
    last_name: z.string().nullable(),
    phone: z.string(),
    notes: z.string().nullable(),
  }),
  /** The call was placed, rings, was answered, or its agent and person were connected. */
  'call:updated': z.object({ callId: uuid, status: z.enum(LIVE_CALL_STATUSES), connected: z.boolean() }),
  'call:ended': z.object({ callId: uuid, disposition: z.enum(DISPOSITIONS) }),
  /** The value of a call was computed or corrected. */
  'call:valued': z.object({ callId: uuid }),
  /** An auction is recorded. Bids that come later do not change the winner. */
  'auction:decided': z.object({
    bidRequestId: uuid,
    callId: uuid.nullable(),
    status: z.enum(['completed', 'no_bids', 'no_bidders', 'failed', 'pending']),
  }),
  'agent:status:updated': z.object({ agentId: uuid, status: z.enum(AGENT_STATUSES) }),
  'campaign:updated': z.object({ campaignId: uuid, status: z.enum(CAMPAIGN_STATUSES) }),
  /**
   * The carrier refuses all calls of the account, of a caller ID, to a country or of a campaign, or takes them again. While
   * it refuses them, the dialer places no such calls.
   */
  'dialing:blocked': z.object({
    blocked: z.boolean(),
    scope: z.enum(BREAKER_SCOPES),
    /** The carrier's error code. */
    code: count.nullable(),
    message: z.string(),
  }),
  /** A part of the file was stored, or the import has ended. */
  'import:updated': z.object({
    importId: uuid,
    campaignId: uuid.nullable(),
    status: z.enum(IMPORT_STATUSES),
    inserted: count,
    invalid: count,
    duplicates: count,
    dnc: count,
  }),
} as const;

type LiveEventData = typeof LIVE_EVENT_DATA;
/** An event that clients get, and the id of the agent of the event. */
export type ClientEvent = {
  [E in keyof LiveEventData]: { event: E; agentId: number | null; data: z.output<LiveEventData[E]> };
}[keyof LiveEventData];

/**
 * A live event of one tenant, for the tenant's WebSocket clients. Any process may emit a live event. Each API process
 * subscribes to the Redis channels of the tenants whose clients are connected to the process.
 */
export type LiveEvent = { tenantId: number } & (
  | ClientEvent
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

type ReportedCall = {
  tenantId: number;
  uuid: string;
  agentId: number | null;
  status: CallStatus;
  connectedAt: Date | null;
};

/**
 * Emits a live event with the progress of a live call. Does nothing if the progress is known already, because the
 * carrier's reports arrive late, twice and in any order.
 *
 * @param before the call before the progress
 */
export function emitCallUpdate(
  tx: { emit(event: LiveEvent): void },
  before: ReportedCall,
  progress: { status?: CallStatus; connectedAt?: Date },
): void {
  const status = laterStatus(before.status, progress.status);
  const connected = before.connectedAt !== null || progress.connectedAt !== undefined;
  const isKnown = status === before.status && connected === (before.connectedAt !== null);
  if (status === undefined || isKnown) return;
  const { tenantId, uuid: callId, agentId } = before;
  tx.emit({ tenantId, event: 'call:updated', agentId, data: { callId, status, connected } });
}

/** Emits a live event about a call whose money has changed. */
export function emitCallValue(
  tx: { emit(event: LiveEvent): void },
  { tenantId, uuid: callId, agentId }: Pick<ReportedCall, 'tenantId' | 'uuid' | 'agentId'>,
): void {
  tx.emit({ tenantId, event: 'call:valued', agentId, data: { callId } });
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
