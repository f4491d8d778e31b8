import { isDeepStrictEqual } from 'node:util';
import { WebSocket } from 'ws';
import type { Context } from '../../shared/context.ts';
import type { Actor } from '../../shared/domain/accounts/access.ts';
import { updateAgentStatus } from '../../shared/domain/agents/agents.ts';
import { isEventForAudience, followAgent } from '../../shared/domain/agents/live-events.ts';
import { DomainError } from '../../shared/errors.ts';
import type { EventFeed, EventListener } from '../../shared/live-event-feed.ts';
import {
  eventsAfter,
  FIRST_POSITION,
  isAfter,
  latestPosition,
  type ClientEvent,
  type PublishedEvent,
} from '../../shared/live-events.ts';
import { INTERNAL_ERROR } from '../http/errors.ts';
import type { FigureFeed, FigureWatcher } from './figures.ts';
import type { FigureUpdate } from './floor-history.ts';
import type { ServerReply } from './replies.ts';
import { type LiveMessage, openEnvelope, parseMessage } from './messages.ts';

/**
 * The user of a WebSocket. `owner` identifies the user or the API key, for the limit of open sockets. `check`
 * authenticates the credential again.
 */
export type SocketUser = { owner: string; actor: Actor; check: () => Promise<Actor> };

export type SocketLimits = {
  /**
   * Milliseconds of real time between two pings. At each ping, the server also checks whether the credential is still
   * valid.
   */
  heartbeatMs: number;
  messagesPerSecondMax: number;
  /** Milliseconds of real time between two `figures:updated`. */
  figuresEveryMs: number;
  /** Maximum number of unsent bytes for a client that reads too slowly. */
  sendBufferBytesMax: number;
};

export const SOCKET_LIMITS: SocketLimits = {
  heartbeatMs: 30_000,
  messagesPerSecondMax: 20,
  figuresEveryMs: 1_000,
  sendBufferBytesMax: 1_048_576,
};

/** Maximum number of unanswered pings in a row. Then the server disconnects the client. */
const PINGS_UNANSWERED_MAX = 2;
/** Maximum number of messages of one client that wait for earlier messages of the same client. */
const MESSAGES_WAITING_MAX = 50;
/** Maximum number of live events that wait while older events are read from the stream. */
const BUFFERED_EVENTS_MAX = 1_000;

/**
 * The close codes of the WebSocket, with reasons. The codes above 4000 belong to this product. With these codes, a
 * client can decide whether to connect again.
 */
const CLOSE_CODES = {
  serverStops: [1001, 'The server is stopping. Connect again.'],
  notText: [1003, 'Send JSON as text.'],
  tooManyMessages: [1008, 'Too many messages. Send fewer per second.'],
  tooSlow: [1008, 'You read too slowly. Connect again and send events:since.'],
  tooManySockets: [1008, 'You have too many open connections. Close some of them first.'],
  unavailable: [1013, 'Live events are not available right now. Try again in a few seconds.'],
  signedOut: [4401, 'Your credential is no longer valid. Log in again.'],
  rightsChanged: [4403, 'Your rights have changed. Connect again.'],
} as const satisfies Record<string, readonly [code: number, reason: string]>;

/** Where the sockets of this process get their events and figures. */
export type Feeds = { events: EventFeed; figures: FigureFeed };

/** One WebSocket client: the client's position in the tenant's event stream, and the agents that the client follows. */
export class LiveSocket implements EventListener, FigureWatcher {
  readonly actor: Actor;
  readonly agentIds = new Set<number>();
  readonly #ctx: Context;
  readonly #feeds: Feeds;
  readonly #check: () => Promise<Actor>;
  readonly #socket: WebSocket;
  readonly #limits: SocketLimits;
  readonly #heartbeat: NodeJS.Timeout;
  #unansweredPings = 0;
  #second = 0;
  #messagesThisSecond = 0;
  #waitingMessages = 0;
  /** The last task of the socket. The tasks of a socket run one after another. */
  #lastTask: Promise<void> = Promise.resolve();
  /** Id of the newest event that was sent to this client, or skipped because the event does not concern this client. */
  #position = FIRST_POSITION;
  /** Live events that wait while older events are read. Undefined while live events are sent at once. */
  #buffer: PublishedEvent[] | undefined = [];

  constructor(ctx: Context, feeds: Feeds, identity: SocketUser, socket: WebSocket, limits: SocketLimits) {
    this.#ctx = ctx;
    this.#feeds = feeds;
    this.actor = identity.actor;
    this.#check = identity.check;
    this.#socket = socket;
    this.#limits = limits;
    this.#heartbeat = setInterval(() => this.#onHeartbeat(), limits.heartbeatMs).unref();
    socket.on('pong', () => (this.#unansweredPings = 0));
    this.#enqueue(() => this.#open());
  }

  onEvent(event: PublishedEvent): void {
    if (!this.#buffer) return this.#deliver(event);
    if (this.#buffer.push(event) > BUFFERED_EVENTS_MAX) this.close('unavailable');
  }

  onGap(): void {
    this.#enqueue(async () => {
      const { complete, count } = await this.#catchUp(this.#position);
      if (!complete) this.#send('events:replayed', { count, complete });
    });
  }

  onFigures(update: FigureUpdate): void {
    this.#send('figures:updated', update);
  }

  receive(message: unknown): void {
    if (typeof message !== 'string') return this.close('notText');
    const second = Math.floor(performance.now() / 1000);
    this.#messagesThisSecond = second === this.#second ? this.#messagesThisSecond + 1 : 1;
    this.#second = second;
    if (this.#messagesThisSecond > this.#limits.messagesPerSecondMax || this.#waitingMessages >= MESSAGES_WAITING_MAX)
      return this.close('tooManyMessages');
    this.#waitingMessages += 1;
    this.#enqueue(() => this.#handleMessage(message).finally(() => (this.#waitingMessages -= 1)));
  }

  close(reason: keyof typeof CLOSE_CODES): void {
    const [code, message] = CLOSE_CODES[reason];
    this.#socket.close(code, message);
  }

  /** Ends the work for this client. Call this function after the server or the client has closed the socket. */
  dispose(): void {
    clearInterval(this.#heartbeat);
    this.#feeds.events.leave(this.actor.tenantId, this);
    this.#feeds.figures.unwatch(this);
  }

  /** Runs a task after all earlier tasks. */
  #enqueue(task: () => Promise<void>): void {
    const previous = this.#lastTask;
    const runNext = async () => {
      await previous;
      if (this.#socket.readyState !== WebSocket.OPEN) return;
      try {
        await task();
      } catch (error) {
        this.#ctx.log.warn({ err: error }, 'live socket failed, closing it');
        this.close('unavailable');
      }
    };
    this.#lastTask = runNext();
  }

  async #open(): Promise<void> {
    this.#position = await latestPosition(this.#ctx, this.actor.tenantId);
    await this.#feeds.events.join(this.actor.tenantId, this);
    // If the socket closed before `join` had finished, `dispose` could not leave the feed yet. So call `dispose` again.
    if (this.#socket.readyState !== WebSocket.OPEN) return this.dispose();
    await this.#catchUp(this.#position);
    this.#send('connected', {});
  }

  async #handleMessage(text: string): Promise<void> {
    let event: string | undefined;
    try {
      const envelope = openEnvelope(text);
      event = envelope.event;
      await this.#execute(parseMessage(envelope));
    } catch (error) {
      if (!(error instanceof DomainError))
        this.#ctx.log.error({ err: error, event }, 'live message could not be handled');
      const { message } = error instanceof DomainError ? error : INTERNAL_ERROR;
      this.#send('error', { message, event });
    }
  }

  async #execute({ event, data }: LiveMessage): Promise<void> {
    switch (event) {
      case 'agent:join': {
        const agent = await followAgent(this.#ctx, this.actor, { agent: data.agentId, tenant: data.tenantId });
        this.agentIds.add(agent.id);
        return this.#send('agent:joined', { agentId: agent.uuid });
      }
      case 'agent:status': {
        await updateAgentStatus(this.#ctx, this.actor, data.agentId, { status: data.status, reason: null });
        return;
      }
      case 'events:since':
        await this.#ctx.attemptLimits.admitReplay(this.actor.userId);
        return this.#send('events:replayed', await this.#catchUp(data.lastEventId));
      case 'figures:watch':
        await this.#ctx.attemptLimits.admitReplay(this.actor.userId);
        await this.#feeds.figures.watch(this, data.version);
        // If the socket closed in the meantime, `dispose` came too early.
        if (this.#socket.readyState !== WebSocket.OPEN) this.dispose();
        return;
      case 'figures:unwatch':
        return this.#feeds.figures.unwatch(this);
    }
  }

  /**
   * Sends all events after a position, in order, even if the client already got some of these events. Then the client
   * gets the live events that follow.
   */
  async #catchUp(position: string): Promise<{ count: number; complete: boolean }> {
    this.#buffer ??= [];
    try {
      const { events, complete } = await eventsAfter(this.#ctx, this.actor.tenantId, position);
      if (isAfter(this.#position, position)) this.#position = position;
      for (const event of events) this.#deliver(event);
      return { count: events.filter((event) => isEventForAudience(event, this)).length, complete };
    } finally {
      const buffered = this.#buffer;
      this.#buffer = undefined;
      for (const event of buffered) this.#deliver(event);
    }
  }

  #deliver(event: PublishedEvent): void {
    if (!isAfter(event.id, this.#position)) return;
    this.#position = event.id;
    if (event.event === 'credentials:changed' && (event.data.userId ?? this.actor.userId) === this.actor.userId)
      void this.#checkCredential();
    if (isEventForAudience(event, this)) this.#send(event.event, event.data);
  }

  /**
   * Sends a message. Every message contains the client's position in the event stream. The client sends this position
   * with `events:since`.
   */
  #send<M extends ServerReply | ClientEvent>(event: M['event'], data: M['data']): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    if (this.#socket.bufferedAmount > this.#limits.sendBufferBytesMax) return this.close('tooSlow');
    this.#socket.send(JSON.stringify({ event, data, id: this.#position }));
  }

  #onHeartbeat(): void {
    if (this.#unansweredPings >= PINGS_UNANSWERED_MAX) return this.#socket.terminate();
    this.#unansweredPings += 1;
    this.#socket.ping();
    void this.#checkCredential();
  }

  async #checkCredential(): Promise<void> {
    try {
      if (!isDeepStrictEqual(await this.#check(), this.actor)) this.close('rightsChanged');
    } catch (error) {
      if (error instanceof DomainError && error.code === 'unauthenticated') this.close('signedOut');
      else this.#ctx.log.warn({ err: error }, 'credential of a live socket could not be checked');
    }
  }
}
