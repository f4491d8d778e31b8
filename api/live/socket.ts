import { isDeepStrictEqual } from 'node:util';
import { WebSocket } from 'ws';
import type { Context } from '../../shared/context.ts';
import type { Actor } from '../../shared/domain/accounts/access.ts';
import { updateAgentStatus } from '../../shared/domain/agents/agents.ts';
import { isEventForAudience, followAgent } from '../../shared/domain/agents/live-events.ts';
import { DomainError } from '../../shared/errors.ts';
import type { EventFeed, EventListener } from '../../shared/live-event-feed.ts';
import { eventsAfter, FIRST_POSITION, isAfter, latestPosition, type PublishedEvent } from '../../shared/live-events.ts';
import { INTERNAL_ERROR } from '../http/errors.ts';
import { type LiveMessage, openEnvelope, parseMessage } from './messages.ts';

/** Who opened a socket, and how to ask later whether they still may. */
export type SocketUser = { actor: Actor; check: () => Promise<Actor> };

export type SocketLimits = {
  /** Between pings, and between looks at whether the credential still counts. Real ms. */
  beatMs: number;
  messagesPerSecondMax: number;
  /** What may wait for a client that reads slower than events come. */
  sendBufferBytesMax: number;
};

export const SOCKET_LIMITS: SocketLimits = {
  beatMs: 30_000,
  messagesPerSecondMax: 20,
  sendBufferBytesMax: 1_048_576,
};

/** A peer that leaves this many pings in a row unanswered is gone, whatever its socket says. */
const PINGS_UNANSWERED_MAX = 2;
/** Messages that wait for those before them. */
const MESSAGES_WAITING_MAX = 50;
/** Events that wait while older ones are read. */
const EVENTS_HELD_MAX = 1_000;

/** Codes above 4000 are ours: programs tell by them whether connecting again helps. */
const CLOSES = {
  serverStops: [1001, 'The server is stopping. Connect again.'],
  notText: [1003, 'Send JSON as text.'],
  tooManyMessages: [1008, 'Too many messages. Send fewer a second.'],
  tooSlow: [1008, 'You read slower than events come. Connect again and ask for events:since.'],
  tooManySockets: [1008, 'You have too many connections open. Close some of them first.'],
  unavailable: [1013, 'Live events are not available right now. Try again in a few seconds.'],
  signedOut: [4401, 'Your credential is no longer valid. Log in again.'],
  rightsChanged: [4403, 'Your rights have changed. Connect again.'],
} as const satisfies Record<string, readonly [code: number, reason: string]>;

/** One client: its place in the tenant's stream of events, and the agents it follows. */
export class LiveSocket implements EventListener {
  readonly actor: Actor;
  readonly agentIds = new Set<number>();
  readonly #ctx: Context;
  readonly #feed: EventFeed;
  readonly #check: () => Promise<Actor>;
  readonly #socket: WebSocket;
  readonly #limits: SocketLimits;
  readonly #beat: NodeJS.Timeout;
  #unansweredPings = 0;
  #second = 0;
  #messagesThisSecond = 0;
  #waiting = 0;
  /** Everything a socket does happens one after another, in the order in which it was asked for. */
  #work: Promise<void> = Promise.resolve();
  /** The newest event that was told, or passed over as not concerning this client. */
  #position = FIRST_POSITION;
  /** Live events wait here while older ones are read. */
  #held: PublishedEvent[] | undefined = [];

  constructor(ctx: Context, feed: EventFeed, identity: SocketUser, socket: WebSocket, limits: SocketLimits) {
    this.#ctx = ctx;
    this.#feed = feed;
    this.actor = identity.actor;
    this.#check = identity.check;
    this.#socket = socket;
    this.#limits = limits;
    this.#beat = setInterval(() => this.#onBeat(), limits.beatMs).unref();
    socket.on('pong', () => (this.#unansweredPings = 0));
    this.#then(() => this.#open());
  }

  onEvent(event: PublishedEvent): void {
    if (!this.#held) return this.#tell(event);
    if (this.#held.push(event) > EVENTS_HELD_MAX) this.close('unavailable');
  }

  onGap(): void {
    this.#then(async () => {
      const { complete, count } = await this.#catchUp(this.#position);
      if (!complete) this.#send('events:replayed', { count, complete });
    });
  }

  receive(message: unknown): void {
    if (typeof message !== 'string') return this.close('notText');
    const second = Math.floor(performance.now() / 1000);
    this.#messagesThisSecond = second === this.#second ? this.#messagesThisSecond + 1 : 1;
    this.#second = second;
    if (this.#messagesThisSecond > this.#limits.messagesPerSecondMax || this.#waiting >= MESSAGES_WAITING_MAX)
      return this.close('tooManyMessages');
    this.#waiting += 1;
    this.#then(() => this.#answer(message).finally(() => (this.#waiting -= 1)));
  }

  close(why: keyof typeof CLOSES): void {
    const [code, reason] = CLOSES[why];
    this.#socket.close(code, reason);
  }

  /** After the socket was closed, by whichever side. */
  dispose(): void {
    clearInterval(this.#beat);
    this.#feed.leave(this.actor.tenantId, this);
  }

  #then(work: () => Promise<void>): void {
    const before = this.#work;
    const next = async () => {
      await before;
      if (this.#socket.readyState !== WebSocket.OPEN) return;
      try {
        await work();
      } catch (error) {
        this.#ctx.log.warn({ err: error }, 'live socket');
        this.close('unavailable');
      }
    };
    this.#work = next();
  }

  async #open(): Promise<void> {
    this.#position = await latestPosition(this.#ctx, this.actor.tenantId);
    await this.#feed.join(this.actor.tenantId, this);
    // It may have closed while Redis was away, when there was nothing to leave yet.
    if (this.#socket.readyState !== WebSocket.OPEN) return this.dispose();
    await this.#catchUp(this.#position);
    this.#send('connected', {});
  }

  async #answer(text: string): Promise<void> {
    let event: string | undefined;
    try {
      const envelope = openEnvelope(text);
      event = envelope.event;
      await this.#carryOut(parseMessage(envelope));
    } catch (error) {
      if (!(error instanceof DomainError)) this.#ctx.log.error({ err: error }, 'live message');
      const { message } = error instanceof DomainError ? error : INTERNAL_ERROR;
      this.#send('error', { message, event });
    }
  }

  async #carryOut({ event, data }: LiveMessage): Promise<void> {
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
        return this.#send('events:replayed', await this.#catchUp(data.lastEventId));
    }
  }

  /** Tells everything behind a position anew, in order, and goes on from there. */
  async #catchUp(position: string): Promise<{ count: number; complete: boolean }> {
    this.#held ??= [];
    try {
      const { events, complete } = await eventsAfter(this.#ctx, this.actor.tenantId, position);
      if (isAfter(this.#position, position)) this.#position = position;
      for (const event of events) this.#tell(event);
      return { count: events.filter((event) => isEventForAudience(event, this)).length, complete };
    } finally {
      const held = this.#held;
      this.#held = undefined;
      for (const event of held) this.#tell(event);
    }
  }

  #tell(event: PublishedEvent): void {
    if (!isAfter(event.id, this.#position)) return;
    this.#position = event.id;
    if (isEventForAudience(event, this)) this.#send(event.event, event.data);
  }

  /** Every message carries the position it leaves the client at, which is what it asks `events:since`. */
  #send(event: string, data: object): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    if (this.#socket.bufferedAmount > this.#limits.sendBufferBytesMax) return this.close('tooSlow');
    this.#socket.send(JSON.stringify({ event, data, id: this.#position }));
  }

  #onBeat(): void {
    if (this.#unansweredPings >= PINGS_UNANSWERED_MAX) return this.#socket.terminate();
    this.#unansweredPings += 1;
    this.#socket.ping();
    void this.#recheck();
  }

  async #recheck(): Promise<void> {
    try {
      if (!isDeepStrictEqual(await this.#check(), this.actor)) this.close('rightsChanged');
    } catch (error) {
      if (error instanceof DomainError && error.code === 'unauthenticated') this.close('signedOut');
      else this.#ctx.log.warn({ err: error }, 'live socket not rechecked');
    }
  }
}
