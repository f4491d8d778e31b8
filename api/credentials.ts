import type { Context as HonoContext } from 'hono';
import { bearerToken } from './bearer/dialect.ts';

/** The subprotocol of sockets, and before it the way a browser sends its token, as it cannot set headers there. */
export const SOCKET_PROTOCOL = 'bearer';

/** The token of a request: `Authorization: Bearer <jwt>` or, when opening a socket, the subprotocols `bearer, <jwt>`. */
export function sentToken(c: HonoContext): string | undefined {
  const header = c.req.header('authorization');
  if (header !== undefined) return bearerToken(header);
  const [protocol, token] = c.req.header('sec-websocket-protocol')?.split(',') ?? [];
  return protocol?.trim() === SOCKET_PROTOCOL ? token?.trim() : undefined;
}
