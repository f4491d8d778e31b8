import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { serve } from '@hono/node-server';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../shared/context.ts';
import { createApp } from './app.ts';
import { createProbes } from './health.ts';
import type { SocketLimits } from './live/socket.ts';
import { createLiveServer } from './live/websocket-server.ts';
import { createInternalApp } from './operations.ts';

/**
 * Milliseconds that running requests get at shutdown before the server closes the connections. A carrier waits this
 * long for TwiML.
 */
const DRAIN_MS = 15_000;

export type ApiServer = {
  app: ReturnType<typeof createApp>;
  /**
   * The first step of a stop that refuses no request: `/readyz` says no, and the server still takes requests until load
   * balancers have noticed (SHUTDOWN_UNREADY_SECONDS).
   */
  drain(): Promise<void>;
  /** Ends the running requests and closes the server. */
  close(): Promise<void>;
};

/**
 * Serves HTTP and WebSockets on `config.host` and `config.port`, and the pages of the operator on `config.internal` if it
 * is set. The promise resolves when the servers listen.
 */
export async function serveApi(
  ctx: Context,
  { socketLimits }: { socketLimits?: Partial<SocketLimits> } = {},
): Promise<ApiServer> {
  const liveServer = createLiveServer(ctx, socketLimits);
  const probes = createProbes(ctx);
  const app = createApp(ctx, { liveServer, probes });
  const { host, port, internal } = ctx.config;
  const server = serve({ fetch: app.fetch, port, hostname: host, websocket: { server: liveServer.server } });
  await once(server, 'listening');
  const internalServer =
    internal && serve({ fetch: createInternalApp(ctx, probes).fetch, port: internal.port, hostname: internal.host });
  if (internalServer) await once(internalServer, 'listening');
  return {
    app,
    async drain() {
      probes.drain();
      // Clients that keep their connections must open the next one elsewhere.
      server.prependListener('request', (_request: unknown, response: ServerResponse) => {
        response.shouldKeepAlive = false;
      });
      await sleep(ctx.config.shutdownUnreadySeconds * 1_000);
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      internalServer?.close();
      if (internalServer && 'closeAllConnections' in internalServer) internalServer.closeAllConnections();
      liveServer.close();
      if ('closeIdleConnections' in server) server.closeIdleConnections();
      const closeTimer = setTimeout(() => {
        liveServer.terminate();
        if ('closeAllConnections' in server) server.closeAllConnections();
      }, DRAIN_MS);
      await closed;
      clearTimeout(closeTimer);
    },
  };
}
