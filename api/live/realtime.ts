/**
 * Live events over WebSocket at /ws: messages `{ "event", "data", "id" }` out, `{ "event", "data" }` in (see live-messages.ts).
 * Beside the events themselves a client gets `connected`, `agent:joined`, `events:replayed` and `error`.
 */
import { upgradeWebSocket } from '@hono/node-server';
import type { Context as HonoContext } from 'hono';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Context } from '../../shared/context.ts';
import { checkSession, resumeSession } from '../../shared/domain/accounts/login-sessions.ts';
import { actorOf, authenticate } from '../../shared/domain/accounts/users.ts';
import { DomainError } from '../../shared/errors.ts';
import { EventFeed } from '../../shared/live-event-feed.ts';
import type { ApiEnv } from '../http/routes.ts';
import { isOurOrigin, hasBearerScheme, tokenOf, sessionId, SOCKET_PROTOCOL } from '../http/credentials.ts';
import { errorResponse } from '../http/errors.ts';
import { type SocketUser, LiveSocket, SOCKET_LIMITS, type SocketLimits } from './socket.ts';

const MESSAGE_BYTES_MAX = 16_384;
/** Several tabs and devices, but not a leak of connections. In each process. */
const SOCKETS_PER_USER_MAX = 10;

export type LiveServer = ReturnType<typeof createLiveServer>;

/** @param limits tests cannot wait for the real ones. */
export function createLiveServer(ctx: Context, limits: Partial<SocketLimits> = {}) {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES_MAX,
    // The token among the offered protocols must not be sent back.
    handleProtocols: (offered) => offered.has(SOCKET_PROTOCOL) && SOCKET_PROTOCOL,
  });
  const feed = new EventFeed(ctx);
  const socketsOf = new Map<number, Set<LiveSocket>>();

  function admit(ctx: Context, identity: SocketUser & { userId: number }, raw: WebSocket): LiveSocket {
    const socket = new LiveSocket(ctx, feed, identity, raw, { ...SOCKET_LIMITS, ...limits });
    const sockets = socketsOf.get(identity.userId) ?? new Set();
    socketsOf.set(identity.userId, sockets.add(socket));
    if (sockets.size > SOCKETS_PER_USER_MAX) socket.close('tooManySockets');
    raw.once('close', () => {
      socket.dispose();
      sockets.delete(socket);
      if (sockets.size === 0) socketsOf.delete(identity.userId);
    });
    return socket;
  }

  return {
    /** For the HTTP server, which hands it the connections that {@link upgrade} lets through. */
    server,

    upgrade: async (c: HonoContext<ApiEnv>) => {
      if (c.req.header('upgrade')?.toLowerCase() !== 'websocket')
        return errorResponse(c, 426, new DomainError('malformed_body', 'Open a WebSocket here: Upgrade: websocket.'));
      insistOnOrigin(c);
      const identity = await identify(c);
      let socket: LiveSocket | undefined;
      return upgradeWebSocket(
        c,
        {
          onOpen: (_event, { raw }) => (socket = admit(c.get('ctx'), identity, raw as unknown as WebSocket)),
          onMessage: ({ data }) => socket?.receive(data),
          onError: (error) => c.get('ctx').log.debug({ err: error }, 'live socket'),
        },
        { onError: (error) => c.get('ctx').log.error({ err: error }, 'live socket') },
      );
    },

    /** Tells all clients to connect elsewhere. Those that do not take leave are cut off by {@link cut}. */
    close(): void {
      for (const sockets of socketsOf.values()) for (const socket of sockets) socket.close('serverStops');
      feed.close();
    },

    cut(): void {
      for (const raw of server.clients) raw.terminate();
    },
  };
}

/**
 * Browsers send the cookie with sockets that pages of any site open, and let those pages read what comes: only the origin
 * tells them apart, which a browser always sends. Programs send none, and nobody makes them do anything.
 */
function insistOnOrigin(c: HonoContext<ApiEnv>): void {
  const origin = c.req.header('origin');
  if (origin === undefined || isOurOrigin(c, origin)) return;
  throw new DomainError('forbidden', 'Sockets are opened by pages of this server only (see PUBLIC_BASE_URL).');
}

/** Who opens the socket: by a token or, where none is offered, by the cookie of a session. */
async function identify(c: HonoContext<ApiEnv>): Promise<SocketUser & { userId: number }> {
  const ctx = c.get('ctx');
  const token = tokenOf(c);
  if (token !== undefined) {
    const user = await authenticate(ctx, 'api', token);
    return { userId: user.id, actor: actorOf(user), check: async () => actorOf(await authenticate(ctx, 'api', token)) };
  }
  const session = hasBearerScheme(c) ? undefined : sessionId(c);
  if (session === undefined)
    throw new DomainError(
      'unauthenticated',
      'Send a token (Authorization: Bearer <token>, or the subprotocols "bearer" and the token) or the cookie of a session.',
    );
  const user = await resumeSession(ctx, session);
  return { userId: user.id, actor: actorOf(user), check: async () => actorOf(await checkSession(ctx, session)) };
}
