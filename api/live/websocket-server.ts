/**
 * Live events over WebSocket at /ws. The server sends messages `{ "event", "data", "id" }`. The client sends messages
 * `{ "event", "data" }` (`messages.ts`). Besides the live events, the server sends `connected`, `agent:joined`,
 * `events:replayed`, `figures:updated` and `error`.
 */
import { upgradeWebSocket } from '@hono/node-server';
import type { Context as HonoContext } from 'hono';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Context } from '../../shared/context.ts';
import { authenticateApiKey, isApiKey } from '../../shared/domain/accounts/api-keys.ts';
import { checkSession, resumeSession } from '../../shared/domain/accounts/login-sessions.ts';
import { actorOf, authenticate } from '../../shared/domain/accounts/users.ts';
import { DomainError } from '../../shared/errors.ts';
import { EventFeed } from '../../shared/live-event-feed.ts';
import { hasBearerScheme, isOurOrigin, sessionId, SOCKET_PROTOCOL, tokenOf } from '../http/credentials.ts';
import { errorResponse } from '../http/errors.ts';
import type { ApiEnv } from '../http/routes.ts';
import { FigureFeed } from './figures.ts';
import { type Feeds, LiveSocket, SOCKET_LIMITS, type SocketLimits, type SocketUser } from './socket.ts';

const MESSAGE_BYTES_MAX = 16_384;
/**
 * Maximum number of WebSockets of one user or API key in one API process. The limit is enough for several tabs and devices, and
 * stops a client that leaks connections.
 */
const SOCKETS_PER_USER_MAX = 10;

/**
 * Creates the server of live events.
 *
 * @param limits the limits for each socket; tests use shorter limits
 */
export function createLiveServer(ctx: Context, limits: Partial<SocketLimits> = {}) {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES_MAX,
    // The client offers the token as a subprotocol. The response must not contain the token.
    handleProtocols: (offered) => offered.has(SOCKET_PROTOCOL) && SOCKET_PROTOCOL,
  });
  const allLimits = { ...SOCKET_LIMITS, ...limits };
  const events = new EventFeed(ctx);
  const figures = new FigureFeed(ctx, events, allLimits.figuresEveryMs);
  const sockets = new UserSockets({ events, figures }, allLimits);
  return {
    /**
     * The WebSocket server. The HTTP server passes the connections that {@link upgrade} accepts to the WebSocket
     * server.
     */
    server,

    /** The handler of `GET /ws`. */
    upgrade: (c: HonoContext<ApiEnv>) => upgradeRequest(c, sockets),

    /**
     * Asks all clients to close the WebSocket and connect to another process. {@link terminate} disconnects the clients
     * that do not close.
     */
    close(): void {
      sockets.closeAll();
      figures.close();
      events.close();
    },

    terminate(): void {
      for (const raw of server.clients) raw.terminate();
    },
  };
}

/** The open sockets of this process, by user or API key. */
class UserSockets {
  readonly #feeds: Feeds;
  readonly #limits: SocketLimits;
  readonly #socketsByOwner = new Map<string, Set<LiveSocket>>();

  constructor(feeds: Feeds, limits: SocketLimits) {
    this.#feeds = feeds;
    this.#limits = limits;
  }

  /** Adds a WebSocket connection. If the user already has too many connections, the new connection is closed. */
  open(ctx: Context, user: SocketUser, raw: WebSocket): LiveSocket {
    const socket = new LiveSocket(ctx, this.#feeds, user, raw, this.#limits);
    const sockets = this.#socketsByOwner.get(user.owner) ?? new Set();
    this.#socketsByOwner.set(user.owner, sockets.add(socket));
    if (sockets.size > SOCKETS_PER_USER_MAX) socket.close('tooManySockets');
    raw.once('close', () => {
      socket.dispose();
      sockets.delete(socket);
      if (sockets.size === 0) this.#socketsByOwner.delete(user.owner);
    });
    return socket;
  }

  closeAll(): void {
    for (const sockets of this.#socketsByOwner.values()) for (const socket of sockets) socket.close('serverStops');
  }
}

async function upgradeRequest(c: HonoContext<ApiEnv>, sockets: UserSockets) {
  if (c.req.header('upgrade')?.toLowerCase() !== 'websocket')
    return errorResponse(c, 426, new DomainError('malformed_body', 'Open a WebSocket here: Upgrade: websocket.'));
  assertOurOrigin(c);
  const user = await authenticateSocket(c);
  const { log } = c.get('ctx');
  let socket: LiveSocket | undefined;
  return upgradeWebSocket(
    c,
    {
      onOpen: (_event, { raw }) => (socket = sockets.open(c.get('ctx'), user, raw as unknown as WebSocket)),
      onMessage: ({ data }) => socket?.receive(data),
      onError: (error) => log.debug({ err: error }, 'live socket failed'),
    },
    { onError: (error) => log.error({ err: error }, 'live socket could not be opened') },
  );
}

/**
 * Accepts only origins of this deployment. A page of any site can open a WebSocket. The browser then sends our session
 * cookie and lets the page read the messages. The browser always sends `Origin`. Clients that are not browsers send no
 * `Origin`.
 *
 * @throws DomainError `forbidden`
 */
function assertOurOrigin(c: HonoContext<ApiEnv>): void {
  const origin = c.req.header('origin');
  if (origin === undefined || isOurOrigin(c, origin)) return;
  throw new DomainError('forbidden', 'Only pages of this server may open a WebSocket. Check PUBLIC_BASE_URL.');
}

/**
 * Returns the user of a WebSocket. The token or the API key identifies the user. If the request has no token, the session cookie
 * identifies the user.
 */
async function authenticateSocket(c: HonoContext<ApiEnv>): Promise<SocketUser> {
  const ctx = c.get('ctx');
  const token = tokenOf(c);
  if (token !== undefined && isApiKey(token)) {
    const check = () => authenticateApiKey(ctx, token);
    const actor = await check();
    return { owner: `api-key:${actor.apiKey?.id}`, actor, check };
  }
  if (token !== undefined) {
    const user = await authenticate(ctx, 'api', token);
    const check = async () => actorOf(await authenticate(ctx, 'api', token));
    return { owner: `user:${user.id}`, actor: actorOf(user), check };
  }
  const session = hasBearerScheme(c) ? undefined : sessionId(c);
  if (session === undefined)
    throw new DomainError(
      'unauthenticated',
      'Send a token or an API key (Authorization: Bearer <token>, or the subprotocols "bearer" and the token) or a session cookie.',
    );
  const user = await resumeSession(ctx, session);
  return {
    owner: `user:${user.id}`,
    actor: actorOf(user),
    check: async () => actorOf(await checkSession(ctx, session)),
  };
}
